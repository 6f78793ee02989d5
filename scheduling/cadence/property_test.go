package cadence_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

// anyCadence draws a rhythm at a place of any territory and zone, with a few
// closures of up to three weeks, at an hour that every day has.
func anyCadence(t *rapid.T, zones []*time.Location) cadence.Cadence {
	closures := make([]scheduling.Closure, rapid.IntRange(0, 4).Draw(t, "closures"))
	for i := range closures {
		from := anyDate(t)
		closures[i] = scheduling.Closure{From: from, Until: from.AddDays(rapid.IntRange(0, 21).Draw(t, "closed days")), Label: "Travaux"}
	}
	return cadence.Cadence{
		Weeks:                 rapid.IntRange(1, 6).Draw(t, "weeks"),
		PauseInSchoolHolidays: rapid.Bool().Draw(t, "pause"),
		Start:                 scheduling.Clock(rapid.IntRange(7*60, 20*60).Draw(t, "start")),
		Zone:                  rapid.SampledFrom(zones).Draw(t, "zone"),
		Calendar: cadence.Calendar{
			Territory:  rapid.SampledFrom(cadence.Territories).Draw(t, "territory"),
			SchoolZone: rapid.SampledFrom([]cadence.SchoolZone{"", cadence.ZoneA, cadence.ZoneB, cadence.ZoneC}).Draw(t, "school zone"),
			School:     cadence.ShippedSchoolHolidays(),
			Closures:   closures,
		},
	}
}

func anyDate(t *rapid.T) scheduling.Date {
	return scheduling.MustDate("2024-01-01").AddDays(rapid.IntRange(0, 1200).Draw(t, "day"))
}

func someZones(t testing.TB) []*time.Location {
	var zones []*time.Location
	for _, name := range []string{"Europe/Paris", "America/Guadeloupe", "America/Miquelon", "Indian/Reunion", "Pacific/Marquesas", "Pacific/Noumea"} {
		zones = append(zones, location(t, name))
	}
	return zones
}

// open fails the test when m is on a day that c closes, or not at c's hour.
func open(t *rapid.T, c cadence.Cadence, m cadence.Meeting) {
	if skip, closed := c.Calendar.Closed(m.Date); closed {
		t.Fatalf("a meeting on %v", skip)
	}
	if skip, holidays := c.Calendar.SchoolHoliday(m.Date); holidays && c.PauseInSchoolHolidays {
		t.Fatalf("a meeting on %v", skip)
	}
	local := m.Start.In(c.Zone)
	if scheduling.DateOf(local) != m.Date || scheduling.Clock(local.Hour()*60+local.Minute()) != c.Start {
		t.Fatalf("%s at %s starts at %s", m.Date, c.Start, local)
	}
}

func TestRule05_EveryLayoutIsWholeInOrderOnOpenDaysAtItsHour(t *testing.T) {
	zones := someZones(t)
	rapid.Check(t, func(t *rapid.T) {
		c, first, n := anyCadence(t, zones), anyDate(t), rapid.IntRange(1, 20).Draw(t, "n")
		l, err := c.Meetings(first, n)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Meetings) != n {
			t.Fatalf("%d meetings of %d", len(l.Meetings), n)
		}
		previous := first.AddDays(-7 * c.Weeks)
		weeks := len(l.Skipped)
		for _, m := range l.Meetings {
			open(t, c, m)
			if gap := previous.DaysUntil(m.Date); gap < 7*c.Weeks || gap%7 != 0 {
				t.Fatalf("%d days from %s to %s", gap, previous, m.Date)
			}
			previous = m.Date
		}
		// Every week of delay is accounted for by a day skipped, and no other is.
		if got, want := first.DaysUntil(previous)/7, (n-1)*c.Weeks+weeks; got != want {
			t.Fatalf("%d weeks long, of which %d skipped, want %d", got, weeks, want)
		}
	})
}

func TestRule05_AShiftKeepsWhatCameBeforeAndLaysOutTheRestAnew(t *testing.T) {
	zones := someZones(t)
	rapid.Check(t, func(t *rapid.T) {
		c, n := anyCadence(t, zones), rapid.IntRange(2, 12).Draw(t, "n")
		before, err := c.Meetings(anyDate(t), n)
		if err != nil {
			t.Fatal(err)
		}
		k := rapid.IntRange(2, n).Draw(t, "k")
		first := before.Meetings[k-2].Date.AddDays(rapid.IntRange(1, 60).Draw(t, "days after"))
		after, err := c.Shift(before.Meetings, k, first)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := c.Meetings(first, n-k+1)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range append(before.Meetings[:k-1:k-1], rest.Meetings...) {
			if after.Meetings[i] != m {
				t.Fatalf("meeting %d is %v, want %v", i+1, after.Meetings[i], m)
			}
		}
		if len(after.Meetings) != n {
			t.Fatalf("%d meetings of %d", len(after.Meetings), n)
		}
	})
}

func TestRule04_TheSupplementaryMeetingIsTheFirstOpenDayFromMonthsAfter(t *testing.T) {
	zones := someZones(t)
	rapid.Check(t, func(t *rapid.T) {
		c, last, months := anyCadence(t, zones), anyDate(t), rapid.IntRange(1, 12).Draw(t, "months")
		l, err := c.Supplementary(last, months)
		if err != nil {
			t.Fatal(err)
		}
		m := l.Meetings[0]
		open(t, c, m)
		if due := last.AddMonths(months); due.DaysUntil(m.Date) != len(l.Skipped) {
			t.Fatalf("due %s, held %s, skipping %v", due, m.Date, l.Skipped)
		}
	})
}

func BenchmarkMeetings(b *testing.B) {
	c := osny(b)
	c.PauseInSchoolHolidays = true
	first := scheduling.MustDate("2026-01-13")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Meetings(first, 10); err != nil {
			b.Fatal(err)
		}
	}
}
