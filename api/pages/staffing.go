package pages

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/templates"
)

// staffingView is a meeting's co-animators and the form to add one.
type staffingView struct {
	planning.Staffing
	Incoming []incomingLine
	Who      []templates.Option
	Kinds    []templates.Option
	Kind     string // the first kind still to be found
}

func staffingPath(id scheduling.MeetingID) string { return "/seances/" + string(id) + "/intervenants" }

func (p *Pages) staffingView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	s, err := p.Planning.Staffing(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	data := staffingView{Staffing: s}
	if data.Incoming, err = p.incoming(c, actor); err != nil {
		return templates.View{}, err
	}
	for _, need := range s.Needs {
		data.Kinds = append(data.Kinds, templates.Option{Value: string(need.Kind), Label: templates.Label("partner", need.Kind)})
		if data.Kind == "" && len(need.On) == 0 {
			data.Kind = string(need.Kind)
		}
	}
	slices.SortStableFunc(s.Candidates, func(a, b planning.Candidate) int { return data.rank(a) - data.rank(b) })
	for _, candidate := range append(append([]planning.Candidate{}, s.Candidates...), s.Agents...) {
		data.Who = append(data.Who, optionOf(candidate))
	}
	return templates.View{Title: "Intervenants", Current: "cohorts", Data: data}, nil
}

// rank puts first whoever fits what is still to be found.
func (v staffingView) rank(c planning.Candidate) int {
	if string(c.Kind) == v.Kind {
		return 0
	}
	return 1
}

func optionOf(c planning.Candidate) templates.Option {
	o := templates.Option{Value: c.Resource, Label: c.Name, Disabled: c.Busy}
	switch {
	case c.Partner != "":
		o.Label += ", " + templates.Label("partner", c.Kind) + " · " + c.Partner
	default:
		o.Label += ", agent"
	}
	if c.Busy {
		o.Label += " (déjà pris à cette heure)"
	} else if c.Away != "" {
		o.Label += " (" + templates.Label("away", c.Away) + ")"
	}
	return o
}

// staffing shows who is needed on a meeting, who is on it, and what they
// answered.
func (p *Pages) staffing(c echo.Context, actor scheduling.Actor) error {
	v, err := p.staffingView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "staffing", v)
}

func (p *Pages) placeOnMeeting(c echo.Context, actor scheduling.Actor) error {
	a := scheduling.Animation{
		Meeting: scheduling.MeetingID(c.Param("id")), PartnerKind: scheduling.PartnerKind(c.FormValue("kind")), AskedBy: c.FormValue("asked_by"),
	}
	switch kind, id, _ := strings.Cut(c.FormValue("who"), ":"); kind {
	case "facilitator":
		a.Facilitator = scheduling.FacilitatorID(id)
	case "user":
		a.User = scheduling.UserID(id)
	}
	if _, err := p.Planning.Place(c.Request().Context(), actor, a); err != nil {
		return p.retry(c, actor, err, "staffing", p.staffingView)
	}
	return p.done(c, staffingPath(a.Meeting), "staffing.placed")
}

// animationView is one person on a meeting.
type animationView struct {
	planning.OnMeeting
	Staffing planning.Staffing
	TakeOff  templates.Confirm
}

// Replies are what can be answered by telephone.
func (animationView) Replies() []templates.Option {
	var list []templates.Option
	for _, reply := range []scheduling.Reply{scheduling.Accepted, scheduling.Tentative, scheduling.Declined} {
		list = append(list, templates.Option{Value: string(reply), Label: templates.Label("reply", reply)})
	}
	return list
}

