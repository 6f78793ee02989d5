package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

// callGroup is who is to be called for one purpose.
type callGroup struct {
	Purpose scheduling.CallPurpose
	Calls   []attending.ToCall
}

// calls is the list of whom to call while sessions run.
func (p *Pages) calls(c echo.Context, actor scheduling.Actor) error {
	v, err := p.callsView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "calls", v)
}

func (p *Pages) callsView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	list, err := p.Attending.CallsToMake(c.Request().Context(), actor)
	var groups []callGroup
	for _, purpose := range scheduling.CallPurposes {
		group := callGroup{Purpose: purpose}
		for _, call := range list {
			if call.Purpose == purpose {
				group.Calls = append(group.Calls, call)
			}
		}
		if len(group.Calls) > 0 {
			groups = append(groups, group)
		}
	}
	return templates.View{Title: "Appels à passer", Current: "people", Data: groups}, err
}

// recordCall notes a call, and leads on to what was agreed in it.
func (p *Pages) recordCall(c echo.Context, actor scheduling.Actor) error {
	call := scheduling.PhoneCall{
		Enrolment: scheduling.EnrolmentID(c.FormValue("enrolment")), Meeting: scheduling.MeetingID(c.FormValue("meeting")),
		Purpose: scheduling.CallPurpose(c.FormValue("purpose")), Outcome: scheduling.CallOutcome(c.FormValue("outcome")),
		NextStep: scheduling.NextStep(c.FormValue("next_step")),
	}
	if _, err := p.Attending.RecordCall(c.Request().Context(), actor, call); err != nil {
		return p.retry(c, actor, err, "calls", p.callsView)
	}
	if call.NextStep == scheduling.StepLeaves {
		return p.done(c, "/inscriptions/"+string(call.Enrolment)+"/fin", "call.noted")
	}
	return p.done(c, "/appels", "call.noted")
}
