package scheduling

import (
	"slices"
	"time"
)

// Span is a stretch of time, its end left out.
type Span struct {
	From  time.Time
	Until time.Time
}

// Overlaps reports whether s and other share an instant.
func (s Span) Overlaps(other Span) bool {
	return s.From.Before(other.Until) && other.From.Before(s.Until)
}

// Within is the part of s that lies in window; ok is false when there is none.
func (s Span) Within(window Span) (part Span, ok bool) {
	if s.From.Before(window.From) {
		s.From = window.From
	}
	if s.Until.After(window.Until) {
		s.Until = window.Until
	}
	return s, s.From.Before(s.Until)
}

// MergeSpans is the same time in as few spans as can be, in order: those that
// overlap or touch become one.
func MergeSpans(spans []Span) []Span {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return a.From.Compare(b.From) })
	var merged []Span
	for _, s := range sorted {
		last := len(merged) - 1
		switch {
		case !s.From.Before(s.Until):
		case last < 0 || merged[last].Until.Before(s.From):
			merged = append(merged, s)
		case merged[last].Until.Before(s.Until):
			merged[last].Until = s.Until
		}
	}
	return merged
}

// instantOf is when a clock in zone shows c on d, 24:00 included; an hour that
// the zone skips is the instant an hour later on the wall.
func instantOf(d Date, c Clock, zone *time.Location) time.Time {
	if at, ok := c.At(d, zone); ok {
		return at
	}
	return time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, zone)
}

// DaysSpan is from the midnight that begins a day to the one that ends
// another, in zone.
func DaysSpan(from, until Date, zone *time.Location) Span {
	return Span{instantOf(from, 0, zone), instantOf(until.AddDays(1), 0, zone)}
}
