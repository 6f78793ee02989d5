package pages

import (
	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

// rollTabs are the pages about the people of a session.
func rollTabs(id scheduling.CohortID, current string) []templates.Tab {
	tabs := []templates.Tab{
		{Label: "La session", Href: cohortPath(id)},
		{Label: "Cibler", Href: cohortPath(id) + "/cibler"},
		{Label: "Inviter", Href: cohortPath(id) + "/inviter"},
		{Label: "Invitations", Href: cohortPath(id) + "/invitations"},
		{Label: "Inscriptions", Href: cohortPath(id) + "/inscriptions"},
	}
	for at := range tabs {
		tabs[at].Current = tabs[at].Label == current
	}
	return tabs
}

// inviting is the screen on which people are chosen.
type invitingView struct {
	inviting.Choice
	Words   string
	Chosen  map[scheduling.InsuredID]bool
	Refused string
	Tabs    []templates.Tab
}

func (p *Pages) inviteView(c echo.Context, actor scheduling.Actor, words string, chosen []scheduling.InsuredID) (templates.View, error) {
	id := cohortID(c)
	choice, err := p.Inviting.Candidates(c.Request().Context(), actor, id, words, chosen)
	data := invitingView{Choice: choice, Words: words, Chosen: map[scheduling.InsuredID]bool{}, Tabs: rollTabs(id, "Inviter")}
	for _, i := range chosen {
		data.Chosen[i] = true
	}
	if choice.Refusal != nil {
		data.Refused = templates.Sentence(choice.Refusal)
	}
	return templates.View{Title: "Inviter", Current: "cohorts", Data: data}, err
}

func (p *Pages) inviteForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.inviteView(c, actor, c.QueryParam("q"), nil)
	if err != nil {
		return err
	}
	return p.show(c, "invite", view)
}

// inviteChoose searches on with what is already chosen, or shows what would be
// sent. Neither changes anything; it is a POST to keep people out of addresses.
func (p *Pages) inviteChoose(c echo.Context, actor scheduling.Actor) error {
	chosen, replyBy, err := choiceFrom(c)
	if c.FormValue("do") == "search" {
		view, failed := p.inviteView(c, actor, c.FormValue("q"), chosen)
		if failed != nil {
			return failed
		}
		return p.show(c, "invite", view)
	}
	var preview inviting.Preview
	if err == nil {
		preview, err = p.Inviting.PreviewInvitations(c.Request().Context(), actor, cohortID(c), chosen, replyBy)
	}
	if err != nil {
		return p.inviteAgain(c, actor, chosen, err)
	}
	return p.show(c, "invite-preview", templates.View{Title: "Relire avant d’envoyer", Current: "cohorts", Data: struct {
		inviting.Preview
		Total int
	}{preview, preview.Mails + preview.Letters}})
}

func (p *Pages) inviteAgain(c echo.Context, actor scheduling.Actor, chosen []scheduling.InsuredID, refusal error) error {
	view, err := p.inviteView(c, actor, c.FormValue("q"), chosen)
	if err != nil {
		return err
	}
	return p.again(c, refusal, "invite", view)
}

func choiceFrom(c echo.Context) (chosen []scheduling.InsuredID, replyBy scheduling.Date, err error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, replyBy, err
	}
	for _, id := range form["people"] {
		chosen = append(chosen, scheduling.InsuredID(id))
	}
	replyBy, err = scheduling.ParseDate(c.FormValue("reply_by"))
	if err != nil || replyBy.IsZero() {
		err = scheduling.Refuse(scheduling.Invalid, "date.unreadable", "reply_by")
	}
	return chosen, replyBy, err
}

func (p *Pages) inviteSend(c echo.Context, actor scheduling.Actor) error {
	chosen, replyBy, err := choiceFrom(c)
	var sent inviting.Sent
	if err == nil {
		sent, err = p.Inviting.Invite(c.Request().Context(), actor, cohortID(c), chosen, replyBy)
	}
	if err != nil {
		return p.inviteAgain(c, actor, chosen, err)
	}
	return p.done(c, cohortPath(cohortID(c))+"/invitations", "invite.sent", "mails", sent.Mails, "letters", sent.Letters)
}

