package timetable_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"trame/scheduling/timetable"
)

// valDOise is a small instance, written as a person would.
func valDOise(t testing.TB) string {
	t.Helper()
	content, err := os.ReadFile("testdata/valdoise.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAnInstanceComesBackAsItWasWritten(t *testing.T) {
	ins, err := timetable.ReadInstance(strings.NewReader(valDOise(t)))
	if err != nil {
		t.Fatal(err)
	}
	if ins.Cohorts[0].Modules[1].Roles[0][1] != "psy-2" || ins.Rooms[0].Closed[0].To.String() != "2027-05-08T00:00" || *ins.People[0].FairShare != 12 {
		t.Errorf("read as %+v", ins)
	}
	var once, twice bytes.Buffer
	if err := ins.Write(&once); err != nil {
		t.Fatal(err)
	}
	again, err := timetable.ReadInstance(bytes.NewReader(once.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Write(&twice); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Errorf("written as\n%s\nthen as\n%s", &once, &twice)
	}
}

// Each case changes one thing of the good file.
func TestAWrongInstanceIsNamedByItsField(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"unknown room":                {`"rooms": ["osny-1"]`, `"rooms": ["osny-9"]`, `cohorts[0].rooms[0]: unknown room "osny-9"`},
		"unknown lead":                {`"leads": ["as-1", "as-2"]`, `"leads": ["as-1", "as-9"]`, `cohorts[0].leads[1]: unknown person "as-9"`},
		"unknown partner":             {`["psy-1", "psy-2"]`, `["psy-1", "psy-9"]`, `cohorts[0].modules[1].roles[0][1]: unknown person "psy-9"`},
		"unknown site of a room":      {`"site": "osny", "seats": 14`, `"site": "cergy", "seats": 14`, `rooms[0].site: unknown site "cergy"`},
		"unknown site of a travel":    {`"to": "argenteuil", "minutes"`, `"to": "cergy", "minutes"`, `travel[0].to: unknown site "cergy"`},
		"unknown zone":                {"Europe/Paris", "Europe/Pariss", `time_zone: unknown zone "Europe/Pariss"`},
		"unknown field":               {`"seats": 14`, `"seets": 14`, `rooms[0].seets: unknown field`},
		"field in capitals":           {`"seats": 14`, `"Seats": 14`, `rooms[0].Seats: unknown field`},
		"field twice":                 {`"seats": 14`, `"seats": 14, "seats": 15`, `rooms[0].seats: is given twice`},
		"null":                        {`"seats": 14`, `"seats": null`, `rooms[0].seats: null is no value: leave the field out`},
		"text for a number":           {`"seats": 14`, `"seats": "14"`, `rooms[0].seats: "14" is not a whole number in reach`},
		"fraction":                    {`"seats": 14`, `"seats": 14.5`, `rooms[0].seats: 14.5 is not a whole number in reach`},
		"endless number":              {`"seats": 14`, `"seats": 99999999999999999999`, `rooms[0].seats: 99999999999999999999 is not a whole number in reach`},
		"number for a text":           {`"rooms": ["osny-1"]`, `"rooms": [1]`, `cohorts[0].rooms[0]: 1 is not a text`},
		"text for a list":             {`"rooms": ["osny-1"]`, `"rooms": "osny-1"`, `cohorts[0].rooms: "osny-1" is not a list`},
		"list for an object":          {`"cadence": {"weeks": 1, "min_days": 5, "max_days": 16, "pause_in_school_holidays": true}`, `"cadence": []`, `cohorts[0].cadence: a list is not an object`},
		"number for a boolean":        {`"pause_in_school_holidays": true`, `"pause_in_school_holidays": 1`, `cohorts[0].cadence.pause_in_school_holidays: 1 is not true or false`},
		"no such day":                 {`"first_day": "2027-01-04"`, `"first_day": "2027-02-30"`, `first_day: "2027-02-30" is not a day like 2027-01-12`},
		"no such time":                {`"starts": ["09:30"`, `"starts": ["9:30"`, `cohorts[0].starts[0]: "9:30" is not a time like 09:30`},
		"no such moment":              {`"2027-05-03T00:00"`, `"2027-05-03"`, `rooms[0].closed[0].from: "2027-05-03" is not a moment like 2027-01-12T09:30`},
		"wrong format":                {"trame-instance/1", "trame-instance/2", `format: "trame-instance/2" is not trame-instance/1`},
		"no name":                     {`"name": "val-doise-2027"`, `"name": ""`, `name: is empty`},
		"a name that rings":           {`"name": "val-doise-2027"`, `"name": "val\u0007"`, `name: "val�" cannot be printed`},
		"days out of order":           {`"last_day": "2027-12-31"`, `"last_day": "2027-01-03"`, `last_day: 2027-01-03 is before 2027-01-04`},
		"a century":                   {`"last_day": "2027-12-31"`, `"last_day": "2127-12-31"`, `last_day: 36886 days after the first, more than 1830`},
		"another age":                 {`"no_meeting": ["2027-03-29"]`, `"no_meeting": ["0027-03-29"]`, `no_meeting[0]: 0027-03-29 is not from 1950 to 2199`},
		"no first day":                {`"first_day": "2027-01-04"`, `"first_day": ""`, `first_day: is missing`},
		"holidays out of order":       {`"to": "2027-02-21"`, `"to": "2027-02-05"`, `school_holidays[0].to: 2027-02-05 is before 2027-02-06`},
		"cohort's days out of order":  {`"to": "2027-04-30"`, `"to": "2027-01-10"`, `cohorts[0].to: 2027-01-10 is before 2027-01-11`},
		"min above max":               {`"min_days": 5`, `"min_days": 17`, `cohorts[0].cadence.max_days: 16 is less than min_days, 17`},
		"two modules a day":           {`"min_days": 5`, `"min_days": 0`, `cohorts[0].cadence.min_days: 0 is not from 1 to 1830`},
		"negative travel":             {`"minutes": 40`, `"minutes": -1`, `travel[0].minutes: -1 is not from 0 to 1440`},
		"negative default travel":     {`"travel_default": 60`, `"travel_default": -60`, `travel_default: -60 is not from 0 to 1440`},
		"travel to itself":            {`"from": "osny", "to": "argenteuil"`, `"from": "osny", "to": "osny"`, `travel[0].to: is where it starts, "osny"`},
		"travel both ways":            {`"minutes": 40}`, `"minutes": 40}, {"from": "argenteuil", "to": "osny", "minutes": 30}`, `travel[1]: "argenteuil" and "osny" have their travel already: it holds both ways`},
		"no minutes":                  {`"id": "m1", "minutes": 120`, `"id": "m1"`, `cohorts[0].modules[0].minutes: 0 is not from 1 to 1440`},
		"opening upside down":         {`"open": [{"weekday": 1, "from": "09:00"`, `"open": [{"weekday": 1, "from": "17:30"`, `rooms[0].open[0].to: 17:00 is not after 17:30`},
		"no such weekday":             {`"weekday": 2`, `"weekday": 8`, `rooms[0].open[1].weekday: 8 is not from 1 to 7`},
		"openings that touch":         {`{"weekday": 2, "from": "09:00", "to": "17:00"}`, `{"weekday": 1, "from": "08:00", "to": "09:00"}`, `rooms[0].open[1]: overlaps or touches open[0]: write them as one`},
		"closure upside down":         {`"to": "2027-05-08T00:00"`, `"to": "2027-05-03T00:00"`, `rooms[0].closed[0].to: 2027-05-03T00:00 is not after 2027-05-03T00:00`},
		"no seats":                    {`"seats": 14`, `"seats": 0`, `rooms[0].seats: 0 is not from 1 to 100000`},
		"negative share":              {`"fair_share": 12`, `"fair_share": -1`, `people[0].fair_share: -1 is not from 0 to 1000000`},
		"room twice":                  {`"id": "argenteuil-1"`, `"id": "osny-1"`, `rooms[1].id: "osny-1" is given twice`},
		"site twice":                  {`"sites": ["osny", "argenteuil"]`, `"sites": ["osny", "argenteuil", "osny"]`, `sites[2]: "osny" is given twice`},
		"person twice":                {`"id": "as-2"`, `"id": "as-1"`, `people[1].id: "as-1" is given twice`},
		"cohort twice":                {`"id": "c2"`, `"id": "c1"`, `cohorts[1].id: "c1" is given twice`},
		"module twice":                {`"id": "m5"`, `"id": "m1"`, `cohorts[0].modules[1].id: "m1" is given twice`},
		"lead twice":                  {`"leads": ["as-1", "as-2"]`, `"leads": ["as-1", "as-1"]`, `cohorts[0].leads[1]: "as-1" is given twice`},
		"no lead":                     {`"leads": ["as-1", "as-2"]`, `"leads": []`, `cohorts[0].leads: is empty`},
		"no room":                     {`"rooms": ["osny-1"]`, `"rooms": []`, `cohorts[0].rooms: is empty`},
		"no start":                    {`"starts": ["09:30", "14:00"]`, `"starts": []`, `cohorts[0].starts: is empty`},
		"start at midnight's end":     {`"starts": ["09:30", "14:00"]`, `"starts": ["24:00"]`, `cohorts[0].starts[0]: 24:00 is no hour to start at`},
		"start twice":                 {`"starts": ["09:30", "14:00"]`, `"starts": ["09:30", "09:30"]`, `cohorts[0].starts[1]: 09:30 is given twice`},
		"a role nobody fills":         {`["psy-1", "psy-2"]`, `[]`, `cohorts[0].modules[1].roles[0]: is empty`},
		"nobody in the cohort":        {`"size": 12`, `"size": 0`, `cohorts[0].size: 0 is not from 1 to 100000`},
		"negative weight":             {`"gap": 2`, `"gap": -2`, `weights.gap: -2 is not from 0 to 10000`},
		"weight that overflows":       {`"gap": 2`, `"gap": 1000000000`, `weights.gap: 1000000000 is not from 0 to 10000`},
		"unknown weight":              {`"gap": 2`, `"gaps": 2`, `weights.gaps: unknown field`},
		"pinned: unknown cohort":      {`"cohort": "c2", "module": "m1"`, `"cohort": "c9", "module": "m1"`, `pinned[0].cohort: unknown cohort "c9"`},
		"pinned: unknown module":      {`"cohort": "c2", "module": "m1"`, `"cohort": "c2", "module": "m9"`, `pinned[0].module: unknown module "m9" of "c2"`},
		"pinned: unknown partner":     {`"co": ["psy-1"]`, `"co": ["psy-9"]`, `pinned[0].co[0]: unknown person "psy-9"`},
		"pinned: a role unfilled":     {`"co": ["psy-1"]`, `"co": []`, `pinned[0].co: 0 people, 1 asked for`},
		"pinned: outside the horizon": {`"start": "2027-02-02T09:30"`, `"start": "2026-02-02T09:30"`, `pinned[0].start: 2026-02-02T09:30 is outside first_day and last_day`},
		"previous: unknown room":      {`"room": "argenteuil-1", "lead": "as-2", "co": []`, `"room": "cergy", "lead": "as-2", "co": []`, `previous[0].room: unknown room "cergy"`},
		"not JSON":                    {`"size": 12`, `"size": twelve`, `line 18, column 25: is not JSON: invalid character 'w' in literal true (expecting 'r')`},
		"trailing comma":              {`"rooms": ["osny-1"]`, `"rooms": ["osny-1",]`, `line 20, column 79: is not JSON: invalid character ',' at start of value`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(valDOise(t), c.from, c.to, 1)
			if text == valDOise(t) {
				t.Fatalf("the file holds no %s", c.from)
			}
			_, err := timetable.ReadInstance(strings.NewReader(text))
			if got := said(err); got != c.says {
				t.Errorf("said %s\nwant %s", got, c.says)
			}
		})
	}
}

