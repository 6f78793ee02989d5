package ical

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	goical "github.com/emersion/go-ical"
)

// Calendar describes a feed (RFC 7986 §5).
type Calendar struct {
	Name   string         // what the reader's list of calendars shows
	Zone   *time.Location // of the site or organisation; written even when no meeting uses it
	Color  string         // a CSS3 colour name, "" for none
	Source string         // where to refresh it from, "" for none; it ends in every copy of the feed
}

// refresh is how often calendars are asked to come back. They do as they please.
const refresh = "PT12H"

// window is how long a past or cancelled meeting stays in a feed.
const window = 90 * 24 * time.Hour

var cssName = regexp.MustCompile(`^[a-z]+$`)

// Shown reports whether a feed read at now still holds m: all the future and
// 90 days back; cancelled ones for 90 days, so that subscribers see them go.
func (m Meeting) Shown(now time.Time) bool {
	if m.Status == Cancelled && now.Sub(m.Changed) > window {
		return false
	}
	return now.Sub(m.End) <= window
}

// Feed writes a calendar to subscribe to. It has no method, no people and no
// clock: the same meetings, in whatever order, give the same bytes, so that
// their hash can be an ETag. No meeting at all is a valid feed.
func Feed(c Calendar, meetings []Meeting) ([]byte, error) {
	home, err := zoneOf(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("ical: feed: %w", err)
	}
	cal, err := c.head(home)
	if err != nil {
		return nil, fmt.Errorf("ical: feed: %w", err)
	}
	zones := map[string]zone{home.name: home}
	var events []*goical.Component
	for _, m := range slices.SortedFunc(slices.Values(meetings), chronologically) {
		e, err := m.entry(zones)
		if err != nil {
			return nil, fmt.Errorf("ical: feed: %s: %w", m.UID, err)
		}
		events = append(events, e)
	}
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		cal.Children = append(cal.Children, zones[name].component())
	}
	cal.Children = append(cal.Children, events...)
	text, err := encode(MethodFeed, cal)
	if err != nil {
		return nil, fmt.Errorf("ical: feed: %w", err)
	}
	return text, nil
}

func chronologically(a, b Meeting) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID))
}

// head is the calendar's own properties; clients know some of them by the
// older X- name only.
func (c Calendar) head(home zone) (*goical.Calendar, error) {
	if oneLine(c.Name) == "" {
		return nil, errors.New("no name")
	}
	cal := newCalendar()
	put(cal.Component, goical.PropName, escape(title(c.Name)))
	put(cal.Component, "X-WR-CALNAME", escape(title(c.Name)))
	put(cal.Component, "X-WR-TIMEZONE", home.name)
	put(cal.Component, goical.PropRefreshInterval, refresh, goical.ParamValue, "DURATION")
	put(cal.Component, "X-PUBLISHED-TTL", refresh)
	if c.Source != "" {
		address, err := link(c.Source)
		if err != nil {
			return nil, fmt.Errorf("source: %w", err)
		}
		put(cal.Component, goical.PropSource, address, goical.ParamValue, "URI")
	}
	if c.Color == "" {
		return cal, nil
	}
	if !cssName.MatchString(c.Color) {
		return nil, fmt.Errorf("colour %q is not a CSS name", c.Color)
	}
	put(cal.Component, goical.PropColor, c.Color)
	return cal, nil
}

// entry is m in a feed; it adds m's zone to zones.
func (m Meeting) entry(zones map[string]zone) (*goical.Component, error) {
	z, known := zone{}, false
	if m.Zone != nil {
		z, known = zones[m.Zone.String()]
	}
	if !known {
		var err error
		if z, err = zoneOf(m.Zone); err != nil {
			return nil, err
		}
		zones[z.name] = z
	}
	e, err := m.event(z, m.Changed)
	if err != nil {
		return nil, err
	}
	return e, m.announce(e)
}
