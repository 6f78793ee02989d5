package pages

import (
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

func (p *Pages) textRoutes(e *echo.Echo) {
	e.GET("/textes", private(p.textsToRead))
	e.GET("/sessions/:id/evaluation/textes", private(p.texts))
	e.POST("/sessions/:id/evaluation/textes/:text", private(p.judgeText))
}

// textsToRead lists the sessions whose texts wait for a reader.
func (p *Pages) textsToRead(c echo.Context, actor scheduling.Actor) error {
	list, err := p.Evaluating.ToRead(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "texts", templates.View{Title: "Textes à relire", Current: "cohorts", Data: struct{ Sessions []store.Need }{list}})
}

// textsView is the texts of a session: those to read first.
type textsView struct {
	evaluating.Reading
	Path          string
	Waiting, Done []textsAsked
}

type textsAsked struct {
	Heading, Question string
	Texts             []textView
}

// textView is a text, with the warning about what tells who wrote it.
type textView struct {
	evaluating.Text
	Warning string
	Masks   string // the words proposed, parted by commas
}

// Tells reports whether somebody could be recognised as the text stands.
func (v textView) Tells() bool { return v.Warning != "" }

func (p *Pages) textsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	r, err := p.Evaluating.Reading(c.Request().Context(), actor, cohortID(c))
	v := textsView{Reading: r, Path: cohortPath(cohortID(c)) + "/evaluation/textes"}
	for _, asked := range r.Asked {
		var waiting, done []textView
		for _, t := range asked.Texts {
			one := textView{Text: t, Masks: strings.Join(t.Telling, ", ")}
			if len(t.Telling) > 0 {
				one.Warning = templates.Message("text.tells."+string(t.By), "word", t.Telling[0])
			}
			if t.Verdict == scheduling.TextWaits {
				waiting = append(waiting, one)
			} else {
				done = append(done, one)
			}
		}
		heading := templates.Message("results.moment", "moment", templates.Label("moment", string(asked.Moment)))
		if len(waiting) > 0 {
			v.Waiting = append(v.Waiting, textsAsked{heading, asked.Question, waiting})
		}
		if len(done) > 0 {
			v.Done = append(v.Done, textsAsked{heading, asked.Question, done})
		}
	}
	return templates.View{Title: "Textes à relire : " + r.Cohort.Label, Current: "cohorts", Data: v}, err
}

func (p *Pages) texts(c echo.Context, actor scheduling.Actor) error {
	v, err := p.textsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "evaluation-texts", v)
}

// maskField is the field of one text: a page shows many.
func maskField(id string) string { return "masked-" + id }

func (p *Pages) judgeText(c echo.Context, actor scheduling.Actor) error {
	id := c.Param("text")
	verdict := scheduling.TextVerdict(c.FormValue("verdict"))
	masks := strings.FieldsFunc(c.FormValue(maskField(id)), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	_, err := p.Evaluating.Judge(c.Request().Context(), actor, scheduling.FreeTextID(id), verdict, masks)
	if err == nil {
		return p.done(c, cohortPath(cohortID(c))+"/evaluation/textes", "text.judged."+string(verdict))
	}
	return p.retry(c, actor, at(err, maskField(id)), "evaluation-texts", p.textsView)
}

// at puts a refusal at another field.
func at(err error, field string) error {
	refusal, ok := err.(*scheduling.Error) //nolint:errorlint // what the workflow refuses with, unwrapped
	if !ok || refusal.Field == "" {
		return err
	}
	moved := *refusal
	moved.Field = field
	return &moved
}
