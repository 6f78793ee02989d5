package pages

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

func (p *Pages) followUpRoutes(e *echo.Echo) {
	e.GET("/suivi", private(p.followUps))
	e.GET("/suivi/:id", private(p.followUp))
	e.POST("/suivi/:id/appel", private(p.attemptFollowUp))
	e.POST("/suivi/:id/prevoir", private(p.planFollowUp))
	e.POST("/suivi/:id/situation", private(p.collectFollowUp))
}

// followUps is the due list: whom to call, and when.
func (p *Pages) followUps(c echo.Context, actor scheduling.Actor) error {
	state := orElse(c.QueryParam("etat"), "a-joindre")
	filter := store.FollowUpsFilter{State: "open", Cohort: scheduling.CohortID(c.QueryParam("session"))}
	if state == "termines" {
		filter.State = "done"
	}
	list, err := p.Attending.FollowUps(c.Request().Context(), actor, filter, store.Page{After: c.QueryParam("after")})
	if err != nil {
		return err
	}
	number := func(n int) string {
		text, err := templates.Number(n)
		if err != nil { // a number always reads as one
			panic(err)
		}
		return text
	}
	return p.show(c, "followups", templates.View{Title: "Suivi à 6 mois", Current: "people", Data: struct {
		attending.FollowUpList
		State, Cohort string
		Tabs          []templates.Tab
	}{list, state, string(filter.Cohort), []templates.Tab{
		{Label: "À joindre", Href: "/suivi", Count: number(list.Open), Current: state != "termines"},
		{Label: "Terminés", Href: "/suivi?etat=termines", Count: number(list.Done), Current: state == "termines"},
	}}})
}

type followUpView struct {
	attending.Following
	Zone    *time.Location
	MayCall bool
	Tries   []templates.Option
	Sources []templates.Option // by which the actor may have learnt it
	Wheres  []templates.Option // what a situation may be made of
	AsOf    scheduling.Date    // what the form offers as the day of her situation
}

func (p *Pages) followUpView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	item, err := p.Attending.FollowUp(c.Request().Context(), actor, scheduling.FollowUpID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	view := followUpView{
		Following: item, Zone: p.Zone, MayCall: actor.May(scheduling.Invite, item.Cohort.Unit) == nil && item.Open,
		AsOf: item.FollowUp.AsOf, Tries: tries(), Wheres: wheres(),
	}
	for _, s := range scheduling.FollowUpSources {
		if item.Social && s != scheduling.FollowUpLink || s == scheduling.FollowUpPhone {
			view.Sources = append(view.Sources, templates.Option{Value: string(s), Label: templates.Label("follow_up_source", s)})
		}
	}
	if view.AsOf.IsZero() {
		view.AsOf = item.Today
	}
	return templates.View{Title: "Suivi à 6 mois", Current: "people", Data: view}, nil
}

// Where is the choice that says her situation's « dont ».
func (v followUpView) Where() string {
	if v.FollowUp.Whereof == "" {
		return ""
	}
	return string(v.FollowUp.Outcome) + "/" + string(v.FollowUp.Whereof)
}

// followUp is one person's: calls, the next day, her situation.
func (p *Pages) followUp(c echo.Context, actor scheduling.Actor) error {
	v, err := p.followUpView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "followup", v)
}

// followUpDone leads back to the person after a change, or shows the form
// again with what was refused.
func (p *Pages) followUpDone(c echo.Context, actor scheduling.Actor, refusal error, flash string) error {
	if refusal == nil {
		return p.done(c, "/suivi/"+c.Param("id"), flash)
	}
	return p.retry(c, actor, refusal, "followup", p.followUpView)
}

func (p *Pages) attemptFollowUp(c echo.Context, actor scheduling.Actor) error {
	next, err := typedDate(c, "next_on")
	if err == nil {
		err = p.Attending.Attempt(c.Request().Context(), actor, scheduling.FollowUpID(c.Param("id")),
			triedIn(c, next), version(c))
	}
	return p.followUpDone(c, actor, err, "follow_up.called")
}

// triedIn reads a try: one field says by which way and what it gave.
func triedIn(c echo.Context, next scheduling.Date) attending.Tried {
	way, outcome, _ := strings.Cut(c.FormValue("tried"), ".")
	return attending.Tried{Way: scheduling.AttemptWay(way), Outcome: scheduling.AttemptOutcome(outcome), NextOn: next}
}

// wheres are the « dont » of every situation that has some, by situation: a page
// without script offers them all, and the desk refuses what does not go together.
func wheres() (options []templates.Option) {
	for _, o := range scheduling.OutcomeCodes {
		for _, w := range o.Whereofs() {
			options = append(options, templates.Option{
				Value: string(o) + "/" + string(w), Label: templates.Label("outcome", o) + " : " + templates.Label("whereof", w),
			})
		}
	}
	return options
}

// whereofIn reads the choice. One of another situation than the one given keeps
// both words, so that it is refused.
func whereofIn(c echo.Context) scheduling.Whereof {
	of, w, named := strings.Cut(c.FormValue("whereof"), "/")
	if named && of == c.FormValue("outcome") {
		return scheduling.Whereof(w)
	}
	return scheduling.Whereof(c.FormValue("whereof"))
}

// tries are the choices of that field, by way.
func tries() (options []templates.Option) {
	for _, way := range scheduling.AttemptWays {
		for _, outcome := range scheduling.AttemptOutcomes {
			if way.Gives(outcome) {
				options = append(options, templates.Option{
					Value: string(way) + "." + string(outcome), Label: templates.Label("attempt_way", way) + " : " + templates.Label("attempt", outcome),
				})
			}
		}
	}
	return options
}

func (p *Pages) planFollowUp(c echo.Context, actor scheduling.Actor) error {
	on, err := typedDate(c, "planned_on")
	if err == nil {
		err = p.Attending.Plan(c.Request().Context(), actor, scheduling.FollowUpID(c.Param("id")), on, version(c))
	}
	return p.followUpDone(c, actor, err, "follow_up.planned")
}

func (p *Pages) collectFollowUp(c echo.Context, actor scheduling.Actor) error {
	asOf, err := typedDate(c, "as_of")
	if err == nil {
		err = p.Attending.Collect(c.Request().Context(), actor, scheduling.FollowUpID(c.Param("id")), attending.Collected{
			Outcome: scheduling.OutcomeCode(c.FormValue("outcome")), Whereof: whereofIn(c), Details: c.FormValue("details"), AsOf: asOf,
			Source: scheduling.FollowUpSource(c.FormValue("source")), ClosedReason: c.FormValue("closed_reason"),
		}, version(c))
	}
	return p.followUpDone(c, actor, err, "follow_up.collected")
}

// typedDate reads a day from a form; an empty one is the zero Date.
func typedDate(c echo.Context, field string) (scheduling.Date, error) {
	day, err := scheduling.ParseDate(c.FormValue(field))
	if err != nil {
		return day, &scheduling.Error{Kind: scheduling.Invalid, Key: "date.unreadable", Field: field, Err: err}
	}
	return day, nil
}
