package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/ranking"
	"trame/scheduling/workflow/witnessing"
	"trame/templates"
)

// testimoniesView is a meeting's witnesses, with each proposed one's reasons in
// words.
type testimoniesView struct {
	witnessing.Proposals
	Zone    *time.Location
	Write   bool
	Options []templates.Option
	Lines   []proposedLine
}

type proposedLine struct {
	witnessing.Proposed
	Reasons []string
}

func (p *Pages) testimoniesView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	found, err := p.Witnessing.Proposals(c.Request().Context(), actor, meetingID(c), witnessing.Sought(c.QueryParams()["sujet"]))
	if err != nil {
		return templates.View{}, err
	}
	v := testimoniesView{
		Proposals: found, Zone: p.Zone, Write: actor.May(scheduling.Invite, found.Cohort.Unit) == nil, Options: themeOptions(found.Themes),
	}
	for _, one := range found.Proposed {
		line := proposedLine{Proposed: one}
		for _, point := range one.Points {
			if reason := witnessReason(point); reason != "" {
				line.Reasons = append(line.Reasons, reason)
			}
		}
		v.Lines = append(v.Lines, line)
	}
	return templates.View{Title: "Témoin de la séance", Current: "cohorts", Data: v}, nil
}

// witnessReason is one reason in words; "" when it says nothing.
func witnessReason(p ranking.Point) string {
	switch {
	case p.Criterion == ranking.Theme && !p.Known, p.Criterion == ranking.SameProgramme && p.Value == 0:
		return ""
	case p.Criterion == ranking.Near && !p.Known:
		return templates.Message("witness.reason.near.unknown")
	case p.Criterion == ranking.Rested && p.Value == ranking.Unknown:
		return templates.Message("witness.reason.rested.never")
	case p.Criterion == ranking.Rested && p.Value == 0:
		return templates.Message("witness.reason.rested.now")
	}
	return templates.Message("witness.reason."+string(p.Criterion), "n", p.Value)
}

func (p *Pages) testimonies(c echo.Context, actor scheduling.Actor) error {
	v, err := p.testimoniesView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "testimonies", v)
}

func (p *Pages) askTestimony(c echo.Context, actor scheduling.Actor) error {
	request := witnessing.Request{Form: scheduling.WitnessForm(c.FormValue("form")), ByPhone: c.FormValue("by") == "phone"}
	_, err := p.Witnessing.Ask(c.Request().Context(), actor, meetingID(c), scheduling.InsuredID(c.FormValue("who")), request)
	if err == nil {
		return p.done(c, meetingPath(meetingID(c))+"/temoins", map[bool]string{true: "testimony.asked.phone", false: "testimony.asked"}[request.ByPhone])
	}
	return p.retry(c, actor, err, "testimonies", p.testimoniesView)
}

func (p *Pages) testimonyView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	one, err := p.Witnessing.One(c.Request().Context(), actor, testimonyID(c))
	return templates.View{Title: "Témoignage", Current: "cohorts", Data: one}, err
}

func testimonyID(c echo.Context) scheduling.TestimonyID { return scheduling.TestimonyID(c.Param("id")) }

func (p *Pages) testimony(c echo.Context, actor scheduling.Actor) error {
	v, err := p.testimonyView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "testimony", v)
}

func (p *Pages) testimonyDone(c echo.Context, actor scheduling.Actor, refusal error, flash string) error {
	if refusal == nil {
		return p.done(c, "/temoignages/"+c.Param("id"), flash)
	}
	return p.retry(c, actor, refusal, "testimony", p.testimonyView)
}

func (p *Pages) replyTestimony(c echo.Context, actor scheduling.Actor) error {
	err := p.Witnessing.RecordReply(c.Request().Context(), actor, testimonyID(c), scheduling.TestimonyReply(c.FormValue("reply")), version(c))
	return p.testimonyDone(c, actor, err, "testimony.replied")
}

// toldOr is the flash of what a witness is told; she is called where no message
// can be sent.
func toldOr(told scheduling.Channel, flash string) string {
	if told == "" {
		return "testimony.to_call"
	}
	return flash
}

func (p *Pages) confirmTestimony(c echo.Context, actor scheduling.Actor) error {
	told, err := p.Witnessing.Confirm(c.Request().Context(), actor, testimonyID(c), version(c))
	return p.testimonyDone(c, actor, err, toldOr(told, "testimony.confirmed"))
}

func (p *Pages) callOffTestimony(c echo.Context, actor scheduling.Actor) error {
	told, err := p.Witnessing.CallOff(c.Request().Context(), actor, testimonyID(c), version(c))
	return p.testimonyDone(c, actor, err, toldOr(told, "testimony.called_off"))
}

func (p *Pages) noteTestimony(c echo.Context, actor scheduling.Actor) error {
	err := p.Witnessing.Note(c.Request().Context(), actor, testimonyID(c), scheduling.TestimonyOutcome(c.FormValue("outcome")), c.FormValue("note"), version(c))
	return p.testimonyDone(c, actor, err, "testimony.noted")
}

// ownTestimonyView is what a witness's link of one testimony opens.
type ownTestimonyView struct {
	witnessing.Invitation
	Path   string
	Open   bool // she may answer
	AskYes bool
}

func (p *Pages) ownTestimonyView(c echo.Context) (templates.View, error) {
	found, err := p.Witnessing.Invitation(c.Request().Context(), c.Param("token"))
	o := found.Organisation
	yes := found.State == scheduling.TestimonyAccepted || found.State == scheduling.TestimonyConfirmed
	open := !found.Cancelled && found.Start.After(p.Planning.Now())
	return templates.View{
		Title: "Une rencontre à vous proposer", Organisation: o.Name, Phone: o.Phone, PhoneHours: o.PhoneHours,
		Data: ownTestimonyView{found, "/temoignage/" + c.Param("token"), open, !yes},
	}, err
}

// ownTestimony opens it. It acts on nothing: mail scanners open links too.
func (p *Pages) ownTestimony(c echo.Context) error {
	v, err := p.ownTestimonyView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	return p.show(c, "testimony-own", v)
}

func (p *Pages) answerTestimony(c echo.Context) error {
	err := p.Witnessing.Answer(c.Request().Context(), c.Param("token"), scheduling.TestimonyReply(c.FormValue("reply")))
	if err == nil {
		return p.done(c, "/temoignage/"+c.Param("token"), "testimony.thanks")
	}
	return p.retryLink(c, err, "testimony-own", p.ownTestimonyView)
}
