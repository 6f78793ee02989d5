package planner

import (
	"cmp"
	"slices"
)

// construct places the cohorts one after the other, the scarcest first: those
// with the fewest programmes to choose from, by days and leads and rooms.
func construct(s *state, f *finder) {
	order := make([]int, 0, len(s.p.cohorts))
	for i := range s.p.cohorts {
		if s.programs[i] == nil {
			order = append(order, i)
		}
	}
	freedom := make([]int, len(s.p.cohorts))
	for _, i := range order {
		freedom[i] = s.p.cohorts[i].freedom()
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(freedom[a], freedom[b]) })
	for _, i := range order {
		if prog := f.insert(s, i, impossible); prog != nil {
			s.place(i, prog)
		}
	}
}

// freedom is a rough count of a cohort's choices: the fewer, the sooner it is
// placed.
func (c *cohort) freedom() int {
	least := 1 << 30
	people := 1
	for i := range c.modules {
		m := &c.modules[i]
		if m.pinned != nil {
			return 0
		}
		least = min(least, m.within.to-m.within.from)
		for _, role := range m.roles {
			people = max(people, 8-len(role))
		}
	}
	return least * len(c.rooms) * len(c.leads) * len(c.starts) / (people * len(c.modules))
}
