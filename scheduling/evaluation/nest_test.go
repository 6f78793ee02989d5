package evaluation_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling/evaluation"
)

// forest draws nested groups: nation, units, programmes, sessions as one likes.
// own is who is in a group and in none of those within it.
func forest(rt *rapid.T) (groups []evaluation.Group, own [][]int) {
	classes := rapid.IntRange(2, 5).Draw(rt, "classes")
	for i := range rapid.IntRange(1, 9).Draw(rt, "groups") {
		g := evaluation.Group{Parent: -1, Counts: make([]int, classes), Sessions: rapid.IntRange(0, 2).Draw(rt, "sessions")}
		if i > 0 {
			g.Parent = rapid.IntRange(0, i-1).Draw(rt, "parent")
		}
		people := make([]int, classes)
		if g.Sessions > 0 {
			people = rapid.SliceOfN(rapid.IntRange(0, 14), classes, classes).Draw(rt, "people")
		}
		groups, own = append(groups, g), append(own, people)
	}
	for i := len(groups) - 1; i >= 0; i-- {
		for k, n := range own[i] {
			groups[i].Counts[k] += n
		}
		if p := groups[i].Parent; p >= 0 {
			groups[p].Sessions += groups[i].Sessions
			for k, n := range groups[i].Counts {
				groups[p].Counts[k] += n
			}
		}
	}
	return groups, own
}

// inside reports whether group i lies in group at.
func inside(groups []evaluation.Group, i, at int) bool {
	for ; i >= 0; i = groups[i].Parent {
		if i == at {
			return true
		}
	}
	return false
}

// region is a set of cells: the classes that are in, of all who are in a group.
func region(groups []evaluation.Group, at int, in func(class int) bool) (cells []int) {
	for i := range groups {
		for k := range groups[i].Counts {
			n := 0
			if inside(groups, i, at) && in(k) {
				n = 1
			}
			cells = append(cells, n)
		}
	}
	return cells
}

// told is every number that is published, as the cells it sums: of each group
// its total, and of those shown each class, the masked ones together.
func told(groups []evaluation.Group, masked, may []bool) (list [][]int) {
	for at := range groups {
		list = append(list, region(groups, at, func(int) bool { return true }))
		if !may[at] {
			continue
		}
		for k := range masked {
			if !masked[k] {
				list = append(list, region(groups, at, func(class int) bool { return class == k }))
			}
		}
		list = append(list, region(groups, at, func(class int) bool { return masked[class] }))
	}
	return list
}

// prime is larger than any number a subtraction of these tables comes to.
const prime = 2_147_483_647

func inverse(n int) int {
	result, power := 1, prime-2
	for ; power > 0; power >>= 1 {
		if power&1 == 1 {
			result = result * n % prime
		}
		n = n * n % prime
	}
	return result
}

// reader is all that one computes by adding and subtracting: a basis, by its
// first cells.
type reader map[int][]int

// left is what of a region the reader cannot compute; empty when he can.
func (r reader) left(cells []int) []int {
	cells = slices.Clone(cells)
	for at := range cells {
		cells[at] = (cells[at]%prime + prime) % prime
		if base := r[at]; base != nil && cells[at] != 0 {
			times := cells[at]
			for k := at; k < len(cells); k++ {
				cells[k] = ((cells[k]-times*base[k])%prime + prime) % prime
			}
		}
	}
	if !slices.ContainsFunc(cells, func(n int) bool { return n != 0 }) {
		return nil
	}
	return cells
}

func (r reader) learn(cells []int) {
	rest := r.left(cells)
	at := slices.IndexFunc(rest, func(n int) bool { return n != 0 })
	if at < 0 {
		return
	}
	by := inverse(rest[at])
	for k := range rest {
		rest[k] = rest[k] * by % prime
	}
	r[at] = rest
}

