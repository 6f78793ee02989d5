package planner

import (
	"slices"

	"trame/scheduling/timetable"
)

// state is a plan in the making: who holds what, and what it all costs.
type state struct {
	p        *problem
	programs []*program        // by cohort; nil: no place
	taken    []uint64          // points held, by resource and day
	pinned   []uint64          // of them, by pinned meetings; nil: none
	owner    []int32           // cohort+1 that holds a point of a resource and day; nil until the search asks
	travels  map[int][]booking // of people who roam, by resource and day
	load     []int             // meetings, by resource
	moved    int
	comfort  int // with overload
	missing  int
}

// newState holds the pinned meetings and nothing else.
func newState(p *problem) *state {
	s := &state{
		p: p, programs: make([]*program, len(p.cohorts)), taken: make([]uint64, len(p.resources)*p.days),
		travels: map[int][]booking{}, load: make([]int, len(p.resources)), missing: len(p.cohorts),
	}
	some := false
	for i := range p.cohorts {
		c := &p.cohorts[i]
		for n := range c.modules {
			if pinned := c.modules[n].pinned; pinned != nil && len(c.leads) == 1 && p.usable(*pinned) {
				s.hold(c, n, *pinned, c.leads[0])
				some = true
			}
		}
	}
	if some {
		s.pinned = slices.Clone(s.taken)
	}
	return s
}

// usable reports whether a pinned meeting is on days and resources that the
// problem knows.
func (p *problem) usable(s slot) bool {
	return s.day >= 0 && s.day < p.days && s.room >= 0 && !slices.Contains(s.co, -1)
}

// clone is an independent copy.
func (s *state) clone() *state {
	copied := *s
	copied.programs = slices.Clone(s.programs)
	copied.taken = slices.Clone(s.taken)
	copied.owner = slices.Clone(s.owner)
	copied.load = slices.Clone(s.load)
	copied.travels = make(map[int][]booking, len(s.travels))
	for k, day := range s.travels {
		copied.travels[k] = slices.Clone(day)
	}
	return &copied
}

// cost is the whole plan's, as one figure: see perturbed and unplaced.
func (s *state) cost() int64 {
	return int64(s.missing)*unplaced + int64(s.moved)*perturbed + int64(s.comfort)
}

// costs is the whole plan's, as it is told.
func (s *state) costs() timetable.Cost {
	return timetable.Cost{Unplanned: s.missing, Perturbation: s.moved, Comfort: s.comfort}
}

// place gives cohort i a programme; it must have none.
func (s *state) place(i int, prog *program) {
	c := &s.p.cohorts[i]
	s.programs[i] = prog
	s.missing--
	s.moved += prog.moved
	s.comfort += prog.comfort
	s.own(i, prog, int32(i+1))
	for n, slot := range prog.slots {
		if c.modules[n].pinned == nil {
			s.hold(c, n, slot, prog.lead)
		}
		s.count(prog.lead, 1)
		for _, person := range slot.co {
			s.count(person, 1)
		}
	}
}

// remove takes the programme of cohort i away and returns it; nil if none.
func (s *state) remove(i int) *program {
	prog := s.programs[i]
	if prog == nil {
		return nil
	}
	c := &s.p.cohorts[i]
	s.programs[i] = nil
	s.missing++
	s.moved -= prog.moved
	s.comfort -= prog.comfort
	s.own(i, prog, 0)
	for n, slot := range prog.slots {
		if c.modules[n].pinned == nil {
			s.release(c, n, slot, prog.lead)
		}
		s.count(prog.lead, -1)
		for _, person := range slot.co {
			s.count(person, -1)
		}
	}
	return prog
}

func (s *state) count(person, by int) {
	before := s.p.overload(person, s.load[person])
	s.load[person] += by
	s.comfort += s.p.overload(person, s.load[person]) - before
}

// overload is what somebody's load costs above a fair share.
func (p *problem) overload(person, load int) int {
	if fair := p.resources[person].fair; fair >= 0 {
		return p.cost.Overload * max(0, load-fair)
	}
	return 0
}

func (s *state) hold(c *cohort, n int, at slot, lead int) {
	cover := s.p.cover(c, n, at.point)
	booking := s.p.booking(c, n, at)
	s.taken[s.p.at(at.room, at.day)] |= cover
	s.holdPerson(lead, at.day, cover, booking)
	for _, person := range at.co {
		s.holdPerson(person, at.day, cover, booking)
	}
}

func (s *state) holdPerson(person, day int, cover uint64, b booking) {
	k := s.p.at(person, day)
	s.taken[k] |= cover
	if s.p.resources[person].roams {
		s.travels[k] = append(s.travels[k], b)
	}
}

func (s *state) release(c *cohort, n int, at slot, lead int) {
	cover := s.p.cover(c, n, at.point)
	booking := s.p.booking(c, n, at)
	s.taken[s.p.at(at.room, at.day)] &^= cover
	s.releasePerson(lead, at.day, cover, booking)
	for _, person := range at.co {
		s.releasePerson(person, at.day, cover, booking)
	}
}

func (s *state) releasePerson(person, day int, cover uint64, b booking) {
	k := s.p.at(person, day)
	s.taken[k] &^= cover
	there := s.travels[k]
	switch i := slices.Index(there, b); {
	case i < 0:
	case len(there) == 1:
		delete(s.travels, k)
	default:
		s.travels[k] = slices.Delete(there, i, i+1)
	}
}

// cover is the points that module n of c holds when it starts at a point.
func (p *problem) cover(c *cohort, n int, point uint8) uint64 {
	if i := slices.Index(c.starts, point); i >= 0 {
		return c.modules[n].cover[i]
	}
	return covers(p.points, p.points[point], c.modules[n].minutes)
}

// own writes who holds what a programme needs, once somebody watches.
func (s *state) own(i int, prog *program, mark int32) {
	if s.owner == nil {
		return
	}
	for k, cover := range s.p.needs(i, prog) {
		for base := k * len(s.p.points); cover != 0; cover &= cover - 1 {
			s.owner[base+lowest(cover)] = mark
		}
	}
}

// watch begins to write down who holds what.
func (s *state) watch() {
	s.owner = make([]int32, len(s.taken)*len(s.p.points))
	for i, prog := range s.programs {
		if prog != nil {
			s.own(i, prog, int32(i+1))
		}
	}
}
