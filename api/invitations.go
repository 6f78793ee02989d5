package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
)

func (a *api) invitationRoutes() {
	const tag = "Invitations"
	get(a, "/cohorts/{id}/invitations", operation{ID: "listInvitations", Summary: "Who was asked, how, and what she answered", Tag: tag}, a.listInvitations)
	post(a, "/cohorts/{id}/invitations/preview", operation{ID: "previewWave", Summary: "What would be sent, and to whom; writes nothing", Tag: tag}, a.previewWave)
	post(a, "/cohorts/{id}/invitations", operation{ID: "invite", Summary: "Ask people in one wave, each by a channel that she accepts", Tag: tag, Status: http.StatusCreated}, a.invite)
	get(a, "/cohorts/{id}/waves", operation{ID: "listWaves", Summary: "The waves of a session, and what became of each channel", Tag: tag}, a.listWaves)
	a.letterRoutes(tag)
	post(a, "/invitations/{id}/reply", operation{ID: "recordInvitationReply", Summary: "Record an answer given by phone", Tag: tag, Status: http.StatusNoContent}, a.replyByPhone)
	post(a, "/invitations/{id}/withdrawal", operation{ID: "withdrawInvitation", Summary: "Take an invitation back: its link and code stop", Tag: tag, Status: http.StatusNoContent}, a.withdrawInvitation)
	post(a, "/invitations/{id}/called", operation{ID: "markCalled", Summary: "Note that who asked for it was called", Tag: tag, Status: http.StatusNoContent}, a.markCalled)
	get(a, "/call-backs", operation{ID: "listCallBacks", Summary: "Who asked to be called, the longest waiting first", Tag: tag}, a.listCallBacks)
}

type invitationBody struct {
	ID      string          `json:"id"`
	Insured string          `json:"insured"`
	Name    string          `json:"name"`
	Channel string          `json:"channel"`
	State   string          `json:"state" enum:"queued,sent,delivered,failed,prepared,printed,posted,returned,replied,withdrawn"`
	Since   time.Time       `json:"since"`
	ReplyBy scheduling.Date `json:"reply_by" format:"date"`
	Reply   string          `json:"reply,omitempty" enum:"accepts,declines,call_me"`
	Reason  string          `json:"reason,omitempty" doc:"Social workers only"`
	Place   string          `json:"enrolment,omitempty" doc:"The state of her enrolment, if any"`
}

func (a *api) listInvitations(ctx context.Context, actor scheduling.Actor, in *ByID) (*body[page[invitationBody]], error) {
	s, err := a.Inviting.Sendings(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := page[invitationBody]{Items: []invitationBody{}}
	for _, i := range s.List {
		out.Items = append(out.Items, invitationBody{
			string(i.Invitation.ID), string(i.Insured.ID), i.Insured.Name(), string(i.Invitation.Channel), i.State, i.At,
			i.Invitation.ReplyBy, string(i.Invitation.Reply), i.Invitation.Reason, string(i.Enrolment),
		})
	}
	return &body[page[invitationBody]]{out}, nil
}

type inviteIn struct {
	People   []string          `json:"people" minItems:"1" maxItems:"200"`
	By       map[string]string `json:"by,omitempty" doc:"A channel chosen for a person, by her id, within what she accepts"`
	Channels []string          `json:"channels,omitempty" maxItems:"3" doc:"What the wave may use; all without it" enum:"mail,sms,letter"`
	Criteria string            `json:"criteria,omitempty" maxLength:"500" doc:"How these people were chosen"`
	SendOn   string            `json:"send_on,omitempty" example:"2027-01-05" doc:"At nine in the morning; at once without it"`
	ReplyBy  string            `json:"reply_by" example:"2027-01-11"`
	RemindOn string            `json:"remind_on,omitempty" example:"2027-01-08" doc:"Who has not answered is asked once more on that day, by the next channel; never without it"`
}

func (in inviteIn) plan() (p inviting.Plan, err error) {
	p = inviting.Plan{Criteria: in.Criteria, By: map[scheduling.InsuredID]scheduling.Channel{}}
	for _, id := range in.People {
		p.People = append(p.People, scheduling.InsuredID(id))
	}
	for id, channel := range in.By {
		p.By[scheduling.InsuredID(id)] = scheduling.Channel(channel)
	}
	for _, c := range in.Channels {
		p.Channels = append(p.Channels, scheduling.Channel(c))
	}
	if p.ReplyBy, err = dateIn(in.ReplyBy, "reply_by"); err != nil {
		return p, err
	}
	if in.SendOn != "" {
		if p.SendOn, err = dateIn(in.SendOn, "send_on"); err != nil {
			return p, err
		}
	}
	if in.RemindOn != "" {
		p.RemindOn, err = dateIn(in.RemindOn, "remind_on")
	}
	return p, err
}

type wavePreview struct {
	Mails   int           `json:"mails"`
	Texts   int           `json:"texts"`
	Letters int           `json:"letters"`
	Blocked []blockedBody `json:"blocked"`
	Subject string        `json:"subject,omitempty" doc:"Of the mail, as its first reader gets it"`
	Text    string        `json:"text,omitempty"`
	SMS     *smsBody      `json:"sms,omitempty" doc:"As its first reader gets it"`
}

type smsBody struct {
	Text     string `json:"text"`
	Encoding string `json:"encoding" enum:"gsm7,ucs2"`
	Units    int    `json:"units" doc:"Of its encoding"`
	Segments int    `json:"segments" doc:"Messages that a gateway counts"`
}

type blockedBody struct {
	Insured string `json:"insured"`
	Key     string `json:"key" example:"candidate.unreachable"`
}

func (a *api) previewWave(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body inviteIn
},
) (*body[wavePreview], error) {
	plan, err := in.Body.plan()
	if err != nil {
		return nil, err
	}
	p, err := a.Inviting.PreviewInvitations(ctx, actor, scheduling.CohortID(in.ID), plan)
	if err != nil {
		return nil, err
	}
	out := wavePreview{Mails: p.Mails, Texts: p.Texts, Letters: p.Letters, Blocked: []blockedBody{}, Subject: p.Mail.Subject, Text: p.Mail.Text}
	if p.Texts > 0 {
		out.SMS = &smsBody{p.Text.Text, string(p.Cost.Encoding), p.Cost.Units, p.Cost.Segments}
	}
	for _, c := range p.Blocked {
		out.Blocked = append(out.Blocked, blockedBody{string(c.Insured.ID), c.Blocked})
	}
	return &body[wavePreview]{out}, nil
}

