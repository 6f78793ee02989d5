package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

func (a *api) feedRoutes() {
	const tag = "Calendars"
	get(a, "/feeds", operation{ID: "listFeeds", Summary: "Calendar addresses: the agent's own, a facilitator's, a session's, a unit's, a site's, a room's", Tag: tag}, a.listFeeds)
	post(a, "/feeds", operation{ID: "openFeed", Summary: "Make a calendar address; it is shown this once", Tag: tag, Status: http.StatusCreated}, a.openFeed)
	post(a, "/feeds/{id}/rotation", operation{ID: "rotateFeed", Summary: "End an address and make another of the same name", Tag: tag, Status: http.StatusCreated}, a.rotateFeed)
	remove(a, "/feeds/{id}", operation{ID: "revokeFeed", Summary: "End an address for good", Tag: tag, Status: http.StatusNoContent}, a.revokeFeed)
}

type feedBody struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"`
	RevokedAt  *time.Time `json:"revoked_at,omitempty"`
	Address    string     `json:"address,omitempty" doc:"When it was just made, and never again"`
}

func feedOf(f scheduling.Feed) feedBody {
	return feedBody{ID: string(f.ID), Name: f.Name, CreatedAt: f.CreatedAt, LastUsedAt: optional(f.LastUsedAt), RevokedAt: optional(f.RevokedAt)}
}

// FeedOwner says whose feeds are meant.
type FeedOwner struct {
	Scope string `query:"scope" json:"scope,omitempty" enum:"user,facilitator,cohort,unit,site,room" doc:"Whose; absent: the agent's own"`
	Owner string `query:"owner" json:"owner,omitempty" doc:"The id in that scope; absent: the agent"`
}

func (o FeedOwner) of(actor scheduling.Actor) (scheduling.FeedScope, string) {
	if o.Scope == "" || o.Scope == string(scheduling.FeedOfUser) && o.Owner == "" {
		return scheduling.FeedOfUser, string(actor.ID)
	}
	return scheduling.FeedScope(o.Scope), o.Owner
}

func (a *api) listFeeds(ctx context.Context, actor scheduling.Actor, in *FeedOwner) (*body[page[feedBody]], error) {
	scope, owner := in.of(actor)
	feeds, err := a.Planning.Feeds(ctx, actor, scope, owner)
	if err != nil {
		return nil, err
	}
	out := page[feedBody]{Items: []feedBody{}}
	for _, f := range feeds {
		out.Items = append(out.Items, feedOf(f))
	}
	return &body[page[feedBody]]{out}, nil
}

func (a *api) openFeed(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		FeedOwner
		Name string `json:"name" maxLength:"60" example:"Téléphone"`
	}
},
) (*body[feedBody], error) {
	scope, owner := in.Body.of(actor)
	feed, token, err := a.Planning.OpenFeed(ctx, actor, scope, owner, in.Body.Name)
	return a.feedAnswer(feed, token, err)
}

func (a *api) feedAnswer(feed scheduling.Feed, token string, err error) (*body[feedBody], error) {
	if err != nil {
		return nil, err
	}
	out := feedOf(feed)
	out.Address = a.link("/feeds/" + token + ".ics")
	return &body[feedBody]{out}, nil
}

func (a *api) rotateFeed(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[feedBody], error) {
	return a.feedAnswer(a.Planning.RotateFeed(ctx, actor, scheduling.FeedID(in.ID)))
}

func (a *api) revokeFeed(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*struct{}, error) {
	_, err := a.Planning.RevokeFeed(ctx, actor, scheduling.FeedID(in.ID))
	return nil, err
}
