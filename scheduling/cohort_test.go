package scheduling_test

import (
	"testing"
	"time"

	"trame/scheduling"
)

var noon = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

// days lays meetings of two hours so many days from noon; the last of
// supplementary is the point à six mois.
func days(offsets ...int) []scheduling.Meeting {
	meetings := make([]scheduling.Meeting, len(offsets))
	for i, d := range offsets {
		at := noon.AddDate(0, 0, d)
		meetings[i] = scheduling.Meeting{Kind: scheduling.ModuleMeeting, Position: i + 1, StartsAt: at, EndsAt: at.Add(2 * time.Hour)}
	}
	return meetings
}

func with(meetings []scheduling.Meeting, change func(m []scheduling.Meeting)) []scheduling.Meeting {
	change(meetings)
	return meetings
}

func TestACohortStandsWhereItsFactsPutIt(t *testing.T) {
	held := func(n int) func([]scheduling.Meeting) {
		return func(m []scheduling.Meeting) { m[n].HeldAt = noon }
	}
	cases := map[string]struct {
		cohort   scheduling.Cohort
		meetings []scheduling.Meeting
		want     scheduling.CohortState
	}{
		"without meetings it is a draft":            {scheduling.Cohort{}, nil, scheduling.CohortDraft},
		"laid out it is planned":                    {scheduling.Cohort{}, days(1, 8, 15), scheduling.CohortPlanned},
		"then it recruits":                          {scheduling.Cohort{RecruitingAt: noon}, days(1, 8, 15), scheduling.CohortRecruiting},
		"then it is confirmed":                      {scheduling.Cohort{RecruitingAt: noon, ConfirmedAt: noon}, days(1, 8, 15), scheduling.CohortConfirmed},
		"it runs from the start of the first":       {scheduling.Cohort{}, days(0, 8, 15), scheduling.CohortRunning},
		"a cancelled first meeting starts nothing":  {scheduling.Cohort{}, with(days(0, 8, 15, 22), func(m []scheduling.Meeting) { m[0].CancelledAt = noon }), scheduling.CohortPlanned},
		"it runs until the last sheet is closed":    {scheduling.Cohort{}, days(-21, -14, -7), scheduling.CohortRunning},
		"it is finished when the last was held":     {scheduling.Cohort{}, with(days(-21, -14, -7), held(2)), scheduling.CohortFinished},
		"the last in time counts, not in number":    {scheduling.Cohort{}, with(days(-21, -7, -14), held(2)), scheduling.CohortRunning},
		"the supplementary meeting opens follow-up": {scheduling.Cohort{}, with(days(-21, -14, -7, 0), func(m []scheduling.Meeting) { held(2)(m); m[3].Kind = scheduling.Supplementary }), scheduling.CohortFollowUp},
		"a supplementary meeting to come does not":  {scheduling.Cohort{}, with(days(-21, -14, -7, 9), func(m []scheduling.Meeting) { held(2)(m); m[3].Kind = scheduling.Supplementary }), scheduling.CohortFinished},
		"closed ends it":                            {scheduling.Cohort{ClosedAt: noon}, days(-21, -14, -7), scheduling.CohortClosed},
		"postponed is said before planned":          {scheduling.Cohort{PostponedAt: noon, RecruitingAt: noon}, days(1, 8, 15), scheduling.CohortPostponed},
		"cancelled is said before all":              {scheduling.Cohort{CancelledAt: noon, PostponedAt: noon}, days(1, 8, 15), scheduling.CohortCancelled},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.cohort.State(noon, c.meetings); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestRule03_UnderThreeMeetingsACohortIsFlaggedAndNeverFinishes(t *testing.T) {
	meetings := days(-21, -14, -7)
	for i := range meetings {
		meetings[i].HeldAt = noon
	}
	if scheduling.TooShort(meetings) {
		t.Error("three meetings are flagged")
	}
	meetings[1].HeldAt, meetings[1].CancelledAt = time.Time{}, noon
	if !scheduling.TooShort(meetings) {
		t.Error("two meetings are not flagged")
	}
	if got := (scheduling.Cohort{}).State(noon, meetings); got != scheduling.CohortRunning {
		t.Errorf("two meetings of three held: %s, want running", got)
	}
	if scheduling.TooShort(nil) {
		t.Error("a draft is flagged")
	}
}

func TestAMeetingStandsWhereItsFactsPutIt(t *testing.T) {
	m := days(0)[0]
	cases := map[string]struct {
		change func(m *scheduling.Meeting)
		now    time.Time
		want   scheduling.MeetingState
	}{
		"before its hour":         {func(*scheduling.Meeting) {}, noon.Add(-time.Second), scheduling.MeetingPlanned},
		"from its hour on":        {func(*scheduling.Meeting) {}, noon, scheduling.MeetingUnderWay},
		"over, its sheet is open": {func(*scheduling.Meeting) {}, noon.Add(2 * time.Hour), scheduling.MeetingToFillIn},
		"its sheet is closed":     {func(m *scheduling.Meeting) { m.HeldAt = noon }, noon.Add(2 * time.Hour), scheduling.MeetingHeld},
		"cancelled":               {func(m *scheduling.Meeting) { m.CancelledAt = noon }, noon.Add(2 * time.Hour), scheduling.MeetingCancelled},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := m
			c.change(&m)
			if got := m.State(c.now); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestRule05_AMovedMeetingKeepsTheHourOfItsPlace(t *testing.T) {
	m := scheduling.Meeting{Zone: "Europe/Paris", Minutes: 120}
	cases := map[string]struct {
		day, hour string
		want      string // start in UTC, "" when the hour does not exist
	}{
		"in winter":           {"2027-01-12", "14:00", "2027-01-12T13:00:00Z"},
		"in summer":           {"2027-06-08", "14:00", "2027-06-08T12:00:00Z"},
		"in the night of DST": {"2027-03-28", "02:30", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			hour, err := scheduling.ParseClock(c.hour)
			if err != nil {
				t.Fatal(err)
			}
			moved, ok := m.At(scheduling.MustDate(c.day), hour)
			if ok != (c.want != "") {
				t.Fatalf("ok is %v", ok)
			}
			if ok && (moved.StartsAt.Format(time.RFC3339) != c.want || moved.EndsAt.Sub(moved.StartsAt) != 2*time.Hour) {
				t.Errorf("%v – %v, want from %s", moved.StartsAt, moved.EndsAt, c.want)
			}
		})
	}
}

func TestACohortIsCheckedAgainstItsVersion(t *testing.T) {
	version := scheduling.ProgrammeVersion{GroupMin: 8, GroupMax: 12}
	good := scheduling.Cohort{
		Label: "Printemps", Site: "s", Lead: "u", FirstDate: scheduling.MustDate("2027-01-12"),
		Start: 14 * 60, CadenceWeeks: 1, Capacity: 12, LastEntry: 2, Threshold: 3,
	}
	cases := map[string]struct {
		change func(c *scheduling.Cohort)
		n      int
		want   string
	}{
		"all right":                   {func(*scheduling.Cohort) {}, 10, ""},
		"more than the group":         {func(c *scheduling.Cohort) { c.Capacity = 13 }, 10, "cohort.capacity.group (capacity)"},
		"fewer than the group":        {func(c *scheduling.Cohort) { c.Capacity = 7 }, 10, "cohort.capacity.group (capacity)"},
		"no second lead but another":  {func(c *scheduling.Cohort) { c.Second = "u" }, 10, "cohort.second.is_lead (second)"},
		"two modules are too few":     {func(c *scheduling.Cohort) { c.Threshold = 2 }, 2, "cohort.version.too_short (version)"},
		"entry after the last module": {func(c *scheduling.Cohort) { c.LastEntry = 11 }, 10, "cohort.last_entry.range (last_entry)"},
		"each fault at its field": {
			func(c *scheduling.Cohort) { c.Label, c.CadenceWeeks = "", 0 }, 10,
			"cohort.label.required (label); cohort.cadence_weeks.range (cadence_weeks)",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			cohort := good
			c.change(&cohort)
			got := ""
			if err := cohort.Validate(version, c.n); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
