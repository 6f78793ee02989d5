package evaluation

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"trame/scheduling"
)

// worlds visits every way to answer a question of k choices in sessions of
// these sizes.
func worlds(sizes []int, k int, visit func(tables [][]int)) {
	var build func(tables [][]int)
	build = func(tables [][]int) {
		if len(tables) == len(sizes) {
			visit(tables)
			return
		}
		groups(sizes[len(tables)], k, func(counts []int) { build(append(tables, slices.Clone(counts))) })
	}
	build(nil)
}

// Whoever holds what each session shows and what they show together, and knows
// these rules, finds no masked cell by trying every group there could be.
func TestRule21_NoSubtractionGivesAMaskedCellBack(t *testing.T) {
	for _, c := range []struct {
		kind      scheduling.QuestionKind
		threshold int // three as in five, in groups small enough to try all
		choices   []int
		sessions  [][]int // how many answered in each
	}{
		{scheduling.SingleQuestion, 3, []int{2, 3, 4}, [][]int{{3, 3}, {5, 5}, {4, 6}}},
		{scheduling.SingleQuestion, 3, []int{2, 3}, [][]int{{3, 3, 3}, {4, 4, 5}, {6, 6, 3}}},
		{scheduling.ScaleQuestion, 5, []int{3, 4}, [][]int{{5, 5}, {5, 7}}},
		{scheduling.ScaleQuestion, 5, []int{3}, [][]int{{8, 8}, {5, 5, 6}}},
	} {
		for _, k := range c.choices {
			for _, sizes := range c.sessions {
				everyWorld := func(visit func([]int)) {
					worlds(sizes, k, func(tables [][]int) { visit(slices.Concat(tables...)) })
				}
				bad := exposed(func(flat []int) ([]bool, string) { return told(flat, k, c.kind, c.threshold) }, everyWorld)
				if bad != "" {
					t.Errorf("sessions of %v, %s: %s", sizes, c.kind, bad)
				}
			}
		}
	}
}

// told is what a reader sees of several sessions and of their sum, and which
// of the sessions' cells are masked to him.
func told(flat []int, k int, kind scheduling.QuestionKind, threshold int) (masked []bool, text string) {
	var hiding []hider
	total := make([]int, k)
	for counts := range slices.Chunk(flat, k) {
		table := Result{Question: scheduling.Question{Kind: kind, Min: 1}}
		for i, c := range counts {
			total[i] += c
			table.Answered += c
			table.Cells = append(table.Cells, Cell{Count: c})
		}
		table.Asked = table.Answered
		shown := table
		shown.Cells = slices.Clone(table.Cells)
		own := maskExclusive(counts, threshold)
		if kind == scheduling.ScaleQuestion {
			shown.HasMean = true
			own, _ = maskScale(counts, 1, threshold)
		}
		for i := range own {
			shown.Cells[i].Masked = own[i]
		}
		h := hiderOf(table, shown, threshold)
		masked, text = append(masked, own...), text+h.shows(counts)
		if !shown.whole() {
			hiding = append(hiding, h)
		}
	}
	together := maskExclusive(total, threshold)
	if slices.Contains(together, true) || tells(hiding, threshold) {
		return masked, text + " nothing together"
	}
	return masked, text + " " + look(total, together)
}

func TestRule21_NoSubtractionGivesASeveralAnswerBack(t *testing.T) {
	const threshold = 3
	for _, n := range []int{3, 4, 6, 9} { // one choice of several, chosen by 0 to n in each of three sessions
		bad := exposed(func(counts []int) (masked []bool, text string) {
			var hiding []hider
			total := 0
			for _, c := range counts {
				table := Result{Question: scheduling.Question{Kind: scheduling.MultipleQuestion}, Asked: n, Answered: n, Cells: []Cell{{Count: c}}}
				shown := table
				shown.Cells = []Cell{{Count: c, Masked: maskMultiple([]int{c}, n, threshold)[0]}}
				h := hiderOf(table, shown, threshold)
				masked, text, total = append(masked, shown.Cells[0].Masked), text+h.shows(h.counts), total+c
				if !shown.whole() {
					hiding = append(hiding, h)
				}
			}
			if maskMultiple([]int{total}, 3*n, threshold)[0] || tells(hiding, threshold) {
				return masked, text + " nothing together"
			}
			return masked, text + fmt.Sprint(total)
		}, func(visit func([]int)) {
			for i := range (n + 1) * (n + 1) * (n + 1) {
				visit([]int{i % (n + 1), i / (n + 1) % (n + 1), i / (n + 1) / (n + 1)})
			}
		})
		if bad != "" {
			t.Errorf("%d people: %s", n, bad)
		}
	}
}

