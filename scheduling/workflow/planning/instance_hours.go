package planning

import (
	"cmp"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// resources reads when the rooms and people can be had, in one go, and says it
// in the engine's words.
func (p *puzzle) resources(tx *store.Tx, people []string) error {
	slices.Sort(people)
	people = slices.Compact(people)
	asked := slices.Clone(people)
	for _, r := range p.Rooms {
		asked = append(asked, r.ID)
	}
	var err error
	if p.had, err = tx.Availability(asked, p.window()); err != nil {
		return err
	}
	for i := range p.Rooms {
		r := &p.Rooms[i]
		a := p.had[r.ID]
		r.Open = week(a.Hours, workingWeek)
		r.Closed = append(r.Closed, p.closures(a)...)
	}
	for _, id := range people {
		a := p.had[id]
		p.People = append(p.People, timetable.Person{ID: id, Open: week(a.Hours, anyHour), Closed: p.closures(a)})
	}
	return nil
}

// closures are the spans in which a resource cannot be had: away, or on a
// meeting that the instance does not plan itself. Around a meeting at a site
// that is not the only one here, a person needs the way (rule 6).
func (p *puzzle) closures(a scheduling.Availability) []timetable.Closure {
	var spans []scheduling.Span
	for _, away := range a.Away {
		spans = append(spans, away.Span)
	}
	for _, booking := range a.Bookings {
		if p.own[booking.Meeting] {
			continue
		}
		span := scheduling.Span{From: booking.StartsAt, Until: booking.EndsAt}
		if booking.Person() && (len(p.Sites) > 1 || p.Sites[0] != string(booking.Site)) {
			span.From, span.Until = span.From.Add(-scheduling.TravelTime), span.Until.Add(scheduling.TravelTime)
		}
		spans = append(spans, span)
	}
	var closed []timetable.Closure
	for _, s := range scheduling.MergeSpans(spans) {
		c := timetable.Closure{From: p.moment(s.From), To: p.moment(s.Until.Add(time.Minute - 1))}
		if c.From.Before(c.To) { // not so for an hour that the autumn night has twice
			closed = append(closed, c)
		}
	}
	return closed
}

// What stands in for hours that nobody wrote down: a site is taken to be open
// (OpenDuring), but nothing is proposed there at the weekend; a person can be
// had at any hour.
var (
	workingWeek = wholeDays(1, 5)
	anyHour     = wholeDays(1, 7)
)

func wholeDays(first, last int) (open []timetable.Opening) {
	for weekday := first; weekday <= last; weekday++ {
		open = append(open, timetable.Opening{Weekday: weekday, From: 0, To: 24 * 60})
	}
	return open
}

// week is hours in the engine's words: in order, those that touch made one.
func week(hours []scheduling.WeeklyHours, unwritten []timetable.Opening) []timetable.Opening {
	if len(hours) == 0 {
		return slices.Clone(unwritten)
	}
	open := make([]timetable.Opening, len(hours))
	for i, h := range hours {
		open[i] = timetable.Opening{Weekday: timetable.Weekday(h.Weekday), From: timetable.Clock(h.From), To: timetable.Clock(h.Until)}
	}
	slices.SortFunc(open, func(x, y timetable.Opening) int {
		return cmp.Or(cmp.Compare(x.Weekday, y.Weekday), cmp.Compare(x.From, y.From))
	})
	merged := open[:1]
	for _, o := range open[1:] {
		last := &merged[len(merged)-1]
		if o.Weekday == last.Weekday && o.From <= last.To {
			last.To = max(last.To, o.To)
		} else {
			merged = append(merged, o)
		}
	}
	return merged
}

// The hours at which a meeting may begin where nothing says otherwise: within
// those of an office, and never across the meal.
const (
	firstStart = timetable.Clock(8 * 60)
	lastEnd    = timetable.Clock(19 * 60)
	mealFrom   = timetable.Clock(12*60 + 30)
	mealTo     = timetable.Clock(13*60 + 30)
	halfHour   = timetable.Clock(30)
)

// startsFor is the half hours at which a wish's longest meeting fits in the
// opening hours of one of its rooms, and spares the meal. Where a meeting is
// too long for that, or the hours too short, the meal is not spared.
func (p *puzzle) startsFor(w wish) []timetable.Clock {
	longest := timetable.Clock(0)
	for _, m := range w.Modules {
		longest = max(longest, timetable.Clock(m.Minutes))
	}
	starts := p.starts(w.Sites, longest, true)
	if len(starts) == 0 {
		starts = p.starts(w.Sites, longest, false)
	}
	if len(starts) == 0 {
		starts = []timetable.Clock{9 * 60} // nothing fits: the engine says so
	}
	return starts
}

func (p *puzzle) starts(sites []scheduling.SiteID, minutes timetable.Clock, spareMeal bool) []timetable.Clock {
	var starts []timetable.Clock
	for start := timetable.Clock(0); start < 24*60; start += halfHour {
		end := start + minutes
		if spareMeal && start < mealTo && mealFrom < end {
			continue
		}
		fits := func(r timetable.Room) bool {
			return slices.Contains(sites, scheduling.SiteID(r.Site)) && p.fits(r, start, end)
		}
		if slices.ContainsFunc(p.Rooms, fits) {
			starts = append(starts, start)
		}
	}
	return starts
}

func (p *puzzle) fits(r timetable.Room, start, end timetable.Clock) bool {
	written := len(p.had[r.ID].Hours) > 0
	if !written && (start < firstStart || lastEnd < end) {
		return false
	}
	return slices.ContainsFunc(r.Open, func(o timetable.Opening) bool { return o.From <= start && end <= o.To })
}
