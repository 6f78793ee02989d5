package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

func (a *api) heldRoutes() {
	const tag = "Sessions"
	get(a, "/cohorts/{id}/held-messages", operation{ID: "heldMessages", Summary: "What waits to leave after a change of dates", Tag: tag}, a.heldMessages)
	post(a, "/cohorts/{id}/held-messages/sending", operation{ID: "sendHeldMessages", Summary: "Have it leave now", Tag: tag}, a.decideHeld((*planning.Desk).SendNow))
	post(a, "/cohorts/{id}/held-messages/withdrawal", operation{ID: "keepBackNotices", Summary: "Do not write to the participants: somebody tells them", Tag: tag}, a.decideHeld((*planning.Desk).KeepBack))
}

type heldBody struct {
	Total   int            `json:"total"`
	Notices int            `json:"notices" doc:"To participants: these may be kept back"`
	At      *time.Time     `json:"at,omitempty" doc:"When all of it has left"`
	Kinds   map[string]int `json:"kinds"`
}

func (a *api) heldMessages(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[heldBody], error) {
	held, err := a.Planning.Held(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := heldBody{Total: held.Total, Notices: held.Notices, At: optional(held.At), Kinds: map[string]int{}}
	for _, k := range held.Kinds {
		out.Kinds[k.Kind] = k.Count
	}
	return &body[heldBody]{out}, nil
}

type decidedBody struct {
	Messages int `json:"messages" doc:"How many it concerned; 0: everything had left"`
}

type heldInput struct {
	ID string `path:"id"`
}

func (a *api) decideHeld(do func(*planning.Desk, context.Context, scheduling.Actor, scheduling.CohortID) (int, error)) func(context.Context, scheduling.Actor, *heldInput) (*body[decidedBody], error) {
	return func(ctx context.Context, actor scheduling.Actor, in *heldInput) (*body[decidedBody], error) {
		n, err := do(a.Planning, ctx, actor, scheduling.CohortID(in.ID))
		if err != nil {
			return nil, err
		}
		return &body[decidedBody]{decidedBody{n}}, nil
	}
}
