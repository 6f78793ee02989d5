package planner

import (
	"cmp"
	"slices"

	"trame/scheduling/timetable"
)

// split parts the cohorts into groups that share no room and no person, the
// largest first: each is a problem of its own, and their bounds add up.
func split(ins *timetable.Instance) [][]int {
	groups := newUnion(len(ins.Cohorts))
	user := map[string]int{} // the first cohort seen with a resource
	meet := func(i int, kind string, ids []string) {
		for _, id := range ids {
			first, seen := user[kind+id]
			if !seen {
				user[kind+id] = i
				continue
			}
			groups.join(first, i)
		}
	}
	for i := range ins.Cohorts {
		c := &ins.Cohorts[i]
		meet(i, "room:", c.Rooms)
		meet(i, "person:", c.Leads)
		for _, m := range c.Modules {
			for _, role := range m.Roles {
				meet(i, "person:", role)
			}
		}
	}
	parts := map[int][]int{}
	var roots []int
	for i := range ins.Cohorts {
		root := groups.find(i)
		if parts[root] == nil {
			roots = append(roots, root)
		}
		parts[root] = append(parts[root], i)
	}
	split := make([][]int, len(roots))
	for n, root := range roots {
		split[n] = parts[root]
	}
	slices.SortStableFunc(split, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	return split
}

// union is a disjoint-set forest.
type union []int

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) find(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(i, j int) { u[u.find(j)] = u.find(i) }
