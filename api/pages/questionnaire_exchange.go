package pages

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation/exchange"
	"trame/templates"
)

// formatView is a format to export to, and what its readers will not know.
type formatView struct {
	Format string
	Losses []lossView
}

type lossView struct{ Kind, Question string }

func lossViews(losses []exchange.Loss) (views []lossView) {
	for _, l := range losses {
		views = append(views, lossView(l))
	}
	return views
}

// exportForm shows what is lost before anything is taken.
func (p *Pages) exportForm(c echo.Context, actor scheduling.Actor) error {
	q, questions, err := p.Evaluating.Questionnaire(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return err
	}
	data := struct {
		scheduling.Questionnaire
		Base    string
		Formats []formatView
	}{Questionnaire: q, Base: questionnairePath(c)}
	for _, format := range exchange.Formats {
		losses := exchange.Foreseen(exchange.Form{Questionnaire: q, Questions: questions}, format)
		data.Formats = append(data.Formats, formatView{format, lossViews(losses)})
	}
	return p.show(c, "questionnaire-export", templates.View{Title: q.Title, Current: "programmes", Data: data})
}

// exportFiles is how each format is sent.
var exportFiles = map[string][2]string{
	exchange.FHIR:    {"questionnaire.json", "application/fhir+json"},
	exchange.XLSForm: {"questionnaire.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	exchange.CSV:     {"questionnaire.csv", "text/csv; charset=utf-8"},
}

func (p *Pages) exportQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	raw, err := p.Evaluating.Export(c.Request().Context(), actor, questionnaireID(c), c.Param("format"))
	if err != nil {
		return err
	}
	file := exportFiles[c.Param("format")]
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+file[0]+`"`)
	return c.Blob(http.StatusOK, file[1], raw)
}

// namedResponses is who answered what, of a questionnaire that bears names.
func (p *Pages) namedResponses(c echo.Context, actor scheduling.Actor) error {
	raw, err := p.Evaluating.ExportResponses(c.Request().Context(), actor, questionnaireID(c))
	if err != nil {
		return p.refusedTo(c, questionnairePath(c)+"/resultats", err)
	}
	return attach(c, "reponses.json", "application/fhir+json", raw)
}

const mostImport = 2 << 20

// importQuestionnaire reads a file into a draft, and says what was left out.
func (p *Pages) importQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	raw, err := uploadedForm(c)
	if err == nil {
		var id scheduling.QuestionnaireID
		var losses []exchange.Loss
		if id, losses, err = p.Evaluating.Import(c.Request().Context(), actor, raw); err == nil {
			if len(losses) == 0 {
				return p.done(c, "/questionnaires/"+string(id), "exchange.imported")
			}
			return p.show(c, "questionnaire-imported", templates.View{Title: "Questionnaire importé", Current: "programmes", Data: struct {
				ID     scheduling.QuestionnaireID
				Losses []lossView
			}{id, lossViews(losses)}})
		}
	}
	return p.retry(c, actor, err, "questionnaires", p.shelfView)
}

func uploadedForm(c echo.Context) ([]byte, error) {
	header, err := c.FormFile("file")
	if err != nil {
		return nil, scheduling.Refuse(scheduling.Invalid, "exchange.empty", "file")
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(file, mostImport+1))
	if err == nil && len(raw) > mostImport {
		err = scheduling.Refuse(scheduling.Invalid, "exchange.too_large", "file", "kb", mostImport>>10)
	}
	return raw, err
}