var asked = []scheduling.Question{
	{Key: "useful", Kind: scheduling.ScaleQuestion, Min: 1, Max: 5},
	{Key: "again", Kind: scheduling.YesNoQuestion},
	{Key: "why", Kind: scheduling.SingleQuestion, Options: []scheduling.Option{{Code: "a", Label: "A"}, {Code: "b", Label: "B"}, {Code: "c", Label: "C"}}, ShowIf: scheduling.Condition{Question: "again", Value: scheduling.No}},
	{Key: "with", Kind: scheduling.MultipleQuestion, Options: []scheduling.Option{{Code: "a", Label: "A"}, {Code: "b", Label: "B"}}},
	{Key: "age", Kind: scheduling.NumberQuestion, Min: 0, Max: 100},
}

// random sessions of a few years, whose people answer as they please.
func randomSessions(r *rand.Rand) []SessionAnswers {
	parts := make([]SessionAnswers, 1+r.IntN(12))
	for i := range parts {
		parts[i].Year = 2020 + r.IntN(3)
		for range 5 + r.IntN(12) {
			a := scheduling.Answers{
				"useful": {fmt.Sprint(min(5, 3+r.IntN(4)-r.IntN(2)))}, "again": {[]string{scheduling.Yes, scheduling.No}[r.IntN(2)]},
				"with": []string{"a", "b"}[:r.IntN(3)], "age": {fmt.Sprint(20 + r.IntN(40))},
			}
			if a["again"][0] == scheduling.No {
				a["why"] = []string{[]string{"a", "b", "c"}[r.IntN(3)]}
			}
			parts[i].Answers = append(parts[i].Answers, a)
		}
	}
	return parts
}

// What is left of a period when the sessions shown whole are subtracted may
// itself be shown.
func TestRule21_WhatIsLeftOfAPeriodMayBeShown(t *testing.T) {
	shown := 0
	for seed := range uint64(60) {
		sessions := randomSessions(rand.New(rand.NewPCG(seed, 1)))
		for _, g := range Gather(asked, sessions, Threshold) {
			for _, p := range g.Periods {
				left := map[string]int{}
				for _, c := range p.Result.Cells {
					left[c.Code] = c.Count
				}
				for _, s := range sessions {
					if s.Year < p.From || s.Year > p.Until {
						continue
					}
					one, _ := Tabulate(asked, s.Answers, Threshold).Of(g.Question.Key)
					for _, c := range one.Cells { // of a masked cell, nothing
						left[c.Code] -= c.Count
					}
				}
				for code, n := range left {
					if small(n, Threshold) || n < 0 {
						t.Errorf("seed %d, %s: %d people chose %s and no table says so", seed, g.Question.Key, n, code)
					}
				}
				shown++
			}
		}
	}
	if shown < 60 {
		t.Errorf("only %d periods are shown: nothing is left to read", shown)
	}
}

// A year that comes later changes nothing that was shown before: somebody who
// kept it would subtract.
func TestRule21_ALaterYearChangesNoPeriodBefore(t *testing.T) {
	for seed := range uint64(40) {
		sessions := randomSessions(rand.New(rand.NewPCG(seed, 2)))
		earlier := slices.DeleteFunc(slices.Clone(sessions), func(s SessionAnswers) bool { return s.Year == 2022 })
		after := Gather(asked, sessions, Threshold)
		for i, before := range Gather(asked, earlier, Threshold) {
			for k, p := range before.Periods {
				if !reflect.DeepEqual(p, after[i].Periods[k]) {
					t.Errorf("seed %d, %s: %+v became %+v", seed, before.Question.Key, p, after[i].Periods[k])
				}
			}
		}
	}
}

func TestAQuestionThatFewAnsweredIsGatheredToo(t *testing.T) {
	questions := []scheduling.Question{{Key: "words", Kind: scheduling.TextQuestion}, {Key: "often", Kind: scheduling.NumberQuestion, Max: 9}}
	var sessions []SessionAnswers
	for range 6 { // none of them could be shown alone
		sessions = append(sessions, SessionAnswers{2021, []scheduling.Answers{{"words": {"Merci"}, "often": {"3"}}, {"often": {"6"}}, {}}})
	}
	g := Gather(questions, sessions, Threshold)
	if g[0].All.Withheld || g[0].All.Answered != 6 || !g[1].All.HasMean || g[1].All.Answered != 12 {
		t.Errorf("%+v", g)
	}
}

func TestAllPeriodsTogetherAreAllThatIsShown(t *testing.T) {
	for seed := range uint64(40) {
		for _, g := range Gather(asked, randomSessions(rand.New(rand.NewPCG(seed, 3))), Threshold) {
			answered := 0
			for _, p := range g.Periods {
				answered += p.Result.Answered
			}
			if g.All.Withheld != (len(g.Periods) == 0) || g.All.Answered != answered {
				t.Errorf("seed %d, %s: %d answered in %d periods, %d in all", seed, g.Question.Key, answered, len(g.Periods), g.All.Answered)
			}
		}
	}
}
