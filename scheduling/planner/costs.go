package planner

import (
	"slices"

	"trame/scheduling/timetable"
)

// scale is how fine prices are: a thousandth of a unit of comfort.
const scale = 1024

// impossible is more than any programme costs, and far from overflow.
const impossible = int64(1) << 60

// perturbed is what one unit of perturbation weighs in units of comfort, and
// unplaced what a cohort without a place weighs: the order of costs is
// lexicographic, and no sum of comfort in one part reaches the next.
const (
	perturbed = int64(1) << 22
	unplaced  = int64(1) << 44
)

// fixed is what a meeting costs by its day and hour alone.
func (p *problem) fixed(day int, point uint8) int {
	if p.school[day] {
		return p.cost.School + p.early(point)
	}
	return p.early(point)
}

func (p *problem) early(point uint8) int {
	if p.points[point] < timetable.EarlyBefore {
		return p.cost.Early
	}
	return 0
}

// moved is what a programme changes of what was announced.
func (p *problem) moved(c *cohort, prog *program) (total int) {
	for i, s := range prog.slots {
		m := &c.modules[i]
		if m.was == nil {
			continue
		}
		total += p.movedTo(m.was, s.day, s.point) + p.movedRoom(m.was, s.room) + p.changedLead(m, prog.lead)
		for k := range max(len(s.co), len(m.was.co)) { // a role that only one of them has is changed
			if k >= len(s.co) || k >= len(m.was.co) || s.co[k] != m.was.co[k] {
				total += p.cost.ChangedPerson
			}
		}
	}
	return total
}

func (p *problem) movedTo(was *slot, day int, point uint8) int {
	switch {
	case day != was.day:
		return p.cost.MovedDay
	case point != was.point:
		return p.cost.MovedTime
	}
	return 0
}

func (p *problem) movedRoom(was *slot, room int) int {
	if room != was.room {
		return p.cost.ChangedRoom
	}
	return 0
}

func (p *problem) changedLead(m *module, lead int) int {
	if lead != m.wasLead {
		return p.cost.ChangedLead
	}
	return 0
}

// place is where a day stands among those on which the cohort may meet; the
// next one's place when it is not among them.
func (c *cohort) place(day int) int {
	place, _ := slices.BinarySearchFunc(c.days, day, func(d int16, day int) int { return int(d) - day })
	return place
}
