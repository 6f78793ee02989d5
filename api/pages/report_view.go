package pages

import (
	"cmp"
	"fmt"
	"slices"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/workflow/reporting"
	"trame/templates"
)

// studyView is a table of people as a report shows it: the figure, its base
// and definition, the bars, the table.
type studyView struct {
	ID, Title  string
	Figure     string // « 112 sur 114 »
	Base       string
	Definition string
	Heading    string
	Known      int
	KnownShown bool
	KnownAs    string // « situations connues »
	Total      int
	Bars       templates.Bars
	Rows       []studyRow
	Withheld   bool // nothing by category
}

type studyRow struct {
	Label         string
	Count         string
	Share, Within string // « 31,1 % », "" when it has no sense
	Soft          bool   // a non-answer
	code          string
}

// masked is what a hidden cell says: few people, or a cell that would give them
// away, and never which of the two.
const masked = "masqué"

// study words a table. list is the code list of its rows; empty rows are left
// out unless all asks for them, the unknown never is.
func study(id, title, definition, heading, list string, t reporting.Table, all bool) studyView {
	v := studyView{ID: id, Title: title, Definition: definition, Heading: heading, Known: t.Known, KnownShown: t.KnownShown, Total: t.Base}
	v.KnownAs = templates.Label("study_known", id)
	v.Figure = fmt.Sprintf("%d sur %d", t.Known, t.Base)
	v.Base = fmt.Sprintf("Base : les %d personnes venues au moins une fois. Connu pour %d d’entre elles.", t.Base, t.Known)
	if !t.KnownShown {
		v.Figure = fmt.Sprintf("%d", t.Base)
		v.Base = fmt.Sprintf("Base : les %d personnes venues au moins une fois.", t.Base)
	}
	v.Bars = templates.Bars{ID: id, Title: title, Desc: v.Base, Heading: heading}
	if v.Withheld = t.Withheld; v.Withheld {
		return v
	}
	for _, i := range order(t, all) {
		row := t.Rows[i]
		label := templates.Label(list, row.Code)
		switch {
		case row.Code != followup.Unknown:
		case list == "outcome":
			label = templates.Message("label.study.unknown")
		case list == "occupation_group":
			label = templates.Message("report.occupations.unknown")
		}
		line := studyRow{code: row.Code, Label: label, Count: masked, Soft: !row.Known}
		bar := templates.Bar{Label: label, Masked: t.Hidden[i], Text: masked}
		if !t.Hidden[i] {
			line.Count, line.Share = fmt.Sprint(row.Count), tenths(row.Share)
			if row.Known && t.KnownShown {
				line.Within = tenths(row.Within)
			}
			bar.Value, bar.Text = float64(row.Count), fmt.Sprintf("%d (%s)", row.Count, line.Share)
		}
		v.Rows, v.Bars.Rows = append(v.Rows, line), append(v.Bars.Rows, bar)
	}
	return v
}

// detail sets the « dont » lines under their rows; of what is known, they have
// the same share as their row has.
func (v *studyView) detail(t reporting.Table, whereof map[string][]reporting.Part) {
	var rows []studyRow
	for _, row := range v.Rows {
		rows = append(rows, row)
		parts := whereof[row.code]
		within := withinOf(t, row.code, parts)
		for i, part := range parts {
			label := templates.Message("report.whereof.unsaid")
			if part.Code != "" {
				label = templates.Message("report.whereof", "what", templates.Label("whereof", string(part.Code)))
			}
			rows = append(rows, studyRow{Label: label, Count: fmt.Sprint(part.Count), Share: tenths(part.Share), Within: tenths(within[i]), Soft: true})
		}
	}
	v.Rows = rows
}

// withinOf shares a row's part of what is known among its « dont » lines.
func withinOf(t reporting.Table, code string, parts []reporting.Part) []int {
	counts := make([]int, len(parts))
	for i, part := range parts {
		counts[i] = part.Count
	}
	for _, row := range t.Rows {
		if row.Code == code {
			return scheduling.LargestRemainder(counts, row.Within)
		}
	}
	return counts
}

// order is the rows to show: the known ones, then the non-answers, then the
// unknown. Rows with a natural order (ages) keep it, the others go from the
// most to the least.
func order(t reporting.Table, all bool) []int {
	var list []int
	for i, row := range t.Rows {
		if all || row.Count > 0 || t.Hidden[i] || row.Code == "unknown" {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		x, y := t.Rows[a], t.Rows[b]
		if x.Known != y.Known {
			if x.Known {
				return -1
			}
			return 1
		}
		if all || !x.Known || x.Code == "other" || y.Code == "other" {
			return 0
		}
		return cmp.Compare(y.Count, x.Count)
	})
	return list
}

// tenths is « 31,1 % » from 311.
func tenths(n int) string {
	text, err := templates.Percent(float64(n)/10, 1)
	if err != nil { // a number
		panic(err)
	}
	return text
}

// rateText is « 92,2 % (94 sur 102 ; intervalle à 95 % : 85 à 96 %) ».
func rateText(r scheduling.Rate) (percent, base string) {
	p, ok := r.Percent()
	if !ok {
		return "—", "personne encore"
	}
	percent, err := templates.Percent(p)
	if err != nil { // a number
		panic(err)
	}
	low, high, _ := r.Wilson()
	return percent, fmt.Sprintf("%d sur %d, intervalle à 95\u00a0%%\u00a0: %.0f à %.0f\u00a0%%", r.Part, r.N, low, high)
}
