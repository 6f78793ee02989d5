package scheduling

import (
	"reflect"
	"testing"
	"time"
)

func hoursOf(day string, from, until string) Span {
	at := func(clock string) time.Time {
		t, err := time.Parse("2006-01-02 15:04", day+" "+clock)
		if err != nil {
			panic(err)
		}
		return t
	}
	return Span{at(from), at(until)}
}

func TestSpansThatOverlapOrTouchBecomeOne(t *testing.T) {
	span := func(from, until string) Span { return hoursOf("2027-01-12", from, until) }
	for name, test := range map[string]struct{ given, want []Span }{
		"none":              {nil, nil},
		"apart, in order":   {[]Span{span("14:00", "15:00"), span("09:00", "10:00")}, []Span{span("09:00", "10:00"), span("14:00", "15:00")}},
		"touching":          {[]Span{span("09:00", "10:00"), span("10:00", "11:00")}, []Span{span("09:00", "11:00")}},
		"one in another":    {[]Span{span("09:00", "12:00"), span("10:00", "11:00")}, []Span{span("09:00", "12:00")}},
		"empty or reversed": {[]Span{span("09:00", "09:00"), span("11:00", "10:00")}, nil},
	} {
		if got := MergeSpans(test.given); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestAnAbsenceCoversItsDaysOnTheClockOfThePlace(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	day := MustDate("2027-03-28") // the spring night
	for name, test := range map[string]struct {
		given       Absence
		from, until string
	}{
		"a day of 23 hours": {Absence{From: day, AllDay: true}, "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"},
		"several days":      {Absence{From: day, Until: day.AddDays(2), AllDay: true}, "2027-03-27T23:00:00Z", "2027-03-30T22:00:00Z"},
		"some hours":        {Absence{From: day.AddDays(1), Start: 9 * 60, End: 12 * 60}, "2027-03-29T07:00:00Z", "2027-03-29T10:00:00Z"},
		"a skipped hour":    {Absence{From: day, Start: 2*60 + 30, End: 12 * 60}, "2027-03-28T01:30:00Z", "2027-03-28T10:00:00Z"},
	} {
		got := test.given.Tidy().Span(paris)
		if got.From.UTC().Format(time.RFC3339) != test.from || got.Until.UTC().Format(time.RFC3339) != test.until {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAnAbsenceIsRefusedAtItsField(t *testing.T) {
	good := Absence{From: MustDate("2027-03-01"), Until: MustDate("2027-03-05"), AllDay: true, Label: "congés"}
	for name, test := range map[string]struct {
		change func(*Absence)
		want   string
	}{
		"as it is":              {func(*Absence) {}, ""},
		"no day":                {func(a *Absence) { a.From = Date{} }, "absence.from.required (from)"},
		"backwards":             {func(a *Absence) { a.Until = a.From.AddDays(-1) }, "absence.until.before_from (until)"},
		"a year mistyped":       {func(a *Absence) { a.Until = a.From.AddMonths(24) }, "absence.until.too_long (until)"},
		"an hour before itself": {func(a *Absence) { a.AllDay, a.Until, a.Start, a.End = false, a.From, 600, 540 }, "absence.end.before_start (end)"},
		"no hours":              {func(a *Absence) { a.AllDay = false }, "absence.hour.required (end)"},
		"why she is away":       {func(a *Absence) { a.Label = "arrêt maladie" }, "absence.label.health (label)"},
		"a story":               {func(a *Absence) { a.Label = "en déplacement toute la semaine en Bretagne" }, "absence.label.long (label)"},
	} {
		a := good
		test.change(&a)
		got := ""
		if err := a.Tidy().Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestABusyCalendarSaysHowFarItCanBeTrusted(t *testing.T) {
	now := time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		given BusyCalendar
		want  BusyState
	}{
		"read":                {BusyCalendar{Source: BusyAddress, ReadAt: now.Add(-time.Hour)}, BusyFresh},
		"failed once":         {BusyCalendar{Source: BusyAddress, FailingSince: now.Add(-time.Hour)}, BusyLate},
		"failed for two days": {BusyCalendar{Source: BusyAddress, FailingSince: now.Add(-48 * time.Hour)}, BusyFailing},
		"a file":              {BusyCalendar{Source: BusyFile, ReadAt: now.AddDate(0, -2, 0)}, BusyFresh},
		"an old file":         {BusyCalendar{Source: BusyFile, ReadAt: now.AddDate(0, -4, 0)}, BusyLate},
	} {
		if got := test.given.State(now); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	if failing := (BusyCalendar{FailingSince: BusyAlarm(now)}); failing.State(now) != BusyFailing {
		t.Error("an alarm is not a failure")
	}
}

func TestWhoCannotBeHadIsToldWhy(t *testing.T) {
	monday := func(from, until string) Span { return hoursOf("2027-01-11", from, until) }
	a := Availability{Zone: time.UTC, Hours: []WeeklyHours{{Weekday: time.Monday, From: 9 * 60, Until: 12 * 60}, {Weekday: time.Monday, From: 14 * 60, Until: 24 * 60}}}
	a.Away = []Away{{monday("10:00", "11:00"), AwayAbsent}, {monday("10:30", "11:30"), AwayBusy}}
	for name, test := range map[string]struct {
		given Availability
		asked Span
		want  AwayReason
	}{
		"free":                  {a, monday("14:00", "16:00"), ""},
		"until midnight":        {a, Span{monday("22:00", "22:00").From, hoursOf("2027-01-12", "00:00", "00:00").From}, ""},
		"absent before busy":    {a, monday("10:30", "11:00"), AwayAbsent},
		"busy":                  {a, monday("11:00", "12:00"), AwayBusy},
		"up to the minute":      {a, monday("09:00", "10:00"), ""},
		"out of hours":          {a, monday("08:30", "09:30"), AwayHours},
		"across the noon":       {a, monday("11:30", "14:30"), AwayHours},
		"another day":           {a, hoursOf("2027-01-12", "09:00", "10:00"), AwayHours},
		"without hours, always": {Availability{Zone: time.UTC}, monday("03:00", "04:00"), ""},
	} {
		if got, hindered := test.given.Against(test.asked); got.Why != test.want && hindered || hindered != (test.want != "") {
			t.Errorf("%s: %q, want %q", name, got.Why, test.want)
		}
	}
}

func TestDaysWithoutAgreementAreBareUnlessNothingWasEverSigned(t *testing.T) {
	window := DaysSpan(MustDate("2027-01-01"), MustDate("2027-12-31"), time.UTC)
	signed := func(from, until string) Agreement {
		end, _ := ParseDate(until)
		return Agreement{ValidFrom: MustDate(from), ValidUntil: end}
	}
	span := func(from, until string) Span { return DaysSpan(MustDate(from), MustDate(until), time.UTC) }
	for name, test := range map[string]struct {
		given []Agreement
		want  []Span
	}{
		"nothing signed":        {nil, nil},
		"open":                  {[]Agreement{signed("2020-01-01", "")}, nil},
		"ends in June":          {[]Agreement{signed("2020-01-01", "2027-06-30")}, []Span{span("2027-07-01", "2027-12-31")}},
		"renewed the day after": {[]Agreement{signed("2020-01-01", "2027-06-30"), signed("2027-07-01", "")}, nil},
		"with a hole":           {[]Agreement{signed("2027-09-01", ""), signed("2020-01-01", "2027-06-30")}, []Span{span("2027-07-01", "2027-08-31")}},
		"over long since":       {[]Agreement{signed("2020-01-01", "2021-06-30")}, []Span{window}},
	} {
		if got := Uncovered(test.given, window, time.UTC); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
