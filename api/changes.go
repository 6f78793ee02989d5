package api

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/workflow/planning"
)

// Asked is a change of dates, of the meeting or the session as it was read.
// It is exported for huma, which reads no unexported embedded struct.
type Asked struct {
	IfMatch
	ID      string `path:"id"`
	Preview bool   `query:"preview" doc:"Only say what it would do and whom it would tell"`
}

// Words are why, and what participants read of it.
type Words struct {
	Reason string `json:"reason" maxLength:"500" doc:"Stays in the service"`
	Word   string `json:"word,omitempty" maxLength:"300" doc:"Added to the participants' message; nothing about health"`
}

// Day is a new day and hour.
type Day struct {
	Date  scheduling.Date  `json:"date" format:"date"`
	Start scheduling.Clock `json:"start" example:"14:00"`
}

type (
	stopInput struct {
		Asked
		Body Words
	}
	dayInput struct {
		Asked
		Body struct {
			Words
			Day
		}
	}
	moveInput struct {
		Asked
		Body struct {
			Words
			Day
			Room string `json:"room,omitempty" doc:"Of the same site; absent: no room"`
		}
	}
)

func (a *api) moveMeeting(ctx context.Context, actor scheduling.Actor, in *moveInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.Move{
			Meeting: scheduling.MeetingID(in.ID), Version: version, Date: in.Body.Date, Start: in.Body.Start,
			Room: scheduling.RoomID(in.Body.Room), Reason: in.Body.Reason, Word: in.Body.Word,
		}
	})
}

func (a *api) shiftMeetings(ctx context.Context, actor scheduling.Actor, in *dayInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.Shift{
			Meeting: scheduling.MeetingID(in.ID), Version: version, Date: in.Body.Date, Start: in.Body.Start,
			Reason: in.Body.Reason, Word: in.Body.Word,
		}
	})
}

func (a *api) cancelMeeting(ctx context.Context, actor scheduling.Actor, in *stopInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.CancelMeeting{Meeting: scheduling.MeetingID(in.ID), Version: version, Reason: in.Body.Reason, Word: in.Body.Word}
	})
}

func (a *api) cancelCohort(ctx context.Context, actor scheduling.Actor, in *stopInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.CancelCohort{Cohort: scheduling.CohortID(in.ID), Version: version, Reason: in.Body.Reason, Word: in.Body.Word}
	})
}

func (a *api) postponeCohort(ctx context.Context, actor scheduling.Actor, in *stopInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.Postpone{Cohort: scheduling.CohortID(in.ID), Version: version, Reason: in.Body.Reason, Word: in.Body.Word}
	})
}

func (a *api) resumeCohort(ctx context.Context, actor scheduling.Actor, in *dayInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		return planning.Resume{
			Cohort: scheduling.CohortID(in.ID), Version: version, Date: in.Body.Date, Start: in.Body.Start,
			Reason: in.Body.Reason, Word: in.Body.Word,
		}
	})
}

type adoptInput struct {
	Asked
	Body struct {
		Words
		Dates []adoptedDate `json:"dates" minItems:"1" maxItems:"200"`
	}
}

type adoptedDate struct {
	Meeting string           `json:"meeting"`
	Date    scheduling.Date  `json:"date" format:"date"`
	Start   scheduling.Clock `json:"start" example:"14:00"`
	Room    string           `json:"room,omitempty" doc:"Of the same site; absent: no room"`
}

func (a *api) adoptDates(ctx context.Context, actor scheduling.Actor, in *adoptInput) (*body[effectBody], error) {
	return a.change(ctx, actor, in.Asked, func(version int) planning.Change {
		change := planning.Adopt{Cohort: scheduling.CohortID(in.ID), Version: version, Reason: in.Body.Reason, Word: in.Body.Word}
		for _, d := range in.Body.Dates {
			change.Dates = append(change.Dates, planning.Adopted{
				Meeting: scheduling.MeetingID(d.Meeting), Date: d.Date, Start: d.Start, Room: scheduling.RoomID(d.Room),
			})
		}
		return change
	})
}

