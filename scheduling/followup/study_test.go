package followup_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/followup"
)

// published is the Val d'Oise study, October 2012 to January 2018, as printed:
// 114 people started, and its three tables sum to 114, 112 and 106.
type published struct {
	History struct {
		Age       map[string]int
		Pathology map[string]int
		Outcome   map[scheduling.OutcomeCode]int `json:"outcome_6_months"`
	}
}

const started = 114

func valDOise(t *testing.T) published {
	t.Helper()
	raw, err := os.ReadFile("testdata/val-doise.json")
	if err != nil {
		t.Fatal(err)
	}
	var p published
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func check(t *testing.T, table followup.Table, base, known, unknown int) {
	t.Helper()
	last := table.Rows[len(table.Rows)-1]
	if table.Base != base || table.Known != known || last.Code != followup.Unknown || last.Count != unknown {
		t.Errorf("base %d, known %d, last row %+v; want %d, %d, %d", table.Base, table.Known, last, base, known, unknown)
	}
	people, share, within := 0, 0, 0
	for _, r := range table.Rows {
		people, share, within = people+r.Count, share+r.Share, within+r.Within
	}
	if people != base || share != 1000 || within != 1000 {
		t.Errorf("rows sum to %d people, %d and %d tenths of a percent", people, share, within)
	}
}

func TestRule23_ThePublishedAges(t *testing.T) {
	births := map[string]string{"<25": "1995-01-01", "25-39": "1980-01-01", "40-49": "1970-01-01", "50-59": "1960-01-01", "60-67": "1954-01-01"}
	codes := map[string]string{"<25": "under_25", "25-39": "25_39", "40-49": "40_49", "50-59": "50_59", "60-67": "60_67"}
	age := valDOise(t).History.Age
	var people []followup.Aged
	for printed, n := range age {
		people = append(people, slices.Repeat([]followup.Aged{{Birth: day(births[printed]), On: day("2018-01-31")}}, n)...)
	}
	table := followup.Ages(len(people), people, nil)
	check(t, table, started, started, 0)
	for printed, n := range age {
		if got := row(table, codes[printed]).Count; got != n {
			t.Errorf("%s: %d, printed %d", printed, got, n)
		}
	}
	if got := row(table, "68_over").Count; got != 0 {
		t.Errorf("68 and more: %d", got)
	}
}

func TestRule23_ThePublishedPathologiesMissTwoPeople(t *testing.T) {
	var counts []followup.Count
	for group, n := range valDOise(t).History.Pathology {
		counts = append(counts, followup.Count{Code: group, Count: n, Answer: true})
	}
	table, err := followup.Tabulate(started, counts)
	if err != nil {
		t.Fatal(err)
	}
	check(t, table, started, 112, 2)
	if sein := row(table, "sein"); sein.Count != 79 || sein.Share != 693 || sein.Within != 705 {
		t.Errorf("sein %+v, want 79: 69.3 %% of 114, 70.5 %% of 112", sein)
	}
}

func TestRule23_ThePublishedOutcomesMissEightPeople(t *testing.T) {
	outcome := valDOise(t).History.Outcome
	var people []scheduling.EnrolmentID
	var finals []scheduling.FollowUp
	for i := range started {
		people = append(people, scheduling.EnrolmentID(fmt.Sprint(i)))
	}
	for code, n := range outcome {
		for range n {
			finals = append(finals, scheduling.FollowUp{Enrolment: people[len(finals)], Outcome: code})
		}
	}
	table := followup.Study(people, finals)
	check(t, table, started, 106, 8)
	for code, n := range outcome {
		if got := row(table, string(code)).Count; got != n {
			t.Errorf("%s: %d, printed %d", code, got, n)
		}
	}
	if back := row(table, "work_resumed"); back.Share != 167 || back.Within != 179 {
		t.Errorf("back at work %+v, want 16.7 %% of 114, 17.9 %% of 106", back)
	}
}

func row(table followup.Table, code string) followup.Row {
	for _, r := range table.Rows {
		if r.Code == code {
			return r
		}
	}
	return followup.Row{}
}

func TestRule23_EachPersonHasOneFinalState(t *testing.T) {
	one := []scheduling.EnrolmentID{"a"}
	may, june := day("2027-05-02"), day("2027-06-15")
	early, late := time.Date(2027, 6, 15, 9, 0, 0, 0, time.UTC), time.Date(2027, 6, 15, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		followUps []scheduling.FollowUp
		want      string
	}{
		"no follow-up":              {nil, "unknown"},
		"one without outcome":       {[]scheduling.FollowUp{{Enrolment: "a", Attempts: 2}}, "unknown"},
		"the later day is true":     {[]scheduling.FollowUp{{Enrolment: "a", Outcome: "training", AsOf: june}, {Enrolment: "a", Outcome: "sick_leave", AsOf: may}}, "training"},
		"then the later correction": {[]scheduling.FollowUp{{Enrolment: "a", Outcome: "training", AsOf: june, RecordedAt: late}, {Enrolment: "a", Outcome: "job_seeker", AsOf: june, RecordedAt: early}}, "training"},
		"a situation beats silence": {[]scheduling.FollowUp{{Enrolment: "a", Outcome: "retired", AsOf: may}, {Enrolment: "a", Outcome: "no_answer", AsOf: june}}, "retired"},
		"a refusal is a row":        {[]scheduling.FollowUp{{Enrolment: "a", Outcome: "refused", AsOf: may}}, "refused"},
		"somebody else's outcome":   {[]scheduling.FollowUp{{Enrolment: "b", Outcome: "retired", AsOf: may}}, "unknown"},
		"a code no longer in use":   {[]scheduling.FollowUp{{Enrolment: "a", Outcome: "emigrated", AsOf: may}}, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, people := range [][]scheduling.EnrolmentID{one, {"a", "a"}} {
				table := followup.Study(people, c.followUps)
				if got := row(table, c.want); table.Base != 1 || got.Count != 1 || got.Share != 1000 {
					t.Errorf("base %d, %s: %+v", table.Base, c.want, got)
				}
			}
		})
	}
}

