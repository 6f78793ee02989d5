package api

import (
	"context"
	"errors"
	"strconv"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/trust"
)

func (a *api) traceRoutes() {
	const tag = "Traces"
	get(a, "/traces", operation{ID: "listTraces", Summary: "Who did or read what in the agent's units, the newest first", Tag: tag}, a.listTraces)
	get(a, "/traces/verification", operation{ID: "verifyTraces", Summary: "Read the whole chain and say whether it holds", Tag: tag}, a.verifyTraces)
}

type traceBody struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" example:"user:0190…"`
	Verb    string    `json:"verb" example:"read"`
	Subject string    `json:"subject" example:"insured:0190…"`
	Unit    string    `json:"unit,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

func (a *api) listTraces(ctx context.Context, actor scheduling.Actor, in *struct {
	Verb    string `query:"verb" maxLength:"40"`
	Subject string `query:"subject" maxLength:"40" doc:"Its kind: insured, cohort, user…"`
	After   int64  `query:"after" minimum:"0" doc:"The next of the part before"`
},
) (*body[page[traceBody]], error) {
	list, more, err := a.Trust.Traces(ctx, actor, trust.TracesFilter{Verb: in.Verb, Subject: in.Subject, Before: in.After})
	out := page[traceBody]{Items: []traceBody{}}
	for _, t := range list {
		out.Items = append(out.Items, traceBody{t.Seq, t.At, t.Actor, t.Verb, t.Subject, string(t.Unit), t.Reason})
		if more {
			out.Next = strconv.FormatInt(t.Seq, 10)
		}
	}
	return &body[page[traceBody]]{out}, err
}

type chainBody struct {
	Whole    bool   `json:"whole"`
	Events   int64  `json:"events" doc:"How many hold, from the first"`
	LastHash string `json:"last_hash" doc:"Keep it elsewhere, to compare"`
}

func (a *api) verifyTraces(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[chainBody], error) {
	if !actor.Can(scheduling.ReadAudit) {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.read_audit", "")
	}
	n, head, err := a.Trust.VerifyAudit(ctx)
	if _, broken := errors.AsType[*trust.BrokenChain](err); broken {
		return &body[chainBody]{chainBody{false, n, head}}, nil
	}
	return &body[chainBody]{chainBody{true, n, head}}, err
}
