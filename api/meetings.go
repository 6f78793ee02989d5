package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

func (a *api) meetingRoutes() {
	const tag = "Meetings"
	get(a, "/cohorts/{id}/meetings", operation{ID: "listMeetings", Summary: "The meetings of a session, in order", Tag: tag}, a.listMeetings)
	get(a, "/meetings/{id}", operation{ID: "getMeeting", Summary: "One meeting", Tag: tag}, a.getMeeting)
	post(a, "/meetings/{id}/move", operation{ID: "moveMeeting", Summary: "Another day, hour or room; a cancelled one is planned again", Tag: tag}, a.moveMeeting)
	post(a, "/meetings/{id}/shift", operation{ID: "shiftMeetings", Summary: "Lay this meeting and all later modules out again", Tag: tag}, a.shiftMeetings)
	post(a, "/meetings/{id}/cancellation", operation{ID: "cancelMeeting", Summary: "Cancel one meeting and tell everyone", Tag: tag}, a.cancelMeeting)
	get(a, "/agenda", operation{ID: "getAgenda", Summary: "The meetings of some days, of the agent's units", Tag: tag}, a.getAgenda)
}

type meetingBody struct {
	ID        string           `json:"id"`
	Cohort    string           `json:"cohort"`
	Module    string           `json:"module,omitempty"`
	Kind      string           `json:"kind" enum:"module,supplementary"`
	Position  int              `json:"position"`
	Title     string           `json:"title"`
	State     string           `json:"state" enum:"planned,under_way,to_fill_in,held,cancelled"`
	Date      scheduling.Date  `json:"date" format:"date"`
	Start     scheduling.Clock `json:"start" example:"14:00"`
	Minutes   int              `json:"minutes"`
	Zone      string           `json:"zone" example:"Europe/Paris"`
	StartsAt  time.Time        `json:"starts_at"`
	EndsAt    time.Time        `json:"ends_at"`
	Site      string           `json:"site"`
	Room      string           `json:"room,omitempty"`
	Present   int              `json:"present"`
	Missing   []string         `json:"missing" doc:"Partner kinds that the module requires and nobody holds"`
	Cancelled string           `json:"cancel_reason,omitempty"`
	Sequence  int              `json:"sequence" doc:"Of its calendar object"`
	Version   int              `json:"version" doc:"Its ETag: send it as If-Match to change it"`
}

func meetingOf(b planning.Bead) meetingBody {
	m := b.Meeting
	out := meetingBody{
		ID: string(m.ID), Cohort: string(m.Cohort), Module: string(m.Module), Kind: string(m.Kind), Position: m.Position,
		Title: b.Title, State: string(b.State), Date: m.Date, Start: m.Start, Minutes: m.Minutes, Zone: m.Zone,
		StartsAt: m.StartsAt, EndsAt: m.EndsAt, Site: string(m.Site), Room: string(m.Room), Present: b.Turnout.Present,
		Missing: []string{}, Cancelled: m.CancelReason, Sequence: m.Sequence, Version: m.Version,
	}
	for _, kind := range b.Missing {
		out.Missing = append(out.Missing, string(kind))
	}
	return out
}

func (a *api) listMeetings(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[page[meetingBody]], error) {
	v, err := a.Planning.Cohort(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[page[meetingBody]]{page[meetingBody]{Items: cohortOf(v).Body.Meetings}}, nil
}

func (a *api) getMeeting(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*tagged[meetingBody], error) {
	v, err := a.Planning.Meeting(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(v.Meeting.Version, meetingOf(v.Bead)), nil
}

func (a *api) getAgenda(ctx context.Context, actor scheduling.Actor, in *struct {
	From   string `query:"from" format:"date" required:"true"`
	Until  string `query:"until" format:"date" required:"true" doc:"Included; at most 62 days later"`
	Site   string `query:"site"`
	Person string `query:"person" doc:"An agent who leads or co-animates"`
},
) (*body[page[meetingBody]], error) {
	query := planning.AgendaQuery{Site: scheduling.SiteID(in.Site), Person: scheduling.UserID(in.Person)}
	query.From, _ = scheduling.ParseDate(in.From) // huma checked both
	query.Until, _ = scheduling.ParseDate(in.Until)
	agenda, err := a.Planning.Agenda(ctx, actor, query)
	if err != nil {
		return nil, err
	}
	out := page[meetingBody]{Items: []meetingBody{}}
	for _, e := range agenda.Entries {
		out.Items = append(out.Items, meetingOf(e.Bead))
	}
	return &body[page[meetingBody]]{out}, nil
}
