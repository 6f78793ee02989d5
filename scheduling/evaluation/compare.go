package evaluation

import (
	"slices"

	"trame/scheduling"
)

// Comparison is one question's results at two moments, or in two groups.
type Comparison struct {
	Key    string
	Before Result
	After  Result
}

// Compare pairs results of the same question key alone (rule 22), in the order of
// before: the wording may have changed, what is measured has not. A pair whose
// kind, scale or choices differ measures two things, and a withheld result shows
// nothing: both are left out.
func Compare(before, after Results) []Comparison {
	var pairs []Comparison
	for _, b := range before.Questions {
		a, ok := after.Of(b.Question.Key)
		if !ok || a.Withheld || b.Withheld || !alike(a.Question, b.Question) {
			continue
		}
		pairs = append(pairs, Comparison{Key: b.Question.Key, Before: b, After: a})
	}
	return pairs
}

func alike(a, b scheduling.Question) bool {
	return a.Kind == b.Kind && a.Min == b.Min && a.Max == b.Max && slices.Equal(codes(a), codes(b))
}

// Change is how far the mean moved, to one decimal. ok is false without means.
func (c Comparison) Change() (change float64, ok bool) {
	if !c.Before.HasMean || !c.After.HasMean {
		return 0, false
	}
	return round(c.After.Mean - c.Before.Mean), true
}
