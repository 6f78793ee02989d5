package scheduling

import (
	"fmt"
	"sync"
	"time"
)

// Clock is a wall-clock hour, in minutes since midnight.
type Clock int

// ParseClock reads 14:00.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("hour %q: %w", s, err)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String is 14:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText writes 14:00.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads 14:00.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// At is the instant when a clock in zone shows c on d. ok is false for an hour
// that the zone skips that day (the spring night); an hour that occurs twice
// means its first occurrence.
func (c Clock) At(d Date, zone *time.Location) (at time.Time, ok bool) {
	at = time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, zone)
	if at.Hour()*60+at.Minute() != int(c) || DateOf(at) != d {
		return time.Time{}, false
	}
	if earlier := at.Add(-time.Hour); DateOf(earlier) == d && earlier.Hour() == at.Hour() && earlier.Minute() == at.Minute() {
		at = earlier
	}
	return at, true
}

// zones are those in use: reading one takes longer than writing a page's date.
var zones sync.Map

// LoadZone finds a zone by its IANA name, and remembers it.
func LoadZone(name string) (*time.Location, error) {
	if known, ok := zones.Load(name); ok {
		if zone, ok := known.(*time.Location); ok {
			return zone, nil
		}
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, zone)
	}
	return zone, err
}
