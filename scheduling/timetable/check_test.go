package timetable_test

import (
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// possible is a plan of testdata/valdoise.json that breaks no rule.
const possible = `{"format":"trame-plan/1","instance":"val-doise-2027","unplanned":0,"perturbation":0,"comfort":0,"bound":0,"meetings":[
{"cohort":"c1","module":"m1","start":"2027-01-18T09:30","room":"osny-1","lead":"as-1","co":[]},
{"cohort":"c1","module":"m5","start":"2027-01-25T09:30","room":"osny-1","lead":"as-1","co":["psy-1"]},
{"cohort":"c1","module":"m10","start":"2027-02-22T09:30","room":"osny-1","lead":"as-1","co":[]},
{"cohort":"c2","module":"m1","start":"2027-02-02T09:30","room":"argenteuil-1","lead":"as-2","co":["psy-1"]},
{"cohort":"c2","module":"m2","start":"2027-02-16T09:30","room":"argenteuil-1","lead":"as-2","co":[]},
{"cohort":"c2","module":"m3","start":"2027-03-02T14:00","room":"osny-1","lead":"as-2","co":[]}
],"impossible":[]}`

func check(t *testing.T, instance, plan string) timetable.Verdict {
	t.Helper()
	ins, err := timetable.ReadInstance(strings.NewReader(instance))
	if err != nil {
		t.Fatal(err)
	}
	p, err := timetable.ReadPlan(strings.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	return timetable.Check(ins, p)
}

func TestEveryTermOfTheCostIsCounted(t *testing.T) {
	// c1: gaps of 7, and of 28 less the 16 of its pause: 2·5.
	// c2: gaps of 14 and 14: 2·(7+7); one other hour: 3; one other room: 2; one meeting in school holidays: 8.
	// psy-1 animates 2 meetings, his fair share is 1: 4.
	const comfort = 2*5 + 2*14 + 3 + 2 + 8 + 4
	got := check(t, valDOise(t), possible)
	if len(got.Hard) > 0 || got.Cost != (timetable.Cost{Perturbation: 60, Comfort: comfort}) {
		t.Errorf("%v %+v, want no fault, perturbation 60, comfort %d", got.Hard, got.Cost, comfort)
	}
}

func TestPerturbationIsWhatPeopleMustBeTold(t *testing.T) {
	const before = `"start": "2027-02-09T09:30", "room": "argenteuil-1", "lead": "as-2", "co": []}`
	for name, c := range map[string]struct {
		previous string
		want     int
	}{
		"nothing":          {`"start": "2027-02-16T09:30", "room": "argenteuil-1", "lead": "as-2", "co": []}`, 0},
		"the day":          {`"start": "2027-02-09T09:30", "room": "argenteuil-1", "lead": "as-2", "co": []}`, 60},
		"the day and hour": {`"start": "2027-02-09T14:00", "room": "argenteuil-1", "lead": "as-2", "co": []}`, 60},
		"the hour":         {`"start": "2027-02-16T14:00", "room": "argenteuil-1", "lead": "as-2", "co": []}`, 40},
		"the lead":         {`"start": "2027-02-16T09:30", "room": "argenteuil-1", "lead": "as-1", "co": []}`, 20},
		"the room":         {`"start": "2027-02-16T09:30", "room": "osny-1", "lead": "as-2", "co": []}`, 5},
		"a role gone":      {`"start": "2027-02-16T09:30", "room": "argenteuil-1", "lead": "as-2", "co": ["psy-1"]}`, 15},
		"everything":       {`"start": "2027-02-09T09:30", "room": "osny-1", "lead": "as-1", "co": ["psy-1"]}`, 100},
	} {
		got := check(t, strings.Replace(valDOise(t), before, c.previous, 1), possible)
		if len(got.Hard) > 0 || got.Perturbation != c.want {
			t.Errorf("%s: %v, perturbation %d, want %d", name, got.Hard, got.Perturbation, c.want)
		}
	}
}

// change is one edit of a line of the good plan.
type change struct{ from, to string }

func TestEveryHardRuleIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		instance, plan change
		want           []string
	}{
		"H1 module left out":          {plan: change{`{"cohort":"c2","module":"m3","start":"2027-03-02T14:00","room":"osny-1","lead":"as-2","co":[]}`, ``}, want: []string{"c2/m3: H1 is not held, others of its cohort are"}},
		"H1 module twice":             {plan: change{`"module":"m3","start":"2027-03-02T14:00"`, `"module":"m2","start":"2027-03-02T14:00"`}, want: []string{"c2/m2: H1 is held twice, 2027-02-16T09:30 and 2027-03-02T14:00", "c2/m3: H1 is not held, others of its cohort are"}},
		"H1 unknown cohort":           {plan: change{`"cohort":"c2","module":"m3"`, `"cohort":"c9","module":"m3"`}, want: []string{"c9/m3: H1 no such cohort", "c2/m3: H1 is not held, others of its cohort are"}},
		"H1 unknown module":           {plan: change{`"cohort":"c2","module":"m3"`, `"cohort":"c2","module":"m9"`}, want: []string{"c2/m9: H1 no such module", "c2/m3: H1 is not held, others of its cohort are"}},
		"H1 before its first day":     {instance: change{`"from": "2027-01-11", "to": "2027-04-30",` + "\n" + `   "cadence": {"weeks": 1, "min_days": 5, "max_days": 16`, `"from": "2027-01-19", "to": "2027-04-30",` + "\n" + `   "cadence": {"weeks": 1, "min_days": 5, "max_days": 16`}, want: []string{"c1/m1: H1 2027-01-18 is not from 2027-01-19 to 2027-04-30"}},
		"H1 outside the instance":     {instance: change{`"first_day": "2027-01-04"`, `"first_day": "2027-01-19"`}, want: []string{"c1/m1: H1 2027-01-18 is outside the instance"}},
		"H1 a holiday":                {instance: change{`["2027-03-29"]`, `["2027-03-02"]`}, want: []string{"c2/m3: H1 2027-03-02 is a day without meetings"}},
		"H1 pausing in holidays":      {plan: change{"2027-02-22T09:30", "2027-02-08T09:30"}, want: []string{"c1/m10: H1 2027-02-08 is in school holidays, when the cohort pauses"}},
		"H1 out of order":             {plan: change{"2027-01-18T09:30", "2027-02-01T09:30"}, want: []string{"c1/m5: H1 2027-01-25T09:30 is not on a later day than m1, 2027-02-01T09:30"}},
		"H1 two on a day":             {plan: change{"2027-01-18T09:30", "2027-01-25T14:00"}, want: []string{"c1/m5: H1 2027-01-25T09:30 is not on a later day than m1, 2027-01-25T14:00"}},
		"H2 too soon":                 {instance: change{`"min_days": 5, "max_days": 23`, `"min_days": 15, "max_days": 23`}, want: []string{"c2/m2: H2 14 active days after m1, not 15 to 23", "c2/m3: H2 14 active days after m2, not 15 to 23"}},
		"H2 too late, pause deducted": {instance: change{`"min_days": 5, "max_days": 16`, `"min_days": 5, "max_days": 11`}, want: []string{"c1/m10: H2 12 active days after m5, not 5 to 11"}},
		"H3 none of its rooms":        {plan: change{`"2027-02-22T09:30","room":"osny-1"`, `"2027-02-22T09:30","room":"argenteuil-1"`}, want: []string{"c1/m10: H3 room argenteuil-1 is none of its rooms", "c1/m10: H6 room argenteuil-1 is not open from 2027-02-22T09:30 to 11:30"}},
		"H3 no such room":             {plan: change{`"2027-02-22T09:30","room":"osny-1"`, `"2027-02-22T09:30","room":"osny-7"`}, want: []string{"c1/m10: H3 room osny-7 is none of its rooms"}},
		"H3 too small for the guest":  {instance: change{`"seats": 14`, `"seats": 13`}, want: []string{"c1/m5: H3 room osny-1 has 13 seats, 14 needed"}},
		"H4 none of its leads":        {plan: change{`"2027-01-18T09:30","room":"osny-1","lead":"as-1"`, `"2027-01-18T09:30","room":"osny-1","lead":"psy-1"`}, want: []string{"c1/m1: H4 psy-1 is none of its leads", "c1/m5: H4 is led by as-1, the first module by psy-1", "c1/m10: H4 is led by as-1, the first module by psy-1"}},
		"H4 a role unfilled":          {plan: change{`"as-1","co":["psy-1"]`, `"as-1","co":[]`}, want: []string{"c1/m5: H4 0 people for 1 roles"}},
		"H4 a guest too many":         {plan: change{`"2027-02-22T09:30","room":"osny-1","lead":"as-1","co":[]`, `"2027-02-22T09:30","room":"osny-1","lead":"as-1","co":["psy-1"]`}, want: []string{"c1/m10: H4 1 people for 0 roles"}},
		"H4 not of the role":          {plan: change{`"as-1","co":["psy-1"]`, `"as-1","co":["as-1"]`}, want: []string{"c1/m5: H4 as-1 is not of role 1", "c1/m5: H4 as-1 is there twice"}},
		"H5 the room is taken":        {plan: change{`"2027-02-22T09:30","room":"osny-1"`, `"2027-03-02T14:00","room":"osny-1"`}, want: []string{"c1/m10: H2 20 active days after m5, not 5 to 16", "c2/m3: H5 room osny-1 is taken by c1/m10 at 2027-03-02T14:00"}},
		"H5 on the road":              {plan: change{`"2027-01-25T09:30","room":"osny-1"`, `"2027-02-02T14:00","room":"osny-1"`}, instance: change{`"minutes": 40`, `"minutes": 151`}, want: []string{"c1/m10: H2 4 active days after m5, not 5 to 16", "c1/m5: H5 person psy-1 has 150 minutes to come from c2/m1, 151 needed"}},
		"H6 lunch between openings":   {instance: change{`"from": "13:30", "to": "18:00"`, `"from": "12:45", "to": "18:00"`}, plan: change{"2027-02-16T09:30", "2027-02-16T11:15"}, want: []string{"c2/m2: H7 may not start at 11:15", "c2/m2: H6 room argenteuil-1 is not open from 2027-02-16T11:15 to 12:45"}},
		"H6 a closure's last minute":  {instance: change{`"from": "2027-02-09T12:00", "to": "2027-02-10T00:00"`, `"from": "2027-02-02T11:29", "to": "2027-02-02T20:00"`}, want: []string{"c2/m1: H6 person psy-1 is closed or away at 2027-02-02T09:30"}},
		"H6 a closure that follows":   {instance: change{`"from": "2027-02-09T12:00", "to": "2027-02-10T00:00"`, `"from": "2027-02-02T11:30", "to": "2027-02-02T20:00"`}},
		"H7 another hour":             {plan: change{"2027-02-16T09:30", "2027-02-16T10:00"}, want: []string{"c2/m2: H7 may not start at 10:00"}},
		"H8 a pinned meeting moved":   {plan: change{"2027-02-02T09:30", "2027-02-09T09:30"}, want: []string{"c2/m1: H8 is pinned, and moved"}},
		"a closure of somebody else":  {instance: change{`"2027-05-03T00:00"`, `"2027-05-02T00:00"`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(t, edited(t, valDOise(t), c.instance), edited(t, possible, c.plan))
			if !sameFaults(got.Hard, c.want) {
				t.Errorf("found\n%v\nwant\n%s", got.Hard, strings.Join(c.want, "\n"))
			}
		})
	}
}

