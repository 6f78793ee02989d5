package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

func (a *api) enrolmentRoutes() {
	const tag = "Enrolments"
	get(a, "/cohorts/{id}/enrolments", operation{ID: "listEnrolments", Summary: "Who has a place, who waits in which order, who left", Tag: tag}, a.listEnrolments)
	post(a, "/cohorts/{id}/enrolments/offers", operation{ID: "offerFreePlaces", Summary: "Offer the free places to the first who wait", Tag: tag, Status: http.StatusNoContent}, a.offerFree)
	put(a, "/enrolments/{id}/priority", operation{ID: "prioritise", Summary: "Give someone who waits a priority, with its reason", Tag: tag, Status: http.StatusNoContent}, a.prioritise)
	post(a, "/enrolments/{id}/overbooking", operation{ID: "overbook", Summary: "Seat someone who waits although every place is taken, with a reason", Tag: tag, Status: http.StatusNoContent}, a.overbook)
	post(a, "/enrolments/{id}/end", operation{ID: "endEnrolment", Summary: "End an enrolment; its place is offered on", Tag: tag, Status: http.StatusNoContent}, a.endEnrolment)
}

type enrolmentBody struct {
	ID           string     `json:"id"`
	Insured      string     `json:"insured"`
	Name         string     `json:"name"`
	State        string     `json:"state"`
	Rank         int        `json:"rank,omitempty" doc:"On the waiting list, from 1"`
	Priority     int        `json:"priority,omitempty"`
	Reason       string     `json:"reason,omitempty" doc:"Of the priority, or of having left; social workers only"`
	OfferedUntil *time.Time `json:"offered_until,omitempty"`
	Version      int        `json:"version" doc:"Send it quoted as If-Match to change this"`
}

type rollBody struct {
	Capacity int             `json:"capacity"`
	Seated   []enrolmentBody `json:"seated"`
	Waiting  []enrolmentBody `json:"waiting"`
	Left     []enrolmentBody `json:"left"`
}

func (a *api) listEnrolments(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[rollBody], error) {
	roll, err := a.Inviting.Roll(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := rollBody{roll.Cohort.Capacity, enrolmentsOut(roll.Seated), enrolmentsOut(roll.Waiting), enrolmentsOut(roll.Left)}
	for at := range out.Waiting {
		out.Waiting[at].Rank = at + 1
	}
	return &body[rollBody]{out}, nil
}

func enrolmentsOut(list []store.Participant) []enrolmentBody {
	out := []enrolmentBody{}
	for _, p := range list {
		e := enrolmentBody{
			ID: string(p.Enrolment.ID), Insured: string(p.Insured.ID), Name: p.Insured.Name(), State: string(p.Enrolment.State),
			Priority: p.Enrolment.Priority, Reason: p.Enrolment.Reason, Version: p.Enrolment.Version,
		}
		if e.Reason == "" {
			e.Reason = p.Enrolment.PriorityReason
		}
		if !p.Enrolment.OfferedUntil.IsZero() {
			e.OfferedUntil = &p.Enrolment.OfferedUntil
		}
		out = append(out, e)
	}
	return out
}

func (a *api) offerFree(ctx context.Context, actor scheduling.Actor, in *ByID) (*struct{}, error) {
	return nil, a.Inviting.OfferFree(ctx, actor, scheduling.CohortID(in.ID))
}

func (a *api) prioritise(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body struct {
		Priority int    `json:"priority" minimum:"0" maximum:"9"`
		Reason   string `json:"reason,omitempty" maxLength:"500"`
	}
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Inviting.Prioritise(ctx, actor, scheduling.EnrolmentID(in.ID), in.Body.Priority, in.Body.Reason, version)
}

func (a *api) endEnrolment(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		State  string `json:"state" enum:"withdrawn,dropped_out"`
		Reason string `json:"reason" enum:"health,transport,hours,date,caring,already_followed,prefers_individual,not_interested,back_at_work,other"`
	}
},
) (*struct{}, error) {
	return nil, a.Inviting.Leave(ctx, actor, scheduling.EnrolmentID(in.ID), scheduling.EnrolmentState(in.Body.State), in.Body.Reason, 0)
}

func (a *api) overbook(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
},
) (*struct{}, error) {
	return nil, a.Inviting.Overbook(ctx, actor, scheduling.EnrolmentID(in.ID), in.Body.Reason, 0)
}
