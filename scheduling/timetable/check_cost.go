package timetable

import (
	"cmp"
	"slices"

	"trame/scheduling"
)

// comfort is what a cohort's meetings cost, the overload left out.
func (c *checker) comfort(cohort *Cohort, meetings []*Meeting) int {
	w, cost := c.ins.Weights, 0
	for i, m := range meetings {
		if i > 0 && meetings[i-1].Start.Day.Before(m.Start.Day) {
			cost += w.Gap * distance(c.gap(cohort, meetings[i-1], m), 7*cohort.Cadence.Weeks)
		}
		if c.inSchoolHolidays(dayNumber(m.Start.Day)) {
			cost += w.School
		}
		if m.Start.Clock < EarlyBefore {
			cost += w.Early
		}
		for k, role := range cohort.Modules[i].Roles {
			if k < len(m.Co) {
				cost += w.Preference * max(0, slices.Index(role, m.Co[k]))
			}
		}
	}
	return cost + w.habits(cohort, meetings)
}

func distance(a, b int) int { return max(a-b, b-a) }

// habits is what it costs to leave the weekday and hour, and the room, that
// suit most meetings.
func (w Weights) habits(cohort *Cohort, meetings []*Meeting) int {
	var times, rooms []int
	for weekday := range 7 {
		for _, start := range cohort.Starts {
			cost := 0
			for _, m := range meetings {
				if int(m.Start.Day.Weekday()) != weekday {
					cost += w.Weekday
				}
				if m.Start.Clock != start {
					cost += w.Start
				}
			}
			times = append(times, cost)
		}
	}
	for _, room := range cohort.Rooms {
		cost := 0
		for _, m := range meetings {
			if m.Room != room {
				cost += w.Room
			}
		}
		rooms = append(rooms, cost)
	}
	return slices.Min(times) + slices.Min(rooms)
}

// overload counts the meetings above each fair share.
func (c *checker) overload() {
	for _, p := range c.ins.People {
		if p.FairShare != nil {
			c.verdict.Comfort += c.ins.Weights.Overload * max(0, len(c.people[p.ID].uses)-*p.FairShare)
		}
	}
}

// changes is H8, and the perturbation of what was planned before. A cohort
// that is planned no more counts as unplanned, which is worse.
func (c *checker) changes() {
	for i := range c.ins.Pinned {
		pin := &c.ins.Pinned[i]
		m := c.placed[[2]string{pin.Cohort, pin.Module}]
		switch {
		case m == nil:
			c.fault("H8", pin, "is pinned, and not held")
		case m.Start != pin.Start || m.Room != pin.Room || m.Lead != pin.Lead || !slices.Equal(m.Co, pin.Co):
			c.fault("H8", pin, "is pinned, and moved")
		}
	}
	for i := range c.ins.Previous {
		before := &c.ins.Previous[i]
		if m := c.placed[[2]string{before.Cohort, before.Module}]; m != nil {
			c.verdict.Perturbation += c.ins.Weights.perturbation(before, m)
		}
	}
}

func (w Weights) perturbation(before, m *Meeting) int {
	cost := 0
	switch {
	case m.Start.Day != before.Start.Day:
		cost += w.MovedDay
	case m.Start != before.Start:
		cost += w.MovedTime
	}
	if m.Lead != before.Lead {
		cost += w.ChangedLead
	}
	if m.Room != before.Room {
		cost += w.ChangedRoom
	}
	for i := range max(len(m.Co), len(before.Co)) { // a role that only one of them has is changed
		if i >= len(m.Co) || i >= len(before.Co) || m.Co[i] != before.Co[i] {
			cost += w.ChangedPerson
		}
	}
	return cost
}

// inSchoolHolidays reports whether a day is in one of the merged spans.
func (c *checker) inSchoolHolidays(day int) bool {
	return slices.ContainsFunc(c.school, span{day, day + 1}.overlaps)
}

// schoolSpans merges the holidays, so that no day counts twice.
func schoolSpans(holidays []Days) []span {
	var all, merged []span
	for _, d := range holidays {
		all = append(all, span{dayNumber(d.From), dayNumber(d.To) + 1})
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, s := range all {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}

func closedSpans(closed []Closure) []span {
	spans := make([]span, len(closed))
	for i, c := range closed {
		spans[i] = span{minuteNumber(c.From), minuteNumber(c.To)}
	}
	return spans
}

// dayNumber and minuteNumber count from a day before all days.
func dayNumber(d scheduling.Date) int {
	return scheduling.Date{Year: firstYear, Month: 1, Day: 1}.DaysUntil(d)
}

func minuteNumber(m Moment) int { return dayNumber(m.Day)*minutesADay + int(m.Clock) }
