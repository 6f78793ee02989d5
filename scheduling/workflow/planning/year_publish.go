package planning

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// YearPublished is what became of the accepted sessions of a draft.
type YearPublished struct {
	Opened  []scheduling.CohortID
	Refused []YearRefusal
}

// YearRefusal is a proposed session that could not be opened: Why names what
// has taken its room or its people since the draft.
type YearRefusal struct {
	Number int
	Label  string
	Why    error
}

// PublishYear opens the accepted sessions of a draft as if each were opened by
// hand, each in its own transaction: one that is refused keeps no other back.
// Co-animators are put on their meetings; nobody is told.
func (d *Desk) PublishYear(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID) (p YearPublished, err error) {
	var accepted []scheduling.DraftCohort
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		y, err := yearFor(actor, tx.YearPlan, id)
		if err != nil {
			return err
		}
		if !y.State().Drafted() {
			return scheduling.Refuse(scheduling.Conflict, "year_plan.not_drafted", "")
		}
		drafts, err := tx.DraftCohorts(id)
		for _, c := range drafts {
			if c.Choice == scheduling.ChoiceAccepted && c.Cohort == "" {
				accepted = append(accepted, c)
			}
		}
		return err
	})
	if err == nil && len(accepted) == 0 {
		err = scheduling.Refuse(scheduling.Conflict, "year_plan.nothing_accepted", "")
	}
	for _, c := range accepted {
		if err != nil {
			return p, err
		}
		cohort, why := d.openDraft(ctx, actor, id, c.Number)
		switch {
		case why == nil:
			p.Opened = append(p.Opened, cohort)
		case scheduling.KindOf(why) != 0:
			p.Refused = append(p.Refused, YearRefusal{c.Number, c.Label, why})
		default:
			err = why
		}
	}
	return p, err
}

// openDraft opens one proposed session, and notes in its draft that it is open.
func (d *Desk) openDraft(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID, number int) (opened scheduling.CohortID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := yearFor(actor, tx.LockYearPlan, id)
		if err != nil {
			return err
		}
		c, w, meetings, err := draftOf(tx, id, number)
		if err != nil {
			return err
		}
		if c.Choice != scheduling.ChoiceAccepted || c.Cohort != "" {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		modules, err := tx.Modules(w.VersionID)
		if err != nil {
			return err
		}
		opened, err = openDated(tx, actor, scheduling.Cohort{
			VersionID: w.VersionID, Unit: w.Unit, Label: c.Label, Site: c.Site, Lead: c.Lead, CadenceWeeks: w.CadenceWeeks,
			SchoolPause: w.SchoolPause, Capacity: w.Capacity, LastEntry: min(2, len(modules)), Threshold: scheduling.LeastMeetings,
		}, datedOf(meetings))
		if err != nil {
			return err
		}
		c.Cohort, y.PublishedAt = opened, tx.Now
		if err := tx.SaveDraftCohort(c); err != nil {
			return err
		}
		if err := tx.ReplaceYearPlan(y); err != nil {
			return err
		}
		return tx.Audit(yearTrace(actor, "published", y, map[string]any{"session": number, "cohort": opened}))
	})
	return opened, err
}

// draftOf is one proposed session with its wish and its meetings.
func draftOf(tx *store.Tx, id scheduling.YearPlanID, number int) (c scheduling.DraftCohort, w scheduling.Wish, own []scheduling.DraftMeeting, err error) {
	drafts, err := tx.DraftCohorts(id)
	if err != nil {
		return c, w, nil, err
	}
	wishes, err := tx.Wishes(id)
	if err != nil {
		return c, w, nil, err
	}
	c = index(drafts, func(c scheduling.DraftCohort) int { return c.Number })[number]
	w = index(wishes, func(w scheduling.Wish) int { return w.Number })[c.Wish]
	meetings, err := tx.DraftMeetings(id)
	for _, m := range meetings {
		if m.Number == number {
			own = append(own, m)
		}
	}
	return c, w, own, err
}

func datedOf(meetings []scheduling.DraftMeeting) []Dated {
	list := make([]Dated, len(meetings))
	for i, m := range meetings {
		list[i] = Dated{Module: m.Module, Date: m.Date, Start: m.Start, Room: m.Room}
		for _, pair := range m.With {
			_, who, _ := strings.Cut(pair, "=")
			if _, facilitator := personNamed(who); facilitator != "" {
				list[i].Co = append(list[i].Co, facilitator)
			}
		}
	}
	return list
}
