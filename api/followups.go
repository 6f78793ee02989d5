package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/attending"
)

func (a *api) followUpRoutes() {
	const tag = "Follow-up"
	get(a, "/follow-ups", operation{ID: "listFollowUps", Summary: "Whom to call some months after a session, the next first", Tag: tag}, a.listFollowUps)
	get(a, "/follow-ups/{id}", operation{ID: "readFollowUp", Summary: "One person's follow-up; reading it leaves a trace", Tag: tag}, a.readFollowUp)
	put(a, "/follow-ups/{id}/plan", operation{ID: "planFollowUp", Summary: "Set the day of the next call", Tag: tag}, a.planFollowUp)
	post(a, "/follow-ups/{id}/attempts", operation{ID: "attemptFollowUp", Summary: "Record that a person was tried, reached or not", Tag: tag}, a.attemptFollowUp)
	put(a, "/follow-ups/{id}/outcome", operation{ID: "collectFollowUp", Summary: "Record a person's situation; corrected and read by social workers only", Tag: tag}, a.collectFollowUp)
}

type followUpBody struct {
	ID            string        `json:"id"`
	Cohort        string        `json:"cohort"`
	Insured       string        `json:"insured"`
	FirstName     string        `json:"first_name"`
	LastName      string        `json:"last_name"`
	Phone         string        `json:"phone,omitempty" doc:"While there is somebody to call"`
	State         string        `json:"state" enum:"to_plan,planned,contacted,collected,refused,lost,deceased"`
	DueOn         string        `json:"due_on"`
	PlannedOn     string        `json:"planned_on,omitempty"`
	Late          bool          `json:"late,omitempty"`
	Attempts      int           `json:"attempts"`
	LastAttemptAt time.Time     `json:"last_attempt_at,omitzero"`
	ReachedAt     time.Time     `json:"reached_at,omitzero"`
	Outcome       string        `json:"outcome,omitempty" doc:"Social workers only, as are the five below"`
	Whereof       string        `json:"whereof,omitempty" doc:"What the situation is made of"`
	Details       string        `json:"details,omitempty"`
	AsOf          string        `json:"as_of,omitempty"`
	Source        string        `json:"source,omitempty"`
	ClosedReason  string        `json:"closed_reason,omitempty"`
	Tries         []attemptBody `json:"tries,omitempty" doc:"Of one follow-up: every attempt, the latest first"`
	Version       int           `json:"version"`
}

func followUpOf(f attending.Following) followUpBody {
	out := followUpBody{
		ID: string(f.FollowUp.ID), Cohort: string(f.Cohort.ID), Insured: string(f.Insured.ID), FirstName: f.Insured.FirstName,
		LastName: f.Insured.LastName, State: string(f.State), DueOn: f.FollowUp.DueOn.String(), PlannedOn: f.FollowUp.PlannedOn.String(),
		Late: f.Late, Attempts: f.FollowUp.Attempts, LastAttemptAt: f.FollowUp.LastAttemptAt, ReachedAt: f.FollowUp.ReachedAt,
		Outcome: string(f.FollowUp.Outcome), Whereof: string(f.FollowUp.Whereof), Details: f.FollowUp.Details, AsOf: f.FollowUp.AsOf.String(), Source: string(f.FollowUp.Source),
		ClosedReason: f.FollowUp.ClosedReason, Version: f.FollowUp.Version,
	}
	for _, t := range f.Attempts {
		out.Tries = append(out.Tries, attemptOf(t))
	}
	if f.Open {
		out.Phone = f.Insured.Phone
	}
	return out
}

