package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
)

func (a *api) callRoutes() {
	const tag = "Calls"
	get(a, "/calls", operation{ID: "listCalls", Summary: "Whom to call: before a meeting, after an absence, when the minimum is out of reach", Tag: tag}, a.calls)
	post(a, "/calls", operation{ID: "recordCall", Summary: "Note a call that was made; it takes her off the list unless she is to be called again", Tag: tag, Status: http.StatusCreated}, a.recordCall)
}

type toCallBody struct {
	Purpose   string    `json:"purpose" enum:"reminder,absence,out_of_reach"`
	Cohort    string    `json:"cohort"`
	Label     string    `json:"label"`
	Meeting   string    `json:"meeting,omitempty"`
	StartsAt  time.Time `json:"starts_at,omitzero"`
	Enrolment string    `json:"enrolment"`
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
	Phone     string    `json:"phone,omitempty"`
	Tries     int       `json:"tries"`
	LastTry   time.Time `json:"last_try,omitzero"`
}

func (a *api) calls(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[toCallBody]], error) {
	list, err := a.Attending.CallsToMake(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := page[toCallBody]{Items: make([]toCallBody, len(list))}
	for i, c := range list {
		out.Items[i] = toCallOf(c)
	}
	return &body[page[toCallBody]]{out}, nil
}

func toCallOf(c attending.ToCall) toCallBody {
	return toCallBody{
		string(c.Purpose), string(c.Cohort), c.Label, string(c.Meeting), c.StartsAt, string(c.Enrolment),
		c.Insured.FirstName, c.Insured.LastName, c.Insured.Phone, c.Tries, c.Last.At,
	}
}

type recordedCallBody struct {
	ID string `json:"id"`
}

func (a *api) recordCall(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Enrolment string `json:"enrolment"`
		Meeting   string `json:"meeting,omitempty" doc:"Of a reminder or an absence"`
		Purpose   string `json:"purpose" enum:"reminder,absence,out_of_reach"`
		Outcome   string `json:"outcome" enum:"reached,message_left,no_answer,wrong_number"`
		NextStep  string `json:"next_step" enum:"comes,call_again,individual,leaves,nothing"`
	}
},
) (*body[recordedCallBody], error) {
	id, err := a.Attending.RecordCall(ctx, actor, scheduling.PhoneCall{
		Enrolment: scheduling.EnrolmentID(in.Body.Enrolment), Meeting: scheduling.MeetingID(in.Body.Meeting), Purpose: scheduling.CallPurpose(in.Body.Purpose),
		Outcome: scheduling.CallOutcome(in.Body.Outcome), NextStep: scheduling.NextStep(in.Body.NextStep),
	})
	if err != nil {
		return nil, err
	}
	return &body[recordedCallBody]{recordedCallBody{string(id)}}, nil
}
