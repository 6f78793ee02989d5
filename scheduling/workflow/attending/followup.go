package attending

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Collected is what an agent learnt of a person: her situation à l'issue, or
// why there is none to know.
type Collected struct {
	Outcome      scheduling.OutcomeCode
	Whereof      scheduling.Whereof
	Details      string
	AsOf         scheduling.Date
	Source       scheduling.FollowUpSource
	ClosedReason string
}

// Plan sets the day on which a person is to be called; the zero Date goes back
// to her due day.
func (d *Desk) Plan(ctx context.Context, actor scheduling.Actor, id scheduling.FollowUpID, on scheduling.Date, version int) error {
	return d.change(ctx, actor, id, scheduling.Invite, version, "planned", func(tx *store.Tx, f *scheduling.FollowUp, p store.Participant) error {
		if !followup.Open(*f) || dead(p) {
			return scheduling.Refuse(scheduling.Conflict, "follow_up.over", "")
		}
		if !on.IsZero() && on.Before(scheduling.DateOf(tx.Now)) {
			return scheduling.Refuse(scheduling.Invalid, "follow_up.planned.past", "planned_on")
		}
		f.PlannedOn = on
		return nil
	})
}

// Tried is one try to reach a person: by which way, what it gave, and the day
// agreed for the next; without one it is proposed (followup.NextTry).
type Tried struct {
	Way     scheduling.AttemptWay
	Outcome scheduling.AttemptOutcome
	NextOn  scheduling.Date
}

// Attempt records a try. A letter that came back says that she does not live
// there: no other is sent.
func (d *Desk) Attempt(ctx context.Context, actor scheduling.Actor, id scheduling.FollowUpID, tried Tried, version int) error {
	if !tried.Way.Gives(tried.Outcome) {
		return scheduling.Refuse(scheduling.Invalid, "follow_up.attempt.unknown", "outcome")
	}
	return d.change(ctx, actor, id, scheduling.Invite, version, "called", func(tx *store.Tx, f *scheduling.FollowUp, p store.Participant) error {
		today := scheduling.DateOf(tx.Now)
		if !followup.Open(*f) || dead(p) {
			return scheduling.Refuse(scheduling.Conflict, "follow_up.over", "")
		}
		if !tried.NextOn.IsZero() && tried.NextOn.Before(today) {
			return scheduling.Refuse(scheduling.Invalid, "follow_up.planned.past", "next_on")
		}
		f.Attempts, f.LastAttemptAt, f.PlannedOn = f.Attempts+1, tx.Now, tried.NextOn
		if f.PlannedOn.IsZero() {
			f.PlannedOn = followup.NextTry(tried.Outcome, f.Attempts, today)
		}
		if tried.Outcome == scheduling.AttemptReached {
			f.ReachedAt = tx.Now
		}
		if i := p.Insured; tried.Outcome == scheduling.AttemptReturned && i.AddressWrongOn.IsZero() {
			i.AddressWrongOn = today
			if err := tx.ReplaceInsured(i); err != nil {
				return err
			}
		}
		return tx.AddFollowUpAttempt(scheduling.Attempt{
			ID: store.NewID[scheduling.AttemptID](), FollowUp: f.ID, Way: tried.Way, Outcome: tried.Outcome, NextOn: f.PlannedOn, By: actor.ID, At: tx.Now,
		})
	})
}

// Collect records a person's situation, or corrects it. It is personal social
// content: her cohort's social workers alone read and correct it (rule 25). An
// adviser who called writes down what she was told, once, and reads it no more.
// A death closes her file in silence (rule 13).
func (d *Desk) Collect(ctx context.Context, actor scheduling.Actor, id scheduling.FollowUpID, in Collected, version int) error {
	in.Details, in.ClosedReason = strings.TrimSpace(in.Details), strings.TrimSpace(in.ClosedReason)
	if err := in.validate(scheduling.DateOf(d.db.Now())); err != nil {
		return err
	}
	return d.change(ctx, actor, id, scheduling.SeePeople, version, "collected", func(tx *store.Tx, f *scheduling.FollowUp, p store.Participant) error {
		if err := mayCollect(tx, actor, *f, in.Source); err != nil {
			return err
		}
		if dead(p) && in.Outcome != scheduling.OutcomeDeceased {
			return scheduling.Refuse(scheduling.Conflict, "follow_up.over", "")
		}
		f.Outcome, f.Whereof, f.Details, f.AsOf, f.Source, f.ClosedReason = in.Outcome, in.Whereof, in.Details, in.AsOf, in.Source, in.ClosedReason
		f.RecordedBy, f.RecordedAt = actor.ID, tx.Now
		if in.Outcome.Answered() && in.Source != scheduling.FollowUpFile && f.ReachedAt.IsZero() {
			f.ReachedAt = tx.Now
		}
		if in.Outcome == scheduling.OutcomeDeceased {
			return silence(tx, actor, p.Insured, in.AsOf)
		}
		return nil
	})
}

