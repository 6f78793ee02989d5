package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/witnessing"
)

func (a *api) testimonyRoutes() {
	const tag = "Witnesses"
	get(a, "/meetings/{id}/witnesses", operation{ID: "listTestimonies", Summary: "Who was asked to testify at a meeting, and who may be, the first to ask first", Tag: tag}, a.listTestimonies)
	post(a, "/meetings/{id}/witnesses", operation{ID: "askTestimony", Summary: "Ask a witness: a message by her own way, or a call", Tag: tag, Status: http.StatusCreated}, a.askTestimony)
	get(a, "/testimonies/{id}", operation{ID: "readTestimony", Summary: "One testimony; reading it leaves a trace", Tag: tag}, a.readTestimony)
	put(a, "/testimonies/{id}/reply", operation{ID: "replyTestimony", Summary: "Record what she answered by telephone", Tag: tag}, a.replyTestimony)
	put(a, "/testimonies/{id}/confirmation", operation{ID: "confirmTestimony", Summary: "Tell her that the group counts on her", Tag: tag}, a.confirmTestimony)
	put(a, "/testimonies/{id}/outcome", operation{ID: "noteTestimony", Summary: "Record whether she came; nothing about health", Tag: tag}, a.noteTestimony)
	remove(a, "/testimonies/{id}", operation{ID: "callOffTestimony", Summary: "Give up a testimony still to come; she is told", Tag: tag, Status: http.StatusNoContent}, a.callOffTestimony)
}

type testimonyBody struct {
	ID          string    `json:"id"`
	Meeting     string    `json:"meeting"`
	Insured     string    `json:"insured"`
	Form        string    `json:"form" enum:"in_person,in_writing,audio"`
	State       string    `json:"state" enum:"asked,unanswered,accepted,moved,confirmed,declined,cancelled,to_note,came,absent"`
	Channel     string    `json:"channel,omitempty" doc:"Absent: by telephone"`
	AskedAt     time.Time `json:"asked_at"`
	AnswerBy    string    `json:"answer_by"`
	Reply       string    `json:"reply,omitempty"`
	RepliedAt   time.Time `json:"replied_at,omitzero"`
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	Note        string    `json:"note,omitempty"`
}

func testimonyOf(t scheduling.Testimony, state scheduling.TestimonyState) testimonyBody {
	return testimonyBody{
		string(t.ID), string(t.Meeting), string(t.Insured), string(t.Form), string(state), string(t.Channel), t.AskedAt, t.AnswerBy.String(),
		string(t.Reply), t.RepliedAt, t.ConfirmedAt, t.Note,
	}
}

type proposedBody struct {
	Insured string         `json:"insured"`
	Total   int            `json:"total"`
	Reasons []reasonOfBody `json:"reasons"`
	Forms   []string       `json:"forms"`
	Channel string         `json:"channel,omitempty" doc:"By which a message would leave; absent: none does"`
}

type reasonOfBody struct {
	Criterion string `json:"criterion" enum:"theme,near,rested,seldom,programme"`
	Points    int    `json:"points"`
	Weight    int    `json:"weight"`
	Value     int    `json:"value" doc:"Subjects, kilometres, weeks since she was asked, times in a year, 1 for the same programme; -1 when nobody knows or she never was"`
}

type barBody struct {
	Why string `json:"why"`
	N   int    `json:"n"`
}

type testimoniesBody struct {
	Wanted   bool            `json:"wanted" doc:"The module receives a witness"`
	Yes      int             `json:"yes" doc:"Of the whole session, as are the two below"`
	AskedAll int             `json:"asked"`
	Came     int             `json:"came"`
	Items    []testimonyBody `json:"items" doc:"For whoever may see people, as are the two below"`
	Proposed []proposedBody  `json:"proposed"`
	Barred   []barBody       `json:"barred"`
}

