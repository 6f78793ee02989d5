package pages

import (
	"bytes"
	"net/http"
	"time"

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
	By      map[scheduling.Channel]bool // the channels that the wave may use
	Plan    inviting.Plan               // as it was typed
	Refused string
	Tabs    []templates.Tab
}

func (p *Pages) inviteView(c echo.Context, actor scheduling.Actor, words string, plan inviting.Plan) (templates.View, error) {
	id := cohortID(c)
	choice, err := p.Inviting.Candidates(c.Request().Context(), actor, id, words, plan.People)
	data := invitingView{
		Choice: choice, Words: words, Plan: plan, Tabs: rollTabs(id, "Inviter"),
		Chosen: map[scheduling.InsuredID]bool{}, By: map[scheduling.Channel]bool{},
	}
	for _, i := range plan.People {
		data.Chosen[i] = true
	}
	if plan.Channels == nil {
		plan.Channels = choice.Carried
	}
	for _, channel := range plan.Channels {
		data.By[channel] = true
	}
	if !plan.ReplyBy.IsZero() {
		data.ReplyBy, data.RemindOn = plan.ReplyBy, plan.RemindOn
	}
	if choice.Refusal != nil {
		data.Refused = templates.Sentence(choice.Refusal)
	}
	return templates.View{Title: "Inviter", Current: "cohorts", Data: data}, err
}

func (p *Pages) inviteForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.inviteView(c, actor, c.QueryParam("q"), inviting.Plan{})
	if err != nil {
		return err
	}
	return p.show(c, "invite", view)
}

// inviteChoose searches on with what is already chosen, or shows what would be
// sent. Neither changes anything; it is a POST to keep people out of addresses.
func (p *Pages) inviteChoose(c echo.Context, actor scheduling.Actor) error {
	plan, err := planFrom(c)
	if c.FormValue("do") == "search" {
		view, failed := p.inviteView(c, actor, c.FormValue("q"), plan)
		if failed != nil {
			return failed
		}
		return p.show(c, "invite", view)
	}
	var preview inviting.Preview
	if err == nil {
		preview, err = p.Inviting.PreviewInvitations(c.Request().Context(), actor, cohortID(c), plan)
	}
	if err != nil {
		return p.inviteAgain(c, actor, plan, err)
	}
	return p.show(c, "invite-preview", templates.View{Title: "Relire avant d’envoyer", Current: "cohorts", Data: preview})
}

func (p *Pages) inviteAgain(c echo.Context, actor scheduling.Actor, plan inviting.Plan, refusal error) error {
	view, err := p.inviteView(c, actor, c.FormValue("q"), plan)
	if err != nil {
		return err
	}
	return p.again(c, refusal, "invite", view)
}

// planFrom reads a wave: the people ticked, a channel beside each where one was
// chosen, and its days.
func planFrom(c echo.Context) (plan inviting.Plan, err error) {
	form, err := c.FormParams()
	if err != nil {
		return plan, err
	}
	plan = inviting.Plan{Criteria: form.Get("criteria"), By: map[scheduling.InsuredID]scheduling.Channel{}}
	for _, id := range form["people"] {
		plan.People = append(plan.People, scheduling.InsuredID(id))
		if chosen := form.Get("by-" + id); chosen != "" {
			plan.By[scheduling.InsuredID(id)] = scheduling.Channel(chosen)
		}
	}
	plan.Channels = []scheduling.Channel{}
	for _, channel := range form["channels"] {
		plan.Channels = append(plan.Channels, scheduling.Channel(channel))
	}
	for field, day := range map[string]*scheduling.Date{"reply_by": &plan.ReplyBy, "send_on": &plan.SendOn, "remind_on": &plan.RemindOn} {
		if *day, err = scheduling.ParseDate(form.Get(field)); err != nil {
			return plan, scheduling.Refuse(scheduling.Invalid, "date.unreadable", field)
		}
	}
	if plan.ReplyBy.IsZero() {
		return plan, scheduling.Refuse(scheduling.Invalid, "date.unreadable", "reply_by")
	}
	return plan, nil
}

