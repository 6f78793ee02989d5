package api

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/ranking"
	"trame/scheduling/workflow/targeting"
)

func (a *api) targetRoutes() {
	get(a, "/cohorts/{id}/targets", operation{ID: "rankTargets", Summary: "Who may be asked to a session, whom first and why, and how many", Tag: "Invitations"}, a.rankTargets)
}

// targetIn is how the people are to be ranked. It is exported for huma.
type targetIn struct {
	ByID
	Waiting int    `query:"waiting" minimum:"0" maximum:"3" default:"2" doc:"How much the wait since her referral counts"`
	Near    int    `query:"near" minimum:"0" maximum:"3" default:"2" doc:"… that she lives near"`
	Zone    int    `query:"zone" minimum:"0" maximum:"3" default:"2" doc:"… that her zone had fewer places than its share"`
	Fragile int    `query:"fragile" minimum:"0" maximum:"3" default:"1" doc:"… the fragility of her commune"`
	New     int    `query:"new" minimum:"0" maximum:"3" default:"1" doc:"… that she was never asked"`
	In      string `query:"in" maxLength:"40" doc:"One zone alone"`
	Size    int    `query:"size" minimum:"0" maximum:"500" doc:"Of the wave; absent: as former answers suggest"`
}

func (in targetIn) ask() targeting.Ask {
	return targeting.Ask{Zone: in.In, Size: in.Size, Weights: ranking.Weights{
		ranking.Waiting: in.Waiting, ranking.Near: in.Near, ranking.Zone: in.Zone, ranking.Fragile: in.Fragile, ranking.New: in.New,
	}}
}

type pointBody struct {
	Criterion string `json:"criterion" enum:"waiting,near,zone,fragile,new"`
	Points    int    `json:"points" doc:"0 to 100, before its weight"`
	Weight    int    `json:"weight"`
	Known     bool   `json:"known" doc:"False: nobody knows, and half the points were given"`
	Value     int    `json:"value" doc:"Weeks, kilometres, hundredths of the places missing, score × 100, times asked"`
}

type targetBody struct {
	Insured string      `json:"insured"`
	Name    string      `json:"name"`
	City    string      `json:"city"`
	Channel string      `json:"channel,omitempty" doc:"How she would be invited; absent: she cannot be written to"`
	Total   int         `json:"total"`
	InWave  bool        `json:"in_wave"`
	Points  []pointBody `json:"points"`
}

type targetZoneBody struct {
	Zone     string `json:"zone"`
	Eligible int    `json:"eligible"`
	Seated   int    `json:"seated" doc:"Places in two years"`
	InWave   int    `json:"in_wave"`
}

type targetsBody struct {
	Free    int              `json:"free"`
	Waiting int              `json:"waiting"`
	People  int              `json:"people" doc:"Who may be asked, whatever the zone"`
	Asked   int              `json:"asked" doc:"Former invitations to this programme, in two years"`
	Came    int              `json:"came"`
	Suggest int              `json:"suggest" doc:"How many to ask"`
	Items   []targetBody     `json:"items" doc:"The first 500 at most, the first to ask first"`
	Zones   []targetZoneBody `json:"zones"`
}

func (a *api) rankTargets(ctx context.Context, actor scheduling.Actor, in *targetIn) (*body[targetsBody], error) {
	t, err := a.Targeting.Target(ctx, actor, scheduling.CohortID(in.ID), in.ask())
	if err != nil {
		return nil, err
	}
	out := targetsBody{
		Free: t.Free, Waiting: t.Waiting, People: t.People, Asked: t.Answers.Asked, Came: t.Answers.Came, Suggest: t.Suggest,
		Items: []targetBody{}, Zones: []targetZoneBody{},
	}
	for _, p := range t.Targets {
		item := targetBody{string(p.ID), p.Insured.Name(), p.Insured.City, string(p.Channel), p.Total, p.InWave, nil}
		for _, point := range p.Points {
			item.Points = append(item.Points, pointBody{string(point.Criterion), point.Points, point.Weight, point.Known, point.Value})
		}
		out.Items = append(out.Items, item)
	}
	for _, z := range t.Zones {
		out.Zones = append(out.Zones, targetZoneBody{z.Zone, z.Eligible, z.Seated, z.InWave})
	}
	return &body[targetsBody]{out}, nil
}
