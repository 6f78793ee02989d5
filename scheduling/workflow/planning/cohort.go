package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Recruit lets invitations leave: the version must still be approved (rule 1).
func (d *Desk) Recruit(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int) error {
	return d.step(ctx, actor, id, version, "recruiting", func(tx *store.Tx, c *scheduling.Cohort, state scheduling.CohortState) error {
		if state != scheduling.CohortPlanned {
			return scheduling.Refuse(scheduling.Conflict, "cohort.not_planned", "")
		}
		v, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		approvals, err := tx.Approvals(v.ID)
		if err != nil {
			return err
		}
		if s := v.State(approvals); s != scheduling.VersionApproved && s != scheduling.VersionRetired {
			return scheduling.Refuse(scheduling.Conflict, "cohort.version.not_approved", "")
		}
		c.RecruitingAt = tx.Now
		return nil
	})
}

// Confirm says that the cohort will be held.
func (d *Desk) Confirm(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int) error {
	return d.step(ctx, actor, id, version, "confirmed", func(tx *store.Tx, c *scheduling.Cohort, state scheduling.CohortState) error {
		if state != scheduling.CohortRecruiting {
			return scheduling.Refuse(scheduling.Conflict, "cohort.not_recruiting_yet", "")
		}
		c.ConfirmedAt = tx.Now
		return nil
	})
}

// Close ends the follow-up; retention runs from here (rule 27).
func (d *Desk) Close(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int) error {
	return d.step(ctx, actor, id, version, "closed", func(tx *store.Tx, c *scheduling.Cohort, state scheduling.CohortState) error {
		if state != scheduling.CohortFinished && state != scheduling.CohortFollowUp {
			return scheduling.Refuse(scheduling.Conflict, "cohort.not_finished", "")
		}
		c.ClosedAt = tx.Now
		return nil
	})
}

// CohortEdit is what may be corrected of a cohort without touching its dates.
type CohortEdit struct {
	Label     string
	Capacity  int
	LastEntry int
	Threshold int
	Notes     string
}

// Edit corrects a cohort. Its capacity never falls under the places taken
// (rule 7).
func (d *Desk) Edit(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int, edit CohortEdit) error {
	return d.step(ctx, actor, id, version, "updated", func(tx *store.Tx, c *scheduling.Cohort, state scheduling.CohortState) error {
		if state == scheduling.CohortClosed || state == scheduling.CohortCancelled {
			return scheduling.Refuse(scheduling.Conflict, "cohort.is_closed", "")
		}
		c.Label, c.Capacity, c.LastEntry, c.Threshold, c.Notes = edit.Label, edit.Capacity, edit.LastEntry, edit.Threshold, edit.Notes
		v, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		modules, err := tx.Modules(c.VersionID)
		if err != nil {
			return err
		}
		if err := c.Validate(v, len(modules)); err != nil {
			return err
		}
		seated, err := tx.Seated(id)
		if err != nil {
			return err
		}
		var faults scheduling.Faults
		faults.Check(c.Capacity >= seated, "capacity", "cohort.capacity.seated", "seated", seated)
		return faults.Err()
	})
}

// step changes a cohort alone, from the state it is in.
func (d *Desk) step(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, version int, verb string,
	change func(tx *store.Tx, c *scheduling.Cohort, state scheduling.CohortState) error,
) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockCohort(id)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		if c.Version != version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		meetings, err := tx.Meetings(id)
		if err != nil {
			return err
		}
		if err := change(tx, &c, c.State(tx.Now, meetings)); err != nil {
			return err
		}
		if err := tx.ReplaceCohort(c); err != nil {
			return err
		}
		return tx.Audit(trace(actor, verb, c, "", map[string]any{"version": version + 1}))
	})
}
