package timetable_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"trame/scheduling/timetable"
)

const planText = `{"format":"trame-plan/1","instance":"val-doise-2027","unplanned":1,"perturbation":0,"comfort":41,"bound":40,
"meetings":[
{"cohort":"c1","module":"m1","start":"2027-01-12T09:30","room":"osny-1","lead":"as-1","co":[]},
{"cohort":"c1","module":"m5","start":"2027-01-19T09:30","room":"osny-1","lead":"as-1","co":["psy-1"]}
],
"impossible":[
{"cohort":"c9","blocking":["room_opening","person_busy"],"repairs":["room_opening"],"funnel":[{"module":"m6","left":[["working_days",61],["roles",0]]}]}
]}
`

func TestAPlanHasOneFormInBytes(t *testing.T) {
	for name, text := range map[string]string{
		"as written":  planText,
		"as a person": strings.ReplaceAll(strings.ReplaceAll(planText, ",", " ,\n  "), `"co":[]`, `"co": [ ]`),
		"without co":  strings.ReplaceAll(planText, `,"co":[]`, ""),
	} {
		plan, err := timetable.ReadPlan(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b bytes.Buffer
		if err := plan.Write(&b); err != nil || b.String() != planText {
			t.Errorf("%s: %v\n%s", name, err, &b)
		}
	}
}

func TestAWrongPlanIsNamedByItsField(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"wrong format":   {"trame-plan/1", "trame-plan/2", `format: "trame-plan/2" is not trame-plan/1`},
		"no instance":    {"val-doise-2027", "", "instance: is empty"},
		"negative cost":  {`"comfort":41`, `"comfort":-1`, "comfort: -1 is not from 0 to 1125899906842624"},
		"no cohort":      {`"cohort":"c1"`, `"cohort":""`, "meetings[0].cohort: is empty"},
		"no start":       {`"start":"2027-01-12T09:30",`, ``, "meetings[0].start: is missing"},
		"no such start":  {"2027-01-12T09:30", "2027-01-12 09:30", `meetings[0].start: "2027-01-12 09:30" is not a moment like 2027-01-12T09:30`},
		"empty partner":  {`"psy-1"`, `""`, "meetings[1].co[0]: is empty"},
		"a field more":   {`"co":[]`, `"co":[],"note":"x"`, "meetings[0].note: unknown field"},
		"unknown reason": {`["room_opening"]`, `["weather"]`, `impossible[0].repairs[0]: unknown reason "weather"`},
		"stage":          {`["roles",0]`, `["roles"]`, `impossible[0].funnel[0].left[1]: a list is not a pair like ["room", 38]`},
		"days":           {`["roles",0]`, `["roles",-1]`, "impossible[0].funnel[0].left[1]: -1 is not from 0 to 1830"},
	} {
		_, err := timetable.ReadPlan(strings.NewReader(strings.Replace(planText, c.from, c.to, 1)))
		if got := said(err); got != c.says {
			t.Errorf("%s: said %s\nwant %s", name, got, c.says)
		}
	}
}

// fullDisk takes a little, then no more.
type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return 0, errFull
	}
	d.left -= len(p)
	return len(p), nil
}

var errFull = errors.New("no space left")

func TestAFullDiskIsSaid(t *testing.T) {
	plan := &timetable.Plan{Meetings: make([]timetable.Meeting, 1000)}
	if err := plan.Write(&fullDisk{left: 5000}); !errors.Is(err, errFull) {
		t.Errorf("said %v", err)
	}
}

func FuzzReadPlan(f *testing.F) {
	f.Add([]byte(planText))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := timetable.ReadPlan(bytes.NewReader(data))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("not one line: %q", err)
			}
			return
		}
		var once, twice bytes.Buffer
		if err := plan.Write(&once); err != nil {
			t.Fatal(err)
		}
		again, err := timetable.ReadPlan(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, &once)
		}
		if err := again.Write(&twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("%v; written as\n%s\nthen as\n%s", err, &once, &twice)
		}
	})
}
