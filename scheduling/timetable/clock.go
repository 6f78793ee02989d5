package timetable

import (
	"fmt"
	"time"

	"trame/scheduling"
)

// Clock is a time of day in minutes since midnight, 24:00 included.
type Clock int

// String is 09:30.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes 09:30.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads 09:30, from 00:00 to 24:00.
func (c *Clock) UnmarshalText(text []byte) error {
	if len(text) == 5 && text[2] == ':' {
		h, okH := twoDigits(text[0:2])
		m, okM := twoDigits(text[3:5])
		if okH && okM && m < 60 && h*60+m <= 24*60 {
			*c = Clock(h*60 + m)
			return nil
		}
	}
	return fmt.Errorf("time %q is not like 09:30", text)
}

// Weekday is a weekday as openings give it: 1 for Monday to 7 for Sunday.
func Weekday(d time.Weekday) int { return int(d+6)%7 + 1 }

func twoDigits(b []byte) (n int, ok bool) {
	if b[0] < '0' || b[0] > '9' || b[1] < '0' || b[1] > '9' {
		return 0, false
	}
	return int(b[0]-'0')*10 + int(b[1]-'0'), true
}

// Moment is a wall clock on a day: 2027-01-12T09:30.
type Moment struct {
	Day   scheduling.Date
	Clock Clock
}

// String is 2027-01-12T09:30.
func (m Moment) String() string { return m.Day.String() + "T" + m.Clock.String() }

// MarshalText writes 2027-01-12T09:30.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads 2027-01-12T09:30.
func (m *Moment) UnmarshalText(text []byte) error {
	if len(text) != len("2027-01-12T09:30") || text[10] != 'T' {
		return fmt.Errorf("moment %q is not like 2027-01-12T09:30", text)
	}
	if err := m.Day.UnmarshalText(text[:10]); err != nil {
		return fmt.Errorf("moment %q has no such day", text)
	}
	return m.Clock.UnmarshalText(text[11:])
}

// Compare orders moments: -1, 0, 1.
func (m Moment) Compare(other Moment) int {
	if c := m.Day.Compare(other.Day); c != 0 {
		return c
	}
	return int(m.Clock) - int(other.Clock)
}

// Before reports whether m is earlier than other.
func (m Moment) Before(other Moment) bool { return m.Compare(other) < 0 }
