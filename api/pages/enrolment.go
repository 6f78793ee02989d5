package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

func enrolmentID(c echo.Context) scheduling.EnrolmentID { return scheduling.EnrolmentID(c.Param("id")) }

// enrolments is who takes part in a session, who waits, and who left.
func (p *Pages) enrolments(c echo.Context, actor scheduling.Actor) error {
	roll, err := p.Inviting.Roll(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return p.show(c, "enrolments", templates.View{Title: "Inscriptions", Current: "cohorts", Data: struct {
		inviting.Roll
		Tabs     []templates.Tab
		Free     int
		Write    bool
		Overbook bool
	}{
		roll, rollTabs(cohortID(c), "Inscriptions"), roll.Cohort.Capacity - len(roll.Seated),
		actor.May(scheduling.Invite, roll.Cohort.Unit) == nil, roll.Open && actor.May(scheduling.Organise, roll.Cohort.Unit) == nil,
	}})
}

func (p *Pages) seatView(c echo.Context, actor scheduling.Actor, title string) (templates.View, inviting.Seat, error) {
	seat, err := p.Inviting.Seat(c.Request().Context(), actor, enrolmentID(c))
	return templates.View{Title: title, Current: "cohorts", Data: seat}, seat, err
}

func (p *Pages) leaveForm(c echo.Context, actor scheduling.Actor) error {
	view, _, err := p.seatView(c, actor, "Fin d’une inscription")
	if err != nil {
		return err
	}
	return p.show(c, "enrolment-leave", view)
}

func (p *Pages) leave(c echo.Context, actor scheduling.Actor) error {
	view, seat, err := p.seatView(c, actor, "Fin d’une inscription")
	if err != nil {
		return err
	}
	err = p.Inviting.Leave(c.Request().Context(), actor, enrolmentID(c), scheduling.EnrolmentState(c.FormValue("state")), c.FormValue("reason"), version(c))
	if err != nil {
		return p.again(c, err, "enrolment-leave", view)
	}
	return p.done(c, cohortPath(seat.Cohort.ID)+"/inscriptions", "enrolment.left")
}

func (p *Pages) priorityForm(c echo.Context, actor scheduling.Actor) error {
	view, _, err := p.seatView(c, actor, "Priorité")
	if err != nil {
		return err
	}
	return p.show(c, "enrolment-priority", view)
}

func (p *Pages) prioritise(c echo.Context, actor scheduling.Actor) error {
	view, seat, err := p.seatView(c, actor, "Priorité")
	if err != nil {
		return err
	}
	priority := wholeNumber(c.FormValue("priority"))
	if err := p.Inviting.Prioritise(c.Request().Context(), actor, enrolmentID(c), priority, c.FormValue("reason"), version(c)); err != nil {
		return p.again(c, err, "enrolment-priority", view)
	}
	return p.done(c, cohortPath(seat.Cohort.ID)+"/inscriptions", "enrolment.prioritised")
}

func (p *Pages) overbookForm(c echo.Context, actor scheduling.Actor) error {
	view, _, err := p.seatView(c, actor, "Une place de plus")
	if err != nil {
		return err
	}
	return p.show(c, "enrolment-overbook", view)
}

func (p *Pages) overbook(c echo.Context, actor scheduling.Actor) error {
	view, seat, err := p.seatView(c, actor, "Une place de plus")
	if err != nil {
		return err
	}
	if err := p.Inviting.Overbook(c.Request().Context(), actor, enrolmentID(c), c.FormValue("reason"), version(c)); err != nil {
		return p.again(c, err, "enrolment-overbook", view)
	}
	return p.done(c, cohortPath(seat.Cohort.ID)+"/inscriptions", "enrolment.overbooked")
}

func (p *Pages) offerFree(c echo.Context, actor scheduling.Actor) error {
	if err := p.Inviting.OfferFree(c.Request().Context(), actor, cohortID(c)); err != nil {
		return err
	}
	return p.done(c, cohortPath(cohortID(c))+"/inscriptions", "enrolment.offered")
}
