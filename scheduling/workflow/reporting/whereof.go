package reporting

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Part is a « dont » of a situation: people of its row, counted once more.
type Part struct {
	Code  scheduling.Whereof // "" of whom it is not said
	Count int
	Share int // of the base, in tenths of a percent; a row's parts sum to its own
}

// parts are the « dont » lines of each row that has some, in the order of the
// vocabulary; the people of whom no detail is said come last. A row of which
// nothing is said has none, nor has one that this reader may not see whole.
func (r *Report) parts(t followup.Table, f store.Figures) map[string][]Part {
	list := map[string][]Part{}
	for i, row := range t.Rows {
		if r.Masked && (r.Outcomes.Hidden[i] || !r.guard.tellsParts(row.Code, r.Threshold)) {
			continue
		}
		lines, counts := partsOf(row.Code, f)
		if len(lines) == 0 {
			continue
		}
		for i, share := range scheduling.LargestRemainder(counts, row.Share) {
			lines[i].Share = share
		}
		list[row.Code] = lines
	}
	return list
}

// partsOf are the lines under an outcome and their counts; none where no detail
// is said of anybody.
func partsOf(code string, f store.Figures) (lines []Part, counts []int) {
	unsaid := f.Of(store.FigureOutcome, code)
	for _, w := range scheduling.OutcomeCode(code).Whereofs() {
		if n := f.Of(store.FigureWhereof, code+"/"+string(w)); n > 0 {
			lines, counts, unsaid = append(lines, Part{Code: w, Count: n}), append(counts, n), unsaid-n
		}
	}
	if len(lines) > 0 && unsaid > 0 {
		lines, counts = append(lines, Part{Count: unsaid}), append(counts, unsaid)
	}
	return lines, counts
}

// tellsParts reports whether the lines under an outcome may be published: of
// everybody alone, since they would cut the classes of the groups within, and
// none of them small in any of the spans.
func (g guard) tellsParts(code string, least int) bool {
	return !slices.ContainsFunc(g.parts, func(p part) bool {
		if p.at != 0 {
			return p.at > 0
		}
		_, counts := partsOf(code, p.people[0])
		return slices.ContainsFunc(counts, func(n int) bool { return n < least })
	})
}
