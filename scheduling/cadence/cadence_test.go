package cadence_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// osny is a weekly cadence at 14:00 in Val d'Oise, closed on 5 and 12 May 2026.
func osny(t testing.TB) cadence.Cadence {
	t.Helper()
	calendar, err := cadence.CalendarAt("95476", cadence.ShippedSchoolHolidays(), []scheduling.Closure{
		{From: scheduling.MustDate("2026-05-05"), Until: scheduling.MustDate("2026-05-05"), Label: "Inventaire"},
		{From: scheduling.MustDate("2026-05-11"), Until: scheduling.MustDate("2026-05-12"), Label: "Travaux"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return cadence.Cadence{Weeks: 1, Start: 14 * 60, Zone: location(t, "Europe/Paris"), Calendar: calendar}
}

func dates(l cadence.Layout) string {
	var days []string
	for _, m := range l.Meetings {
		days = append(days, m.Date.String())
	}
	return strings.Join(days, " ")
}

func skips(l cadence.Layout) string {
	var lines []string
	for _, s := range l.Skipped {
		lines = append(lines, strings.TrimSpace(s.Date.String()+" "+string(s.Reason)+" "+s.Name))
	}
	return strings.Join(lines, ", ")
}

func TestRule05_ASkippedWeekPushesTheLaterMeetingsBackAndNoneIsDropped(t *testing.T) {
	for name, c := range map[string]struct {
		weeks         int
		pause         bool
		first         string
		n             int
		want, skipped string
	}{
		"nothing in the way":        {1, false, "2026-01-13", 3, "2026-01-13 2026-01-20 2026-01-27", ""},
		"fortnightly":               {2, false, "2026-01-13", 3, "2026-01-13 2026-01-27 2026-02-10", ""},
		"every three weeks":         {3, false, "2026-01-13", 2, "2026-01-13 2026-02-03", ""},
		"a public holiday":          {1, false, "2026-03-30", 2, "2026-03-30 2026-04-13", "2026-04-06 public_holiday Lundi de Pâques"},
		"the first day itself":      {1, false, "2026-04-06", 2, "2026-04-13 2026-04-20", "2026-04-06 public_holiday Lundi de Pâques"},
		"closures in a row":         {1, false, "2026-04-28", 3, "2026-04-28 2026-05-19 2026-05-26", "2026-05-05 closure Inventaire, 2026-05-12 closure Travaux"},
		"fortnightly pushed a week": {2, false, "2026-04-21", 3, "2026-04-21 2026-05-19 2026-06-02", "2026-05-05 closure Inventaire, 2026-05-12 closure Travaux"},
		"school holidays ignored":   {1, false, "2026-02-17", 3, "2026-02-17 2026-02-24 2026-03-03", ""},
		"school holidays kept": {
			1, true, "2026-02-17", 3, "2026-02-17 2026-03-10 2026-03-17",
			"2026-02-24 school_holiday Vacances d’hiver, 2026-03-03 school_holiday Vacances d’hiver",
		},
	} {
		plan := osny(t)
		plan.Weeks, plan.PauseInSchoolHolidays = c.weeks, c.pause
		l, err := plan.Meetings(scheduling.MustDate(c.first), c.n)
		if err != nil || dates(l) != c.want || skips(l) != c.skipped {
			t.Errorf("%s:\n got %s (%s), %v\nwant %s (%s)", name, dates(l), skips(l), err, c.want, c.skipped)
		}
	}
}

func TestRule05_PublicHolidaysAreThoseOfThePlace(t *testing.T) {
	for name, c := range map[string]struct{ insee, zone, first, want string }{
		"Strasbourg, Good Friday":  {"67482", "Europe/Paris", "2027-03-26", "2027-04-02"},
		"Osny, the same day":       {"95476", "Europe/Paris", "2027-03-26", "2027-03-26"},
		"Pointe-à-Pitre, 27 May":   {"97120", "America/Guadeloupe", "2027-05-27", "2027-06-03"},
		"Fort-de-France, 27 May":   {"97209", "America/Martinique", "2027-05-27", "2027-05-27"},
		"Saint-Denis, 20 December": {"97411", "Indian/Reunion", "2027-12-20", "2027-12-27"},
	} {
		calendar, err := cadence.CalendarAt(c.insee, cadence.SchoolHolidays{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		plan := cadence.Cadence{Weeks: 1, Start: 9 * 60, Zone: location(t, c.zone), Calendar: calendar}
		if l, err := plan.Meetings(scheduling.MustDate(c.first), 1); err != nil || dates(l) != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, dates(l), err, c.want)
		}
	}
}

func TestRule05_AMeetingKeepsItsWallClockHourAcrossDST(t *testing.T) {
	for name, c := range map[string]struct {
		zone, start, first string
		want               []string
	}{
		"spring":    {"Europe/Paris", "14:00", "2026-03-24", []string{"2026-03-24T14:00:00+01:00", "2026-03-31T14:00:00+02:00"}},
		"autumn":    {"Europe/Paris", "14:00", "2026-10-20", []string{"2026-10-20T14:00:00+02:00", "2026-10-27T14:00:00+01:00"}},
		"no DST":    {"Pacific/Marquesas", "08:15", "2026-03-24", []string{"2026-03-24T08:15:00-09:30", "2026-03-31T08:15:00-09:30"}},
		"US dates":  {"America/Miquelon", "14:00", "2026-03-03", []string{"2026-03-03T14:00:00-03:00", "2026-03-10T14:00:00-02:00"}},
		"the night": {"Europe/Paris", "02:30", "2026-10-18", []string{"2026-10-18T02:30:00+02:00", "2026-10-25T02:30:00+02:00"}},
	} {
		start, err := scheduling.ParseClock(c.start)
		if err != nil {
			t.Fatal(err)
		}
		plan := cadence.Cadence{Weeks: 1, Start: start, Zone: location(t, c.zone)}
		l, err := plan.Meetings(scheduling.MustDate(c.first), 2)
		var got []string
		for _, m := range l.Meetings {
			got = append(got, m.Start.Format(time.RFC3339))
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, c.want)
		}
	}
}

func TestAnImpossibleLayoutIsRefused(t *testing.T) {
	always := []scheduling.Closure{{From: scheduling.MustDate("2026-01-01"), Until: scheduling.MustDate("2999-12-31"), Label: "Fermé"}}
	for name, c := range map[string]struct {
		change func(*cadence.Cadence)
		first  string
		n      int
		want   *scheduling.Error
	}{
		"an hour that the spring night skips": {func(c *cadence.Cadence) { c.Start = 150 }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.start.nonexistent", "start")},
		"an hour past midnight":               {func(c *cadence.Cadence) { c.Start = 1500 }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.start.nonexistent", "start")},
		"a place that never opens":            {func(c *cadence.Cadence) { c.Calendar.Closures = always }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.no_open_day", "first")},
		"no rhythm":                           {func(c *cadence.Cadence) { c.Weeks = 0 }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.weeks.range", "weeks")},
		"twice a year":                        {func(c *cadence.Cadence) { c.Weeks = 27 }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.weeks.range", "weeks")},
		"no zone":                             {func(c *cadence.Cadence) { c.Zone = nil }, "2026-03-22", 2, scheduling.Refuse(scheduling.Invalid, "cadence.zone.required", "zone")},
		"no first date":                       {func(*cadence.Cadence) {}, "", 2, scheduling.Refuse(scheduling.Invalid, "cadence.first.required", "first")},
		"no meeting":                          {func(*cadence.Cadence) {}, "2026-03-22", 0, scheduling.Refuse(scheduling.Invalid, "cadence.meetings.range", "meetings")},
		"too many meetings":                   {func(*cadence.Cadence) {}, "2026-03-22", 101, scheduling.Refuse(scheduling.Invalid, "cadence.meetings.range", "meetings")},
	} {
		plan := osny(t)
		c.change(&plan)
		l, err := plan.Meetings(scheduling.MustDate(c.first), c.n)
		if !refused(err, c.want) || len(l.Meetings) != 0 {
			t.Errorf("%s: got %v, %v, want %v", name, l, err, c.want)
		}
	}
}

func refused(err error, want *scheduling.Error) bool {
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		return len(list) == 1 && list[0].Is(want)
	}
	return errors.Is(err, want)
}

func TestALayoutPastTheKnownSchoolHolidaysWarns(t *testing.T) {
	for name, c := range map[string]struct {
		pause             bool
		zone              cadence.SchoolZone
		first, from, till string
	}{
		"past them":        {true, cadence.ZoneC, "2026-06-30", "2026-09-01", "2026-08-30"},
		"before their end": {true, cadence.ZoneC, "2026-05-26", "", ""},
		"a cadence that goes on in the school holidays": {false, cadence.ZoneC, "2027-01-12", "", ""},
		"a place without zone":                          {true, "", "2026-01-13", "2026-01-13", ""},
	} {
		plan := osny(t)
		plan.PauseInSchoolHolidays, plan.Calendar.SchoolZone = c.pause, c.zone
		l, err := plan.Meetings(scheduling.MustDate(c.first), 3)
		if err != nil || l.Warning.From.String() != c.from || l.Warning.KnownUntil.String() != c.till {
			t.Errorf("%s: got %v, %v, want from %q, known until %q", name, l.Warning, err, c.from, c.till)
		}
	}
}

func TestRule04_TheSupplementaryMeetingIsMonthsAfterMovedForwardOffClosedDays(t *testing.T) {
	for name, c := range map[string]struct {
		last          string
		months        int
		pause         bool
		want, skipped string
	}{
		"six months":                  {"2026-01-13", 6, false, "2026-07-13", ""},
		"a public holiday":            {"2026-01-14", 6, false, "2026-07-15", "2026-07-14 public_holiday 14 juillet"},
		"the month's end clamped":     {"2026-08-31", 6, false, "2027-03-01", "2027-02-28 weekend"},
		"a leap year's end":           {"2027-08-31", 6, false, "2028-02-29", ""},
		"a closure, the next day":     {"2025-11-05", 6, false, "2026-05-06", "2026-05-05 closure Inventaire"},
		"a Saturday group, a Friday":  {"2025-11-08", 6, false, "2026-05-09", "2026-05-08 public_holiday 8 mai"},
		"a weekend, then closures":    {"2025-11-10", 6, false, "2026-05-13", "2026-05-10 weekend, 2026-05-11 closure Travaux, 2026-05-12 closure Travaux"},
		"a Saturday group, a Sunday":  {"2026-04-11", 6, false, "2026-10-11", ""},
		"three months":                {"2026-01-13", 3, false, "2026-04-13", ""},
		"in school holidays, ignored": {"2025-10-28", 6, false, "2026-04-28", ""},
		"school holidays kept": {
			"2025-10-30", 6, true, "2026-05-04",
			"2026-04-30 school_holiday Vacances de printemps, 2026-05-01 public_holiday 1er mai, 2026-05-02 weekend, 2026-05-03 weekend",
		},
	} {
		plan := osny(t)
		plan.PauseInSchoolHolidays = c.pause
		l, err := plan.Supplementary(scheduling.MustDate(c.last), c.months)
		if err != nil || dates(l) != c.want || skips(l) != c.skipped {
			t.Errorf("%s: got %s (%s), %v, want %s (%s)", name, dates(l), skips(l), err, c.want, c.skipped)
		}
	}
}

func TestRule04_TheSupplementaryMeetingIsRefusedWhatAnyMeetingIs(t *testing.T) {
	for name, c := range map[string]struct {
		last   string
		months int
		want   *scheduling.Error
	}{
		"no delay":       {"2026-01-13", 0, scheduling.Refuse(scheduling.Invalid, "cadence.months.range", "months")},
		"too long after": {"2026-01-13", 37, scheduling.Refuse(scheduling.Invalid, "cadence.months.range", "months")},
		"no last module": {"", 6, scheduling.Refuse(scheduling.Invalid, "cadence.first.required", "first")},
	} {
		if l, err := osny(t).Supplementary(scheduling.MustDate(c.last), c.months); !refused(err, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, l, err, c.want)
		}
	}
}

func TestShiftMovesMeetingKAndTheLaterOnesOnly(t *testing.T) {
	laid, err := osny(t).Meetings(scheduling.MustDate("2026-03-03"), 4)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		k             int
		first         string
		want, skipped string
		err           *scheduling.Error
	}{
		"from the first":  {1, "2026-03-05", "2026-03-05 2026-03-12 2026-03-19 2026-03-26", "", nil},
		"from the third":  {3, "2026-03-24", "2026-03-03 2026-03-10 2026-03-24 2026-03-31", "", nil},
		"brought forward": {3, "2026-03-16", "2026-03-03 2026-03-10 2026-03-16 2026-03-23", "", nil},
		"the last, into a day off": {
			4, "2026-04-06", "2026-03-03 2026-03-10 2026-03-17 2026-04-13", "2026-04-06 public_holiday Lundi de Pâques", nil,
		},
		"on the one before":     {3, "2026-03-10", "", "", scheduling.Refuse(scheduling.Invalid, "cadence.shift.not_after_previous", "first")},
		"before the one before": {3, "2026-03-04", "", "", scheduling.Refuse(scheduling.Invalid, "cadence.shift.not_after_previous", "first")},
		"without date":          {3, "", "", "", scheduling.Refuse(scheduling.Invalid, "cadence.first.required", "first")},
		"of no meeting":         {0, "2026-03-24", "", "", scheduling.Refuse(scheduling.Invalid, "cadence.shift.no_such_meeting", "meeting")},
		"past the last":         {5, "2026-03-24", "", "", scheduling.Refuse(scheduling.Invalid, "cadence.shift.no_such_meeting", "meeting")},
	} {
		l, err := osny(t).Shift(laid.Meetings, c.k, scheduling.MustDate(c.first))
		if (c.err == nil) != (err == nil) || (err != nil && !refused(err, c.err)) || dates(l) != c.want || skips(l) != c.skipped {
			t.Errorf("%s: got %s (%s), %v, want %s (%s), %v", name, dates(l), skips(l), err, c.want, c.skipped, c.err)
		}
	}
	if got := dates(laid); got != "2026-03-03 2026-03-10 2026-03-17 2026-03-24" {
		t.Errorf("a shift changed what it was given: %s", got)
	}
}