func (p *Pages) inviteSend(c echo.Context, actor scheduling.Actor) error {
	plan, err := planFrom(c)
	var sent inviting.Sent
	if err == nil {
		sent, err = p.Inviting.Invite(c.Request().Context(), actor, cohortID(c), plan)
	}
	if err != nil {
		return p.inviteAgain(c, actor, plan, err)
	}
	return p.done(c, cohortPath(cohortID(c))+"/invitations", "invite.sent", "mails", sent.Mails, "texts", sent.Texts, "letters", sent.Letters)
}

// inviteLetter shows the letter of a preview as the print shop would get it.
func (p *Pages) inviteLetter(c echo.Context, actor scheduling.Actor) error {
	plan, err := planFrom(c)
	if err != nil {
		return p.inviteAgain(c, actor, plan, err)
	}
	var pdf bytes.Buffer
	if err := p.Inviting.PrintSample(c.Request().Context(), actor, cohortID(c), plan, &pdf); err != nil {
		return p.inviteAgain(c, actor, plan, err)
	}
	return c.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
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

// letters lists the invitations on paper: all that are to be posted.
func (p *Pages) letters(c echo.Context, actor scheduling.Actor) error {
	letters, err := p.Inviting.Letters(c.Request().Context(), actor, cohortID(c), "")
	if err != nil {
		return err
	}
	runs, err := p.Inviting.PrintRuns(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	return p.show(c, "letters", templates.View{Title: "Lettres à poster", Current: "cohorts", Data: struct {
		Letters []inviting.Letter
		Runs    []inviting.RunView
		Many    bool
		Cohort  scheduling.CohortID
		Tabs    []templates.Tab
		Zone    *time.Location
	}{letters, runs, len(letters) > inviting.Waited, cohortID(c), rollTabs(cohortID(c), "Invitations"), p.Zone}})
}

// allLetters lists the sessions that have letters to be posted, for one PDF of
// all of them, and whom a call would reach sooner.
func (p *Pages) allLetters(c echo.Context, actor scheduling.Actor) error {
	waiting, err := p.Inviting.ToPost(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	n, pressing := 0, 0
	for _, w := range waiting {
		n, pressing = n+w.N, pressing+len(w.Notices)
	}
	runs, err := p.Inviting.PrintRuns(c.Request().Context(), actor, "")
	if err != nil {
		return err
	}
	return p.show(c, "letters-all", templates.View{Title: "Lettres à imprimer", Current: "cohorts", Data: struct {
		Waiting     []inviting.Waiting
		Runs        []inviting.RunView
		Many        bool
		N, Pressing int
		Zone        *time.Location
	}{waiting, runs, n > inviting.Waited, n, pressing, p.Zone}})
}

// letterOf is one letter as PDF, again if need be.
func (p *Pages) letterOf(c echo.Context, actor scheduling.Actor) error {
	var pdf bytes.Buffer
	if err := p.Inviting.PrintOne(c.Request().Context(), actor, invitationID(c), &pdf); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}

// printLetters makes one PDF of the letters to be posted: of a session, or of
// all. The pages of a few leave as they are made; many are made in the
// background.
func (p *Pages) printLetters(c echo.Context, actor scheduling.Actor) error {
	printing, run, err := p.Inviting.Print(c.Request().Context(), actor, cohortID(c), c.FormValue("when") == "later")
	if err != nil {
		return err
	}
	if run != "" {
		return c.Redirect(http.StatusSeeOther, printRunPath(run))
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="lettres.pdf"`)
	_, err = printing.Write(c.Request().Context(), c.Response(), nil)
	return err
}

// returned notes that a letter came back.
func (p *Pages) returned(c echo.Context, actor scheduling.Actor) error {
	_, call, err := p.replyView(c, actor)
	if err != nil {
		return err
	}
	by, err := p.Inviting.Returned(c.Request().Context(), actor, invitationID(c))
	if err != nil {
		return err
	}
	flash := "letter.returned.followed"
	if by == "" {
		flash = "letter.returned.alone"
	}
	return p.done(c, cohortPath(call.Cohort.ID)+"/invitations", flash)
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
	var notices []scheduling.MessageID
	for _, id := range form["notice"] {
		notices = append(notices, scheduling.MessageID(id))
	}
	n, err := p.Inviting.Posted(c.Request().Context(), actor, cohortID(c), ids, notices...)
	if err != nil {
		return err
	}
	return p.done(c, cohortPath(cohortID(c))+"/invitations", "letters.posted", "n", n)
}
