package timetable

import (
	"cmp"
	"slices"
)

// clashes is H5, for rooms then people, in the instance's order.
func (c *checker) clashes() {
	for _, r := range c.ins.Rooms {
		c.clash(c.rooms[r.ID], false)
	}
	for _, p := range c.ins.People {
		c.clash(c.people[p.ID], true)
	}
}

// clash looks at one resource's uses in the order of their starts. Each is
// held against the one before it that ends last; and, when it overlaps none
// and the resource travels, against all of its day, for three towns need not
// obey the triangle. No day has more than 1440 uses that do not overlap.
func (c *checker) clash(r *resource, travels bool) {
	slices.SortStableFunc(r.uses, func(a, b use) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var last use // the one that ends last
	var today []use
	for _, u := range r.uses {
		switch {
		case last.meeting != nil && u.overlaps(last.span):
			c.fault("H5", u.meeting, "%s is taken by %s/%s at %s", r.what, last.meeting.Cohort, last.meeting.Module, last.meeting.Start)
		case travels:
			if len(today) > 0 && today[0].from/minutesADay != u.from/minutesADay {
				today = today[:0]
			}
			c.travels(r, today, u)
			today = append(today, u)
		}
		if last.meeting == nil || u.to > last.to {
			last = u
		}
	}
}

// travels is H5 on the road: whoever was elsewhere today has had the time to
// come.
func (c *checker) travels(r *resource, today []use, u use) {
	for _, before := range slices.Backward(today) {
		if need := c.trip(before.site, u.site); u.from-before.to < need {
			c.fault("H5", u.meeting, "%s has %d minutes to come from %s/%s, %d needed",
				r.what, u.from-before.to, before.meeting.Cohort, before.meeting.Module, need)
			return
		}
	}
}

func (c *checker) trip(from, to string) int {
	if from == to {
		return 0
	}
	if minutes, known := c.travel[[2]string{from, to}]; known {
		return minutes
	}
	return c.ins.TravelDefault
}
