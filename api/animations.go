package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
)

func (a *api) animationRoutes() {
	const tag = "Co-animators"
	get(a, "/meetings/{id}/animations", operation{ID: "getStaffing", Summary: "Who is needed on a meeting, who is on it, what they answered", Tag: tag}, a.getStaffing)
	post(a, "/meetings/{id}/animations", operation{ID: "placeAnimation", Summary: "Put somebody on a meeting and hold his hour; nothing is sent", Tag: tag, Status: http.StatusCreated}, a.placeAnimation)
	get(a, "/meetings/{id}/animations/invitations", operation{ID: "previewInvitations", Summary: "The very mail that each person not asked yet would get", Tag: tag}, a.previewInvitations)
	post(a, "/meetings/{id}/animations/invitations", operation{ID: "inviteAnimations", Summary: "Send each his own invitation; who was asked already gets none", Tag: tag}, a.inviteAnimations)
	put(a, "/meetings/{meeting}/animations/{id}/reply", operation{ID: "recordReply", Summary: "Note an answer given by telephone", Tag: tag, Status: http.StatusNoContent}, a.recordReply)
	remove(a, "/meetings/{meeting}/animations/{id}", operation{ID: "takeOffAnimation", Summary: "Take somebody off a meeting; whoever was invited is told", Tag: tag, Status: http.StatusNoContent}, a.takeOff)
}

type animationBody struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Partner   string     `json:"partner,omitempty"`
	Role      string     `json:"role" enum:"lead,co"`
	Kind      string     `json:"kind,omitempty" doc:"The partner kind he comes as"`
	AskedBy   string     `json:"asked_by" enum:"social_worker,participants"`
	State     string     `json:"state" enum:"proposed,invited,accepted,tentative,declined"`
	Comment   string     `json:"comment,omitempty"`
	InvitedAt *time.Time `json:"invited_at,omitempty"`
	RepliedAt *time.Time `json:"replied_at,omitempty"`
	Reachable bool       `json:"reachable" doc:"An invitation can be mailed to him"`
	Away      string     `json:"away,omitempty" enum:"closed,absent,agreement,busy,hours" doc:"He said that he could not be had then"`
}

type needBody struct {
	Kind  string `json:"kind"`
	Found bool   `json:"found"`
}

type staffingBody struct {
	Meeting    string          `json:"meeting"`
	Title      string          `json:"title"`
	StartsAt   time.Time       `json:"starts_at"`
	EndsAt     time.Time       `json:"ends_at"`
	Needs      []needBody      `json:"needs" doc:"The kinds that the module requires"`
	Animations []animationBody `json:"animations"`
}

func animationOf(a planning.OnMeeting) animationBody {
	return animationBody{
		ID: string(a.ID), Name: a.Name, Partner: a.Partner, Role: a.Role, Kind: string(a.PartnerKind), AskedBy: a.AskedBy,
		State: string(a.State()), Comment: a.Comment, InvitedAt: optional(a.InvitedAt), RepliedAt: optional(a.RepliedAt), Reachable: a.Reachable, Away: string(a.Away),
	}
}

// optional leaves an instant that never was out of the JSON.
func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (a *api) staffingAnswer(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (*body[staffingBody], error) {
	s, err := a.Planning.Staffing(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	out := staffingBody{
		Meeting: string(id), Title: s.Title, StartsAt: s.Meeting.StartsAt, EndsAt: s.Meeting.EndsAt,
		Needs: []needBody{}, Animations: []animationBody{},
	}
	for _, need := range s.Needs {
		out.Needs = append(out.Needs, needBody{string(need.Kind), len(need.On) > 0})
	}
	for _, on := range append(s.Leads, s.Everybody()...) {
		out.Animations = append(out.Animations, animationOf(on))
	}
	return &body[staffingBody]{out}, nil
}

func (a *api) getStaffing(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[staffingBody], error) {
	return a.staffingAnswer(ctx, actor, scheduling.MeetingID(in.ID))
}

func (a *api) placeAnimation(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Facilitator string `json:"facilitator,omitempty" doc:"Either a facilitator or an agent"`
		User        string `json:"user,omitempty"`
		Kind        string `json:"kind,omitempty" doc:"Absent: his partner's own"`
		AskedBy     string `json:"asked_by,omitempty" enum:"social_worker,participants" default:"social_worker" required:"false"`
	}
},
) (*body[staffingBody], error) {
	_, err := a.Planning.Place(ctx, actor, scheduling.Animation{
		Meeting: scheduling.MeetingID(in.ID), Facilitator: scheduling.FacilitatorID(in.Body.Facilitator), User: scheduling.UserID(in.Body.User),
		PartnerKind: scheduling.PartnerKind(in.Body.Kind), AskedBy: in.Body.AskedBy,
	})
	if err != nil {
		return nil, err
	}
	return a.staffingAnswer(ctx, actor, scheduling.MeetingID(in.ID))
}

type previewBody struct {
	Animation string `json:"animation"`
	Name      string `json:"name"`
	Subject   string `json:"subject,omitempty"`
	Text      string `json:"text,omitempty"`
	Silent    string `json:"silent,omitempty" enum:"no_address,self" doc:"Why no mail goes"`
}

func (a *api) previewInvitations(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[page[previewBody]], error) {
	s, err := a.Planning.Staffing(ctx, actor, scheduling.MeetingID(in.ID))
	if err != nil {
		return nil, err
	}
	list, err := a.Planning.ToInvite(ctx, actor, s.Cohort.ID, s.Meeting.ID)
	if err != nil {
		return nil, err
	}
	out := page[previewBody]{Items: []previewBody{}}
	for _, o := range list {
		out.Items = append(out.Items, previewBody{string(o.Animation), o.Name, o.Letter.Subject, o.Letter.Text, o.Silent})
	}
	return &body[page[previewBody]]{out}, nil
}

type sentBody struct {
	Sent int `json:"sent" doc:"How many invitations are on their way"`
}

func (a *api) inviteAnimations(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id"`
	Body struct {
		Animations []scheduling.AnimationID `json:"animations" minItems:"1" maxItems:"100"`
	}
},
) (*body[sentBody], error) {
	n, err := a.Planning.Invite(ctx, actor, scheduling.MeetingID(in.ID), in.Body.Animations)
	if err != nil {
		return nil, err
	}
	return &body[sentBody]{sentBody{n}}, nil
}

func (a *api) recordReply(ctx context.Context, actor scheduling.Actor, in *struct {
	Meeting string `path:"meeting"`
	ID      string `path:"id"`
	Body    struct {
		Reply   string `json:"reply" enum:"accepted,tentative,declined"`
		Comment string `json:"comment,omitempty"`
	}
},
) (*struct{}, error) {
	return nil, a.Planning.RecordReply(ctx, actor, scheduling.AnimationID(in.ID), scheduling.Reply(in.Body.Reply), in.Body.Comment)
}

func (a *api) takeOff(ctx context.Context, actor scheduling.Actor, in *struct {
	Meeting string `path:"meeting"`
	ID      string `path:"id"`
},
) (*struct{}, error) {
	return nil, a.Planning.TakeOff(ctx, actor, scheduling.AnimationID(in.ID))
}
