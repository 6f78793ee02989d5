package evaluation

import "trame/scheduling"

// Group is what one cohort was asked at a moment, and what it answered.
type Group struct {
	Assignments []scheduling.Assignment
	Submissions []scheduling.Submission
}

// Pooled is the answers of several groups together.
type Pooled struct {
	Answers []scheduling.Answers
	Asked   int // people of the groups that count
	Left    int // groups with submissions that do not
}

// Pool puts the answers of groups together. A group counts once its answering
// is over and it is large enough to be shown alone: added later, a smaller one
// would be the difference between two reports (rule 21).
func Pool(groups []Group, today scheduling.Date, threshold int) Pooled {
	var p Pooled
	for _, g := range groups {
		if len(g.Submissions) == 0 {
			continue
		}
		if len(g.Submissions) < max(threshold, Threshold) || !scheduling.AnsweringOver(g.Assignments, today) {
			p.Left++
			continue
		}
		p.Asked += len(g.Assignments)
		for _, s := range g.Submissions {
			p.Answers = append(p.Answers, s.Answers)
		}
	}
	return p
}

// MaskExclusive says which cells of a table to mask, of which each person is in
// exactly one: those of 1 to threshold-1 people, and enough others that nobody
// computes them back.
func MaskExclusive(counts []int, threshold int) []bool { return maskExclusive(counts, threshold) }

// MaskMultiple says which choices of a question that takes several to mask, n
// people having made one at least.
func MaskMultiple(counts []int, n, threshold int) []bool { return maskMultiple(counts, n, threshold) }
