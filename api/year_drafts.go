package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

// yearPlanBody is a plan with its draft.
type yearPlanBody struct {
	YearPlanLine
	Sessions []draftCohortBody `json:"sessions"`
	Loads    []yearLoadBody    `json:"loads" doc:"Meetings of each person within the plan's days"`
	Zones    []yearZoneBody    `json:"zones"`
}

type draftCohortBody struct {
	Number    int                `json:"number"`
	Label     string             `json:"label"`
	Version   string             `json:"version,omitempty"`
	Site      string             `json:"site"`
	From      scheduling.Date    `json:"from" format:"date"`
	To        scheduling.Date    `json:"to" format:"date"`
	Capacity  int                `json:"capacity"`
	Lead      string             `json:"lead,omitempty" doc:"Absent: it found no dates"`
	Choice    string             `json:"choice" enum:",accepted,pinned,left"`
	Cohort    string             `json:"cohort,omitempty" doc:"The session, once open"`
	Meetings  []draftMeetingBody `json:"meetings"`
	Blocking  []string           `json:"blocking" doc:"Without any one of these it could be planned"`
	Repairs   []string           `json:"repairs" doc:"Each alone would do"`
	Obstacles []obstacleBody     `json:"obstacles" doc:"What has taken its room or its people since"`
}

type draftMeetingBody struct {
	Position     int                      `json:"position"`
	Module       string                   `json:"module"`
	Date         scheduling.Date          `json:"date" format:"date"`
	Start        scheduling.Clock         `json:"start" example:"14:00"`
	Minutes      int                      `json:"minutes"`
	Room         string                   `json:"room"`
	CoAnimators  []draftHolderBody        `json:"co_animators"`
	StillMissing []scheduling.PartnerKind `json:"still_missing"`
}

type draftHolderBody struct {
	Kind string `json:"kind"`
	Who  string `json:"who"`
	Name string `json:"name"`
}

type yearLoadBody struct {
	Who       string `json:"who"`
	Name      string `json:"name"`
	Placed    int    `json:"placed" doc:"Already"`
	Drafted   int    `json:"drafted"`
	FairShare int    `json:"fair_share,omitempty" doc:"Of both; of those who may lead"`
}

type yearZoneBody struct {
	Name       string `json:"name"`
	Sessions   int    `json:"sessions"`
	Places     int    `json:"places"`
	Population int    `json:"population"`
	Eligible   int    `json:"eligible" doc:"People found eligible, without a place yet: few of the population are referred early on"`
}

func yearOf(v planning.YearView) yearPlanBody {
	out := yearPlanBody{YearPlanLine: yearLineOf(v), Sessions: []draftCohortBody{}, Loads: []yearLoadBody{}, Zones: []yearZoneBody{}}
	for _, c := range v.Drafts {
		out.Sessions = append(out.Sessions, draftOf(c, string(v.Wishes[c.Wish-1].VersionID)))
	}
	for _, l := range v.Loads {
		out.Loads = append(out.Loads, yearLoadBody{l.Who, l.Name, l.Had, l.Drafted, l.Share})
	}
	for _, z := range v.Zones {
		out.Zones = append(out.Zones, yearZoneBody{z.Name, z.Sessions, z.Places, z.Population, z.Eligible})
	}
	return out
}

func draftOf(c planning.YearDraft, version string) draftCohortBody {
	out := draftCohortBody{
		Number: c.Number, Label: c.Label, Version: version, Site: string(c.Site.ID), From: c.From, To: c.To, Capacity: c.Capacity, Lead: string(c.Lead),
		Choice: string(c.Choice), Cohort: string(c.Cohort), Meetings: []draftMeetingBody{},
		Blocking: append([]string{}, c.Blocking...), Repairs: append([]string{}, c.Repairs...), Obstacles: obstaclesOf(c.Obstacles),
	}
	for _, m := range c.Meetings {
		meeting := draftMeetingBody{
			Position: m.Position, Module: string(m.Module), Date: m.Date, Start: m.Start, Minutes: m.Minutes, Room: string(m.DraftMeeting.Room),
			CoAnimators: []draftHolderBody{}, StillMissing: append([]scheduling.PartnerKind{}, m.Lacking...),
		}
		for _, h := range m.With {
			meeting.CoAnimators = append(meeting.CoAnimators, draftHolderBody{string(h.Kind), h.Who, h.Name})
		}
		out.Meetings = append(out.Meetings, meeting)
	}
	return out
}

type yearDifferenceBody struct {
	Title  string           `json:"title"`
	Same   bool             `json:"same"`
	Moved  int              `json:"moved" doc:"Meetings on another day or at another hour"`
	Before *draftCohortBody `json:"before,omitempty"`
	After  *draftCohortBody `json:"after,omitempty"`
}

func (a *api) compareYearPlans(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	With string `query:"with" required:"true" doc:"The other plan, of before"`
},
) (*body[page[yearDifferenceBody]], error) {
	list, err := a.Planning.CompareYears(ctx, actor, scheduling.YearPlanID(in.With), scheduling.YearPlanID(in.ID))
	if err != nil {
		return nil, err
	}
	out := page[yearDifferenceBody]{Items: []yearDifferenceBody{}}
	for _, x := range list {
		difference := yearDifferenceBody{Title: x.Title, Same: x.Same(), Moved: x.Moved}
		if x.Before != nil {
			before := draftOf(*x.Before, "")
			difference.Before = &before
		}
		if x.After != nil {
			after := draftOf(*x.After, "")
			difference.After = &after
		}
		out.Items = append(out.Items, difference)
	}
	return &body[page[yearDifferenceBody]]{out}, nil
}
