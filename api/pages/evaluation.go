package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

func (p *Pages) evaluationRoutes(e *echo.Echo) {
	e.GET("/sessions/:id/evaluation", private(p.evaluation))
	e.POST("/sessions/:id/evaluation/remettre", private(p.handOut))
	e.POST("/sessions/:id/evaluation/clore", private(p.endAnswering))
	e.POST("/sessions/:id/evaluation/relancer", private(p.remindOfQuestionnaire))
	e.POST("/sessions/:id/evaluation/suspendre-rappel", private(p.holdReminders(true)))
	e.POST("/sessions/:id/evaluation/reprendre-rappel", private(p.holdReminders(false)))
	e.GET("/sessions/:id/evaluation/lettres", private(p.evaluationLetters))
	p.typingRoutes(e)
	p.questionnaireRoutes(e)
	p.textRoutes(e)

	// what a participant opens by her link: GET shows, POST acts
	e.GET("/q/:token", p.answerSheet)
	e.HEAD("/q/:token", p.answerSheet)
	e.POST("/q/:token", p.turn)
}

// evaluationView is where the evaluation of a session stands.
type evaluationView struct {
	evaluating.Overview
	Path        string
	Asks        []templates.Term
	Rate        string // of response
	RateOn      string
	Satisfied   string
	SatisfiedOn string
	Views       []resultView
}

func (p *Pages) evaluationOf(c echo.Context, actor scheduling.Actor) (evaluationView, error) {
	o, err := p.Evaluating.Overview(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return evaluationView{}, err
	}
	v := evaluationView{Overview: o, Path: "/sessions/" + string(o.Cohort.ID) + "/evaluation", Views: resultViews(o.Results)}
	v.Rate, v.RateOn = rateText(scheduling.Rate{Part: o.Answered, N: o.Asked})
	for _, q := range o.Results.Questions {
		if q.Question.Kind == scheduling.ScaleQuestion {
			if rate, ok := q.AtLeast(q.Question.Max - 1); ok {
				v.Satisfied, v.SatisfiedOn = rateText(rate)
			}
			break
		}
	}
	return v, nil
}

func (p *Pages) evaluation(c echo.Context, actor scheduling.Actor) error {
	v, err := p.evaluationOf(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "evaluation", templates.View{Title: "Évaluation : " + v.Cohort.Label, Current: "cohorts", Data: v})
}

func (p *Pages) handOut(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Evaluating.HandOut(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return p.evaluationAgain(c, actor, err)
	}
	return p.done(c, "/sessions/"+c.Param("id")+"/evaluation", "handout.done", "n", n)
}

func (p *Pages) remindOfQuestionnaire(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Evaluating.Remind(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return p.evaluationAgain(c, actor, err)
	}
	return p.done(c, "/sessions/"+c.Param("id")+"/evaluation", "answering.reminded", "n", n)
}

func (p *Pages) holdReminders(hold bool) func(c echo.Context, actor scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		if err := p.Evaluating.HoldReminders(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")), hold); err != nil {
			return p.evaluationAgain(c, actor, err)
		}
		return p.done(c, "/sessions/"+c.Param("id")+"/evaluation", map[bool]string{true: "answering.held", false: "answering.resumed"}[hold])
	}
}

func (p *Pages) endAnswering(c echo.Context, actor scheduling.Actor) error {
	if err := p.Evaluating.EndAnswering(c.Request().Context(), actor, scheduling.CohortID(c.Param("id"))); err != nil {
		return p.evaluationAgain(c, actor, err)
	}
	return p.done(c, "/sessions/"+c.Param("id")+"/evaluation", "answering.ended")
}

func (p *Pages) evaluationAgain(c echo.Context, actor scheduling.Actor, refused error) error {
	v, err := p.evaluationOf(c, actor)
	if err != nil {
		return err
	}
	return p.again(c, refused, "evaluation", templates.View{Title: "Évaluation : " + v.Cohort.Label, Current: "cohorts", Data: v})
}

func (p *Pages) evaluationLetters(c echo.Context, actor scheduling.Actor) error {
	letters, err := p.Evaluating.Letters(c.Request().Context(), actor, scheduling.CohortID(c.Param("id")))
	if err != nil {
		return err
	}
	return p.show(c, "evaluation-letters", templates.View{Title: "Lettres", Data: struct {
		Letters []evaluating.Letter
		Back    string
	}{letters, "/sessions/" + c.Param("id") + "/evaluation"}})
}

func paperLines(items []evaluation.Item) []questionPage {
	pages := evaluation.Pages(items)
	lines := make([]questionPage, len(pages))
	for i, page := range pages {
		lines[i] = askedOn(page, nil)
		lines[i].N = i + 1
	}
	return lines
}

// anyOf stands for the modules, facilitators and sites that a questionnaire
// asks of, where there is no session yet.
func anyOf() []scheduling.Subject {
	var subjects []scheduling.Subject
	for _, about := range evaluation.Subjects[1:] {
		subjects = append(subjects, scheduling.Subject{About: about, ID: "any", Label: templates.Label("about_each", string(about))})
	}
	return subjects
}

// atAnswers puts the faults of a sheet at the fields of its questions.
func atAnswers(err error) error {
	faults, ok := err.(scheduling.Faults) //nolint:errorlint // what Check returns, unwrapped
	if !ok {
		return err
	}
	at := make(scheduling.Faults, len(faults))
	for i, f := range faults {
		moved := *f
		moved.Field = answerField + f.Field
		at[i] = &moved
	}
	return at
}
