package pages

import (
	"fmt"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/templates"
)

// resultView is what may be shown of one question's answers.
type resultView struct {
	ID, Text string
	Withheld bool   // too few answers
	N        string // « 98 réponses sur 102 »
	Mean     string // « 4,3 sur 5 », "" without
	Bars     templates.Bars
	Cells    bool // bars are worth drawing
	Masked   bool // some are hidden
	Multiple bool
	Texts    []string // those that were reviewed
	Unread   string   // how many wait for a reader
	KeptOut  string
}

// resultViews words the results of a questionnaire.
func resultViews(r evaluation.Results) []resultView {
	views := make([]resultView, len(r.Questions))
	for i, q := range r.Questions {
		views[i] = result(fmt.Sprintf("q%d", i+1), q)
	}
	return views
}

func result(id string, q evaluation.Result) resultView {
	v := resultView{ID: id, Text: q.Question.Text, Withheld: q.Withheld, Texts: q.Texts, Multiple: q.Question.Kind == scheduling.MultipleQuestion}
	if q.Withheld {
		return v
	}
	if q.Unread > 0 {
		v.Unread = templates.Message("results.texts.unread", "n", q.Unread)
	}
	if q.KeptOut > 0 {
		v.KeptOut = templates.Message("results.texts.kept_out", "n", q.KeptOut)
	}
	v.N = fmt.Sprintf("%d réponses sur %d", q.Answered, q.Asked)
	if q.HasMean {
		mean, err := templates.Number(q.Mean)
		if err != nil { // a number
			panic(err)
		}
		v.Mean = mean
		if q.Question.Kind == scheduling.ScaleQuestion {
			v.Mean = fmt.Sprintf("%s sur %d", mean, q.Question.Max)
		}
	}
	v.Bars = templates.Bars{ID: id, Title: q.Question.Text, Desc: v.N, Heading: "Réponse"}
	for _, c := range q.Cells {
		bar := templates.Bar{Label: cellLabel(q.Question, c), Masked: c.Masked, Text: masked}
		if !c.Masked {
			bar.Value, bar.Text = float64(c.Count), fmt.Sprintf("%d (%s)", c.Count, tenths(c.Share))
			v.Cells = true
		}
		v.Masked = v.Masked || c.Masked
		v.Bars.Rows = append(v.Bars.Rows, bar)
	}
	return v
}

// cellLabel is « 5, tout à fait », or yes and no in French.
func cellLabel(q scheduling.Question, c evaluation.Cell) string {
	switch {
	case q.Kind == scheduling.YesNoQuestion:
		return templates.Label("answer", c.Code)
	case q.Kind == scheduling.ScaleQuestion && c.Label != "":
		return c.Code + " · " + c.Label
	case c.Label != "":
		return c.Label
	}
	return c.Code
}
