package main

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// firstFit plans as one does with a spreadsheet: cohort after cohort, the first
// social worker, the first week, the same day and hour each time while it
// lasts, and nothing is ever moved again.
func firstFit(ins *timetable.Instance) *timetable.Plan {
	s := newSheet(ins)
	plan := &timetable.Plan{Format: timetable.PlanFormat, Instance: ins.Name}
	for i := range ins.Cohorts {
		plan.Meetings = append(plan.Meetings, s.place(&ins.Cohorts[i])...)
	}
	plan.Cost = timetable.Check(ins, plan).Cost
	return plan
}

// sheet is who and what is taken, as the columns of a spreadsheet.
type sheet struct {
	ins    *timetable.Instance
	rooms  map[string]*timetable.Room
	people map[string]*timetable.Person
	off    map[scheduling.Date]bool
	school map[scheduling.Date]bool
	taken  map[cell][]taken
}

type cell struct {
	id  string
	day scheduling.Date
}

type taken struct {
	from, to timetable.Clock
	site     string
}

func newSheet(ins *timetable.Instance) *sheet {
	s := &sheet{
		ins: ins, rooms: map[string]*timetable.Room{}, people: map[string]*timetable.Person{},
		off: map[scheduling.Date]bool{}, school: map[scheduling.Date]bool{}, taken: map[cell][]taken{},
	}
	for i := range ins.Rooms {
		s.rooms[ins.Rooms[i].ID] = &ins.Rooms[i]
	}
	for i := range ins.People {
		s.people[ins.People[i].ID] = &ins.People[i]
	}
	for _, d := range ins.NoMeeting {
		s.off[d] = true
	}
	for _, h := range ins.SchoolHolidays {
		for d := h.From; !d.After(h.To); d = d.AddDays(1) {
			s.school[d] = true
		}
	}
	return s
}

// place finds the first start from which every module finds a place.
func (s *sheet) place(c *timetable.Cohort) []timetable.Meeting {
	for _, lead := range c.Leads {
		for d := c.From; !d.After(c.To); d = d.AddDays(1) {
			for _, start := range c.Starts {
				first, ok := s.meeting(c, 0, lead, timetable.Moment{Day: d, Clock: start})
				if !ok {
					continue
				}
				if meetings := s.follow(c, first); meetings != nil {
					s.take(c, meetings)
					return meetings
				}
			}
		}
	}
	return nil
}

// follow holds the other modules after the first: on the wished day if it can
// be, else a little later, else a little earlier.
func (s *sheet) follow(c *timetable.Cohort, first timetable.Meeting) []timetable.Meeting {
	meetings := []timetable.Meeting{first}
	for i := 1; i < len(c.Modules); i++ {
		m, ok := s.next(c, i, meetings[i-1])
		if !ok {
			return nil
		}
		meetings = append(meetings, m)
	}
	return meetings
}

func (s *sheet) next(c *timetable.Cohort, i int, before timetable.Meeting) (timetable.Meeting, bool) {
	hours := append([]timetable.Clock{before.Start.Clock}, c.Starts...)
	for _, d := range s.daysAfter(c, before.Start.Day) {
		for _, start := range hours {
			if m, ok := s.meeting(c, i, before.Lead, timetable.Moment{Day: d, Clock: start}); ok {
				return m, true
			}
		}
	}
	return timetable.Meeting{}, false
}

// daysAfter are the days that the cadence bears, the wished one first, then
// the later, then the earlier.
func (s *sheet) daysAfter(c *timetable.Cohort, from scheduling.Date) []scheduling.Date {
	var later, earlier []scheduling.Date
	active := 0
	for d := from.AddDays(1); active <= c.Cadence.MaxDays && !d.After(c.To); d = d.AddDays(1) {
		if c.Cadence.PauseInSchoolHolidays && s.school[d] {
			continue
		}
		active++
		switch {
		case active < c.Cadence.MinDays || active > c.Cadence.MaxDays:
		case active < 7*c.Cadence.Weeks:
			earlier = append(earlier, d)
		default:
			later = append(later, d)
		}
	}
	slices.Reverse(earlier)
	return append(later, earlier...)
}

// meeting holds module i at a moment, with the first room and people free.
func (s *sheet) meeting(c *timetable.Cohort, i int, lead string, at timetable.Moment) (timetable.Meeting, bool) {
	m := timetable.Meeting{Cohort: c.ID, Module: c.Modules[i].ID, Start: at, Lead: lead}
	d := at.Day
	if s.off[d] || c.Cadence.PauseInSchoolHolidays && s.school[d] || d.Before(s.ins.FirstDay) || d.After(s.ins.LastDay) {
		return m, false
	}
	module := c.Modules[i]
	for _, id := range c.Rooms {
		room := s.rooms[id]
		want := taken{at.Clock, at.Clock + timetable.Clock(module.Minutes), room.Site}
		if room.Seats < c.Size+1+len(module.Roles) || !s.free(room.ID, room.Open, room.Closed, at, want, false) || !s.freePerson(lead, at, want) {
			continue
		}
		if co, ok := s.team(module, lead, at, want); ok {
			m.Room, m.Co = id, co
			return m, true
		}
	}
	return m, false
}

func (s *sheet) team(module timetable.Module, lead string, at timetable.Moment, want taken) (co []string, ok bool) {
	for _, role := range module.Roles {
		k := slices.IndexFunc(role, func(id string) bool {
			return id != lead && !slices.Contains(co, id) && s.freePerson(id, at, want)
		})
		if k < 0 {
			return nil, false
		}
		co = append(co, role[k])
	}
	return co, true
}

func (s *sheet) freePerson(id string, at timetable.Moment, want taken) bool {
	p := s.people[id]
	return s.free(p.ID, p.Open, p.Closed, at, want, true)
}

func (s *sheet) free(id string, open []timetable.Opening, closed []timetable.Closure, at timetable.Moment, want taken, travels bool) bool {
	weekday := timetable.Weekday(at.Day.Weekday())
	if !slices.ContainsFunc(open, func(o timetable.Opening) bool { return o.Weekday == weekday && o.From <= want.from && want.to <= o.To }) {
		return false
	}
	end := timetable.Moment{Day: at.Day, Clock: want.to}
	if slices.ContainsFunc(closed, func(c timetable.Closure) bool { return c.From.Before(end) && at.Before(c.To) }) {
		return false
	}
	return !slices.ContainsFunc(s.taken[cell{id, at.Day}], func(t taken) bool {
		road := timetable.Clock(0)
		if travels {
			road = s.road(t.site, want.site)
		}
		return t.from < want.to+road && want.from < t.to+road
	})
}

func (s *sheet) road(from, to string) timetable.Clock {
	if from == to {
		return 0
	}
	for _, t := range s.ins.Travel {
		if t.From == from && t.To == to || t.From == to && t.To == from {
			return timetable.Clock(t.Minutes)
		}
	}
	return timetable.Clock(s.ins.TravelDefault)
}

func (s *sheet) take(c *timetable.Cohort, meetings []timetable.Meeting) {
	for i, m := range meetings {
		t := taken{m.Start.Clock, m.Start.Clock + timetable.Clock(c.Modules[i].Minutes), s.rooms[m.Room].Site}
		for _, id := range append([]string{m.Room, m.Lead}, m.Co...) {
			at := cell{id, m.Start.Day}
			s.taken[at] = append(s.taken[at], t)
		}
	}
}