func (a *api) listFollowUps(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	State  string `query:"state" enum:"open,done" required:"false" doc:"open: to call; done: an outcome, or nothing to ask; absent: all"`
	Cohort string `query:"cohort" required:"false"`
	Until  string `query:"until" format:"date" required:"false" doc:"Only those to call by this day"`
},
) (*body[page[followUpBody]], error) {
	until, err := dateIn(in.Until, "until")
	if err != nil {
		return nil, err
	}
	filter := store.FollowUpsFilter{State: in.State, Cohort: scheduling.CohortID(in.Cohort), Until: until}
	list, err := a.Attending.FollowUps(ctx, actor, filter, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[followUpBody]{Items: make([]followUpBody, len(list.Items)), Next: list.Next}
	for i, f := range list.Items {
		out.Items[i] = followUpOf(f)
	}
	return &body[page[followUpBody]]{out}, nil
}

// FollowUpPath is exported for huma, which reads no unexported embedded struct.
type FollowUpPath struct {
	ID string `path:"id"`
}

func (a *api) readFollowUp(ctx context.Context, actor scheduling.Actor, in *FollowUpPath) (*tagged[followUpBody], error) {
	f, err := a.Attending.FollowUp(ctx, actor, scheduling.FollowUpID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(f.FollowUp.Version, followUpOf(f)), nil
}

type planFollowUpIn struct {
	FollowUpPath
	IfMatch
	Body struct {
		PlannedOn string `json:"planned_on,omitempty" format:"date" doc:"Absent: back to the due day"`
	}
}

func (a *api) planFollowUp(ctx context.Context, actor scheduling.Actor, in *planFollowUpIn) (*tagged[followUpBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	on, err := dateIn(in.Body.PlannedOn, "planned_on")
	if err == nil {
		err = a.Attending.Plan(ctx, actor, scheduling.FollowUpID(in.ID), on, version)
	}
	if err != nil {
		return nil, err
	}
	return a.readFollowUp(ctx, actor, &in.FollowUpPath)
}

type attemptFollowUpIn struct {
	FollowUpPath
	IfMatch
	Body struct {
		Way     string `json:"way,omitempty" enum:"phone,mail,sms,letter,meeting" doc:"Absent: phone"`
		Outcome string `json:"outcome,omitempty" enum:"reached,message_left,no_answer,wrong_number,sent,bounced,returned,absent" doc:"Absent: as reached says"`
		Reached bool   `json:"reached,omitempty"`
		NextOn  string `json:"next_on,omitempty" format:"date" doc:"When to call again; absent: a day is proposed, unless she was reached"`
	}
}

func (a *api) attemptFollowUp(ctx context.Context, actor scheduling.Actor, in *attemptFollowUpIn) (*tagged[followUpBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	next, err := dateIn(in.Body.NextOn, "next_on")
	if err == nil {
		err = a.Attending.Attempt(ctx, actor, scheduling.FollowUpID(in.ID), in.tried(next), version)
	}
	if err != nil {
		return nil, err
	}
	return a.readFollowUp(ctx, actor, &in.FollowUpPath)
}

func (in *attemptFollowUpIn) tried(next scheduling.Date) attending.Tried {
	tried := attending.Tried{Way: scheduling.AttemptWay(in.Body.Way), Outcome: scheduling.AttemptOutcome(in.Body.Outcome), NextOn: next}
	if tried.Way == "" {
		tried.Way = scheduling.TriedByPhone
	}
	switch {
	case tried.Outcome != "":
	case in.Body.Reached:
		tried.Outcome = scheduling.AttemptReached
	default:
		tried.Outcome = scheduling.AttemptNoAnswer
	}
	return tried
}

type collectFollowUpIn struct {
	FollowUpPath
	IfMatch
	Body struct {
		Outcome      string `json:"outcome" doc:"A code of the outcomes" example:"work_resumed"`
		Whereof      string `json:"whereof,omitempty" doc:"What it is made of, a code that stands under the outcome" example:"therapeutic_part_time"`
		Details      string `json:"details,omitempty" maxLength:"1000"`
		AsOf         string `json:"as_of,omitempty" format:"date" doc:"The day it was true; required of an answer"`
		Source       string `json:"source,omitempty" enum:",phone,meeting,mail,visit,file,other" doc:"Required of an answer"`
		ClosedReason string `json:"closed_reason,omitempty" maxLength:"1000"`
	}
}

func (a *api) collectFollowUp(ctx context.Context, actor scheduling.Actor, in *collectFollowUpIn) (*tagged[followUpBody], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	asOf, err := dateIn(in.Body.AsOf, "as_of")
	if err == nil {
		err = a.Attending.Collect(ctx, actor, scheduling.FollowUpID(in.ID), attending.Collected{
			Outcome: scheduling.OutcomeCode(in.Body.Outcome), Whereof: scheduling.Whereof(in.Body.Whereof), Details: in.Body.Details, AsOf: asOf,
			Source: scheduling.FollowUpSource(in.Body.Source), ClosedReason: in.Body.ClosedReason,
		}, version)
	}
	if err != nil {
		return nil, err
	}
	return a.readFollowUp(ctx, actor, &in.FollowUpPath)
}
