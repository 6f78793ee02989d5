package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

func (a *api) steeringRoutes() {
	get(a, "/today", operation{ID: "today", Summary: "What waits for the agent, and his next seven days", Tag: "Today"}, a.today)
	get(a, "/search", operation{ID: "search", Summary: "Find a person, session, partner or programme by a few letters", Tag: "Today"}, a.search)
	get(a, "/messages", operation{ID: "listMessages", Summary: "What was queued, newest first: kinds and states, never to whom", Tag: "Messages"}, a.messages)
}

type todayBody struct {
	Date     scheduling.Date `json:"date" format:"date"`
	Tasks    []taskBody      `json:"tasks"`
	Meetings []seenBody      `json:"meetings"`
}

type taskBody struct {
	Kind    string `json:"kind" example:"sheet"`
	Cohort  string `json:"cohort,omitempty"`
	Meeting string `json:"meeting,omitempty"`
	Version string `json:"version,omitempty"`
	Of      string `json:"facilitator,omitempty"`
	Label   string `json:"label,omitempty"`
	Count   int    `json:"count,omitempty"`
	Days    int    `json:"days,omitempty" doc:"Since the meeting, of a sheet that waits"`
}

type seenBody struct {
	Meeting  string    `json:"meeting"`
	Cohort   string    `json:"cohort"`
	Label    string    `json:"label"`
	Title    string    `json:"title"`
	City     string    `json:"city"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Enrolled int       `json:"enrolled"`
	Capacity int       `json:"capacity"`
}

func (a *api) today(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[todayBody], error) {
	today, err := a.Steering.Today(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := todayBody{Date: today.Date, Tasks: []taskBody{}, Meetings: []seenBody{}}
	for _, t := range today.Tasks {
		out.Tasks = append(out.Tasks, taskBody{t.Kind, string(t.Cohort), string(t.Meeting), string(t.Version), string(t.Of), t.Label, t.N, t.Days})
	}
	for _, s := range today.Week {
		out.Meetings = append(out.Meetings, seenBody{
			string(s.Meeting), string(s.Cohort), s.Label, s.Title, s.City, s.StartsAt, s.EndsAt, s.Enrolled, s.Capacity,
		})
	}
	return &body[todayBody]{out}, nil
}

type hitBody struct {
	Kind  string `json:"kind" enum:"insured,cohort,facilitator,partner,programme"`
	ID    string `json:"id"`
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
}

func (a *api) search(ctx context.Context, actor scheduling.Actor, in *struct {
	Words string `query:"q" minLength:"2" maxLength:"100" required:"true"`
},
) (*body[page[hitBody]], error) {
	hits, err := a.Steering.Search(ctx, actor, in.Words)
	if err != nil {
		return nil, err
	}
	out := page[hitBody]{Items: []hitBody{}}
	for _, h := range hits {
		out.Items = append(out.Items, hitBody(h))
	}
	return &body[page[hitBody]]{out}, nil
}

type messageBody struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Channel   string    `json:"channel"`
	Cohort    string    `json:"cohort,omitempty"`
	State     string    `json:"state" enum:"waiting,sent,failed,dropped"`
	Error     string    `json:"error,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

func (a *api) messages(ctx context.Context, actor scheduling.Actor, in *struct {
	Paging
	Cohort string `query:"cohort" doc:"Only this session's"`
},
) (*body[page[messageBody]], error) {
	list, err := a.Steering.Messages(ctx, actor, scheduling.CohortID(in.Cohort), store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := page[messageBody]{Items: []messageBody{}}
	for _, m := range list {
		out.Items = append(out.Items, messageBody{
			string(m.ID), m.Kind, string(m.Channel), string(m.Cohort), string(m.State()), m.Error, m.CreatedAt,
		})
	}
	if len(list) == in.Limit {
		out.Next = string(list[len(list)-1].ID)
	}
	return &body[page[messageBody]]{out}, nil
}
