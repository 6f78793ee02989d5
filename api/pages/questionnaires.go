package pages

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

// questionnaireRoutes hangs the builder: every move is a POST, and no script is
// needed.
func (p *Pages) questionnaireRoutes(e *echo.Echo) {
	e.GET("/questionnaires", private(p.questionnaires))
	e.POST("/questionnaires", private(p.beginQuestionnaire))
	e.POST("/questionnaires/importer", private(p.importQuestionnaire))
	e.GET("/questionnaires/:id/exporter", private(p.exportForm))
	e.GET("/questionnaires/:id/exporter/:format", private(p.exportQuestionnaire))
	e.GET("/questionnaires/:id", private(p.questionnaire))
	e.GET("/questionnaires/:id/resultats", private(p.results))
	e.GET("/questionnaires/:id/resultats.pdf", private(p.resultsFile(pdfFile)))
	e.GET("/questionnaires/:id/resultats.csv", private(p.resultsFile(csvFile)))
	e.GET("/questionnaires/:id/resultats.xlsx", private(p.resultsFile(xlsxFile)))
	e.GET("/questionnaires/:id/reponses.json", private(p.namedResponses))
	e.GET("/questionnaires/:id/modifier", private(p.headForm))
	e.POST("/questionnaires/:id/modifier", private(p.editHead))
	e.POST("/questionnaires/:id/reprendre", private(p.reviseQuestionnaire))
	e.POST("/questionnaires/:id/figer", private(p.freezeQuestionnaire))
	e.GET("/questionnaires/:id/apercu", private(p.previewQuestionnaire))
	e.GET("/questionnaires/:id/papier.pdf", private(p.printQuestionnaire))
	e.GET("/questionnaires/:id/questions/nouvelle", private(p.questionForm))
	e.POST("/questionnaires/:id/questions/nouvelle", private(p.setQuestion))
	e.GET("/questionnaires/:id/questions/:n/modifier", private(p.questionForm))
	e.POST("/questionnaires/:id/questions/:n/modifier", private(p.setQuestion))
	e.POST("/questionnaires/:id/questions/:n/monter", private(p.moveQuestion(true)))
	e.POST("/questionnaires/:id/questions/:n/descendre", private(p.moveQuestion(false)))
	e.POST("/questionnaires/:id/questions/:n/dupliquer", private(p.duplicateQuestion))
	e.POST("/questionnaires/:id/questions/:n/supprimer", private(p.deleteQuestion))
}

func questionnaireID(c echo.Context) scheduling.QuestionnaireID {
	return scheduling.QuestionnaireID(c.Param("id"))
}

func questionnairePath(c echo.Context) string { return "/questionnaires/" + c.Param("id") }

// questionnaireShelf is the list, and what there is to start from.
type questionnaireShelf struct {
	List     []scheduling.Questionnaire
	Models   []string
	MayWrite bool
}

func (p *Pages) shelfView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	list, err := p.Evaluating.Questionnaires(c.Request().Context(), actor)
	data := questionnaireShelf{list, append([]string{"blank"}, evaluation.Models...), actor.Can(scheduling.Organise)}
	return templates.View{Title: "Questionnaires", Current: "programmes", Data: data}, err
}

func (p *Pages) questionnaires(c echo.Context, actor scheduling.Actor) error {
	v, err := p.shelfView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "questionnaires", v)
}

func (p *Pages) beginQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	model, title := c.FormValue("model"), c.FormValue("title")
	if model == "blank" && title == "" {
		title = templates.Message("questionnaire.untitled")
	}
	id, err := p.Evaluating.Begin(c.Request().Context(), actor, model, title)
	if err != nil {
		return p.retry(c, actor, err, "questionnaires", p.shelfView)
	}
	return p.done(c, "/questionnaires/"+string(id), "questionnaire.begun")
}

