package busy

import (
	"slices"
	"strings"
	"time"
)

// event is a VEVENT being read: its times alone. The UID lives as long as the
// reading, to tell which event an override belongs to.
type event struct {
	line     int
	uid      string
	start    *stamp
	end      *stamp
	lasts    *duration
	rules    []rule
	added    []period // RDATE; without end or duration they last as long as the event
	excluded []stamp
	original *stamp // RECURRENCE-ID: the instance that this one replaces
	title    string // of a planning alone, like its place
	place    string
	free     bool
	off      bool // cancelled
	broken   bool // one of its own times could not be read
}

func (e *event) name() string { return "VEVENT" }

// freeing are the values that leave their owner free.
var freeing = map[string][]string{
	"TRANSP": {"TRANSPARENT"}, "STATUS": {"CANCELLED"}, "X-MICROSOFT-CDO-BUSYSTATUS": {"FREE", "WORKINGELSEWHERE"},
}

func (e *event) take(l line) bool {
	switch l.name {
	case "DTSTART", "DTEND", "RECURRENCE-ID", "DURATION":
		ok := e.takeTime(l)
		e.broken = e.broken || !ok
		return ok
	case "UID":
		e.uid = l.value
	case "TRANSP", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS":
		e.off = e.off || l.name == "STATUS" && strings.EqualFold(l.value, "CANCELLED")
		e.free = e.free || slices.Contains(freeing[l.name], strings.ToUpper(l.value))
	case "SUMMARY":
		e.title = words(l.value)
	case "LOCATION":
		e.place = words(l.value)
	case "RRULE":
		return takeRule(&e.rules, l)
	case "EXDATE":
		list, ok := stampsOf(l)
		e.excluded = append(e.excluded, list...)
		return ok
	case "RDATE":
		return e.takeDates(l)
	case "EXRULE":
		return false // gone since RFC 5545; busy is the safer error
	}
	return true
}

func (e *event) takeTime(l line) bool {
	if l.name == "DURATION" {
		d, ok := durationOf(l.value)
		e.lasts = &d
		return ok
	}
	s, ok := stampOf(l.value, l)
	switch l.name {
	case "DTSTART":
		e.start = &s
	case "DTEND":
		e.end = &s
	default:
		e.original = &s
	}
	return ok
}

func (e *event) takeDates(l line) bool {
	if l.kind == "PERIOD" {
		periods, ok := periodsOf(l)
		e.added = append(e.added, periods...)
		return ok
	}
	stamps, ok := stampsOf(l)
	for _, s := range stamps {
		e.added = append(e.added, period{start: s, plain: true})
	}
	return ok
}

func (e *event) close(f *file) {
	switch {
	case e.start == nil && !e.broken, len(f.events) >= maxEvents:
		f.wrong(e.line)
	case !e.broken:
		f.found.Events++
		f.events = append(f.events, e)
	}
}

// expand turns every event into spans. The instances that an override replaces
// are taken out of its event wherever they stand, for it may be written first.
func (f *file) expand() {
	replaced := map[string][]stamp{}
	for _, e := range f.events {
		if e.original != nil {
			replaced[e.uid] = append(replaced[e.uid], *e.original)
		}
	}
	for _, e := range f.events {
		if e.off || e.free && f.planned == nil { // a meeting is one, whether it takes its organiser's time or not
			continue
		}
		if e.original == nil {
			e.excluded = append(e.excluded, replaced[e.uid]...)
		} else {
			e.rules, e.added = nil, nil // an override is one instance
		}
		newSeries(f, e).expand()
	}
}

// series is an event with all its instances.
type series struct {
	*event
	file    *file
	zone    *time.Location
	lasting func(wall, from time.Time) time.Time // when an instance ends
	longest time.Duration                        // about
	days    map[time.Time]bool                   // excluded civil days
	moments map[int64]bool                       // excluded instants
}

func newSeries(f *file, e *event) *series {
	s := &series{event: e, file: f, zone: f.placeOf(*e.start, f.zone), days: map[time.Time]bool{}, moments: map[int64]bool{}}
	for _, x := range e.excluded {
		switch {
		case x.day:
			s.days[x.wall] = true
		case e.start.day:
			s.days[x.wall.Truncate(24*time.Hour)] = true // Apple gives a day an hour
		default:
			s.moments[f.instant(x, s.zone).Unix()] = true
		}
	}
	return s
}

func (s *series) expand() {
	if !s.measure() {
		s.file.wrong(s.line)
		return
	}
	s.instance(s.start.wall)
	last := s.file.window.Until.Add(48 * time.Hour)
	from := s.file.window.From.Add(-48*time.Hour - s.longest)
	for _, r := range s.rules {
		at := func(wall time.Time) time.Time { return instantIn(wall, s.zone) }
		whole := r.each(s.start.wall, from, last, s.file.budget(), func(wall time.Time) bool {
			if r.over(wall, at) {
				return false
			}
			if !wall.Equal(s.start.wall) {
				s.instance(wall)
			}
			return true
		})
		if !whole {
			s.file.wrong(r.line)
		}
	}
	for _, p := range s.added {
		s.addition(p)
	}
}

// measure says how long an instance lasts: civil days for civil days, the same
// exact time for what has an end, the same hours on the clock for what has a
// duration (RFC 5545 §3.8.5.3). It refuses an end before the start.
func (s *series) measure() bool {
	days := 0
	var exact time.Duration
	switch {
	case s.end != nil && s.start.day && s.end.day:
		days = max(int(s.end.wall.Sub(s.start.wall)/(24*time.Hour)), 0)
		if s.end.wall.Before(s.start.wall) {
			return false
		}
	case s.end != nil:
		exact = s.file.instant(*s.end, s.zone).Sub(instantIn(s.start.wall, s.zone))
	case s.lasts != nil:
		days, exact = s.lasts.days, s.lasts.exact
	}
	if s.start.day {
		days, exact = max(days+int(exact/(24*time.Hour)), 1), 0
	}
	s.longest = time.Duration(days)*24*time.Hour + exact
	s.lasting = func(wall, from time.Time) time.Time {
		if days > 0 {
			from = instantIn(wall.AddDate(0, 0, days), s.zone)
		}
		return from.Add(exact)
	}
	return exact >= 0 && days <= maxDays && exact <= maxDays*24*time.Hour
}

// instance takes one that begins at wall, unless it was taken out or replaced.
func (s *series) instance(wall time.Time) {
	from := instantIn(wall, s.zone)
	if s.days[wall.Truncate(24*time.Hour)] || s.moments[from.Unix()] {
		return
	}
	s.file.entry(s.event, from)
	s.file.add(from, s.lasting(wall, from))
}

// addition takes a date of RDATE.
func (s *series) addition(p period) {
	zone := s.file.placeOf(p.start, s.zone)
	from := instantIn(p.start.wall, zone)
	if s.days[p.start.wall.Truncate(24*time.Hour)] || s.moments[from.Unix()] {
		return
	}
	s.file.entry(s.event, from)
	if p.plain {
		s.file.add(from, s.lasting(wallIn(from, s.zone), from))
		return
	}
	s.file.add(from, s.file.endOf(p, from))
}
