package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/receiving"
)

func (a *api) incomingRoutes() {
	const tag = "Incoming mail"
	get(a, "/incoming-mail", operation{ID: "listIncoming", Summary: "What came back by mail and waits for somebody, the oldest first", Tag: tag}, a.listIncoming)
	post(a, "/incoming-mail/{id}/acceptance", operation{ID: "acceptIncoming", Summary: "Take it as the answer of whoever was invited", Tag: tag, Status: http.StatusNoContent}, a.settleIncoming((*receiving.Desk).Accept))
	post(a, "/incoming-mail/{id}/closing", operation{ID: "closeIncoming", Summary: "Say that nothing more is to be made of it", Tag: tag, Status: http.StatusNoContent}, a.settleIncoming((*receiving.Desk).Close))
	get(a, "/returned-addresses", operation{ID: "listReturned", Summary: "Whose address takes no mail", Tag: tag}, a.listReturned)
	post(a, "/returned-addresses/{owner}/retry", operation{ID: "retryAddress", Summary: "Write to an address again: its owner says that it takes mail", Tag: tag, Status: http.StatusNoContent}, a.retryAddress)
}

type incomingBody struct {
	ID         string     `json:"id"`
	Verdict    string     `json:"verdict" enum:"to_confirm,taken,countered,delegated,old_date"`
	Meeting    string     `json:"meeting"`
	Animation  string     `json:"animation"`
	Name       string     `json:"name" doc:"Who was invited"`
	Address    string     `json:"address,omitempty" doc:"Who answered"`
	Reply      string     `json:"reply"`
	Comment    string     `json:"comment,omitempty"`
	Delegate   string     `json:"delegate,omitempty"`
	StartsAt   *time.Time `json:"starts_at,omitempty" doc:"Asked for instead"`
	EndsAt     *time.Time `json:"ends_at,omitempty"`
	ReceivedAt time.Time  `json:"received_at"`
	Countable  bool       `json:"countable" doc:"It can be taken as the answer"`
}

func (a *api) listIncoming(ctx context.Context, actor scheduling.Actor, in *struct {
	Meeting string `query:"meeting" doc:"About this meeting alone, with what answers a date that no longer holds"`
},
) (*body[page[incomingBody]], error) {
	list, err := a.Receiving.Waiting(ctx, actor)
	if in.Meeting != "" {
		list, err = a.Receiving.OfMeeting(ctx, actor, scheduling.MeetingID(in.Meeting))
	}
	if err != nil {
		return nil, err
	}
	out := page[incomingBody]{Items: []incomingBody{}}
	for _, l := range list {
		out.Items = append(out.Items, incomingBody{
			ID: string(l.ID), Verdict: string(l.Verdict), Meeting: string(l.Of.ID), Animation: string(l.Animation), Name: l.Name, Address: l.Address,
			Reply: string(l.Reply), Comment: l.Comment, Delegate: l.Delegate, StartsAt: optional(l.StartsAt), EndsAt: optional(l.EndsAt),
			ReceivedAt: l.ReceivedAt, Countable: l.Countable(),
		})
	}
	return &body[page[incomingBody]]{out}, nil
}

type incomingInput struct {
	ID string `path:"id"`
}

func (a *api) settleIncoming(do func(*receiving.Desk, context.Context, scheduling.Actor, scheduling.IncomingID) error) func(context.Context, scheduling.Actor, *incomingInput) (*struct{}, error) {
	return func(ctx context.Context, actor scheduling.Actor, in *incomingInput) (*struct{}, error) {
		return nil, do(a.Receiving, ctx, actor, scheduling.IncomingID(in.ID))
	}
}

type returnedAddressBody struct {
	Owner  string    `json:"owner" example:"facilitator:7f…"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
	Status string    `json:"status" doc:"RFC 3463"`
	Letter bool      `json:"letter" doc:"She may be written to on paper"`
	Phone  string    `json:"phone,omitempty"`
}

func (a *api) listReturned(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[returnedAddressBody]], error) {
	list, err := a.Receiving.Returned(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := page[returnedAddressBody]{Items: []returnedAddressBody{}}
	for _, r := range list {
		out.Items = append(out.Items, returnedAddressBody{r.Owner, r.Name, r.Since, r.Status, r.Letter, r.Phone})
	}
	return &body[page[returnedAddressBody]]{out}, nil
}

func (a *api) retryAddress(ctx context.Context, actor scheduling.Actor, in *struct {
	Owner string `path:"owner" doc:"facilitator:ID, insured:ID or user:ID"`
},
) (*struct{}, error) {
	return nil, a.Receiving.Retry(ctx, actor, in.Owner)
}
