package planning

import (
	"cmp"
	"slices"

	"trame/scheduling"
	"trame/scheduling/planner"
	"trame/scheduling/timetable"
)

// candidate is a proposal of the engine, and the instance it answers.
type candidate struct {
	*puzzle
	site scheduling.SiteID
	planner.Proposal
}

// likeness is what a proposal loses for each one shown already that is nearly
// the same: the second Tuesday at half past two is no choice.
const (
	sameLead    = 3
	sameWeekday = 4
	sameHalf    = 2
	sameSite    = 2
	sameAll     = 12
)

// pick chooses n of the candidates: the most comfortable, then those that are
// comfortable and different; they are listed by comfort, and the sooner over
// the better among equals.
func pick(found []candidate, n int) []candidate {
	slices.SortStableFunc(found, byComfort)
	var picked []candidate
	for len(picked) < n && len(found) > 0 {
		best, least := 0, -1
		for i, c := range found {
			cost := c.Comfort
			for _, other := range picked {
				cost += c.like(other)
			}
			if least < 0 || cost < least {
				best, least = i, cost
			}
		}
		picked = append(picked, found[best])
		found = slices.Delete(found, best, best+1)
	}
	slices.SortStableFunc(picked, byComfort)
	return picked
}

func byComfort(x, y candidate) int {
	last := len(x.Meetings) - 1
	return cmp.Or(cmp.Compare(x.Comfort, y.Comfort), x.Meetings[last].Start.Day.Compare(y.Meetings[last].Start.Day))
}

func (c candidate) like(other candidate) int {
	usual, its := c.usual(), other.usual()
	total, same := 0, 0
	for _, s := range []struct {
		same bool
		cost int
	}{
		{usual.lead == its.lead, sameLead},
		{usual.weekday == its.weekday, sameWeekday},
		{(usual.start < 12*60) == (its.start < 12*60), sameHalf},
		{c.site == other.site, sameSite},
	} {
		if s.same {
			total += s.cost
			same++
		}
	}
	if same == 4 {
		total += sameAll
	}
	return total
}

// habit is what a session is known by: Tuesdays at two, with Anne.
type habit struct {
	lead    string
	weekday int
	start   timetable.Clock
}

func (c candidate) usual() habit {
	return habit{
		lead:    c.Meetings[0].Lead,
		weekday: most(c.Meetings, func(m timetable.Meeting) int { return timetable.Weekday(m.Start.Day.Weekday()) }),
		start:   most(c.Meetings, func(m timetable.Meeting) timetable.Clock { return m.Start.Clock }),
	}
}

// most is the value that most of list have; the first of those that tie.
func most[V any, K comparable](list []V, key func(V) K) K {
	counts := map[K]int{}
	for _, v := range list {
		counts[key(v)]++
	}
	best := key(list[0])
	for _, v := range list {
		if k := key(v); counts[k] > counts[best] {
			best = k
		}
	}
	return best
}