// builderView is a questionnaire with what may be done to it.
type builderView struct {
	evaluating.Draft
	Base  string
	Lines []builderLine
	Kinds []templates.Option
}

type builderLine struct {
	scheduling.Question
	N           int
	First, Last bool
	Condition   string // in words
	Options     []templates.Option
}

// Version is what the hidden field of every move holds.
func (v builderView) Version() int { return v.Questionnaire.Version }

func (p *Pages) builder(c echo.Context, actor scheduling.Actor) (builderView, error) {
	draft, err := p.Evaluating.Draft(c.Request().Context(), actor, questionnaireID(c))
	v := builderView{Draft: draft, Base: questionnairePath(c), Kinds: templates.Codes("question")}
	for i, q := range draft.Questions {
		v.Lines = append(v.Lines, builderLine{
			Question: q, N: i + 1, First: i == 0, Last: i == len(draft.Questions)-1,
			Condition: conditionWords(draft.Questions, q.ShowIf), Options: optionsOf(q),
		})
	}
	return v, err
}

// conditionWords says when a question is shown: « si la réponse à la question 3
// est “Oui” ».
func conditionWords(questions []scheduling.Question, c scheduling.Condition) string {
	for i, q := range questions {
		if c.Question != "" && q.Key == c.Question {
			return templates.Message("question.if", "n", i+1, "test", testWord(c.Test), "value", answerWord(q, c.Value))
		}
	}
	return ""
}

func testWord(test scheduling.ConditionTest) string {
	if test == scheduling.Is {
		test = "is"
	}
	return templates.Label("test", string(test))
}

func (p *Pages) questionnaire(c echo.Context, actor scheduling.Actor) error {
	v, err := p.builder(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "questionnaire", templates.View{Title: v.Questionnaire.Title, Current: "programmes", Data: v})
}

func (p *Pages) headView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	v, err := p.builder(c, actor)
	if err == nil && !v.Editable {
		err = scheduling.Refuse(scheduling.Conflict, "questionnaire.frozen", "")
	}
	return templates.View{Title: v.Questionnaire.Title, Current: "programmes", Data: v}, err
}

func (p *Pages) headForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.headView(c, actor)
	if err != nil {
		return p.refusedTo(c, questionnairePath(c), err)
	}
	return p.show(c, "questionnaire-form", v)
}

func (p *Pages) editHead(c echo.Context, actor scheduling.Actor) error {
	err := p.Evaluating.EditHead(c.Request().Context(), actor, scheduling.Questionnaire{
		ID: questionnaireID(c), Title: c.FormValue("title"), Code: c.FormValue("code"), Opening: c.FormValue("opening"), Closing: c.FormValue("closing"),
		Anonymous: c.FormValue("anonymous") != "named", Version: version(c),
	})
	if err != nil {
		v, failed := p.headView(c, actor)
		if failed != nil {
			return p.refusedTo(c, questionnairePath(c), failed)
		}
		return p.again(c, err, "questionnaire-form", v)
	}
	return p.done(c, questionnairePath(c), "questionnaire.saved")
}

func (p *Pages) reviseQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Evaluating.Revise(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return p.refusedTo(c, questionnairePath(c), err)
	}
	return p.done(c, "/questionnaires/"+string(id), "questionnaire.copied")
}

func (p *Pages) freezeQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	if err := p.Evaluating.Freeze(c.Request().Context(), actor, questionnaireID(c), version(c)); err != nil {
		return p.refusedTo(c, questionnairePath(c), err)
	}
	return p.done(c, questionnairePath(c), "questionnaire.now_frozen")
}

func (p *Pages) moveQuestion(up bool) func(c echo.Context, actor scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		n := position(c)
		err := p.Evaluating.MoveQuestion(c.Request().Context(), actor, questionnaireID(c), version(c), n, up)
		if up {
			return p.turned(c, err, "question.moved", n-1)
		}
		return p.turned(c, err, "question.moved", n+1)
	}
}

