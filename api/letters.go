package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
)

func (a *api) letterRoutes(tag string) {
	post(a, "/cohorts/{id}/letters", operation{ID: "printLetters", Summary: "The letters of a session to be posted, as one PDF; they are noted as printed", Tag: tag}, a.printLetters)
	post(a, "/letters", operation{ID: "printAllLetters", Summary: "The letters of every session to be posted, as one PDF; they are noted as printed", Tag: tag}, a.printAllLetters)
	post(a, "/cohorts/{id}/letters/posted", operation{ID: "markPosted", Summary: "Note that letters were put in the post", Tag: tag}, a.markPosted)
	post(a, "/invitations/{id}/returned", operation{ID: "markReturned", Summary: "Note that a letter came back; she is invited by the next channel that she accepts", Tag: tag}, a.markReturned)
}

func (a *api) printLetters(ctx context.Context, actor scheduling.Actor, in *ByID) (*huma.StreamResponse, error) {
	return printed(a.Inviting.PrintLetters(ctx, actor, scheduling.CohortID(in.ID)))
}

func (a *api) printAllLetters(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*huma.StreamResponse, error) {
	return printed(a.Inviting.PrintLetters(ctx, actor, ""))
}

// printed streams pages as they are made. A fault after the first leaves a file
// without an end, which every reader refuses.
func printed(p inviting.Printing, err error) (*huma.StreamResponse, error) {
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "application/pdf")
		ctx.SetHeader("Content-Disposition", `attachment; filename="lettres.pdf"`)
		_, _ = p.Write(ctx.Context(), ctx.BodyWriter(), nil)
	}}, nil
}

type postedBody struct {
	Posted int `json:"posted"`
}

func (a *api) markPosted(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Invitations []string `json:"invitations,omitempty" maxItems:"10000"`
		Messages    []string `json:"messages,omitempty" maxItems:"10000" doc:"Letters of the outbox that are no invitations: an offered place, a date that changed"`
	}
},
) (*body[postedBody], error) {
	ids := make([]scheduling.InvitationID, len(in.Body.Invitations))
	for i, id := range in.Body.Invitations {
		ids[i] = scheduling.InvitationID(id)
	}
	notices := make([]scheduling.MessageID, len(in.Body.Messages))
	for i, id := range in.Body.Messages {
		notices[i] = scheduling.MessageID(id)
	}
	n, err := a.Inviting.Posted(ctx, actor, scheduling.CohortID(in.ID), ids, notices...)
	return &body[postedBody]{postedBody{n}}, err
}

type returnedBody struct {
	Channel string `json:"channel,omitempty" enum:"mail,sms" doc:"By which she is invited now; absent when she accepts no other"`
}

func (a *api) markReturned(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[returnedBody], error) {
	by, err := a.Inviting.Returned(ctx, actor, scheduling.InvitationID(in.ID))
	return &body[returnedBody]{returnedBody{string(by)}}, err
}

type waveBody struct {
	ID       string   `json:"id"`
	Size     int      `json:"size"`
	Criteria string   `json:"criteria,omitempty"`
	Channels []string `json:"channels"`
	SendAt   string   `json:"send_at,omitempty" doc:"Absent when it left at once"`
	ReplyBy  string   `json:"reply_by"`
	RemindOn string   `json:"remind_on,omitempty"`
	Created  string   `json:"created_at"`
}

type tallyBody struct {
	Channel string         `json:"channel"`
	Total   int            `json:"total"`
	States  map[string]int `json:"states"`
}

type wavesBody struct {
	Items   []waveBody  `json:"items"`
	Tallies []tallyBody `json:"channels" doc:"What became of the invitations by each channel"`
}

func (a *api) listWaves(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[wavesBody], error) {
	s, err := a.Inviting.Sendings(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	const instant = "2006-01-02T15:04:05Z07:00"
	out := wavesBody{Items: []waveBody{}, Tallies: []tallyBody{}}
	for _, w := range s.Waves {
		wave := waveBody{
			ID: string(w.ID), Size: w.Size, Criteria: w.Criteria, ReplyBy: w.ReplyBy.String(), RemindOn: w.RemindOn.String(), Created: w.CreatedAt.Format(instant),
		}
		for _, c := range w.Channels {
			wave.Channels = append(wave.Channels, string(c))
		}
		if !w.SendAt.IsZero() {
			wave.SendAt = w.SendAt.Format(instant)
		}
		out.Items = append(out.Items, wave)
	}
	for _, t := range s.Tallies {
		tally := tallyBody{string(t.Channel), t.Total, map[string]int{}}
		for _, state := range t.States {
			tally.States[state.State] = state.N
		}
		out.Tallies = append(out.Tallies, tally)
	}
	return &body[wavesBody]{out}, nil
}