// mayCollect lets an adviser write what is not known yet, on the phone.
func mayCollect(tx *store.Tx, actor scheduling.Actor, f scheduling.FollowUp, by scheduling.FollowUpSource) error {
	c, err := tx.Cohort(f.Cohort)
	if err != nil {
		return err
	}
	first := !f.Outcome.Answered() && (by == scheduling.FollowUpPhone || by == "") && actor.May(scheduling.Invite, c.Unit) == nil
	if first {
		return nil
	}
	return actor.May(scheduling.SeeSocial, c.Unit)
}

func (in Collected) validate(today scheduling.Date) error {
	known := false
	for _, code := range scheduling.OutcomeCodes {
		known = known || code == in.Outcome
	}
	source := false
	for _, s := range scheduling.FollowUpSources {
		source = source || s == in.Source
	}
	const long = 1000
	var f scheduling.Faults
	f.Check(known, "outcome", "follow_up.outcome.required")
	f.Check(in.Whereof.Of(in.Outcome), "whereof", "follow_up.whereof.elsewhere")
	f.Check(source || !in.Outcome.Answered() && in.Source == "", "source", "follow_up.source.required")
	f.Check(!in.AsOf.IsZero() || !in.Outcome.Answered(), "as_of", "follow_up.as_of.required")
	f.Check(!in.AsOf.After(today), "as_of", "follow_up.as_of.future")
	f.Check(len(in.Details) <= long, "details", "follow_up.details.long")
	f.Check(len(in.ClosedReason) <= long, "closed_reason", "follow_up.details.long")
	return f.Err()
}

// change is the way every edit of a follow-up goes: found in the actor's
// scope, as he saw it, changed, saved and traced.
func (d *Desk) change(ctx context.Context, actor scheduling.Actor, id scheduling.FollowUpID, deed scheduling.Deed, version int, verb string,
	edit func(tx *store.Tx, f *scheduling.FollowUp, p store.Participant) error,
) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		f, p, c, err := followUpFor(tx, actor, id, deed)
		if err != nil {
			return err
		}
		if version != f.Version {
			return stale()
		}
		if !c.ClosedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "attendance.cohort_closed", "")
		}
		if err := edit(tx, &f, p); err != nil {
			return err
		}
		if err := tx.ReplaceFollowUp(f); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: verb, Subject: "insured:" + string(p.Insured.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"follow_up": id, "cohort": c.ID}),
		})
	})
}

// followUpFor finds a follow-up with its person, in a cohort where the actor
// may do deed.
func followUpFor(tx *store.Tx, actor scheduling.Actor, id scheduling.FollowUpID, deed scheduling.Deed) (f scheduling.FollowUp, p store.Participant, c scheduling.Cohort, err error) {
	if f, err = tx.FollowUp(id); err != nil {
		return f, p, c, err
	}
	if c, err = tx.CohortFor(actor, f.Cohort, deed); err != nil {
		return f, p, c, err
	}
	people, err := tx.ParticipantsByEnrolment([]scheduling.EnrolmentID{f.Enrolment})
	return f, people[f.Enrolment], c, err
}

// silence closes the file of a person who died: no message leaves for her, and
// the seats she held are given on by the round of offers.
func silence(tx *store.Tx, actor scheduling.Actor, i scheduling.Insured, on scheduling.Date) error {
	if !i.DeceasedOn.IsZero() {
		return nil
	}
	i.DeceasedOn = on
	if err := tx.ReplaceInsured(i); err != nil {
		return err
	}
	if err := tx.DropMessagesTo(i.ID, "deceased"); err != nil {
		return err
	}
	if _, err := tx.EndWitness(i.ID, "system"); err != nil {
		return err
	}
	enrolments, err := tx.EnrolmentsOf(i.ID)
	if err != nil {
		return err
	}
	for _, e := range enrolments {
		if !e.State.Open() {
			continue
		}
		e, change := e.Becomes(scheduling.Deceased, "", actor.ID.Ref(), tx.Now)
		if err := tx.ReplaceEnrolment(e); err != nil {
			return err
		}
		if err := tx.AddEnrolmentChange(change); err != nil {
			return err
		}
	}
	return nil
}
