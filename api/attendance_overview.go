package api

import (
	"context"

	"trame/scheduling"
)

type turnoutBody struct {
	Meeting  string `json:"meeting"`
	Date     string `json:"date"`
	Present  int    `json:"present"`
	Enrolled int    `json:"enrolled"`
	Unmarked int    `json:"unmarked"`
}

type attendingBody struct {
	Enrolment  string            `json:"enrolment"`
	FirstName  string            `json:"first_name"`
	LastName   string            `json:"last_name"`
	Came       int               `json:"came"`
	Left       int               `json:"left" doc:"Module meetings that may still count"`
	Completed  bool              `json:"completed"`
	OutOfReach bool              `json:"out_of_reach"`
	Marks      map[string]string `json:"marks" doc:"Meeting to status"`
}

type overviewBody struct {
	Cohort    string          `json:"cohort"`
	Threshold int             `json:"threshold" doc:"Meetings that make a parcours suivi"`
	Gross     rateBody        `json:"gross" doc:"Over everybody enrolled; n counts people times meetings"`
	Net       rateBody        `json:"net" doc:"Over those who came at least once"`
	Started   int             `json:"started"`
	Completed int             `json:"completed"`
	Lost      int             `json:"lost" doc:"Who can no longer complete"`
	Meetings  []turnoutBody   `json:"meetings"`
	People    []attendingBody `json:"people,omitempty" doc:"For agents who may see people"`
}

func (a *api) readAttendance(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[overviewBody], error) {
	o, err := a.Attending.Overview(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := overviewBody{
		Cohort: in.ID, Threshold: o.Cohort.Threshold, Gross: rateOf(o.Gross), Net: rateOf(o.Net),
		Started: o.Started, Completed: o.Finished, Lost: o.Lost, Meetings: make([]turnoutBody, len(o.Meetings)),
	}
	for i, m := range o.Meetings {
		t := o.Turnouts[m.ID]
		out.Meetings[i] = turnoutBody{string(m.ID), m.Date.String(), t.Present, t.Enrolled, t.Unmarked}
	}
	for _, p := range o.People {
		marks := make(map[string]string, len(p.Marks))
		for id, mark := range p.Marks {
			marks[string(id)] = string(mark.Status)
		}
		out.People = append(out.People, attendingBody{
			string(p.Enrolment.ID), p.Insured.FirstName, p.Insured.LastName, p.Standing.Came, p.Standing.Left,
			p.Standing.Completed(), p.Standing.OutOfReach(), marks,
		})
	}
	return &body[overviewBody]{out}, nil
}
