package busy

import (
	_ "embed"
	"strings"
	"sync"
	"time"
)

// windowsZones are the names that Outlook and Exchange write.
//
//go:embed windows_zones.tsv
var windowsZones string

// fromWindows finds the IANA zone of a Windows name.
var fromWindows = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(windowsZones) {
		if windows, iana, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			names[strings.ToLower(windows)] = iana
		}
	}
	return names
})

// zoneOf is the zone that a TZID means: by its IANA name, its Windows name,
// else as the file itself describes it. One that nothing describes is taken
// for the reader's own, and a fault.
func (f *file) zoneOf(tzid string, line int) *time.Location {
	if zone, known := f.zones[tzid]; known {
		return zone
	}
	zone := Zone(tzid)
	if described := f.described[tzid]; zone == nil && described != nil {
		zone = described.location(f)
	}
	if zone == nil {
		f.wrong(line)
		zone = f.zone
	}
	f.zones[tzid] = zone
	return zone
}

// Zone finds a zone by its IANA or Windows name; nil is none. Some programs put the
// IANA name behind one of their own: /mozilla.org/20050126_1/Europe/Paris.
func Zone(tzid string) *time.Location {
	if iana, ok := fromWindows()[strings.ToLower(tzid)]; ok {
		tzid = iana
	}
	parts := strings.Split(strings.Trim(tzid, "/"), "/")
	for _, n := range []int{len(parts), 3, 2} {
		if n > len(parts) || n > 4 {
			continue
		}
		name := strings.Join(parts[len(parts)-n:], "/")
		if name == "" || name == "Local" || strings.Contains(name, "..") {
			continue
		}
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return nil
}

// instant is when s is; fallback is where it floats.
func (f *file) instant(s stamp, fallback *time.Location) time.Time {
	return instantIn(s.wall, f.placeOf(s, fallback))
}

// placeOf is the zone in which s is read.
func (f *file) placeOf(s stamp, fallback *time.Location) *time.Location {
	switch {
	case s.day:
		return f.zone
	case s.utc:
		return time.UTC
	case s.tzid != "":
		return f.zoneOf(s.tzid, s.line)
	}
	return fallback
}

// instantIn is when a clock in zone shows wall. An hour that occurs twice is
// its first occurrence; one that is skipped is read with the offset before the
// gap (RFC 5545 §3.3.5).
func instantIn(wall time.Time, zone *time.Location) time.Time {
	before := wall.Add(-offsetAt(wall.Add(-24*time.Hour), zone))
	if shows(before, wall, zone) {
		return before
	}
	after := wall.Add(-offsetAt(wall.Add(24*time.Hour), zone))
	if shows(after, wall, zone) {
		return after
	}
	return before
}

// wallIn is what a clock in zone shows then.
func wallIn(at time.Time, zone *time.Location) time.Time { return at.UTC().Add(offsetAt(at, zone)) }

func offsetAt(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

func shows(at, wall time.Time, zone *time.Location) bool {
	return wallIn(at, zone).Equal(wall)
}
