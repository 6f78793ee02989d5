package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/following"
	"trame/templates"
)

func (p *Pages) monthsRoutes(e *echo.Echo) {
	e.GET("/sessions/:id/suivi", private(p.months))
	e.POST("/sessions/:id/suivi", private(p.proposeMonths))
	e.Match([]string{http.MethodGet, http.MethodHead}, "/nouvelles/:token", p.news)
	e.POST("/nouvelles/:token", p.tellNews)
}

// monthsView is how far a session's study has come.
type monthsView struct {
	following.Progress
	Bars templates.Bars
}

// Done are those whose situation is known.
func (v monthsView) Done() int {
	return v.Counts[scheduling.FollowUpCollected] + v.Counts[scheduling.FollowUpDeceased]
}

// Left are those still to be reached.
func (v monthsView) Left() int {
	return v.Counts[scheduling.FollowUpToPlan] + v.Counts[scheduling.FollowUpPlanned] + v.Counts[scheduling.FollowUpContacted]
}

// Waits reports whether a person is still to be reached.
func (v monthsView) Waits(p following.Person) bool {
	switch p.State {
	case scheduling.FollowUpToPlan, scheduling.FollowUpPlanned, scheduling.FollowUpContacted:
		return p.FollowUp.ID != ""
	}
	return false
}

var monthStates = []scheduling.FollowUpState{
	scheduling.FollowUpCollected, scheduling.FollowUpContacted, scheduling.FollowUpPlanned, scheduling.FollowUpToPlan,
	scheduling.FollowUpRefused, scheduling.FollowUpLost, scheduling.FollowUpDeceased,
}

func (p *Pages) monthsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	progress, err := p.Following.Progress(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return templates.View{}, err
	}
	v := monthsView{Progress: progress, Bars: templates.Bars{
		ID: "etats", Title: "Où en est chaque personne", Heading: "État",
		Desc: templates.Message("follow_up.base", "n", progress.Base),
	}}
	for _, s := range monthStates {
		n := progress.Counts[s]
		v.Bars.Rows = append(v.Bars.Rows, templates.Bar{Label: templates.Label("follow_up", s), Value: float64(n), Text: templates.Message("follow_up.people", "n", n)})
	}
	return templates.View{Title: "Suivi à 6 mois", Current: "cohorts", Data: v}, nil
}

// months shows the study of a session.
func (p *Pages) months(c echo.Context, actor scheduling.Actor) error {
	v, err := p.monthsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "cohort-months", v)
}

func (p *Pages) proposeMonths(c echo.Context, actor scheduling.Actor) error {
	n, err := p.Following.Propose(c.Request().Context(), actor, cohortID(c))
	if err == nil {
		return p.done(c, cohortPath(cohortID(c))+"/suivi", "follow_up.proposed", "n", n)
	}
	return p.retry(c, actor, err, "cohort-months", p.monthsView)
}

// newsView is a person's own sheet, six months after.
type newsView struct {
	following.Sheet
	Path     string
	Outcomes []templates.Option
}

// Thanks reports whether she answered something already.
func (v newsView) Thanks() bool {
	return v.Comes != "" || v.Testifies != "" || !v.AnsweredOn.IsZero()
}

func (p *Pages) newsView(c echo.Context) (templates.View, error) {
	sheet, err := p.Following.Open(c.Request().Context(), c.Param("token"))
	v := newsView{Sheet: sheet, Path: "/nouvelles/" + c.Param("token")}
	for _, o := range scheduling.OwnOutcomes {
		v.Outcomes = append(v.Outcomes, templates.Option{Value: string(o), Label: templates.Label("own_outcome", o)})
	}
	return templates.View{
		Title: "Donnez-nous de vos nouvelles", Organisation: sheet.Organisation.Name, Phone: sheet.Organisation.Phone, PhoneHours: sheet.Organisation.PhoneHours,
		Data: v,
	}, err
}

// news opens it. It acts on nothing: mail scanners open links too.
func (p *Pages) news(c echo.Context) error {
	view, err := p.newsView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "news", view)
}

func (p *Pages) tellNews(c echo.Context) error {
	token := c.Param("token")
	err := p.Following.Answer(c.Request().Context(), token, following.Own{
		Comes: c.FormValue("comes"), Outcome: scheduling.OutcomeCode(c.FormValue("outcome")), Details: c.FormValue("details"), Testifies: c.FormValue("testifies"),
	})
	if err != nil {
		return p.retryLink(c, err, "news", p.newsView)
	}
	return p.done(c, "/nouvelles/"+token, "reply.thanks")
}
