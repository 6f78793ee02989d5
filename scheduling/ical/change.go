package ical

import (
	"fmt"
	"time"

	goical "github.com/emersion/go-ical"
)

// change is a yearly change of clocks, on the first, second, … or last given
// weekday of a month, at an hour of the clock that is about to change.
type change struct {
	month    time.Month
	weekday  time.Weekday
	hour     time.Duration // since midnight
	nth      int           // 1 the first, 0 not the same every year
	nthLast  int           // 1 the last, 0 not the same every year
	from, to int           // seconds east of UTC
	abbr     string        // after the change
	seen     int           // years that agree
}

func changeAt(at time.Time) change {
	_, from := at.Add(-time.Second).Zone()
	abbr, to := at.Zone()
	wall := at.UTC().Add(time.Duration(from) * time.Second)
	days := time.Date(wall.Year(), wall.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return change{
		month: wall.Month(), weekday: wall.Weekday(), hour: wall.Sub(wall.Truncate(24 * time.Hour)),
		nth: (wall.Day()-1)/7 + 1, nthLast: (days-wall.Day())/7 + 1,
		from: from, to: to, abbr: abbr, seen: 1,
	}
}

// merge keeps in c what it has in common with another year's change.
func (c *change) merge(other change, zone string) error {
	if c.month != other.month || c.weekday != other.weekday || c.hour != other.hour || c.from != other.from {
		return fmt.Errorf("zone %s has no yearly rule", zone)
	}
	if c.nth != other.nth {
		c.nth = 0
	}
	if c.nthLast != other.nthLast {
		c.nthLast = 0
	}
	if c.nth == 0 && c.nthLast == 0 {
		return fmt.Errorf("zone %s has no yearly rule", zone)
	}
	c.seen++
	return nil
}

// wall is the clock's reading at the change of year, as if it were UTC.
func (c change) wall(year int) time.Time {
	if c.nth > 0 {
		first := time.Date(year, c.month, 1, 0, 0, 0, 0, time.UTC)
		day := (int(c.weekday)-int(first.Weekday())+7)%7 + 7*(c.nth-1)
		return first.AddDate(0, 0, day).Add(c.hour)
	}
	last := time.Date(year, c.month+1, 0, 0, 0, 0, 0, time.UTC)
	day := (int(last.Weekday())-int(c.weekday)+7)%7 + 7*(c.nthLast-1)
	return last.AddDate(0, 0, -day).Add(c.hour)
}

// in is the instant of the change of year.
func (c change) in(year int) time.Time {
	return c.wall(year).Add(-time.Duration(c.from) * time.Second)
}

func (c change) component() *goical.Component {
	kind := goical.CompTimezoneStandard
	if c.to > c.from {
		kind = goical.CompTimezoneDaylight
	}
	nth := c.nth
	if nth == 0 {
		nth = -c.nthLast
	}
	o := observance(kind, c.wall(1970).Format(wallClock), c.from, c.to, c.abbr)
	day := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[c.weekday]
	put(o, goical.PropRecurrenceRule, fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", c.month, nth, day))
	return o
}

func observance(kind, since string, from, to int, abbr string) *goical.Component {
	o := goical.NewComponent(kind)
	put(o, goical.PropDateTimeStart, since)
	put(o, goical.PropTimezoneOffsetFrom, offset(from))
	put(o, goical.PropTimezoneOffsetTo, offset(to))
	put(o, goical.PropTimezoneName, abbr)
	return o
}

// offset is +0200 for 7200.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}
