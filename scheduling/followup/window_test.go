package followup_test

import (
	"slices"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/followup"
)

var day = scheduling.MustDate

func TestRule04_SixMonthsAreCalendarMonths(t *testing.T) {
	for name, c := range map[string]struct {
		last   string
		months int
		want   string
	}{
		"the same day of the month":  {"2026-12-15", 6, "2027-06-15"},
		"over the new year":          {"2026-10-08", 6, "2027-04-08"},
		"the month's end is clamped": {"2026-08-31", 6, "2027-02-28"},
		"and in a leap year":         {"2027-08-31", 6, "2028-02-29"},
		"thirty days are enough":     {"2026-10-31", 6, "2027-04-30"},
		"another delay":              {"2026-12-15", 3, "2027-03-15"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := followup.DueOn(day(c.last), c.months); got != day(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestStateFollowsTheFacts(t *testing.T) {
	tried := time.Date(2027, 6, 15, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		facts scheduling.FollowUp
		want  scheduling.FollowUpState
		open  bool
	}{
		"nothing yet":                {scheduling.FollowUp{DueOn: day("2027-06-15")}, scheduling.FollowUpToPlan, true},
		"a day is set":               {scheduling.FollowUp{PlannedOn: day("2027-06-15")}, scheduling.FollowUpPlanned, true},
		"tried":                      {scheduling.FollowUp{PlannedOn: day("2027-06-15"), Attempts: 1, LastAttemptAt: tried}, scheduling.FollowUpContacted, true},
		"no answer may answer later": {scheduling.FollowUp{Attempts: 3, Outcome: scheduling.OutcomeNoAnswer}, scheduling.FollowUpContacted, true},
		"a situation":                {scheduling.FollowUp{Attempts: 1, Outcome: scheduling.OutcomeWorkResumed}, scheduling.FollowUpCollected, false},
		"the file told, untried":     {scheduling.FollowUp{Outcome: scheduling.OutcomeInvalidity2, Source: scheduling.FollowUpFile}, scheduling.FollowUpCollected, false},
		"refused":                    {scheduling.FollowUp{Attempts: 1, Outcome: scheduling.OutcomeRefused}, scheduling.FollowUpRefused, false},
		"lost":                       {scheduling.FollowUp{Attempts: 5, Outcome: scheduling.OutcomeLost}, scheduling.FollowUpLost, false},
		"deceased":                   {scheduling.FollowUp{PlannedOn: day("2027-06-15"), Outcome: scheduling.OutcomeDeceased}, scheduling.FollowUpDeceased, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := followup.State(c.facts); got != c.want || followup.Open(c.facts) != c.open {
				t.Errorf("got %s, open %t", got, followup.Open(c.facts))
			}
		})
	}
}

func TestDueListsWhomToCallFirst(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2027, 6, 10, hour, 0, 0, 0, time.UTC) }
	list := []scheduling.FollowUp{
		{ID: "next week", DueOn: day("2027-06-22")},
		{ID: "tried twice", DueOn: day("2027-06-15"), Attempts: 2, LastAttemptAt: at(9)},
		{ID: "tried at eleven", DueOn: day("2027-06-15"), Attempts: 1, LastAttemptAt: at(11)},
		{ID: "tried at ten", DueOn: day("2027-06-15"), Attempts: 1, LastAttemptAt: at(10)},
		{ID: "put off", DueOn: day("2027-06-01"), PlannedOn: day("2027-06-30")},
		{ID: "brought forward", DueOn: day("2027-06-30"), PlannedOn: day("2027-06-02")},
		{ID: "untried", DueOn: day("2027-06-15")},
		{ID: "collected", DueOn: day("2027-06-01"), Outcome: scheduling.OutcomeTraining},
		{ID: "overdue", DueOn: day("2027-05-31")},
		{ID: "deceased", DueOn: day("2027-05-31"), Outcome: scheduling.OutcomeDeceased},
	}
	var got []scheduling.FollowUpID
	for _, f := range followup.Due(list, day("2027-06-15")) {
		got = append(got, f.ID)
	}
	want := []scheduling.FollowUpID{"overdue", "brought forward", "untried", "tried at ten", "tried at eleven", "tried twice"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if list[0].ID != "next week" {
		t.Error("the list given was sorted")
	}
}
