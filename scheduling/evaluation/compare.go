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
		if !ok || a.Withheld || b.Withheld || !Alike(a.Question, b.Question) {
			continue
		}
		pairs = append(pairs, Comparison{Key: b.Question.Key, Before: b, After: a})
	}
	return pairs
}

// Alike reports whether two questions of one key measure the same: their kind,
// scale, choices and lines.
func Alike(a, b scheduling.Question) bool {
	return a.Kind == b.Kind && a.Min == b.Min && a.Max == b.Max && a.Each == b.Each && (!a.Each || a.About == b.About) &&
		slices.Equal(Codes(a), Codes(b)) && slices.Equal(lineCodes(a), lineCodes(b))
}

// lineCodes are the lines of a matrix, and its columns when it has no scale.
func lineCodes(q scheduling.Question) (list []string) {
	for _, r := range q.Rows {
		list = append(list, r.Code)
	}
	if q.Kind == scheduling.MatrixQuestion && q.Max == q.Min {
		for _, o := range q.Options {
			list = append(list, o.Code)
		}
	}
	return list
}

// Change is how far the mean moved, to one decimal. ok is false without means.
func (c Comparison) Change() (change float64, ok bool) {
	if !c.Before.HasMean || !c.After.HasMean {
		return 0, false
	}
	return round(c.After.Mean - c.Before.Mean), true
}