// invitationList is who was asked, how, and what she answered.
func (p *Pages) invitationList(c echo.Context, actor scheduling.Actor) error {
	s, err := p.Inviting.Sendings(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return p.show(c, "invitations", templates.View{Title: "Invitations", Current: "cohorts", Data: struct {
		inviting.Sendings
		Tabs  []templates.Tab
		Write bool
	}{s, rollTabs(cohortID(c), "Invitations"), actor.May(scheduling.Invite, s.Cohort.Unit) == nil}})
}

func invitationID(c echo.Context) scheduling.InvitationID {
	return scheduling.InvitationID(c.Param("id"))
}

// replyView is the form of an answer taken by phone.
func (p *Pages) replyView(c echo.Context, actor scheduling.Actor) (templates.View, inviting.Call, error) {
	call, err := p.Inviting.Invited(c.Request().Context(), actor, invitationID(c))
	return templates.View{Title: "Réponse reçue", Current: "cohorts", Data: call}, call, err
}

func (p *Pages) replyForm(c echo.Context, actor scheduling.Actor) error {
	view, _, err := p.replyView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "invitation-reply", view)
}

func (p *Pages) replyByPhone(c echo.Context, actor scheduling.Actor) error {
	view, call, err := p.replyView(c, actor)
	if err != nil {
		return err
	}
	if err := p.Inviting.RecordReply(c.Request().Context(), actor, invitationID(c), answerFrom(c)); err != nil {
		return p.again(c, err, "invitation-reply", view)
	}
	return p.done(c, cohortPath(call.Cohort.ID)+"/invitations", "reply.recorded")
}

func answerFrom(c echo.Context) inviting.Answer {
	a := inviting.Answer{Reply: scheduling.InvitationReply(c.FormValue("reply")), Comment: c.FormValue("comment"), Means: c.FormValue("means")}
	if a.Reply == scheduling.Refuses {
		a.Reason = c.FormValue("reason")
	}
	return a
}

func (p *Pages) withdrawInvitation(c echo.Context, actor scheduling.Actor) error {
	_, call, err := p.replyView(c, actor)
	if err != nil {
		return err
	}
	if err := p.Inviting.WithdrawInvitation(c.Request().Context(), actor, invitationID(c)); err != nil {
		return err
	}
	return p.done(c, cohortPath(call.Cohort.ID)+"/invitations", "invitation.taken_back")
}

// callBacks lists who asked to be called.
func (p *Pages) callBacks(c echo.Context, actor scheduling.Actor) error {
	if !actor.Can(scheduling.SeePeople) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	calls, err := p.Inviting.CallBacks(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.show(c, "call-backs", templates.View{Title: "À rappeler", Current: "people", Data: struct {
		Calls []inviting.Call
		Zone  any
	}{calls, p.Zone}})
}

func (p *Pages) calledBack(c echo.Context, actor scheduling.Actor) error {
	if err := p.Inviting.CalledBack(c.Request().Context(), actor, invitationID(c)); err != nil {
		return err
	}
	return p.done(c, "/personnes/a-rappeler", "reply.called")
}

// letters prints the invitations on paper: all that are to be posted.
func (p *Pages) letters(c echo.Context, actor scheduling.Actor) error {
	return p.paper(c, actor, cohortID(c), "")
}

// letterOf prints one, again if need be.
func (p *Pages) letterOf(c echo.Context, actor scheduling.Actor) error {
	_, call, err := p.replyView(c, actor)
	if err != nil {
		return err
	}
	return p.paper(c, actor, call.Cohort.ID, call.Invitation.ID)
}

func (p *Pages) paper(c echo.Context, actor scheduling.Actor, id scheduling.CohortID, only scheduling.InvitationID) error {
	letters, err := p.Inviting.Letters(c.Request().Context(), actor, id, only)
	if err != nil {
		return err
	}
	return p.show(c, "letters", templates.View{Title: "Lettres d’invitation", Data: struct {
		Letters []inviting.Letter
		Cohort  scheduling.CohortID
		Post    bool
	}{letters, id, only == ""}})
}

func (p *Pages) posted(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	var ids []scheduling.InvitationID
	for _, id := range form["letter"] {
		ids = append(ids, scheduling.InvitationID(id))
	}
	n, err := p.Inviting.Posted(c.Request().Context(), actor, cohortID(c), ids)
	if err != nil {
		return err
	}
	return p.done(c, cohortPath(cohortID(c))+"/invitations", "letters.posted", "n", n)
}