func (a *api) change(ctx context.Context, actor scheduling.Actor, asked Asked, of func(version int) planning.Change) (*body[effectBody], error) {
	version, err := asked.version()
	if err != nil {
		return nil, err
	}
	act := a.Planning.Do
	if asked.Preview {
		act = a.Planning.Foresee
	}
	effect, err := act(ctx, actor, of(version))
	if err != nil {
		return nil, err
	}
	return &body[effectBody]{effectOf(effect)}, nil
}

// effectBody is what a change does and whom it tells: counts, and ids for who
// may see people.
type effectBody struct {
	Verb        string            `json:"verb" enum:"moved,shifted,cancelled,postponed,resumed,redated"`
	Meetings    []rescheduledBody `json:"meetings"`
	Skipped     []skipBody        `json:"skipped"`
	Obstacles   []obstacleBody    `json:"obstacles" doc:"Of a preview: empty when it can be done"`
	Cautions    []cautionBody     `json:"cautions" doc:"Of a preview: who said that he could not be had then; it can be done all the same"`
	TooShort    bool              `json:"too_short"`
	OutOfOrder  bool              `json:"out_of_order" doc:"A module comes after a later one"`
	UnknownFrom string            `json:"school_unknown_from,omitempty"`
	Told        toldBody          `json:"told"`
}

type rescheduledBody struct {
	Meeting   string    `json:"meeting"`
	Title     string    `json:"title"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Cancelled bool      `json:"cancelled"`
}

type toldBody struct {
	Participants int             `json:"participants"`
	ByMail       int             `json:"by_mail"`
	ByLetter     int             `json:"by_letter"`
	ToCall       int             `json:"to_call"`
	Animators    int             `json:"co_animators"`
	Witnesses    int             `json:"witnesses,omitempty"`
	People       []addresseeBody `json:"people,omitempty"`
}

type addresseeBody struct {
	Insured string `json:"insured"`
	Channel string `json:"channel,omitempty" doc:"Absent: by telephone"`
}

type obstacleBody struct {
	Meeting string    `json:"meeting"`
	Kind    string    `json:"kind" enum:"room,person,travel"`
	Who     string    `json:"who"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	Cohort  string    `json:"cohort,omitempty"`
}

type cautionBody struct {
	Meeting string `json:"meeting"`
	Who     string `json:"who"`
	Why     string `json:"why" enum:"closed,absent,agreement,busy,hours"`
}

func cautionsOf(list []planning.Caution) []cautionBody {
	out := make([]cautionBody, len(list))
	for i, c := range list {
		out[i] = cautionBody{string(c.Meeting.ID), c.Who, string(c.Why)}
	}
	return out
}

func effectOf(e planning.Effect) effectBody {
	out := effectBody{
		Verb: e.Verb, Meetings: []rescheduledBody{}, Skipped: skipsOf(e.Skipped), Obstacles: obstaclesOf(e.Obstacles), Cautions: cautionsOf(e.Cautions),
		TooShort: e.TooShort, OutOfOrder: e.OutOfOrder, UnknownFrom: e.Warning.From.String(),
		Told: toldBody{
			Participants: e.Participants.Count, ByMail: e.Participants.ByMail, ByLetter: e.Participants.ByLetter,
			ToCall: e.Participants.ToCall, Animators: len(e.Animators), Witnesses: e.Witnesses(),
		},
	}
	for _, r := range e.Rescheduled {
		out.Meetings = append(out.Meetings, rescheduledBody{string(r.After.ID), r.Title, r.Before.StartsAt, r.After.StartsAt, r.Cancelled()})
	}
	for _, p := range e.Participants.People {
		out.Told.People = append(out.Told.People, addresseeBody{string(p.Insured), string(p.Channel)})
	}
	return out
}

func skipsOf(list []cadence.Skip) []skipBody {
	out := make([]skipBody, len(list))
	for i, s := range list {
		out[i] = skipBody{s.Date, string(s.Reason), s.Name}
	}
	return out
}

func obstaclesOf(list []planning.Obstacle) []obstacleBody {
	out := make([]obstacleBody, len(list))
	for i, o := range list {
		kind := "person"
		if o.Room {
			kind = "room"
		} else if o.Travel {
			kind = "travel"
		}
		out[i] = obstacleBody{string(o.Meeting.ID), kind, o.Who, o.From, o.Until, string(o.Cohort)}
	}
	return out
}