func TestRule21_NoSubtractionBetweenNestedReportsShowsASmallCellOrASession(t *testing.T) {
	const threshold = 5
	shown := 0
	rapid.Check(t, func(rt *rapid.T) {
		groups, own := forest(rt)
		masked, may := evaluation.Nest(groups, threshold)
		knows := reader{}
		for _, cells := range told(groups, masked, may) {
			knows.learn(cells)
		}
		for at, g := range groups {
			if may[at] {
				shown++
			}
			for k, n := range g.Counts {
				known := knows.left(region(groups, at, func(class int) bool { return class == k })) == nil
				if known && n > 0 && (n < threshold || g.Sessions == 1) {
					rt.Fatalf("class %d of group %d, %d people of %d sessions, can be computed\n%v\nown %v\nmasked %v, shown %v", k, at, n, g.Sessions, groups, own, masked, may)
				}
			}
		}
	})
	if shown < 50 {
		t.Errorf("only %d groups are shown: nothing is left to read", shown)
	}
}

// What is left of a shown group without the shown ones right within it is fit to
// be shown: it is what a reader subtracts.
func TestRule21_WhatIsLeftOfAShownGroupMayBeShown(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		groups, _ := forest(rt)
		masked, may := evaluation.Nest(groups, evaluation.Threshold)
		for at, g := range groups {
			if !may[at] {
				continue
			}
			left, together, people := slices.Clone(g.Counts), 0, 0
			sessions := g.Sessions
			for i, w := range groups {
				if w.Parent == at && may[i] {
					sessions -= w.Sessions
					for k, n := range w.Counts {
						left[k] -= n
					}
				}
			}
			for k, n := range left {
				people += n
				if masked[k] {
					together += n
				} else if n > 0 && n < evaluation.Threshold {
					rt.Fatalf("%d people of class %d are left of group %d", n, k, at)
				}
			}
			if together > 0 && together < evaluation.Threshold || people > 0 && sessions < 2 {
				rt.Fatalf("%d masked people, %d sessions are left of group %d", together, sessions, at)
			}
		}
	})
}

func TestRule21_WhatIsPublishedOfNestedGroups(t *testing.T) {
	type group = evaluation.Group
	for name, c := range map[string]struct {
		groups []group
		want   string // masked classes, groups shown
	}{
		"one session alone":                {[]group{{-1, []int{6, 6}, 1}}, "[false false] [false]"},
		"large in every class":             {[]group{{-1, []int{20, 12}, 4}, {0, []int{10, 6}, 2}}, "[false false] [true true]"},
		"a unit's small cell":              {[]group{{-1, []int{20, 12}, 4}, {0, []int{10, 2}, 2}}, "[false false] [true false]"},
		"the rest of it is small":          {[]group{{-1, []int{20, 12}, 4}, {0, []int{10, 9}, 2}}, "[false false] [true false]"},
		"the rest of it is a session":      {[]group{{-1, []int{20, 12}, 3}, {0, []int{10, 6}, 2}}, "[false false] [true false]"},
		"a unit that is all there is":      {[]group{{-1, []int{20, 12}, 3}, {0, []int{20, 12}, 3}}, "[false false] [true true]"},
		"classes that are told together":   {[]group{{-1, []int{20, 8, 2}, 4}, {0, []int{9, 4, 1}, 2}}, "[false true true] [true true]"},
		"small classes told together":      {[]group{{-1, []int{20, 3, 4}, 4}}, "[false true true] [true]"},
		"the smaller of two steps back":    {[]group{{-1, []int{30, 23}, 6}, {0, []int{10, 9}, 2}, {0, []int{18, 12}, 2}}, "[false false] [true false true]"},
		"nobody came in any unit but this": {[]group{{-1, []int{20, 12}, 3}, {0, []int{20, 12}, 2}, {0, []int{0, 0}, 1}}, "[false false] [true true true]"},
	} {
		t.Run(name, func(t *testing.T) {
			masked, may := evaluation.Nest(c.groups, evaluation.Threshold)
			if got := fmt.Sprint(masked, may); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
