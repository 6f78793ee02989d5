package reporting

import (
	"slices"

	"trame/scheduling/evaluation"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Table is a study's table; the hidden rows hold fewer people than may be shown,
// or would give such a row away, and their figures are 0 and mean nothing.
type Table struct {
	followup.Table
	Hidden     []bool
	KnownShown bool
	Withheld   bool // no row is shown: see Report.Whole
}

// table is a study's table as this reader may see it; count makes the same table
// of other figures.
func (r *Report) table(t followup.Table, count func(store.Figures) []int) Table {
	shown := Table{Table: t, Hidden: make([]bool, len(t.Rows)), KnownShown: true}
	if !r.Masked {
		return shown
	}
	hidden, ok := r.hides(countsOf(t), count)
	shown.Hidden, shown.Withheld = hidden, !ok
	for i, row := range t.Rows {
		if shown.Hidden[i] && !row.Known {
			shown.KnownShown = false // the base less the known would tell
		}
		if shown.Hidden[i] {
			shown.Rows[i].Count, shown.Rows[i].Share, shown.Rows[i].Within = 0, 0, 0
		}
	}
	if !shown.KnownShown {
		shown.Known = 0
	}
	return shown
}

func countsOf(t followup.Table) []int {
	counts := make([]int, len(t.Rows))
	for i, row := range t.Rows {
		counts[i] = row.Count
	}
	return counts
}

// hides says which classes of people to hide from a reader of masked reports: of
// nested groups what subtraction would tell, of the whole also what is small for a
// nation. Not ok: all of them.
func (r *Report) hides(counts []int, count func(store.Figures) []int) (hidden []bool, ok bool) {
	hidden, ok = r.guard.hides(count)
	if !ok {
		return slices.Repeat([]bool{true}, len(counts)), false
	}
	for i, small := range evaluation.MaskTogether(counts, r.Threshold) {
		hidden[i] = hidden[i] || small
	}
	return hidden, true
}
