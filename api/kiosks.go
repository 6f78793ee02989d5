package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

// kioskRoutes are the room's tablet: an agent opens it for a meeting's day,
// its token is the way in.
func (a *api) kioskRoutes(tag string) {
	post(a, "/meetings/{id}/kiosks", operation{ID: "openKiosk", Summary: "Let participants sign in on the room's tablet until the end of the day; closes the one before", Tag: tag, Status: http.StatusCreated}, a.openKiosk)
	remove(a, "/meetings/{id}/kiosks", operation{ID: "closeKiosk", Summary: "End signing in on the room's tablet", Tag: tag, Status: http.StatusNoContent}, a.closeKiosk)
	open(a, http.MethodGet, "/kiosks/{token}", operation{ID: "readKiosk", Summary: "What the room's tablet shows: the public title, and nobody", Tag: tag},
		[]map[string][]string{}, a.readKiosk)
	open(a, http.MethodPost, "/kiosks/{token}/arrivals", operation{ID: "arrive", Summary: "Mark present who shows her own code, when she is expected; rate-limited", Tag: tag, Status: http.StatusNoContent},
		[]map[string][]string{}, a.arrive)
}

type kioskBody struct {
	Token    string    `json:"token" doc:"Given once"`
	ClosesAt time.Time `json:"closes_at"`
}

func (a *api) openKiosk(ctx context.Context, actor scheduling.Actor, in *MeetingPath) (*body[kioskBody], error) {
	token, closes, err := a.Attending.OpenKiosk(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[kioskBody]{kioskBody{token, closes}}, nil
}

func (a *api) closeKiosk(ctx context.Context, actor scheduling.Actor, in *MeetingPath) (*struct{}, error) {
	return nil, a.Attending.CloseKiosk(ctx, actor, scheduling.MeetingID(in.ID))
}

type gatheringBody struct {
	Title    string    `json:"title"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Zone     string    `json:"zone"`
	Place    string    `json:"place"`
}

func (a *api) readKiosk(ctx context.Context, in *ByToken) (*body[gatheringBody], error) {
	g, err := a.Attending.Kiosk(ctx, in.Token)
	if err != nil {
		return nil, problemOf(err)
	}
	return &body[gatheringBody]{gatheringBody{g.Title, g.Start, g.End, g.Zone, g.Place}}, nil
}

func (a *api) arrive(ctx context.Context, in *struct {
	ByToken
	Body struct {
		Code string `json:"code" maxLength:"200" doc:"As typed, or the link of her invitation as a QR code holds it"`
	}
},
) (*struct{}, error) {
	if err := a.Attending.SignInAtKiosk(ctx, in.Token, in.Body.Code); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}
