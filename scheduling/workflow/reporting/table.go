package reporting

import (
	"trame/scheduling/evaluation"
	"trame/scheduling/followup"
)

// Table is a study's table; the hidden rows hold fewer people than may be shown,
// or would give such a row away, and their figures are 0 and mean nothing.
type Table struct {
	followup.Table
	Hidden     []bool
	KnownShown bool
	Least      int  // the fewest people of a row that is shown, when rows are hidden
	Withheld   bool // a single group is never published by category: no row is shown
}

// table is a study's table as this reader may see it.
func (r *Report) table(t followup.Table) Table {
	shown := Table{Table: t, Hidden: make([]bool, len(t.Rows)), KnownShown: true, Least: r.Threshold}
	if !r.Masked {
		return shown
	}
	counts := make([]int, len(t.Rows))
	for i, row := range t.Rows {
		counts[i] = row.Count
	}
	shown.Hidden = evaluation.MaskExclusive(counts, r.Threshold)
	if r.Cohorts == 1 {
		shown.Withheld = true
		for i := range shown.Hidden {
			shown.Hidden[i] = true
		}
	}
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
