package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/following"
)

func (a *api) monthsRoutes() {
	const tag = "Follow-up"
	get(a, "/cohorts/{id}/six-months", operation{ID: "readSixMonths", Summary: "How far a session's study has come; with names it leaves a trace", Tag: tag}, a.readSixMonths)
	post(a, "/cohorts/{id}/six-months/proposals", operation{ID: "proposeSixMonths", Summary: "Write to everybody who is to be asked and was not yet", Tag: tag}, a.proposeSixMonths)
	post(a, "/insured/{id}/death-corrections", operation{ID: "askDeathUndone", Summary: "Ask a manager to undo a death noted by mistake", Tag: tag, Status: http.StatusCreated}, a.askDeathUndone)
	get(a, "/death-corrections/{id}", operation{ID: "readDeathCorrection", Summary: "A death said to be noted by mistake, without her name", Tag: tag}, a.readDeathCorrection)
	put(a, "/death-corrections/{id}", operation{ID: "decideDeathCorrection", Summary: "Undo it, or say that it stands", Tag: tag, Status: http.StatusNoContent}, a.decideDeathCorrection)
}

type attemptBody struct {
	Way     string    `json:"way" enum:"phone,mail,sms,letter,meeting"`
	Outcome string    `json:"outcome"`
	At      time.Time `json:"at"`
	NextOn  string    `json:"next_on,omitempty" format:"date"`
}

func attemptOf(t scheduling.Attempt) attemptBody {
	return attemptBody{string(t.Way), string(t.Outcome), t.At, t.NextOn.String()}
}

type sixMonthsPerson struct {
	FollowUp  string       `json:"follow_up,omitempty" doc:"Absent until it is opened"`
	Insured   string       `json:"insured"`
	FirstName string       `json:"first_name"`
	LastName  string       `json:"last_name"`
	State     string       `json:"state" enum:"to_plan,planned,contacted,collected,refused,lost,deceased"`
	Late      bool         `json:"late,omitempty"`
	NextOn    string       `json:"next_on,omitempty" format:"date"`
	Comes     string       `json:"comes,omitempty" enum:"yes,no" doc:"To the meeting, as she said"`
	Last      *attemptBody `json:"last_attempt,omitempty"`
}

type outcomeCountBody struct {
	Code  string `json:"code" doc:"A code of the outcomes, or unknown"`
	Count int    `json:"count"`
}

type sixMonthsBody struct {
	Cohort    string             `json:"cohort"`
	DueOn     string             `json:"due_on,omitempty" format:"date"`
	Meeting   string             `json:"meeting,omitempty" doc:"The point à six mois; absent when none is planned"`
	MeetingOn string             `json:"meeting_on,omitempty" format:"date"`
	Base      int                `json:"base" doc:"Everybody who started; the counts sum to it"`
	Counts    map[string]int     `json:"counts" doc:"By state"`
	Late      int                `json:"late"`
	Proposed  int                `json:"proposed"`
	Coming    int                `json:"coming"`
	ToTell    int                `json:"to_tell" doc:"Would be written to now"`
	ToCall    int                `json:"to_call" doc:"Cannot be written to"`
	Outcomes  []outcomeCountBody `json:"outcomes,omitempty" doc:"For who reads reports"`
	People    []sixMonthsPerson  `json:"people,omitempty" doc:"For who may see them"`
}

func sixMonthsOf(p following.Progress) sixMonthsBody {
	out := sixMonthsBody{
		Cohort: string(p.Cohort.ID), DueOn: p.DueOn.String(), Meeting: string(p.Meeting.ID), MeetingOn: p.Meeting.Date.String(),
		Base: p.Base, Counts: map[string]int{}, Late: p.Late, Proposed: p.Proposed, Coming: p.Coming, ToTell: p.ToTell, ToCall: p.ToCall,
	}
	for state, n := range p.Counts {
		out.Counts[string(state)] = n
	}
	for _, r := range p.Study.Rows {
		out.Outcomes = append(out.Outcomes, outcomeCountBody{r.Code, r.Count})
	}
	for _, person := range p.People {
		one := sixMonthsPerson{
			FollowUp: string(person.FollowUp.ID), Insured: string(person.Insured.ID), FirstName: person.Insured.FirstName, LastName: person.Insured.LastName,
			State: string(person.State), Late: person.Late, NextOn: person.FollowUp.PlannedOn.String(), Comes: person.FollowUp.Comes,
		}
		if person.Last.ID != "" {
			last := attemptOf(person.Last)
			one.Last = &last
		}
		out.People = append(out.People, one)
	}
	return out
}

// CohortPath is exported for huma, which reads no unexported embedded struct.
type CohortPath struct {
	ID string `path:"id" doc:"Of the session"`
}

func (a *api) readSixMonths(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[sixMonthsBody], error) {
	p, err := a.Following.Progress(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[sixMonthsBody]{sixMonthsOf(p)}, nil
}

type writtenToBody struct {
	Told int `json:"told" doc:"People who were written to"`
}

func (a *api) proposeSixMonths(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[writtenToBody], error) {
	n, err := a.Following.Propose(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[writtenToBody]{writtenToBody{n}}, nil
}

func (a *api) askDeathUndone(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" maxLength:"500" doc:"Without her name: who decides does not know it"`
	}
},
) (*body[createdBody], error) {
	id, err := a.Filing.AskDeathUndone(ctx, actor, scheduling.InsuredID(in.ID), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

type deathCorrectionBody struct {
	ID        string    `json:"id"`
	Unit      string    `json:"unit"`
	NotedOn   string    `json:"noted_on" format:"date"`
	Reason    string    `json:"reason"`
	AskedBy   string    `json:"asked_by"`
	AskedAt   time.Time `json:"asked_at"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Undone    bool      `json:"undone,omitempty"`
	Messages  int       `json:"messages" doc:"That were withdrawn"`
	Seats     int       `json:"seats" doc:"That were ended"`
	FollowUps int       `json:"follow_ups" doc:"That were closed"`
}

func (a *api) readDeathCorrection(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[deathCorrectionBody], error) {
	q, err := a.Filing.QuestionedDeath(ctx, actor, scheduling.DeathCorrectionID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[deathCorrectionBody]{deathCorrectionBody{
		string(q.ID), string(q.DeathCorrection.Unit), q.NotedOn.String(), q.Reason, q.Asker, q.AskedAt, q.DecidedAt, q.Undone, q.Messages, q.Seats, q.FollowUps,
	}}, nil
}

func (a *api) decideDeathCorrection(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Undone bool `json:"undone"`
	}
},
) (*struct{}, error) {
	return nil, a.Filing.DecideDeath(ctx, actor, scheduling.DeathCorrectionID(in.ID), in.Body.Undone)
}