type waveSent struct {
	Mails   int `json:"mails"`
	Texts   int `json:"texts"`
	Letters int `json:"letters"`
	Blocked int `json:"blocked" doc:"Left out: asked already, not to be written to, on pause, deceased"`
}

func (a *api) invite(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body inviteIn
},
) (*body[waveSent], error) {
	plan, err := in.Body.plan()
	if err != nil {
		return nil, err
	}
	sent, err := a.Inviting.Invite(ctx, actor, scheduling.CohortID(in.ID), plan)
	if err != nil {
		return nil, err
	}
	return &body[waveSent]{waveSent{sent.Mails, sent.Texts, sent.Letters, sent.Blocked}}, nil
}

// replyIn is an answer to an invitation.
type replyIn struct {
	Reply   string `json:"reply" enum:"accepts,declines,call_me"`
	Reason  string `json:"reason,omitempty" doc:"Why not: a code of the list decline"`
	Comment string `json:"comment,omitempty" maxLength:"2000"`
	Means   string `json:"means,omitempty" enum:"phone,paper,visit" doc:"How an agent learnt it"`
}

func (in replyIn) answer() inviting.Answer {
	return inviting.Answer{Reply: scheduling.InvitationReply(in.Reply), Reason: in.Reason, Comment: in.Comment, Means: in.Means}
}

func (a *api) replyByPhone(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body replyIn
},
) (*struct{}, error) {
	return nil, a.Inviting.RecordReply(ctx, actor, scheduling.InvitationID(in.ID), in.Body.answer())
}

func (a *api) withdrawInvitation(ctx context.Context, actor scheduling.Actor, in *ByID) (*struct{}, error) {
	return nil, a.Inviting.WithdrawInvitation(ctx, actor, scheduling.InvitationID(in.ID))
}

func (a *api) markCalled(ctx context.Context, actor scheduling.Actor, in *ByID) (*struct{}, error) {
	return nil, a.Inviting.CalledBack(ctx, actor, scheduling.InvitationID(in.ID))
}

type callBody struct {
	Invitation string    `json:"invitation"`
	Insured    string    `json:"insured"`
	Name       string    `json:"name"`
	Phone      string    `json:"phone,omitempty"`
	Cohort     string    `json:"cohort"`
	Asked      time.Time `json:"asked"`
}

func (a *api) listCallBacks(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[callBody]], error) {
	if !actor.Can(scheduling.SeePeople) {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	calls, err := a.Inviting.CallBacks(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := page[callBody]{Items: []callBody{}}
	for _, c := range calls {
		out.Items = append(out.Items, callBody{
			string(c.Invitation.ID), string(c.Insured.ID), c.Insured.Name(), c.Insured.Phone, string(c.Cohort.ID), c.Invitation.RepliedAt,
		})
	}
	return &body[page[callBody]]{out}, nil
}