func (p *Pages) animationView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	s, err := p.Planning.Staffing(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return templates.View{}, err
	}
	for _, a := range s.Everybody() {
		if string(a.ID) != c.Param("animation") {
			continue
		}
		data := animationView{OnMeeting: a, Staffing: s}
		path := staffingPath(s.Meeting.ID)
		data.TakeOff = templates.Confirm{
			Title: "Retirer de la séance", Post: path + "/" + string(a.ID) + "/retirer", Button: "Retirer " + a.Name, Cancel: path, Danger: true,
			Effects: []string{"Son heure redevient libre, et la séance cherche de nouveau quelqu’un."},
		}
		if !a.InvitedAt.IsZero() && a.Reply != scheduling.Declined && a.Reachable {
			data.TakeOff.Effects = append(data.TakeOff.Effects, "Son lien de réponse ne sert plus.")
			data.TakeOff.Recipients = []templates.Recipient{{Who: a.Name, Channel: "mail", What: "« Nous n’aurons pas besoin de vous », et la date s’efface de son agenda"}}
		}
		return templates.View{Title: a.Name, Current: "cohorts", Data: data}, nil
	}
	return templates.View{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

func (p *Pages) animation(c echo.Context, actor scheduling.Actor) error {
	v, err := p.animationView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "animation", v)
}

func (p *Pages) recordReply(c echo.Context, actor scheduling.Actor) error {
	err := p.Planning.RecordReply(c.Request().Context(), actor, scheduling.AnimationID(c.Param("animation")),
		scheduling.Reply(c.FormValue("reply")), c.FormValue("comment"))
	if err != nil {
		return p.retry(c, actor, err, "animation", p.animationView)
	}
	return p.done(c, staffingPath(scheduling.MeetingID(c.Param("id"))), "staffing.reply_noted")
}

func (p *Pages) takeOffMeeting(c echo.Context, actor scheduling.Actor) error {
	if err := p.Planning.TakeOff(c.Request().Context(), actor, scheduling.AnimationID(c.Param("animation"))); err != nil {
		return err
	}
	return p.done(c, staffingPath(scheduling.MeetingID(c.Param("id"))), "staffing.taken_off")
}

// invitationsView is what leaves before it leaves.
type invitationsView struct {
	Going  []planning.Outgoing
	Silent []planning.Outgoing
	Post   string
	Back   string
}

func (p *Pages) invitations(c echo.Context, actor scheduling.Actor) error {
	cohort, meeting, back, err := p.invitationsOf(c, actor)
	if err != nil {
		return err
	}
	list, err := p.Planning.ToInvite(c.Request().Context(), actor, cohort, meeting)
	if err != nil {
		return err
	}
	data := invitationsView{Post: c.Request().URL.Path, Back: back}
	for _, o := range list {
		if o.Goes() {
			data.Going = append(data.Going, o)
		} else {
			data.Silent = append(data.Silent, o)
		}
	}
	return p.show(c, "animation-invite", templates.View{Title: "Inviter les intervenants", Current: "cohorts", Data: data})
}

// Mails is how many leave: a recap is one.
func (v invitationsView) Mails() (n int) {
	for _, o := range v.Going {
		if o.Letter.Subject != "" {
			n++
		}
	}
	return n
}

// invitationsOf says whose invitations the path is about: a meeting's, or all
// of a session's.
func (p *Pages) invitationsOf(c echo.Context, actor scheduling.Actor) (scheduling.CohortID, scheduling.MeetingID, string, error) {
	if strings.HasPrefix(c.Path(), "/sessions/") {
		return scheduling.CohortID(c.Param("id")), "", "/sessions/" + c.Param("id"), nil
	}
	meeting := scheduling.MeetingID(c.Param("id"))
	s, err := p.Planning.Staffing(c.Request().Context(), actor, meeting)
	return s.Cohort.ID, meeting, staffingPath(meeting), err
}

func (p *Pages) sendInvitations(c echo.Context, actor scheduling.Actor) error {
	_, _, back, err := p.invitationsOf(c, actor)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	sent, err := p.Planning.InviteAll(c.Request().Context(), actor, chosen(form["animation"]))
	if err != nil {
		return err
	}
	return p.done(c, back, "staffing.invited", "n", sent)
}

// chosen groups "MEETING ANIMATION" by meeting.
func chosen(values []string) map[scheduling.MeetingID][]scheduling.AnimationID {
	groups := map[scheduling.MeetingID][]scheduling.AnimationID{}
	for _, value := range values {
		if meeting, animation, ok := strings.Cut(value, " "); ok {
			id := scheduling.MeetingID(meeting)
			groups[id] = append(groups[id], scheduling.AnimationID(animation))
		}
	}
	return groups
}
