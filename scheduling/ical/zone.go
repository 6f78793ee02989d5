package ical

import (
	"errors"
	"fmt"
	"time"

	goical "github.com/emersion/go-ical"
)

// The years whose clock changes must follow one yearly rule for a zone to be
// written: as far as the 32-bit clocks of some calendars reach.
const (
	firstYear = 2024
	lastYear  = 2037
)

const wallClock = "20060102T150405"

// zone is a time zone as calendars understand it everywhere: one offset, or
// two that swap every year by rule since 1970. Outlook ignores RDATE forms and
// is an hour off without a VTIMEZONE.
type zone struct {
	name     string
	location *time.Location
	offset   int // seconds east of UTC; when there are changes, before the first of a year
	abbr     string
	changes  []change // none or two
}

// zoneOf describes loc. It refuses what has no IANA name and zones whose
// clock changes follow no yearly rule (none of the French ones).
func zoneOf(loc *time.Location) (zone, error) {
	if loc == nil || loc.String() == "" || loc.String() == "Local" {
		return zone{}, errors.New("a zone needs its IANA name")
	}
	at := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC).In(loc)
	z := zone{name: loc.String(), location: loc}
	z.abbr, z.offset = at.Zone()
	for {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.UTC().Year() > lastYear {
			return z, z.checkYearly()
		}
		if err := z.learn(next); err != nil {
			return zone{}, err
		}
		at = next
	}
}

// learn takes one more clock change into account.
func (z *zone) learn(at time.Time) error {
	seen := changeAt(at)
	for i := range z.changes {
		if z.changes[i].to == seen.to {
			return z.changes[i].merge(seen, z.name)
		}
	}
	z.changes = append(z.changes, seen)
	return nil
}

func (z zone) checkYearly() error {
	if len(z.changes) == 0 {
		return nil
	}
	years := lastYear - firstYear + 1
	if len(z.changes) != 2 || z.changes[0].seen != years || z.changes[1].seen != years {
		return fmt.Errorf("zone %s has no yearly rule", z.name)
	}
	return nil
}

// local is t on z's wall clock. It refuses the hours that a reader of the
// VTIMEZONE would take for another instant: the second of two equal hours of
// an autumn night, and years when the zone did not yet follow its rule.
func (z zone) local(t time.Time) (string, error) {
	t = t.In(z.location)
	_, offset := t.Zone()
	if offset != z.offsetAt(t) {
		return "", fmt.Errorf("zone %s did not follow its rule in %d", z.name, t.Year())
	}
	if since, _ := t.ZoneBounds(); !since.IsZero() {
		_, before := since.Add(-time.Second).In(z.location).Zone()
		if t.Sub(since) < time.Duration(before-offset)*time.Second {
			return "", errors.New("the second of two equal hours cannot be written")
		}
	}
	return t.Format(wallClock), nil
}

// offsetAt is what a reader of the VTIMEZONE computes for t.
func (z zone) offsetAt(t time.Time) int {
	offset, latest := z.offset, time.Time{}
	for _, c := range z.changes {
		for year := t.UTC().Year() - 1; year <= t.UTC().Year()+1; year++ {
			if at := c.in(year); !at.After(t) && at.After(latest) {
				offset, latest = c.to, at
			}
		}
	}
	return offset
}

// component is z's VTIMEZONE.
func (z zone) component() *goical.Component {
	c := goical.NewComponent(goical.CompTimezone)
	put(c, goical.PropTimezoneID, z.name)
	if len(z.changes) == 0 {
		c.Children = []*goical.Component{observance(goical.CompTimezoneStandard, "19700101T000000", z.offset, z.offset, z.abbr)}
		return c
	}
	for _, change := range z.changes {
		c.Children = append(c.Children, change.component())
	}
	return c
}
