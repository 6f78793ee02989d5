package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/planning"
	"trame/scheduling/workflow/witnessing"
	"trame/templates"
)

// cohortPage is a session's whole life on one page.
type cohortPage struct {
	planning.CohortView
	Beads   []templates.Bead
	Path    string
	Missing []missing // modules without a co-animator they require
	ToAsk   int       // people on meetings to come who were not invited yet
	Actions cohortActions
	Broken  []breachLine // meetings that no longer stand
	Lost    int          // people who cannot come often enough any more (rule 20)
	Held    heldView

	Witnesses []witnessing.Place // of the meetings that receive one
}

// missing is a module to come that lacks somebody.
type missing struct {
	Meeting scheduling.Meeting
	Title   string
	Kinds   []scheduling.PartnerKind
}

// cohortActions are the next steps that make sense now.
type cohortActions struct {
	Recruit, Confirm, Invite, Resume, Postpone, Cancel, Edit, Close bool
}

func cohortID(c echo.Context) scheduling.CohortID { return scheduling.CohortID(c.Param("id")) }

func cohortPath(id scheduling.CohortID) string { return "/sessions/" + string(id) }

func (p *Pages) cohort(c echo.Context, actor scheduling.Actor) error {
	v, err := p.Planning.Cohort(c.Request().Context(), actor, cohortID(c))
	if err != nil {
		return err
	}
	page := pageOf(v, p.Planning.Now())
	broken, err := p.Planning.Breaches(c.Request().Context(), actor, planning.BreachScope{Cohort: v.Cohort.ID})
	if err != nil {
		return err
	}
	page.Broken = breachLines(broken)
	page.Missing = slices.DeleteFunc(page.Missing, func(m missing) bool { // repairing finds somebody for it
		return slices.ContainsFunc(broken, func(b planning.Breach) bool { return b.Meeting.ID == m.Meeting.ID && b.Kind != "" })
	})
	attended, err := p.Attending.Overview(c.Request().Context(), actor, v.Cohort.ID)
	if err != nil {
		return err
	}
	page.Lost = attended.Stuck
	if page.Held, err = p.heldOf(c, actor, v.Cohort.ID); err != nil {
		return err
	}
	if page.Witnesses, err = p.Witnessing.Cohort(c.Request().Context(), actor, v.Cohort.ID); err != nil {
		return err
	}
	return p.show(c, "cohort", templates.View{Title: v.Cohort.Label, Current: "cohorts", Data: page})
}

func pageOf(v planning.CohortView, now time.Time) cohortPage {
	page := cohortPage{CohortView: v, Path: cohortPath(v.Cohort.ID)}
	for _, b := range v.Beads {
		page.Beads = append(page.Beads, largeBead(b, now))
		if len(b.Missing) > 0 && b.State == scheduling.MeetingPlanned {
			page.Missing = append(page.Missing, missing{b.Meeting, b.Title, b.Missing})
		}
		if v.Organise && b.Meeting.CancelledAt.IsZero() && b.Meeting.EndsAt.After(now) {
			page.ToAsk += b.Proposed()
		}
	}
	page.Actions = actionsOn(v)
	return page
}

// actionsOn is what the agent may do with the session now.
func actionsOn(v planning.CohortView) cohortActions {
	over := v.State.Over()
	return cohortActions{
		Recruit:  v.Organise && v.State == scheduling.CohortPlanned,
		Confirm:  v.Organise && v.State == scheduling.CohortRecruiting,
		Invite:   v.People && !over && !v.Cohort.RecruitingAt.IsZero() && v.State != scheduling.CohortPostponed,
		Resume:   v.Organise && v.State == scheduling.CohortPostponed,
		Postpone: v.Organise && !over && v.State != scheduling.CohortPostponed && v.State != scheduling.CohortDraft,
		Cancel:   v.Organise && !over,
		Edit:     v.Organise && v.State != scheduling.CohortClosed && v.State != scheduling.CohortCancelled,
		Close:    v.Organise && (v.State == scheduling.CohortFinished || v.State == scheduling.CohortFollowUp),
	}
}

// largeBead is a bead with its date, its co-animator's answer and its count.
func largeBead(b planning.Bead, now time.Time) templates.Bead {
	m := b.Meeting
	bead := templates.Bead{
		Position: numberOf(m), State: beadState(m, b.State, now), Date: m.Date,
		Hour: templates.Hour(m.Start) + "\u00a0– " + templates.Hour(m.End()), Title: b.Title, Link: "/seances/" + string(m.ID),
	}
	if b.State == scheduling.MeetingHeld || b.State == scheduling.MeetingToFillIn {
		bead.Count = fmt.Sprintf("%d/%d", b.Turnout.Present, b.Turnout.Enrolled)
	}
	if b.State == scheduling.MeetingCancelled {
		return bead
	}
	bead.Note, bead.NoteTone = animatorNote(b)
	return bead
}

