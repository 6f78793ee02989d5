package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/timetable"
	"trame/scheduling/workflow/planning"
)

func (a *api) proposalRoutes() {
	post(a, "/proposals", operation{
		ID: "proposeCohort", Tag: "Sessions",
		Summary: "Dates that a session could have, the most comfortable first, or why there are none; nothing is saved",
	}, a.propose)
}

// wantedBody is what a session needs before it has dates.
type wantedBody struct {
	Version      string          `json:"version" doc:"An approved version of a programme"`
	Unit         string          `json:"unit,omitempty" doc:"The programme's unit, or one below it"`
	Sites        []string        `json:"sites" minItems:"1" maxItems:"20" doc:"It is held at one of them"`
	From         scheduling.Date `json:"from" format:"date"`
	Until        scheduling.Date `json:"until" format:"date" doc:"Included; a year later at most"`
	Capacity     int             `json:"capacity" example:"12"`
	CadenceWeeks int             `json:"cadence_weeks" example:"1"`
	SchoolPause  bool            `json:"school_pause,omitempty"`
	Leads        []string        `json:"leads,omitempty" maxItems:"100" doc:"Who may lead; none: every social worker of the unit"`
	Second       string          `json:"second,omitempty"`
}

// datedBody is a meeting as somebody chose it.
type datedBody struct {
	Module       string           `json:"module"`
	Date         scheduling.Date  `json:"date" format:"date"`
	Start        scheduling.Clock `json:"start" example:"14:00" doc:"Wall-clock hour at the site"`
	Room         string           `json:"room"`
	Facilitators []string         `json:"facilitators,omitempty" maxItems:"10" doc:"Each for a kind that the module requires; put on the meeting, not invited yet"`
}

func datedOf(meetings []datedBody) []planning.Dated {
	list := make([]planning.Dated, len(meetings))
	for i, m := range meetings {
		list[i] = planning.Dated{Module: scheduling.ModuleID(m.Module), Date: m.Date, Start: m.Start, Room: scheduling.RoomID(m.Room)}
		for _, f := range m.Facilitators {
			list[i].Co = append(list[i].Co, scheduling.FacilitatorID(f))
		}
	}
	return list
}

type proposalsBody struct {
	Items             []proposalBody   `json:"items"`
	Impossible        []hindranceBody  `json:"impossible" doc:"Without any proposal: why, for each site"`
	SchoolUnknownFrom *scheduling.Date `json:"school_unknown_from,omitempty" format:"date" doc:"From this date on, nobody entered the school holidays yet"`
}

type proposalBody struct {
	Site     string       `json:"site"`
	Lead     string       `json:"lead"`
	Comfort  int          `json:"comfort" doc:"What its discomforts cost; 0 is as wished"`
	Terms    []termBody   `json:"terms"`
	Skipped  []skipBody   `json:"skipped" doc:"Days on which the rhythm fell and the calendar is closed"`
	Passed   []passedBody `json:"passed" doc:"Days on which the room or a person could not be had"`
	Meetings []datedBody  `json:"meetings" doc:"Send them to POST /cohorts to open the session"`
}

type termBody struct {
	Kind    string   `json:"kind" enum:"gap,weekday,start,room,school,early,preference"`
	Cost    int      `json:"cost"`
	Modules []string `json:"modules"`
}

type passedBody struct {
	Date   scheduling.Date `json:"date" format:"date"`
	Room   bool            `json:"room"`
	Reason string          `json:"reason" enum:"closed,absent,agreement,busy,hours,booked"`
}

type hindranceBody struct {
	Site     string             `json:"site"`
	Blocking []timetable.Reason `json:"blocking" doc:"Together in the way"`
	Repairs  []timetable.Reason `json:"repairs" doc:"Each alone would do, if it were lifted"`
	Funnel   []dwindlingBody    `json:"funnel"`
}

type dwindlingBody struct {
	Title string      `json:"title"`
	Left  []stageBody `json:"left"`
}

type stageBody struct {
	Name string `json:"name" enum:"working_days,room,lead,roles"`
	Days int    `json:"days"`
}

func (a *api) propose(ctx context.Context, actor scheduling.Actor, in *struct{ Body wantedBody }) (*body[proposalsBody], error) {
	found, err := a.Planning.Propose(ctx, actor, in.Body.wanted())
	if err != nil {
		return nil, err
	}
	out := proposalsBody{Items: []proposalBody{}, Impossible: []hindranceBody{}}
	if from := found.Warning.From; !from.IsZero() {
		out.SchoolUnknownFrom = &from
	}
	for _, p := range found.List {
		out.Items = append(out.Items, proposalOf(p))
	}
	for _, h := range found.Why {
		out.Impossible = append(out.Impossible, hindranceOf(h))
	}
	return &body[proposalsBody]{out}, nil
}

func (b wantedBody) wanted() planning.Wanted {
	w := planning.Wanted{
		Cohort: scheduling.Cohort{
			VersionID: scheduling.VersionID(b.Version), Unit: scheduling.UnitID(b.Unit), Second: scheduling.UserID(b.Second),
			Capacity: b.Capacity, CadenceWeeks: b.CadenceWeeks, SchoolPause: b.SchoolPause,
		},
		From: b.From, Until: b.Until,
	}
	for _, id := range b.Sites {
		w.Sites = append(w.Sites, scheduling.SiteID(id))
	}
	for _, id := range b.Leads {
		w.Leads = append(w.Leads, scheduling.UserID(id))
	}
	return w
}

func proposalOf(p planning.Proposal) proposalBody {
	out := proposalBody{
		Site: string(p.Site.ID), Lead: string(p.Lead.ID), Comfort: p.Comfort,
		Terms: []termBody{}, Skipped: skipsOf(p.Skipped), Passed: []passedBody{}, Meetings: []datedBody{},
	}
	for _, t := range p.Terms {
		out.Terms = append(out.Terms, termBody{string(t.Kind), t.Cost, t.Modules})
	}
	for _, d := range p.Passed {
		reason := string(d.Why)
		if reason == "" {
			reason = "booked"
		}
		out.Passed = append(out.Passed, passedBody{d.Date, d.Room, reason})
	}
	for _, m := range p.Meetings {
		dated := datedBody{Module: string(m.Module.ID), Date: m.Date, Start: m.Start, Room: string(m.Room.ID)}
		for _, co := range m.Co {
			dated.Facilitators = append(dated.Facilitators, string(co.Facilitator))
		}
		out.Meetings = append(out.Meetings, dated)
	}
	return out
}

func hindranceOf(h planning.Hindrance) hindranceBody {
	out := hindranceBody{Site: string(h.Site.ID), Blocking: h.Blocking, Repairs: h.Repairs, Funnel: []dwindlingBody{}}
	for _, f := range h.Funnel {
		d := dwindlingBody{Title: f.Title, Left: []stageBody{}}
		for _, s := range f.Left {
			d.Left = append(d.Left, stageBody(s))
		}
		out.Funnel = append(out.Funnel, d)
	}
	return out
}
