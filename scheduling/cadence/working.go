package cadence

import (
	"time"

	"trame/scheduling"
)

// The hours in which a service answers its telephone and opens its mail,
// Monday to Friday: what a deadline given to a person counts in.
const (
	WorkBegins scheduling.Clock = 9 * 60
	WorkEnds   scheduling.Clock = 17 * 60
)

// WorkingAfter is the instant at which hours working hours have passed since
// from, in zone: weekends, public holidays and closures do not count. It lies
// within working hours, their end included.
func (c Calendar) WorkingAfter(from time.Time, hours int, zone *time.Location) time.Time {
	left := time.Duration(hours) * time.Hour
	day := scheduling.DateOf(from.In(zone))
	for {
		begins, ends := clockOn(day, WorkBegins, zone), clockOn(day, WorkEnds, zone)
		if from.After(begins) {
			begins = from
		}
		if open := ends.Sub(begins); open > 0 && !weekend(day) && !c.closedFor(day) {
			if left <= open {
				return begins.Add(left)
			}
			left -= open
		}
		day = day.AddDays(1)
	}
}

func (c Calendar) closedFor(d scheduling.Date) bool {
	_, closed := c.Closed(d)
	return closed
}

func clockOn(d scheduling.Date, c scheduling.Clock, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, zone)
}
