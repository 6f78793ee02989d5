package api

import (
	"context"
	"net/http"

	"trame/scheduling"
)

func (a *api) closureRoutes(tag string) {
	get(a, "/closures", operation{ID: "listClosures", Summary: "What closes the agent's sites, not over yet", Tag: tag}, a.listClosures)
	post(a, "/closures", operation{ID: "addClosure", Summary: "Close a site, or all of them", Tag: tag, Status: http.StatusCreated}, a.addClosure)
	remove(a, "/closures/{id}", operation{ID: "removeClosure", Summary: "Open again", Tag: tag, Status: http.StatusNoContent}, a.removeClosure)
}

type closureInput struct {
	Site  string          `json:"site,omitempty" doc:"Absent: every site of the organisation"`
	From  scheduling.Date `json:"from" format:"date"`
	Until scheduling.Date `json:"until" format:"date" doc:"Included"`
	Label string          `json:"label"`
}

type closureBody struct {
	ID    string          `json:"id"`
	Site  string          `json:"site,omitempty" doc:"Absent: every site of the organisation"`
	From  scheduling.Date `json:"from" format:"date"`
	Until scheduling.Date `json:"until" format:"date" doc:"Included"`
	Label string          `json:"label"`
}

func closuresOf(list []scheduling.Closure) []closureBody {
	out := make([]closureBody, len(list))
	for i, c := range list {
		out[i] = closureBody{string(c.ID), string(c.Site), c.From, c.Until, c.Label}
	}
	return out
}

func (a *api) listClosures(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[closureBody]], error) {
	list, _, err := a.Administering.Closures(ctx, actor)
	return &body[page[closureBody]]{page[closureBody]{Items: closuresOf(list)}}, err
}

type closedBody struct {
	ID       string `json:"id"`
	Meetings int64  `json:"meetings" doc:"How many fall in it: they stay until somebody moves them"`
}

func (a *api) addClosure(ctx context.Context, actor scheduling.Actor, in *struct{ Body closureInput }) (*body[closedBody], error) {
	id, meetings, err := a.Administering.AddClosure(ctx, actor, scheduling.Closure{
		Site: scheduling.SiteID(in.Body.Site), From: in.Body.From, Until: in.Body.Until, Label: in.Body.Label,
	})
	return &body[closedBody]{closedBody{string(id), meetings}}, err
}

func (a *api) removeClosure(ctx context.Context, actor scheduling.Actor, in *byID) (*struct{}, error) {
	_, err := a.Administering.RemoveClosure(ctx, actor, scheduling.ClosureID(in.ID))
	return nil, err
}