func TestRule23_NonAnswersArePrintedAndNotKnown(t *testing.T) {
	table := followup.Study([]scheduling.EnrolmentID{"a", "b", "c", "d"}, []scheduling.FollowUp{
		{Enrolment: "a", Outcome: scheduling.OutcomeWorkResumed}, {Enrolment: "b", Outcome: scheduling.OutcomeLost}, {Enrolment: "c", Outcome: scheduling.OutcomeRefused},
	})
	check(t, table, 4, 1, 1)
	if lost := row(table, "lost"); lost.Known || lost.Count != 1 || lost.Share != 250 || lost.Within != 0 {
		t.Errorf("lost %+v", lost)
	}
}

func TestRule23_NobodyStartedIsATableOfZeros(t *testing.T) {
	table := followup.Study(nil, nil)
	if table.Base != 0 || table.Known != 0 || len(table.Rows) != len(scheduling.OutcomeCodes)+1 {
		t.Errorf("got %+v", table)
	}
}

func TestRule23_MoreOutcomesThanPeopleIsRefused(t *testing.T) {
	if _, err := followup.Tabulate(2, []followup.Count{{Code: "a", Count: 3}}); scheduling.KindOf(err) != scheduling.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestRule23_EveryStudySumsToItsBase(t *testing.T) {
	codes := append([]scheduling.OutcomeCode{""}, scheduling.OutcomeCodes...)
	rapid.Check(t, func(rt *rapid.T) {
		var people []scheduling.EnrolmentID
		for i := range rapid.IntRange(1, 60).Draw(rt, "started") {
			people = append(people, scheduling.EnrolmentID(fmt.Sprint(i)))
		}
		var finals []scheduling.FollowUp
		for range rapid.IntRange(0, 90).Draw(rt, "recorded") {
			finals = append(finals, scheduling.FollowUp{
				Enrolment: scheduling.EnrolmentID(fmt.Sprint(rapid.IntRange(0, 70).Draw(rt, "who"))),
				Outcome:   rapid.SampledFrom(codes).Draw(rt, "outcome"),
				AsOf:      day("2027-06-01").AddDays(rapid.IntRange(0, 30).Draw(rt, "as of")),
			})
		}
		table, sum, known, share := followup.Study(people, finals), 0, 0, 0
		for _, r := range table.Rows {
			sum, share = sum+r.Count, share+r.Share
			if r.Known {
				known += r.Count
			}
		}
		if sum != len(people) || share != 1000 || known != table.Known {
			rt.Fatalf("%d people on rows, %d tenths, %d known: %+v", sum, share, known, table)
		}
	})
}

func TestAgeBands(t *testing.T) {
	for name, c := range map[string]struct{ birth, at, want string }{
		"the eve of 25":             {"2002-03-10", "2027-03-09", "under_25"},
		"25 today":                  {"2002-03-10", "2027-03-10", "25_39"},
		"39 still":                  {"1987-03-11", "2027-03-10", "25_39"},
		"40 today":                  {"1987-03-10", "2027-03-10", "40_49"},
		"50 today":                  {"1977-03-10", "2027-03-10", "50_59"},
		"60 today":                  {"1967-03-10", "2027-03-10", "60_67"},
		"67 for one more day":       {"1959-03-11", "2027-03-10", "60_67"},
		"68 today":                  {"1959-03-10", "2027-03-10", "68_over"},
		"a leap day's birthday":     {"2000-02-29", "2025-02-28", "under_25"},
		"turns on 1 March":          {"2000-02-29", "2025-03-01", "25_39"},
		"born today":                {"2027-03-10", "2027-03-10", "under_25"},
		"no birth date":             {"", "2027-03-10", "unknown"},
		"born tomorrow":             {"2027-03-11", "2027-03-10", "unknown"},
		"a year typed wrong":        {"1087-03-10", "2027-03-10", "unknown"},
		"younger at an earlier day": {"1987-03-10", "2017-03-10", "25_39"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := followup.AgeBand(day(c.birth), day(c.at)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