func TestWhatIsNoJSONHasItsPlace(t *testing.T) {
	good := valDOise(t)
	for name, c := range map[string]struct{ text, says string }{
		"nothing":          {"", "line 1, column 1: is not JSON: unexpected EOF"},
		"a list":           {"[]", "a list is not an object"},
		"truncated":        {good[:len(good)/2], "unexpected EOF"},
		"trailing garbage": {good + "x", "after top-level value"},
		"two instances":    {good + good, "after top-level value"},
		"not UTF-8":        {strings.Replace(good, "val-doise", "val-d\xffoise", 1), "invalid UTF-8"},
		"deep":             {strings.Repeat("[", 20000), "this is not an object"},
		"deep inside":      {`{"cohorts":` + strings.Repeat("[", 20000), "cohorts[0]"},
	} {
		_, err := timetable.ReadInstance(strings.NewReader(c.text))
		if got := said(err); !strings.Contains(got, c.says) || strings.Contains(got, "\n") {
			t.Errorf("%s: said %q, want %q", name, got, c.says)
		}
	}
}

func TestAReaderThatFailsIsNoFlawOfTheFile(t *testing.T) {
	_, err := timetable.ReadInstance(iotest.ErrReader(os.ErrPermission))
	if _, flawed := errors.AsType[*timetable.Flaw](err); flawed || !errors.Is(err, os.ErrPermission) {
		t.Errorf("said %v", err)
	}
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func FuzzReadInstance(f *testing.F) {
	f.Add([]byte(valDOise(f)))
	f.Add([]byte(`{"format":"trame-instance/1","cohorts":[{"rooms":[null]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		ins, err := timetable.ReadInstance(bytes.NewReader(data))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("not one line: %q", err)
			}
			return
		}
		var once, twice bytes.Buffer
		if err := ins.Write(&once); err != nil {
			t.Fatal(err)
		}
		again, err := timetable.ReadInstance(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, &once)
		}
		if err := again.Write(&twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("%v; written as\n%s\nthen as\n%s", err, &once, &twice)
		}
	})
}
