package cadence

import (
	"time"

	"trame/scheduling"
)

// Bounds of a layout. A place closed for more than a year is no place to meet.
const (
	MaxWeeks    = 26  // between two meetings
	MaxMeetings = 100 // in one layout
	MaxMonths   = 36  // before the supplementary meeting
	searchDays  = 366 // to find an open day
)

// Cadence is the rhythm of a cohort at a place: a meeting every Weeks weeks, at
// the same wall-clock hour.
type Cadence struct {
	Weeks                 int // 1: weekly, 2: fortnightly …
	PauseInSchoolHolidays bool
	Start                 scheduling.Clock
	Zone                  *time.Location // of the site
	Calendar              Calendar       // of the site
}

// Meeting is when a meeting starts: its civil day, and the instant, in the
// site's zone.
type Meeting struct {
	Date  scheduling.Date
	Start time.Time
}

// Layout is dated meetings, with what a screen says of how they came about.
type Layout struct {
	Meetings []Meeting
	Skipped  []Skip  // in order of date
	Warning  Warning // zero when there is nothing to warn of
}

// Warning says that meetings from From on may fall in school holidays that
// nobody has entered yet: those known end on KnownUntil, which is zero where
// none are known at all.
type Warning struct {
	From       scheduling.Date
	KnownUntil scheduling.Date
}

// Meetings lays out n meetings from first. A day that is closed, first
// included, pushes its meeting and the later ones back by one week at a time;
// none is dropped, and the rhythm goes on from the meeting as held (rule 5).
//
// Invalid when an argument is out of bounds (Faults, a field each), when no day
// is open for a year on end (cadence.no_open_day), or when the hour does not
// exist on a day of the layout (cadence.start.nonexistent).
func (c Cadence) Meetings(first scheduling.Date, n int) (Layout, error) {
	if err := c.validate(first, n); err != nil {
		return Layout{}, err
	}
	return c.layOut(Layout{Meetings: make([]Meeting, 0, n)}, first, n)
}

// Shift lays out meeting k (from 1) and those after it again from first; those
// before k stay as they are, so first must come after them. The errors are
// those of Meetings.
func (c Cadence) Shift(meetings []Meeting, k int, first scheduling.Date) (Layout, error) {
	if k < 1 || k > len(meetings) {
		return Layout{}, scheduling.Refuse(scheduling.Invalid, "cadence.shift.no_such_meeting", "meeting", "meeting", k, "meetings", len(meetings))
	}
	if err := c.validate(first, len(meetings)); err != nil {
		return Layout{}, err
	}
	kept := meetings[:k-1]
	if k > 1 && !first.After(kept[k-2].Date) {
		return Layout{}, scheduling.Refuse(scheduling.Invalid, "cadence.shift.not_after_previous", "first", "previous", kept[k-2].Date)
	}
	return c.layOut(Layout{Meetings: append(make([]Meeting, 0, len(meetings)), kept...)}, first, len(meetings)-len(kept))
}

// Supplementary dates the supplementary meeting (point à six mois): months
// calendar months after the last module, the month's end clamped, then forward
// a day at a time off closed days and, unless the group itself meets at the
// weekend, off weekends (rule 4). The layout has one meeting; the errors are
// those of Meetings.
func (c Cadence) Supplementary(last scheduling.Date, months int) (Layout, error) {
	var faults scheduling.Faults
	faults.Check(months >= 1 && months <= MaxMonths, "months", "cadence.months.range", "min", 1, "max", MaxMonths)
	if err := c.validate(last, 1, faults...); err != nil {
		return Layout{}, err
	}
	var l Layout
	closed := func(d scheduling.Date) (Skip, bool) {
		if weekend(d) && !weekend(last) {
			return Skip{Date: d, Reason: Weekend}, true
		}
		return c.closed(d)
	}
	if err := c.place(&l, last.AddMonths(months), 1, closed); err != nil {
		return Layout{}, err
	}
	l.Warning = c.warning(l.Meetings)
	return l, nil
}

func weekend(d scheduling.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

func (c Cadence) validate(first scheduling.Date, n int, faults ...*scheduling.Error) error {
	f := scheduling.Faults(faults)
	f.Check(c.Weeks >= 1 && c.Weeks <= MaxWeeks, "weeks", "cadence.weeks.range", "min", 1, "max", MaxWeeks)
	f.Check(c.Zone != nil, "zone", "cadence.zone.required")
	f.Check(!first.IsZero(), "first", "cadence.first.required")
	f.Check(n >= 1 && n <= MaxMeetings, "meetings", "cadence.meetings.range", "min", 1, "max", MaxMeetings)
	return f.Err()
}

func (c Cadence) layOut(l Layout, day scheduling.Date, n int) (Layout, error) {
	relaid := len(l.Meetings)
	for range n {
		if err := c.place(&l, day, 7, c.closed); err != nil {
			return Layout{}, err
		}
		day = l.Meetings[len(l.Meetings)-1].Date.AddDays(7 * c.Weeks)
	}
	l.Warning = c.warning(l.Meetings[relaid:])
	return l, nil
}

// place adds to l the first meeting that can be held from day on, trying every
// step days, and what it skipped to get there.
func (c Cadence) place(l *Layout, day scheduling.Date, step int, closed func(scheduling.Date) (Skip, bool)) error {
	for tried := 0; tried <= searchDays; tried += step {
		d := day.AddDays(tried)
		if skip, ok := closed(d); ok {
			l.Skipped = append(l.Skipped, skip)
			continue
		}
		start, ok := c.Start.At(d, c.Zone)
		if !ok {
			return scheduling.Refuse(scheduling.Invalid, "cadence.start.nonexistent", "start", "start", c.Start, "date", d)
		}
		l.Meetings = append(l.Meetings, Meeting{d, start})
		return nil
	}
	return scheduling.Refuse(scheduling.Invalid, "cadence.no_open_day", "first", "from", day)
}

func (c Cadence) closed(d scheduling.Date) (Skip, bool) {
	if skip, ok := c.Calendar.Closed(d); ok || !c.PauseInSchoolHolidays {
		return skip, ok
	}
	return c.Calendar.SchoolHoliday(d)
}

func (c Cadence) warning(meetings []Meeting) Warning {
	if !c.PauseInSchoolHolidays {
		return Warning{}
	}
	known := c.Calendar.School.KnownUntil(c.Calendar.SchoolZone)
	for _, m := range meetings {
		if m.Date.After(known) {
			return Warning{From: m.Date, KnownUntil: known}
		}
	}
	return Warning{}
}
