package following

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// NoteUndelivered has each proposal that did not arrive, whoever refused it and
// however we were told, stand among the attempts with its outcome, and the next
// day to try: somebody calls. The background runner calls it.
func (d *Desk) NoteUndelivered(ctx context.Context) (n int, err error) {
	var list []store.Undelivered
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.UndeliveredProposals()
		return err
	})
	if err != nil {
		return 0, err
	}
	return store.InTurn(ctx, d.db, list, noteUndelivered)
}

func noteUndelivered(tx *store.Tx, u store.Undelivered) (int, error) {
	f, err := tx.FollowUp(u.FollowUp)
	if err != nil {
		return 0, err
	}
	c, err := tx.LockCohort(f.Cohort)
	if err != nil {
		return 0, err
	}
	if f, err = tx.FollowUp(u.FollowUp); err != nil { // as it stands now that no other replica notes it
		return 0, err
	}
	way := scheduling.TriedBy(u.Channel)
	known, err := tx.FollowUpAttempts(f.ID)
	if err != nil || slices.ContainsFunc(known, func(a scheduling.Attempt) bool {
		return a.Way == way && a.Outcome == scheduling.AttemptBounced
	}) {
		return 0, err
	}
	today := scheduling.DateOf(tx.Now)
	if next := followup.NextTry(scheduling.AttemptBounced, f.Attempts, today); f.ReachedAt.IsZero() && !planned(f, today, next) {
		f.PlannedOn = next
	}
	if err := tx.ReplaceFollowUp(f); err != nil {
		return 0, err
	}
	people, err := tx.ParticipantsByEnrolment([]scheduling.EnrolmentID{f.Enrolment})
	if err != nil {
		return 0, err
	}
	if err := tx.AddFollowUpAttempt(scheduling.Attempt{
		ID: store.NewID[scheduling.AttemptID](), FollowUp: f.ID, Way: way, Outcome: scheduling.AttemptBounced, NextOn: f.PlannedOn, At: u.FailedAt,
	}); err != nil {
		return 0, err
	}
	return 1, tx.Audit(scheduling.AuditEvent{
		Actor: "system", Verb: "undelivered", Subject: "insured:" + string(people[f.Enrolment].Insured.ID), Unit: c.Unit,
		Fields: scheduling.TraceFields(map[string]any{"follow_up": f.ID, "channel": u.Channel}),
	})
}

// planned reports whether somebody tries her by then anyway.
func planned(f scheduling.FollowUp, today, by scheduling.Date) bool {
	return !f.PlannedOn.IsZero() && !f.PlannedOn.Before(today) && !f.PlannedOn.After(by)
}