// edited applies a change, and keeps the list of meetings one of JSON.
func edited(t *testing.T, text string, c change) string {
	t.Helper()
	if !strings.Contains(text, c.from) {
		t.Fatalf("no %s", c.from)
	}
	return strings.Replace(strings.Replace(text, c.from, c.to, 1), ",\n\n]", "\n]", 1)
}

func sameFaults(faults []timetable.Fault, want []string) bool {
	return slices.EqualFunc(faults, want, func(f timetable.Fault, s string) bool { return f.String() == s })
}

// Three towns need not obey the triangle: whoever passes through the second
// has no wings.
func TestTravelHoldsBetweenAnyTwoMeetingsOfADay(t *testing.T) {
	day := func(clock string) timetable.Moment {
		var m timetable.Moment
		if err := m.UnmarshalText([]byte("2027-01-12T" + clock)); err != nil {
			t.Fatal(err)
		}
		return m
	}
	open := []timetable.Opening{{Weekday: 2, From: 0, To: 24 * 60}}
	ins := &timetable.Instance{
		FirstDay: scheduling.MustDate("2027-01-04"), LastDay: scheduling.MustDate("2027-12-31"),
		Sites: []string{"a", "b", "c"}, TravelDefault: 120,
		Travel: []timetable.Travel{{From: "a", To: "b", Minutes: 15}, {From: "b", To: "c", Minutes: 15}},
		People: []timetable.Person{{ID: "as", Open: open}},
	}
	plan := &timetable.Plan{}
	for i, clock := range []string{"09:00", "10:15", "11:30"} {
		site := ins.Sites[i]
		ins.Rooms = append(ins.Rooms, timetable.Room{ID: site, Site: site, Seats: 20, Open: open})
		ins.Cohorts = append(ins.Cohorts, timetable.Cohort{
			ID: site, Size: 8, From: ins.FirstDay, To: ins.LastDay, Cadence: timetable.Cadence{Weeks: 1, MinDays: 1, MaxDays: 30},
			Starts: []timetable.Clock{day(clock).Clock}, Leads: []string{"as"}, Rooms: []string{site}, Modules: []timetable.Module{{ID: "m", Minutes: 60}},
		})
		plan.Meetings = append(plan.Meetings, timetable.Meeting{Cohort: site, Module: "m", Start: day(clock), Room: site, Lead: "as"})
	}
	want := []string{"c/m: H5 person as has 90 minutes to come from a/m, 120 needed"}
	if got := timetable.Check(ins, plan); !sameFaults(got.Hard, want) {
		t.Errorf("found %v, want %v", got.Hard, want)
	}
}

func TestNoPlanCostsEveryCohort(t *testing.T) {
	got := check(t, edited(t, valDOise(t), change{`{"cohort": "c2", "module": "m1", "start": "2027-02-02T09:30", "room": "argenteuil-1", "lead": "as-2", "co": ["psy-1"]}`, ""}), `{"format":"trame-plan/1","instance":"val-doise-2027","unplanned":2,"meetings":[]}`)
	if len(got.Hard) > 0 || got.Cost != (timetable.Cost{Unplanned: 2}) {
		t.Errorf("%v %+v", got.Hard, got.Cost)
	}
}
