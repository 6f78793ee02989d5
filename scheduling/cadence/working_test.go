package cadence_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

func TestADeadlineCountsWorkingHoursAlone(t *testing.T) {
	paris := someZones(t)[0]
	closed := cadence.Calendar{Territory: cadence.Metropole, Closures: []scheduling.Closure{{From: scheduling.MustDate("2027-01-07"), Until: scheduling.MustDate("2027-01-08")}}}
	for name, c := range map[string]struct {
		calendar    cadence.Calendar
		from, until string
		hours       int
	}{
		"two days from a Monday morning":                    {closed, "2027-01-04 09:00", "2027-01-05 17:00", 16},
		"in the middle of a day":                            {closed, "2027-01-04 11:30", "2027-01-05 11:30", 8},
		"asked at night, it begins in the morning":          {closed, "2027-01-04 22:00", "2027-01-05 10:00", 1},
		"asked on a Saturday":                               {cadence.Calendar{Territory: cadence.Metropole}, "2027-01-09 10:00", "2027-01-11 13:00", 4},
		"over a weekend":                                    {cadence.Calendar{Territory: cadence.Metropole}, "2027-01-08 15:00", "2027-01-12 15:00", 16},
		"over a closure of the house and a weekend":         {closed, "2027-01-06 15:00", "2027-01-11 15:00", 8},
		"over Easter Monday":                                {cadence.Calendar{Territory: cadence.Metropole}, "2027-03-26 16:00", "2027-03-30 16:00", 8},
		"over Good Friday, a holiday in Alsace and Moselle": {cadence.Calendar{Territory: cadence.AlsaceMoselle}, "2027-03-25 16:00", "2027-03-30 16:00", 8},
		"over the night that summer time begins":            {cadence.Calendar{Territory: cadence.Metropole}, "2026-03-27 16:00", "2026-03-30 16:00", 8},
		"no time at all":                                    {closed, "2027-01-04 10:00", "2027-01-04 10:00", 0},
	} {
		t.Run(name, func(t *testing.T) {
			from, err := time.ParseInLocation("2006-01-02 15:04", c.from, paris)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.calendar.WorkingAfter(from.UTC(), c.hours, paris).In(paris).Format("2006-01-02 15:04"); got != c.until {
				t.Errorf("until %s, want %s", got, c.until)
			}
		})
	}
}

func TestALaterOrLongerDeadlineNeverEndsEarlier(t *testing.T) {
	zones := someZones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		calendar := cadence.Calendar{Territory: rapid.SampledFrom(cadence.Territories).Draw(t, "territory")}
		from := time.Unix(rapid.Int64Range(1_700_000_000, 2_100_000_000).Draw(t, "from"), 0)
		hours := rapid.IntRange(1, 80).Draw(t, "hours")
		until := calendar.WorkingAfter(from, hours, zone)
		local := until.In(zone)
		if clock := scheduling.Clock(local.Hour()*60 + local.Minute()); clock < cadence.WorkBegins || clock > cadence.WorkEnds {
			t.Fatalf("ends at %s, when nobody is there", local)
		}
		if until.Before(from.Add(time.Duration(hours) * time.Hour)) {
			t.Fatalf("%d working hours passed by %s", hours, until)
		}
		if later := calendar.WorkingAfter(from.Add(time.Hour), hours, zone); later.Before(until) {
			t.Fatalf("asked an hour later, it ends at %s instead of %s", later, until)
		}
		if longer := calendar.WorkingAfter(from, hours+1, zone); !longer.After(until) {
			t.Fatalf("an hour more ends at %s, not after %s", longer, until)
		}
	})
}
