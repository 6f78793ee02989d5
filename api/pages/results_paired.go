package pages

import (
	"fmt"

	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

// pairedView is how people moved between two moments, each compared with
// herself.
type pairedView struct {
	ID, Heading string
	Lines       []movedView
}

type movedView struct {
	ID, Text string
	Base     string // « 24 personnes qui ont répondu deux fois »
	Mean     string // « + 0,4 », "" without
	Bars     templates.Bars
	Hidden   bool
}

func viewPaired(list []evaluating.MovedBetween) (views []pairedView) {
	for i, between := range list {
		v := pairedView{ID: fmt.Sprintf("paired%d", i+1), Heading: templates.Message("results.paired",
			"from", templates.Label("moment_noun", string(between.From)), "to", templates.Label("moment_noun", string(between.To)))}
		for k, m := range between.Questions {
			v.Lines = append(v.Lines, viewMoved(fmt.Sprintf("%sq%d", v.ID, k+1), m))
		}
		views = append(views, v)
	}
	return views
}

func viewMoved(id string, m evaluation.Moved) movedView {
	v := movedView{ID: id, Text: m.Question.Text, Hidden: m.Pairs == 0}
	if v.Hidden {
		return v
	}
	v.Base = templates.Message("results.paired.base", "n", m.Pairs)
	if m.HasMean {
		v.Mean = signed(m.Mean)
	}
	v.Bars = templates.Bars{ID: id, Title: m.Question.Text, Desc: v.Base, Heading: "Entre les deux réponses"}
	for _, c := range m.Cells {
		v.Bars.Rows = append(v.Bars.Rows, templates.Bar{
			Label: templates.Label("moved", c.Code), Value: float64(c.Count), Text: fmt.Sprintf("%d (%s)", c.Count, tenths(c.Share)),
		})
	}
	return v
}

// chapters are a chapter a question, for files.
func (v pairedView) chapters() (list []chapter) {
	for _, m := range v.Lines {
		c := chapter{ID: m.ID, Title: m.Text, Definition: v.Heading, Base: m.Base, Head: words("results")}
		if m.Hidden {
			c.Note = templates.Message("results.paired.hidden")
		}
		for _, bar := range m.Bars.Rows {
			c.Rows = append(c.Rows, []string{bar.Label, bar.Text})
		}
		if m.Mean != "" {
			c.Rows = append(c.Rows, []string{templates.Message("results.paired.mean"), m.Mean})
		}
		list = append(list, c)
	}
	return list
}
