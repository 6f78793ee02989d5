package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

// Sheets of paper are typed by keyboard alone, one form a sheet, twice. The code
// of a sheet opens its answers: it stands in the form, never in an address.

func (p *Pages) typingRoutes(e *echo.Echo) {
	e.GET("/papier", private(p.typingForm))
	e.POST("/papier", private(p.beginTyping))
	e.POST("/papier/scanner", private(p.importScans))
	e.POST("/papier/saisie", private(p.typeSheet))
	e.POST("/papier/recommencer", private(p.restartTyping))
	e.POST("/sessions/:id/evaluation/feuilles", private(p.addSheets))
	e.GET("/sessions/:id/evaluation/feuilles.pdf", private(p.roomSheets))
	e.GET("/sessions/:id/evaluation/lettres/feuilles.pdf", private(p.letterSheets))
}

// typingView is a sheet to type, or the questions on which two typings differ.
type typingView struct {
	evaluating.Typing
	Printed string // its code, as it stands on the sheet
	Lines   []typingLine
	Hidden  []templates.Pair // what both typings agree on
	Settled []string
}

type typingLine struct {
	N             int
	Name, Text    string
	Keys          string // what may be typed: « a En bus · b En voiture »
	Words         bool
	First, Second string // of two typings
}

// typingLines numbers the fields as the sheet numbers its questions.
func typingLines(items []evaluation.Item) (lines []typingLine) {
	for n, page := range evaluation.Pages(items) {
		for _, item := range page.Items {
			lines = append(lines, typingLineOf(n+1, item))
		}
	}
	return lines
}

func typingLineOf(n int, item evaluation.Item) typingLine {
	line := typingLine{N: n, Name: answerField + item.Key, Text: item.Text, Words: item.Kind == scheduling.TextQuestion}
	var keys []string
	for _, o := range optionsOf(item.Question) {
		key := evaluation.KeyOf(item.Question, o.Value)
		if key != o.Label {
			key += "\u00a0" + o.Label
		}
		keys = append(keys, key)
	}
	switch item.Kind {
	case scheduling.NumberQuestion:
		keys = []string{templates.Message("typing.number")}
	case scheduling.DateQuestion:
		keys = []string{templates.Message("typing.date")}
	case scheduling.MultipleQuestion:
		keys = append(keys, templates.Message("typing.several"))
	}
	line.Keys = strings.Join(keys, " · ")
	return line
}

const typingTitle = "Saisir des réponses sur papier"

func (p *Pages) typingForm(c echo.Context, actor scheduling.Actor) error {
	if !actor.Can(scheduling.Invite) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	return p.show(c, "typing", templates.View{Title: typingTitle, Current: "cohorts"})
}

// begunTyping is the page of the sheet whose code was typed.
func (p *Pages) begunTyping(c echo.Context, actor scheduling.Actor) (evaluating.Typing, templates.View, error) {
	t, err := p.Evaluating.BeginTyping(c.Request().Context(), actor, c.FormValue("code"))
	data := typingView{Typing: t, Printed: vault.PrintCode(t.Code), Lines: typingLines(t.Items)}
	return t, templates.View{Title: typingTitle, Current: "cohorts", Data: data}, err
}

func (p *Pages) beginTyping(c echo.Context, actor scheduling.Actor) error {
	_, view, err := p.begunTyping(c, actor)
	if err != nil {
		return p.again(c, err, "typing", templates.View{Title: typingTitle, Current: "cohorts"})
	}
	return p.show(c, "typing-sheet", view)
}

func (p *Pages) typeSheet(c echo.Context, actor scheduling.Actor) error {
	t, view, err := p.begunTyping(c, actor)
	if err != nil {
		return p.again(c, err, "typing", templates.View{Title: typingTitle, Current: "cohorts"})
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	answers := typedIn(form, t.Items)
	typed, err := p.Evaluating.TypeSheet(c.Request().Context(), actor, t.Code, answers, form["settled"])
	switch {
	case err != nil:
		return p.again(c, atAnswers(err), "typing-sheet", view)
	case typed.First:
		return p.done(c, "/papier", "typing.first")
	case len(typed.Differ) > 0:
		view.Data = differing(t, typed.Differ, answers)
		return p.show(c, "typing-differ", view)
	}
	return p.done(c, "/papier", "typing.ended")
}

// differing asks for the right answer where two typings differ, and carries the
// others.
func differing(t evaluating.Typing, differ []evaluating.Difference, answers scheduling.Answers) typingView {
	view := typingView{Typing: t, Printed: vault.PrintCode(t.Code)}
	lines := typingLines(t.Items) // one for each item
	for n, item := range t.Items {
		if at := slices.IndexFunc(differ, func(d evaluating.Difference) bool { return d.Item.Key == item.Key }); at >= 0 {
			line := lines[n]
			line.First, line.Second = evaluation.AsTyped(item.Question, differ[at].First), evaluation.AsTyped(item.Question, differ[at].Second)
			view.Lines, view.Settled = append(view.Lines, line), append(view.Settled, item.Key)
			continue
		}
		if values := answers[item.Key]; len(values) > 0 {
			view.Hidden = append(view.Hidden, templates.Pair{Name: answerField + item.Key, Value: evaluation.AsTyped(item.Question, values)})
		}
	}
	return view
}

// typedIn reads what was typed by keys.
func typedIn(form url.Values, items []evaluation.Item) scheduling.Answers {
	answers := scheduling.Answers{}
	for _, item := range items {
		if text := form.Get(answerField + item.Key); text != "" {
			answers[item.Key] = evaluation.Typed(item.Question, text)
		}
	}
	return answers
}

func (p *Pages) restartTyping(c echo.Context, actor scheduling.Actor) error {
	if err := p.Evaluating.RestartTyping(c.Request().Context(), actor, c.FormValue("code")); err != nil {
		return p.again(c, err, "typing", templates.View{Title: typingTitle, Current: "cohorts"})
	}
	return p.done(c, "/papier", "typing.restarted")
}

func (p *Pages) addSheets(c echo.Context, actor scheduling.Actor) error {
	err := p.Evaluating.AddSheets(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")), wholeNumber(c.FormValue("count")))
	if err != nil {
		return p.evaluationAgain(c, actor, err)
	}
	return p.done(c, "/sessions/"+c.Param("id")+"/evaluation", "sheets.added")
}

func (p *Pages) roomSheets(c echo.Context, actor scheduling.Actor) error {
	sheets, err := p.Evaluating.RoomSheets(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.printSheets(c, sheets)
}

func (p *Pages) letterSheets(c echo.Context, actor scheduling.Actor) error {
	sheets, err := p.Evaluating.LetterSheets(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.printSheets(c, sheets)
}

type scanLine struct{ Code, Why string }

// importScans takes the sheets that other software read.
func (p *Pages) importScans(c echo.Context, actor scheduling.Actor) error {
	raw, err := uploadedForm(c)
	var scans []evaluating.Scan
	if err == nil {
		scans, err = p.Evaluating.ImportScans(c.Request().Context(), actor, raw)
	}
	if err != nil {
		return p.again(c, err, "typing", templates.View{Title: typingTitle, Current: "cohorts"})
	}
	data := struct {
		Sealed int
		Lines  []scanLine
	}{}
	for _, s := range scans {
		line := scanLine{Code: s.Code}
		if s.Refused == nil {
			data.Sealed++
		} else {
			line.Why = templates.Sentence(s.Refused)
		}
		data.Lines = append(data.Lines, line)
	}
	return p.show(c, "typing-scans", templates.View{Title: typingTitle, Current: "cohorts", Data: data})
}