// animatorNote is the co-animators' answer in a few words: who is missing
// first, then who hesitates, then who comes.
func animatorNote(b planning.Bead) (note, tone string) {
	if len(b.Missing) > 0 && b.State == scheduling.MeetingPlanned {
		return templates.Message("meeting.lacks", "kind", templates.Label("partner", b.Missing[0])), "todo"
	}
	for _, a := range b.CoAnimators() {
		if a.State != scheduling.AnimationAccepted || note == "" {
			badge := templates.NewBadge("animation", a.State)
			note, tone = a.Name+"\u00a0: "+badge.Word, badge.Tone
		}
	}
	return note, tone
}

// cohortStep makes a route of a change to the cohort alone.
func (p *Pages) cohortStep(act func(c echo.Context, actor scheduling.Actor, version int) error, said string) func(echo.Context, scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		if err := act(c, actor, version(c)); err != nil {
			return err
		}
		return p.done(c, cohortPath(cohortID(c)), said)
	}
}

func (p *Pages) cohortRecruit(c echo.Context, actor scheduling.Actor) error {
	return p.cohortStep(func(c echo.Context, actor scheduling.Actor, version int) error {
		return p.Planning.Recruit(c.Request().Context(), actor, cohortID(c), version)
	}, "cohort.recruiting.done")(c, actor)
}

func (p *Pages) cohortConfirm(c echo.Context, actor scheduling.Actor) error {
	return p.cohortStep(func(c echo.Context, actor scheduling.Actor, version int) error {
		return p.Planning.Confirm(c.Request().Context(), actor, cohortID(c), version)
	}, "cohort.confirmed.done")(c, actor)
}

func (p *Pages) cohortClose(c echo.Context, actor scheduling.Actor) error {
	return p.cohortStep(func(c echo.Context, actor scheduling.Actor, version int) error {
		return p.Planning.Close(c.Request().Context(), actor, cohortID(c), version)
	}, "cohort.closed.done")(c, actor)
}

// cohortEditForm corrects what does not touch the dates.
func (p *Pages) cohortEditForm(c echo.Context, actor scheduling.Actor) error {
	view, err := p.cohortEditView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "cohort-edit", view)
}

func (p *Pages) cohortEditView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	v, err := p.Planning.Cohort(c.Request().Context(), actor, cohortID(c))
	if err == nil {
		err = actor.May(scheduling.Organise, v.Cohort.Unit)
	}
	return templates.View{Title: "Corriger la session", Current: "cohorts", Data: struct {
		planning.CohortView
		Path    string
		Entries []templates.Option
	}{v, cohortPath(v.Cohort.ID), entryOptions(v.Modules)}}, err
}

// entryOptions are the modules at which one may still enter, or be counted.
func entryOptions(n int) []templates.Option {
	options := make([]templates.Option, n)
	for i := range n {
		number := strconv.Itoa(i + 1)
		options[i] = templates.Option{Value: number, Label: number}
	}
	return options
}

func (p *Pages) cohortEdit(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	plan := planForm(form)
	err = p.Planning.Edit(c.Request().Context(), actor, cohortID(c), version(c), planning.CohortEdit{
		Label: plan.text("label"), Capacity: plan.number("capacity"), LastEntry: plan.number("last_entry"),
		Threshold: plan.number("threshold"), Notes: plan.text("notes"),
	})
	if err != nil {
		return p.retry(c, actor, err, "cohort-edit", p.cohortEditView)
	}
	return p.done(c, cohortPath(cohortID(c)), "cohort.updated.done")
}

// planForm reads what the planning forms hold; what cannot be read is a value
// that the rules refuse at its field.
type planForm url.Values

func (f planForm) text(name string) string { return url.Values(f).Get(name) }

func (f planForm) number(name string) int {
	n, err := strconv.Atoi(f.text(name))
	if err != nil {
		return 0
	}
	return n
}

func (f planForm) date(name string) scheduling.Date {
	d, err := scheduling.ParseDate(f.text(name))
	if err != nil {
		return scheduling.Date{}
	}
	return d
}

func (f planForm) start() scheduling.Clock {
	at, err := scheduling.ParseClock(f.text("start"))
	if err != nil {
		return -1
	}
	return at
}
