package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// yearFor finds a plan that the actor may decide upon.
func yearFor(actor scheduling.Actor, find func(scheduling.YearPlanID) (scheduling.YearPlan, error), id scheduling.YearPlanID) (scheduling.YearPlan, error) {
	y, err := find(id)
	if err != nil {
		return y, err
	}
	return y, actor.May(scheduling.PlanYear, y.Unit)
}

// DecideYear keeps what the manager makes of proposed sessions, by number:
// all of choices or none.
func (d *Desk) DecideYear(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID, choices map[int]scheduling.DraftChoice) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := yearFor(actor, tx.LockYearPlan, id)
		if err != nil {
			return err
		}
		if !y.State().Drafted() {
			return scheduling.Refuse(scheduling.Conflict, "year_plan.not_drafted", "")
		}
		drafts, err := tx.DraftCohorts(id)
		if err != nil {
			return err
		}
		counts := map[scheduling.DraftChoice]int{}
		for _, c := range drafts {
			choice, decided := choices[c.Number]
			if !decided || choice == c.Choice {
				continue
			}
			if c, err = c.Decide(choice); err != nil {
				return err
			}
			if err := tx.SaveDraftCohort(c); err != nil {
				return err
			}
			counts[choice]++
		}
		return tx.Audit(yearTrace(actor, "decided", y, map[string]any{
			"accepted": counts[scheduling.ChoiceAccepted], "pinned": counts[scheduling.ChoicePinned], "left": counts[scheduling.ChoiceLeft],
		}))
	})
}

// AbandonYear stops the search of a plan, or puts its draft aside. What was
// published stays.
func (d *Desk) AbandonYear(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := yearFor(actor, tx.LockYearPlan, id)
		if err != nil {
			return err
		}
		if !y.AbandonedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "year_plan.is_abandoned", "")
		}
		y.AbandonedAt = tx.Now
		if err := tx.ReplaceYearPlan(y); err != nil {
			return err
		}
		return tx.Audit(yearTrace(actor, "abandoned", y, nil))
	})
}

// FollowYear asks for another draft of the same wishes: sessions that were
// accepted or pinned keep their meetings, those that were left do not come
// back, and what is open already is a fact like any other.
func (d *Desk) FollowYear(ctx context.Context, actor scheduling.Actor, id scheduling.YearPlanID) (scheduling.YearPlanID, error) {
	var next scheduling.YearPlan
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		y, err := yearFor(actor, tx.YearPlan, id)
		if err != nil {
			return err
		}
		if y.State().Searching() {
			return scheduling.Refuse(scheduling.Conflict, "year_plan.not_drafted", "")
		}
		next = scheduling.YearPlan{Unit: y.Unit, Label: y.Label, FirstDay: y.FirstDay, LastDay: y.LastDay, Seconds: y.Seconds, Follows: y.ID}
		if _, err := begin(tx, actor, &next); err != nil {
			return err
		}
		wishes, err := tx.Wishes(id)
		if err != nil {
			return err
		}
		for i := range wishes {
			wishes[i].Plan = next.ID
		}
		drafts, meetings, err := kept(tx, next)
		if err != nil {
			return err
		}
		if len(drafts) == 0 {
			return scheduling.Refuse(scheduling.Conflict, "year_plan.nothing_to_search", "")
		}
		return keepYear(tx, actor, next, wishes, drafts, meetings)
	})
	return next.ID, err
}

// kept is what the plan that next follows leaves to it: the sessions still
// wanted, and the meetings of those that stay.
func kept(tx *store.Tx, next scheduling.YearPlan) (drafts []scheduling.DraftCohort, meetings []scheduling.DraftMeeting, err error) {
	before, err := tx.DraftCohorts(next.Follows)
	if err != nil {
		return nil, nil, err
	}
	placed, err := tx.DraftMeetings(next.Follows)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range before {
		if c.Cohort != "" || c.Choice == scheduling.ChoiceLeft {
			continue
		}
		stays := c.Choice == scheduling.ChoiceAccepted || c.Choice == scheduling.ChoicePinned
		was := c.Number
		c.Number = len(drafts) + 1
		if !stays {
			c = scheduling.DraftCohort{Number: c.Number, Wish: c.Wish, Label: c.Label, Site: c.Site, From: c.From, To: c.To}
		}
		drafts = append(drafts, c)
		for _, m := range placed {
			if stays && m.Number == was {
				m.Plan, m.Number = next.ID, c.Number
				meetings = append(meetings, m)
			}
		}
	}
	return drafts, meetings, nil
}
