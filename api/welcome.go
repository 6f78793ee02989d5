package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling/workflow/inviting"
)

// welcomeRoutes are a participant's own: no account, her link's token or her
// code is the way in.
func (a *api) welcomeRoutes() {
	const tag = "Participants"
	open(a, http.MethodGet, "/welcome/{token}", operation{ID: "welcome", Summary: "Where the reader of a link stands, and her dates", Tag: tag},
		[]map[string][]string{}, a.welcome)
	open(a, http.MethodPost, "/welcome/{token}/reply", operation{ID: "reply", Summary: "Accept, decline, or ask to be called", Tag: tag, Status: http.StatusNoContent},
		[]map[string][]string{}, a.reply)
	open(a, http.MethodPut, "/welcome/{token}/visits/{n}/apology", operation{ID: "apologise", Summary: "Say ahead that she will not come to one visit", Tag: tag, Status: http.StatusNoContent},
		[]map[string][]string{}, a.apologise)
	open(a, http.MethodDelete, "/welcome/{token}/visits/{n}/apology", operation{ID: "comeAfterAll", Summary: "Take it back", Tag: tag, Status: http.StatusNoContent},
		[]map[string][]string{}, a.comeAfterAll)
	open(a, http.MethodPost, "/codes", operation{ID: "enterCode", Summary: "Turn a code into a link's token; rate-limited", Tag: tag},
		[]map[string][]string{}, a.enterCode)
}

type welcomeBody struct {
	FirstName string      `json:"first_name"`
	Title     string      `json:"title"`
	Standing  string      `json:"standing" enum:"asked,said_no,said_call,has_seat,waits,is_offered,offer_over,has_left,too_late,cancelled,all_through"`
	MayAnswer bool        `json:"may_answer"`
	Rank      int         `json:"rank,omitempty"`
	Until     *time.Time  `json:"until,omitempty" doc:"Of an offer"`
	Phone     string      `json:"phone"`
	Visits    []visitBody `json:"visits"`
}

type visitBody struct {
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Zone      string    `json:"zone"`
	Place     string    `json:"place"`
	Transport string    `json:"transport,omitempty"`
	ToBring   string    `json:"to_bring,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Away      bool      `json:"away,omitempty" doc:"She said that she does not come to this one"`
}

// ByToken is the secret of a link. It is exported for huma, which reads no
// unexported embedded struct.
type ByToken struct {
	Token string `path:"token" maxLength:"100"`
}

func (a *api) welcome(ctx context.Context, in *ByToken) (*body[welcomeBody], error) {
	w, err := a.Inviting.Welcome(ctx, in.Token)
	if err != nil {
		return nil, problemOf(err)
	}
	out := welcomeBody{
		FirstName: w.FirstName, Title: w.Title, Standing: string(w.Standing), MayAnswer: w.MayAnswer, Rank: w.Rank,
		Phone: w.Organisation.Phone, Visits: []visitBody{},
	}
	if !w.Until.IsZero() {
		out.Until = &w.Until
	}
	away := map[int]bool{}
	if w.Standing == inviting.HasSeat {
		if away, err = a.Attending.Apologies(ctx, in.Token); err != nil {
			return nil, problemOf(err)
		}
	}
	for i, v := range w.Visits {
		out.Visits = append(out.Visits, visitBody{v.Start, v.End, v.Zone, v.Place, v.Transport, v.ToBring, v.Cancelled, away[i+1]})
	}
	return &body[welcomeBody]{out}, nil
}

func (a *api) reply(ctx context.Context, in *struct {
	ByToken
	Body replyIn
},
) (*struct{}, error) {
	if err := a.Inviting.Reply(ctx, in.Token, in.Body.answer()); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}

func (a *api) enterCode(ctx context.Context, in *struct {
	Body struct {
		Code string `json:"code" maxLength:"40"`
	}
},
) (*body[tokenBody], error) {
	token, err := a.Inviting.Enter(ctx, in.Body.Code, addressFrom(ctx))
	if err != nil {
		return nil, problemOf(err)
	}
	return &body[tokenBody]{tokenBody{token}}, nil
}

// VisitPath names one visit of the reader of a link, from 1. It is exported for
// huma, which reads no unexported embedded struct.
type VisitPath struct {
	ByToken
	N int `path:"n" minimum:"1"`
}

func (a *api) apologise(ctx context.Context, in *struct {
	VisitPath
	Body struct {
		Reason string `json:"reason,omitempty" enum:",care,health,transport,caring,work,paperwork,other"`
	}
},
) (*struct{}, error) {
	if err := a.Attending.Apologise(ctx, in.Token, in.N, in.Body.Reason); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}

func (a *api) comeAfterAll(ctx context.Context, in *VisitPath) (*struct{}, error) {
	if err := a.Attending.ComeAfterAll(ctx, in.Token, in.N); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}