func (a *api) listTestimonies(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Themes []string `query:"theme" required:"false" doc:"Subjects that are sought"`
},
) (*body[testimoniesBody], error) {
	p, err := a.Witnessing.Proposals(ctx, actor, scheduling.MeetingID(in.ID), witnessing.Sought(in.Themes))
	if err != nil {
		return nil, err
	}
	out := testimoniesBody{
		Wanted: p.Wanted, Yes: p.Counts.Yes, AskedAll: p.Counts.Asked, Came: p.Counts.Came,
		Items: []testimonyBody{}, Proposed: []proposedBody{}, Barred: []barBody{},
	}
	for _, t := range p.Asked {
		out.Items = append(out.Items, testimonyOf(t.Testimony, t.State))
	}
	for _, one := range p.Proposed {
		reasons := make([]reasonOfBody, len(one.Points))
		for n, r := range one.Points {
			reasons[n] = reasonOfBody{string(r.Criterion), r.Points, r.Weight, r.Value}
		}
		out.Proposed = append(out.Proposed, proposedBody{string(one.Insured.ID), one.Total, reasons, codes(one.Consent.Forms), string(one.Reached)})
	}
	for _, b := range p.Barred {
		out.Barred = append(out.Barred, barBody{string(b.Bar), b.N})
	}
	return &body[testimoniesBody]{out}, nil
}

func (a *api) askTestimony(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		Insured  string `json:"insured"`
		Form     string `json:"form" enum:"in_person,in_writing,audio"`
		ByPhone  bool   `json:"by_phone,omitempty" doc:"She is called: no message leaves"`
		AnswerBy string `json:"answer_by,omitempty" format:"date" doc:"Absent: ten days, or the eve of the meeting"`
	}
},
) (*body[createdBody], error) {
	by, err := dateIn(in.Body.AnswerBy, "answer_by")
	if err != nil {
		return nil, err
	}
	request := witnessing.Request{Form: scheduling.WitnessForm(in.Body.Form), ByPhone: in.Body.ByPhone, AnswerBy: by}
	id, err := a.Witnessing.Ask(ctx, actor, scheduling.MeetingID(in.ID), scheduling.InsuredID(in.Body.Insured), request)
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

func (a *api) readTestimony(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[testimonyBody], error) {
	one, err := a.Witnessing.One(ctx, actor, scheduling.TestimonyID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(one.Version, testimonyOf(one.Testimony, one.State)), nil
}

// stepTestimony does one thing to a testimony as it was read, and reads it again.
func (a *api) stepTestimony(ctx context.Context, actor scheduling.Actor, id ByID, match IfMatch, do func(scheduling.TestimonyID, int) error) (*tagged[testimonyBody], error) {
	version, err := match.version()
	if err == nil {
		err = do(scheduling.TestimonyID(id.ID), version)
	}
	if err != nil {
		return nil, err
	}
	return a.readTestimony(ctx, actor, &id)
}

func (a *api) replyTestimony(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body struct {
		Reply string `json:"reply" enum:"yes,no"`
	}
},
) (*tagged[testimonyBody], error) {
	return a.stepTestimony(ctx, actor, in.ByID, in.IfMatch, func(id scheduling.TestimonyID, version int) error {
		return a.Witnessing.RecordReply(ctx, actor, id, scheduling.TestimonyReply(in.Body.Reply), version)
	})
}

func (a *api) confirmTestimony(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
},
) (*tagged[testimonyBody], error) {
	return a.stepTestimony(ctx, actor, in.ByID, in.IfMatch, func(id scheduling.TestimonyID, version int) error {
		_, err := a.Witnessing.Confirm(ctx, actor, id, version)
		return err
	})
}

func (a *api) noteTestimony(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body struct {
		Outcome string `json:"outcome" enum:"came,absent"`
		Note    string `json:"note,omitempty" maxLength:"500"`
	}
},
) (*tagged[testimonyBody], error) {
	return a.stepTestimony(ctx, actor, in.ByID, in.IfMatch, func(id scheduling.TestimonyID, version int) error {
		return a.Witnessing.Note(ctx, actor, id, scheduling.TestimonyOutcome(in.Body.Outcome), in.Body.Note, version)
	})
}

func (a *api) callOffTestimony(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
},
) (*struct{}, error) {
	version, err := in.version()
	if err == nil {
		_, err = a.Witnessing.CallOff(ctx, actor, scheduling.TestimonyID(in.ID), version)
	}
	return nil, err
}
