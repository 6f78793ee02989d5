package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/receiving"
	"trame/templates"
)

// incomingLine is a mail that came back, in words, and what can be made of it.
type incomingLine struct {
	receiving.Line
	Words, Note  string
	Href, Action string // where what it asks for is done
	Post         string
}

// incoming lists what came back about a meeting.
func (p *Pages) incoming(c echo.Context, actor scheduling.Actor) (lines []incomingLine, err error) {
	found, err := p.Receiving.OfMeeting(c.Request().Context(), actor, meetingID(c))
	for _, l := range found {
		lines = append(lines, lineOfIncoming(l))
	}
	return lines, err
}

func lineOfIncoming(l receiving.Line) incomingLine {
	line := incomingLine{
		Line: l, Post: meetingPath(l.Of.ID) + "/courriers/" + string(l.ID),
		Words: templates.Message("incoming."+string(l.Verdict), "name", l.Name, "reply", templates.Label("reply", l.Reply)),
		Note:  templates.Message("incoming.on", "date", templates.ShortDate(scheduling.DateOf(l.ReceivedAt.In(l.Zone)))),
	}
	switch l.Verdict {
	case scheduling.IncomingToConfirm:
		line.Note = templates.Message("incoming.from", "address", l.Address) + " · " + line.Note
	case scheduling.IncomingDelegated:
		if l.Delegate != "" {
			line.Note = templates.Message("incoming.delegate", "address", l.Delegate) + " · " + line.Note
		}
		line.Href, line.Action = staffingPath(l.Of.ID)+"#ajouter", templates.Message("incoming.do.propose")
	case scheduling.IncomingCountered:
		line.Href, line.Action = meetingPath(l.Of.ID)+"/deplacer", templates.Message("incoming.do.move")
		if !l.StartsAt.IsZero() {
			day := scheduling.DateOf(l.StartsAt.In(l.Zone))
			line.Note = templates.When(l.StartsAt, l.EndsAt, l.Zone) + " · " + line.Note
			line.Href += "?date=" + day.String()
		}
	}
	return line
}

// incomingTasks are lines of « Aujourd'hui »: what waits for a word, and the
// people whose address takes nothing.
func (p *Pages) incomingTasks(c echo.Context, actor scheduling.Actor) (tasks []taskLine, err error) {
	ctx := c.Request().Context()
	waiting, err := p.Receiving.Waiting(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, l := range waiting {
		tasks = append(tasks, taskLine{
			Text: lineOfIncoming(l).Words, Href: staffingPath(l.Of.ID) + "#recus",
			Note: templates.ShortDate(scheduling.DateOf(l.Of.StartsAt.In(l.Zone))) + " · " + l.Cohort.Label,
		})
	}
	returned, err := p.Receiving.Returned(ctx, actor)
	for _, r := range returned {
		tasks = append(tasks, taskLine{
			Text: templates.Message("returned.task", "name", r.Name), Note: instead(r), Href: pathOfOwner(r),
		})
	}
	return tasks, err
}

func pathOfOwner(r receiving.Returned) string {
	switch kind, _, _ := strings.Cut(r.Owner, ":"); kind {
	case "facilitator":
		return "/intervenants/" + r.ID()
	case "insured":
		return "/personnes/" + r.ID()
	}
	return "/reglages/agents/" + r.ID()
}

// instead says how else a person may be reached.
func instead(r receiving.Returned) string {
	switch {
	case r.Letter:
		return templates.Message("returned.by_letter")
	case r.Phone != "":
		return templates.Message("returned.by_phone")
	}
	return templates.Message("returned.ask")
}

// returnedView is the notice on the page of whose address takes nothing.
type returnedView struct {
	Day       scheduling.Date
	Instead   string
	Post      string
	MayChange bool
}

// returnedMail is nil when nothing came back from a person's present address.
func (p *Pages) returnedMail(c echo.Context, owner, post string, mayChange bool) (*returnedView, error) {
	r, ok, err := p.Receiving.ReturnedFrom(c.Request().Context(), owner)
	if err != nil || !ok {
		return nil, err
	}
	return &returnedView{scheduling.DateOf(r.Since.In(p.Zone)), instead(r), post, mayChange}, nil
}

func (p *Pages) countIncoming(c echo.Context, actor scheduling.Actor) error {
	err := p.Receiving.Accept(c.Request().Context(), actor, scheduling.IncomingID(c.Param("incoming")))
	if kind := scheduling.KindOf(err); kind == scheduling.Conflict || kind == scheduling.Expired {
		p.setFlash(c, "trouble", templates.Sentence(err))
		return c.Redirect(http.StatusSeeOther, staffingPath(meetingID(c)))
	}
	if err != nil {
		return err
	}
	return p.done(c, staffingPath(meetingID(c)), "incoming.counted")
}

func (p *Pages) closeIncoming(c echo.Context, actor scheduling.Actor) error {
	if err := p.Receiving.Close(c.Request().Context(), actor, scheduling.IncomingID(c.Param("incoming"))); err != nil {
		return err
	}
	return p.done(c, staffingPath(meetingID(c)), "incoming.closed")
}

func (p *Pages) retryFacilitator(c echo.Context, actor scheduling.Actor) error {
	return p.retryAddress(c, actor, "facilitator:"+c.Param("id"), "/intervenants/"+c.Param("id"))
}

func (p *Pages) retryInsured(c echo.Context, actor scheduling.Actor) error {
	return p.retryAddress(c, actor, "insured:"+c.Param("id"), personPath(insuredID(c)))
}

func (p *Pages) retryAgent(c echo.Context, actor scheduling.Actor) error {
	return p.retryAddress(c, actor, "user:"+c.Param("id"), agentPath(c))
}

func (p *Pages) retryAddress(c echo.Context, actor scheduling.Actor, owner, back string) error {
	if err := p.Receiving.Retry(c.Request().Context(), actor, owner); err != nil {
		return err
	}
	return p.done(c, back, "returned.retried")
}
