package evaluation

import (
	"fmt"
	"slices"
	"testing"

	"trame/scheduling"
)

var trust = scheduling.Question{Key: "trust", Kind: scheduling.ScaleQuestion, Min: 1, Max: 3}

// paired are people who moved by each of differences, from a step that allows
// it.
func paired(differences ...int) (list []Pair) {
	for _, d := range differences {
		before := 1
		if d < 0 {
			before = 1 - d
		}
		list = append(list, Pair{
			scheduling.Answers{"trust": {fmt.Sprint(before)}}, scheduling.Answers{"trust": {fmt.Sprint(before + d)}},
		})
	}
	return list
}

func oneSession(differences ...int) []Moved {
	return Move([]scheduling.Question{trust}, []SessionPairs{{2026, paired(differences...)}}, Threshold)
}

func TestEachPersonIsComparedWithHerself(t *testing.T) {
	up, down := []int{1, 1, 2, 2, 2}, []int{-1, -1, -1, -2, -2}
	list := oneSession(append(up, down...)...)
	if len(list) != 1 || list[0].Pairs != 10 || list[0].Cells[0].Count != 5 || list[0].Cells[1].Count != 0 || list[0].Cells[2].Count != 5 || !list[0].HasMean || list[0].Mean != 0.1 {
		t.Errorf("%+v", list)
	}
	half := []Pair{{scheduling.Answers{"trust": {"1"}}, scheduling.Answers{}}, {scheduling.Answers{"trust": {"9"}}, scheduling.Answers{"trust": {"1"}}}}
	if list := Move([]scheduling.Question{trust, {Key: "words", Kind: scheduling.TextQuestion}}, []SessionPairs{{2026, half}}, Threshold); len(list) != 0 {
		t.Errorf("who answered once is paired: %+v", list)
	}
}

func TestRule21_TooFewPairsShowNothing(t *testing.T) {
	list := oneSession(1, 1, 1, 1)
	if len(list) != 1 || list[0].Pairs != 0 || list[0].HasMean || list[0].Cells != nil || list[0].Waiting != 1 {
		t.Errorf("four people show %+v", list)
	}
	few := []SessionPairs{{2025, paired(1, 1, 1, 0, 0, 0, 0, 0, 1, 1)}, {2026, paired(1)}} // the second would be the difference
	if list := Move([]scheduling.Question{trust}, few, Threshold); list[0].Pairs != 10 || list[0].Waiting != 1 {
		t.Errorf("one person more: %+v", list)
	}
}

// TestRule21_NoOnesMoveIsToldByWhatIsShown tries every group: of whoever moved
// as few others did, another group shows the same in which as many did not.
func TestRule21_NoOnesMoveIsToldByWhatIsShown(t *testing.T) {
	for span, most := range map[int]int{1: 9, 2: 8, 3: 6} {
		for n := Threshold; n <= most; n++ {
			everyGroup(t, span, n)
		}
	}
}

func everyGroup(t *testing.T, span, n int) {
	q := trust
	q.Max = q.Min + span
	shows := map[string][][]int{}
	spread(n, make([]int, 2*span+1), 0, func(counts []int) {
		var differences []int
		for i, c := range counts {
			for range c {
				differences = append(differences, i-span)
			}
		}
		m := Move([]scheduling.Question{q}, []SessionPairs{{2026, paired(differences...)}}, Threshold)[0]
		looks := fmt.Sprint(m.Pairs, m.Cells, m.HasMean)
		if m.HasMean {
			looks += fmt.Sprint(m.Mean)
		}
		shows[looks] = append(shows[looks], slices.Clone(counts))
	})
	for looks, groups := range shows {
		for _, g := range groups {
			for k, c := range g {
				if small(c, Threshold) && !slices.ContainsFunc(groups, func(other []int) bool { return other[k] != c }) {
					t.Errorf("%s can only be %v: %d moved by %d", looks, g, c, k-span)
				}
			}
		}
	}
}

// spread visits every way to put n people in the cells from at on.
func spread(n int, counts []int, at int, visit func([]int)) {
	if at == len(counts)-1 {
		counts[at] = n
		visit(counts)
		return
	}
	for c := range n + 1 {
		counts[at] = c
		spread(n-c, counts, at+1, visit)
	}
}