func (p *Pages) duplicateQuestion(c echo.Context, actor scheduling.Actor) error {
	n := position(c)
	err := p.Evaluating.DuplicateQuestion(c.Request().Context(), actor, questionnaireID(c), version(c), n)
	return p.turned(c, err, "question.duplicated", n+1)
}

func (p *Pages) deleteQuestion(c echo.Context, actor scheduling.Actor) error {
	n := position(c)
	err := p.Evaluating.DeleteQuestion(c.Request().Context(), actor, questionnaireID(c), version(c), n)
	return p.turned(c, err, "question.deleted", n-1)
}

// turned goes back to the n-th question, which keeps the reader's place.
func (p *Pages) turned(c echo.Context, err error, key string, n int) error {
	path := fmt.Sprintf("%s#q-%d", questionnairePath(c), max(n, 1))
	if err != nil {
		return p.refusedTo(c, path, err)
	}
	return p.done(c, path, key)
}

// previewView shows a questionnaire as its readers will meet it.
type previewView struct {
	scheduling.Questionnaire
	Base   string
	Lines  []questionPage
	Speech []string
}

// previewQuestionnaire shows it as on a phone, and as it is read aloud.
func (p *Pages) previewQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	q, questions, err := p.Evaluating.Questionnaire(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return err
	}
	lines := paperLines(evaluation.Lay(questions, anyOf()))
	return p.show(c, "questionnaire-preview", templates.View{Title: q.Title, Current: "programmes", Data: previewView{q, questionnairePath(c), lines, speech(lines)}})
}

// speech is what a screen reader says of each question.
func speech(lines []questionPage) (said []string) {
	section := ""
	for _, line := range lines {
		if line.Section != section {
			section = line.Section
			said = append(said, templates.Message("speech.section", "title", section))
		}
		said = append(said, sayPage(line, len(lines))...)
	}
	return said
}

func sayPage(line questionPage, of int) []string {
	said := []string{templates.Message("speech.question", "n", line.N, "of", of)}
	if line.Subject.ID != "" {
		said = append(said, templates.Message("speech.about", "subject", line.Subject.Label))
	}
	if line.Asked.ShowIf.Question != "" {
		said = append(said, templates.Message("speech.if"))
	}
	if line.Asked.Kind == scheduling.MatrixQuestion {
		said = append(said, templates.Message("speech.group", "label", line.Asked.Text))
	}
	for _, f := range line.Fields {
		said = append(said, sayField(f)...)
	}
	if line.Asked.Help != "" {
		said = append(said, line.Asked.Help)
	}
	if line.Asked.Required {
		said = append(said, templates.Message("speech.required"))
	}
	return said
}

func sayField(f questionField) []string {
	label := f.Asked.Text
	if f.Row.Label != "" {
		label = f.Row.Label
	}
	switch f.Kind {
	case scheduling.TextQuestion, scheduling.NumberQuestion, scheduling.DateQuestion:
		return []string{templates.Message("speech."+string(f.Kind), "label", label)}
	}
	said := []string{templates.Message("speech.group", "label", label)}
	for i, o := range f.Options {
		if f.Kind == scheduling.MultipleQuestion {
			said = append(said, templates.Message("speech.check", "label", o.Label))
			continue
		}
		said = append(said, templates.Message("speech.radio", "n", i+1, "of", len(f.Options), "label", o.Label))
	}
	return said
}

// printQuestionnaire is it on paper.
func (p *Pages) printQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	q, questions, err := p.Evaluating.Questionnaire(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return err
	}
	return p.printSheets(c, evaluating.SheetPrint{
		Questionnaire: q, Items: evaluation.Lay(questions, anyOf()), Sheets: []evaluating.PrintedSheet{{}},
	})
}

func inlinePDF(c echo.Context, name string, body []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", "inline; filename="+strconv.Quote(name))
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "application/pdf", body)
}
