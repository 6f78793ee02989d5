// Package busy reads from a calendar when its owner is busy, and nothing else
// (RFC 5545): no title, place or name is ever kept but those of a planning that
// its organiser brings in. Calendars come from
// strangers' programs, so what cannot be read is skipped and counted by its
// line, and a hostile file costs no more than its size: nothing nests, repeats
// or lasts without a bound.
package busy

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"trame/scheduling"
)

// MaxSize is the largest calendar that is read, in bytes: ten busy years.
const MaxSize = 10 << 20

const (
	maxEvents   = 50_000
	maxSpans    = 20_000   // merged
	maxWork     = 1 << 20  // days and hours looked at for all that recurs
	maxRuleWork = 1 << 17  // for one rule: every hour of eighteen months fits, every minute does not
	maxWrong    = 100      // line numbers kept; all are counted
	maxLine     = 64 << 10 // of which more is not kept: lists of dates are far shorter
	maxDepth    = 8        // real calendars nest three deep
)

// The reasons to refuse a file whole.
var (
	ErrNotCalendar = errors.New("busy: not a calendar")
	ErrTooLarge    = errors.New("busy: too large")
)

// Calendar is what was read.
type Calendar struct {
	Spans  []scheduling.Span // in UTC, merged, in order, within the window
	Events int               // that say something of the time
	Wrong  []int             // lines that could not be read, the first ones; 0 is the whole
	Faults int               // how many there are in all
}

// Read finds the busy time of window. Hours without a zone, and whole days,
// are those of zone. Free are: what is transparent or cancelled, and what
// Outlook shows as free or worked elsewhere.
func Read(text []byte, window scheduling.Span, zone *time.Location) (Calendar, error) {
	if len(text) > MaxSize {
		return Calendar{}, ErrTooLarge
	}
	f := &file{window: window, zone: zone, work: maxWork, zones: map[string]*time.Location{}, described: map[string]*timezone{}}
	f.read(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if !f.calendar {
		return Calendar{}, ErrNotCalendar
	}
	f.expand()
	f.merge(maxSpans)
	slices.Sort(f.found.Wrong)
	f.found.Spans = f.spans
	return f.found, nil
}

// file is a calendar being read.
type file struct {
	window    scheduling.Span
	zone      *time.Location
	work      int // left
	calendar  bool
	open      []component // what is being read, the innermost last
	skipped   int         // components open beyond maxDepth
	events    []*event
	described map[string]*timezone // VTIMEZONEs by TZID
	zones     map[string]*time.Location
	spans     []scheduling.Span
	planned   *[]scheduling.PlanRow // of a planning, whose titles are read; nil for anybody's calendar
	found     Calendar
}

// wrong counts a line that could not be read.
func (f *file) wrong(line int) {
	f.found.Faults++
	if len(f.found.Wrong) < maxWrong {
		f.found.Wrong = append(f.found.Wrong, line)
	}
}

// add takes the part of a span that lies in the window.
func (f *file) add(from, until time.Time) {
	part, ok := scheduling.Span{From: from.UTC(), Until: until.UTC()}.Within(f.window)
	if !ok {
		return
	}
	f.spans = append(f.spans, part)
	if len(f.spans) >= 4*maxSpans {
		f.merge(2 * maxSpans)
	}
}

// merge joins the spans; those beyond most are dropped, the latest first, and
// counted as one fault.
func (f *file) merge(most int) {
	f.spans = scheduling.MergeSpans(f.spans)
	if len(f.spans) > most {
		f.spans = f.spans[:most]
		f.wrong(0)
	}
}
