package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

func (a *api) bookletDeliveryRoutes() {
	const tag = "Booklet"
	post(a, "/cohorts/{id}/booklet/publication", operation{ID: "publishBooklet", Summary: "Give the booklet to everybody who started and has none yet", Tag: tag}, a.publishBooklet)
	get(a, "/cohorts/{id}/booklet/deliveries", operation{ID: "listBookletDeliveries", Summary: "Who got the booklet, and how; with names it leaves a trace", Tag: tag}, a.listBookletDeliveries)
	put(a, "/booklet-deliveries/{id}", operation{ID: "noteBookletDelivery", Summary: "Note what became of one on paper", Tag: tag, Status: http.StatusNoContent}, a.noteBookletDelivery)
}

func (a *api) publishBooklet(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[writtenToBody], error) {
	n, err := a.Booklets.Publish(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[writtenToBody]{writtenToBody{n}}, nil
}

type bookletDeliveryBody struct {
	ID        string `json:"id"`
	Insured   string `json:"insured"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Channel   string `json:"channel,omitempty" enum:"mail,sms,letter" doc:"Absent: handed over alone"`
	State     string `json:"state" enum:"to_do,printed,sent,delivered,returned,handed_over"`
}

type bookletDeliveriesBody struct {
	PublishedAt time.Time             `json:"published_at,omitzero"`
	Reviewed    int                   `json:"reviewed" doc:"Answers in it"`
	Given       int                   `json:"given"`
	ToAdd       int                   `json:"to_add" doc:"Started, and are on no line yet"`
	ToPost      int                   `json:"to_post" doc:"Letters to print, or to post"`
	Counts      map[string]int        `json:"counts" doc:"By state"`
	Items       []bookletDeliveryBody `json:"items" doc:"For who may see people"`
	Next        string                `json:"next,omitempty"`
}

func (a *api) listBookletDeliveries(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[bookletDeliveriesBody], error) {
	list, err := a.Booklets.Deliveries(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := bookletDeliveriesBody{
		PublishedAt: list.Published.PublishedAt, Reviewed: list.Reviewed, Given: list.Given, ToAdd: list.ToAdd, ToPost: list.ToPost,
		Counts: map[string]int{}, Items: []bookletDeliveryBody{},
	}
	for state, n := range list.Counts {
		out.Counts[string(state)] = n
	}
	for _, d := range list.People {
		out.Items = append(out.Items, bookletDeliveryBody{
			string(d.BookletDelivery.ID), string(d.Insured.ID), d.Insured.FirstName, d.Insured.LastName, string(d.Channel), string(d.State),
		})
	}
	return &body[bookletDeliveriesBody]{out}, nil
}

func (a *api) noteBookletDelivery(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		What string `json:"what" enum:"posted,handed,returned,not_yet" doc:"not_yet: noted by mistake"`
	}
},
) (*struct{}, error) {
	_, err := a.Booklets.Note(ctx, actor, scheduling.BookletDeliveryID(in.ID), in.Body.What)
	return nil, err
}
