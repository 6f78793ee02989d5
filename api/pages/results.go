package pages

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

// resultsView is what all sessions answered to a questionnaire.
type resultsView struct {
	evaluating.Results
	Base    string
	Moments []momentView
	Changes []changeView
	Paired  []pairedView
	Counted int // sessions
}

// momentView is the answers of one moment.
type momentView struct {
	evaluating.MomentResults
	Heading string
	Rate    string // of response
	RateOn  string
	Lines   []gatheredView
}

// gatheredView is one question: all together, then period by period.
type gatheredView struct {
	resultView
	Satisfied   string // « 92,2 % », of a scale
	SatisfiedOn string
	Waiting     int
	Periods     []periodView
}

type periodView struct {
	Years     string
	Sessions  int
	Answered  int
	Mean      string
	Satisfied string
}

// changeView is a question whose mean moved between two moments.
type changeView struct {
	Text                  string
	Before, After, Change string
}

func (p *Pages) results(c echo.Context, actor scheduling.Actor) error {
	r, err := p.Evaluating.Results(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return err
	}
	return p.show(c, "results", templates.View{Title: "Résultats : " + r.Questionnaire.Title, Current: "programmes", Data: viewResults(r)})
}

func (p *Pages) resultsFile(f fileKind) func(echo.Context, scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		r, err := p.Evaluating.ExportResults(c.Request().Context(), actor, questionnaireID(c))
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := f.write(&file, viewResults(r).bulletin()); err != nil {
			return err
		}
		return attach(c, "resultats."+f.kind, f.mime, file.Bytes())
	}
}

func viewResults(r evaluating.Results) resultsView {
	v := resultsView{Results: r, Base: "/questionnaires/" + string(r.Questionnaire.ID), Counted: len(r.Sessions) - r.Coming}
	for i, m := range r.Moments {
		moment := momentView{MomentResults: m, Heading: templates.Message("results.moment", "moment", templates.Label("moment", string(m.Moment)))}
		moment.Rate, moment.RateOn = rateText(scheduling.Rate{Part: m.Answered, N: m.Asked})
		for k, g := range m.Questions {
			moment.Lines = append(moment.Lines, viewGathered(fmt.Sprintf("m%dq%d", i+1, k+1), g))
		}
		v.Moments = append(v.Moments, moment)
	}
	v.Paired = viewPaired(r.Moved)
	for _, c := range r.Changes() {
		if change, ok := c.Change(); ok {
			v.Changes = append(v.Changes, changeView{c.After.Question.Text, mean(c.Before), mean(c.After), signed(change)})
		}
	}
	return v
}

func viewGathered(id string, g evaluation.Gathered) gatheredView {
	v := gatheredView{resultView: result(id, g.All), Waiting: g.Waiting}
	v.Satisfied, v.SatisfiedOn = satisfied(g.All)
	for _, p := range g.Periods {
		line := periodView{Years: years(p), Sessions: p.Sessions, Answered: p.Result.Answered, Mean: mean(p.Result)}
		line.Satisfied, _ = satisfied(p.Result)
		v.Periods = append(v.Periods, line)
	}
	return v
}

// Stepped reports whether the periods have a mean or a share to compare.
func (v gatheredView) Stepped() bool {
	return len(v.Periods) > 1 && (v.Periods[0].Mean != "" || v.Periods[0].Satisfied != "")
}

// satisfied is the share on the two last steps of a scale of four or more.
func satisfied(r evaluation.Result) (percent, on string) {
	if r.Withheld || r.Question.Kind != scheduling.ScaleQuestion || r.Question.Max-r.Question.Min < 3 {
		return "", ""
	}
	rate, ok := r.AtLeast(r.Question.Max - 1)
	if !ok {
		return "", ""
	}
	return rateText(rate)
}

func years(p evaluation.Period) string {
	if p.From == p.Until {
		return strconv.Itoa(p.From)
	}
	return fmt.Sprintf("%d–%d", p.From, p.Until)
}

// mean is « 4,3 », "" without.
func mean(r evaluation.Result) string {
	if r.Withheld || !r.HasMean {
		return ""
	}
	text, err := templates.Number(r.Mean)
	if err != nil { // a number
		panic(err)
	}
	return text
}

// signed is « + 0,4 ».
func signed(change float64) string {
	sign := "+\u00a0"
	if change < 0 {
		sign, change = "−\u00a0", -change
	}
	text, err := templates.Number(change)
	if err != nil { // a number
		panic(err)
	}
	return sign + text
}

// bulletin is the results as a file: a chapter a question.
func (v resultsView) bulletin() bulletin {
	b := bulletin{
		Heading: templates.Message("results.of", "what", v.Questionnaire.Title),
		Lead:    templates.Message("results.lead"),
		Period:  templates.Message("results.counted", "n", v.Counted),
	}
	for _, m := range v.Moments {
		for i, q := range m.Lines {
			c := chapter{
				ID: q.ID, Title: fmt.Sprintf("%d. %s", i+1, q.Text), Head: words("results"),
				Definition: m.Heading, Base: q.N, Texts: q.Texts, Note: q.note(),
			}
			for _, bar := range q.Bars.Rows {
				c.Rows = append(c.Rows, []string{bar.Label, bar.Text})
			}
			if q.Mean != "" {
				c.Rows = append(c.Rows, []string{templates.Message("results.mean"), q.Mean})
			}
			if q.Satisfied != "" {
				c.Rows = append(c.Rows, []string{templates.Message("results.satisfied"), q.Satisfied + " (" + q.SatisfiedOn + ")"})
			}
			for _, p := range q.Periods {
				if q.Stepped() {
					c.Rows = append(c.Rows, []string{p.Years, templates.Message("results.period", "n", p.Answered, "mean", p.Mean, "satisfied", p.Satisfied)})
				}
			}
			b.Chapters = append(b.Chapters, c)
		}
	}
	for _, between := range v.Paired {
		b.Chapters = append(b.Chapters, between.chapters()...)
	}
	for _, c := range v.Changes {
		b.Chapters = append(b.Chapters, chapter{ID: "change", Title: c.Text, Definition: templates.Message("results.unpaired"), Head: words("results"), Rows: [][]string{
			{templates.Message("results.before"), c.Before}, {templates.Message("results.after"), c.After}, {templates.Message("results.change"), c.Change},
		}})
	}
	return b
}

// note says why a question shows nothing, or not everything.
func (v gatheredView) note() string {
	if v.Withheld {
		return templates.Message("results.withheld")
	}
	waiting := ""
	if v.Waiting > 0 {
		waiting = templates.Message("results.waiting", "n", v.Waiting)
	}
	return strings.Join(strings.Fields(waiting+" "+v.Unread+" "+v.KeptOut), " ")
}
