package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/timetable"
	"trame/scheduling/workflow/planning"
)

func (a *api) repairRoutes() {
	const tag = "Repairs"
	get(a, "/breaches", operation{ID: "listBreaches", Summary: "The meetings to come that no longer stand as announced, and why", Tag: tag}, a.listBreaches)
	get(a, "/cohorts/{id}/repairs", operation{ID: "getRepairs", Summary: "Up to three ways to mend a session, each with what changes and whom it tells; changes nothing", Tag: tag}, a.getRepairs)
	post(a, "/cohorts/{id}/repairs", operation{ID: "repairCohort", Summary: "Carry one out, if it is still possible; 409 when the plan changed meanwhile", Tag: tag}, a.repairCohort)
}

type breachBody struct {
	Cohort   string    `json:"cohort"`
	Meeting  string    `json:"meeting"`
	Title    string    `json:"title"`
	StartsAt time.Time `json:"starts_at"`
	Why      string    `json:"why" enum:"closed,hours,room,absent,declined,left"`
	Kind     string    `json:"kind,omitempty" doc:"The partner kind that is missed"`
	Resource string    `json:"resource,omitempty" example:"facilitator:7f…" doc:"Who or what fails; absent: the day itself"`
	Who      string    `json:"who,omitempty"`
}

func breachesOf(list []planning.Breach) []breachBody {
	out := make([]breachBody, len(list))
	for i, b := range list {
		out[i] = breachBody{
			string(b.Meeting.Cohort), string(b.Meeting.ID), b.Title, b.Meeting.StartsAt, string(b.Why), string(b.Kind), b.Resource, b.Who,
		}
	}
	return out
}

func (a *api) listBreaches(ctx context.Context, actor scheduling.Actor, in *struct {
	Unit     string `query:"unit" doc:"Of this unit alone; absent: of all that the agent organises"`
	Cohort   string `query:"cohort" doc:"Of this session alone"`
	Resource string `query:"resource" example:"room:7f…" doc:"Because of this room, facilitator or agent: room:ID, facilitator:ID, user:ID"`
},
) (*body[page[breachBody]], error) {
	list, err := a.Planning.Breaches(ctx, actor, planning.BreachScope{
		Unit: scheduling.UnitID(in.Unit), Cohort: scheduling.CohortID(in.Cohort), Resource: in.Resource,
	})
	if err != nil {
		return nil, err
	}
	return &body[page[breachBody]]{page[breachBody]{Items: breachesOf(list)}}, nil
}

// repairsBody is what is broken and what can be done.
type repairsBody struct {
	Cohort   string       `json:"cohort"`
	Breaches []breachBody `json:"breaches"`
	Options  []repairBody `json:"options" doc:"The fewest changes first"`
	Blocking []string     `json:"blocking" doc:"Without options: what stands in the way, together"`
	Lifts    []string     `json:"lifts" doc:"Without options: each alone, if it gave way, would make room"`
}

type repairBody struct {
	Option   string           `json:"option" doc:"Give it back to carry it out"`
	Aim      string           `json:"aim" enum:"fewest_changes,best_comfort,earliest,same_people,another_way"`
	Meetings []repairLineBody `json:"meetings"`
	Before   comfortBody      `json:"comfort_before"`
	After    comfortBody      `json:"comfort_after"`
	Cautions []cautionBody    `json:"cautions"`
	Told     toldBody         `json:"told"`
	Asked    int              `json:"asked" doc:"People who get an invitation"`
	Thanked  int              `json:"thanked" doc:"People whose calendar forgets the date"`
	Messages int              `json:"messages"`
}

type repairLineBody struct {
	Meeting string      `json:"meeting"`
	Title   string      `json:"title"`
	From    time.Time   `json:"from"`
	To      time.Time   `json:"to"`
	Room    string      `json:"room,omitempty" doc:"As it will be"`
	Leaves  []namedBody `json:"leaves"`
	Joins   []namedBody `json:"joins"`
}

type namedBody struct {
	Name string `json:"name"`
	Role string `json:"role" enum:"lead,co"`
	Kind string `json:"kind,omitempty"`
}

type comfortBody struct {
	Meetings  int    `json:"meetings"`
	OnWeekday int    `json:"on_usual_weekday"`
	Start     string `json:"usual_start" example:"14:00"`
	OnStart   int    `json:"at_usual_start"`
	Shortest  int    `json:"shortest_gap" doc:"Days"`
	Longest   int    `json:"longest_gap" doc:"Days"`
	Rooms     int    `json:"rooms"`
}

func comfortOf(c planning.Comfort) comfortBody {
	return comfortBody{c.Meetings, c.OnWeekday, c.Start.String(), c.OnStart, c.Shortest, c.Longest, c.Rooms}
}

func namedOf(list []planning.Named) []namedBody {
	out := make([]namedBody, len(list))
	for i, n := range list {
		role := "co"
		if n.Lead {
			role = "lead"
		}
		out[i] = namedBody{n.Name, role, string(n.Kind)}
	}
	return out
}

func repairOf(o planning.RepairOption) repairBody {
	out := repairBody{
		Option: o.Seal, Aim: string(o.Aim), Meetings: []repairLineBody{}, Before: comfortOf(o.Before), After: comfortOf(o.After),
		Cautions: cautionsOf(o.Effect.Cautions), Told: effectOf(o.Effect).Told, Asked: len(o.Joins), Thanked: len(o.Leaves), Messages: o.Messages(),
	}
	for _, l := range o.Lines {
		out.Meetings = append(out.Meetings, repairLineBody{
			string(l.After.ID), l.Title, l.Before.StartsAt, l.After.StartsAt, string(l.After.Room), namedOf(l.Out), namedOf(l.In),
		})
	}
	return out
}

func (a *api) getRepairs(ctx context.Context, actor scheduling.Actor, in *byID) (*body[repairsBody], error) {
	r, err := a.Planning.Repairs(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := repairsBody{
		Cohort: in.ID, Breaches: breachesOf(r.Breaches), Options: []repairBody{}, Blocking: reasonsOf(r.Why), Lifts: reasonsOf(r.Lifts),
	}
	for _, o := range r.Options {
		out.Options = append(out.Options, repairOf(o))
	}
	return &body[repairsBody]{out}, nil
}

func reasonsOf(list []timetable.Reason) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r)
	}
	return out
}

func (a *api) repairCohort(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Words
		Option string `json:"option" minLength:"1" maxLength:"64"`
	}
},
) (*body[repairsBody], error) {
	if _, err := a.Planning.Repair(ctx, actor, scheduling.CohortID(in.ID), in.Body.Option, in.Body.Reason, in.Body.Word); err != nil {
		return nil, err
	}
	return a.getRepairs(ctx, actor, &byID{ID: in.ID})
}
