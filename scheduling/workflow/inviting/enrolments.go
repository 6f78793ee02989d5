package inviting

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Roll is who takes part in a cohort, who waits, and who left.
type Roll struct {
	Cohort  scheduling.Cohort
	Zone    string
	Seated  []store.Participant // enrolled, then offered
	Waiting []store.Participant // in the order of rule 8
	Left    []store.Participant
	Count   store.Headcount
	Open    bool // one may still enter
	Social  bool // the actor reads why people left, or go first
}

// Roll reads a cohort's enrolments, without any social content.
func (d *Desk) Roll(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (roll Roll, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		people, err := tx.Participants(id)
		if err != nil {
			return err
		}
		counts, err := tx.Headcounts([]scheduling.CohortID{id})
		if err != nil {
			return err
		}
		r, err := load(tx, c)
		roll = Roll{Cohort: c, Zone: r.organisation.TimeZone, Count: counts[id], Open: c.Enters(r.meetings, tx.Now) == nil}
		roll.Social = actor.May(scheduling.SeeSocial, c.Unit) == nil
		roll.sort(people)
		return err
	})
	return roll, err
}

func (roll *Roll) sort(people []store.Participant) {
	var offered []store.Participant
	for _, p := range people {
		p.Insured = p.Insured.WithoutSocial()
		if !roll.Social {
			p.Enrolment.Reason, p.Enrolment.PriorityReason = "", ""
		}
		switch p.Enrolment.State {
		case scheduling.Enrolled:
			roll.Seated = append(roll.Seated, p)
		case scheduling.Offered:
			offered = append(offered, p)
		case scheduling.Waitlisted:
			roll.Waiting = append(roll.Waiting, p)
		default:
			roll.Left = append(roll.Left, p)
		}
	}
	roll.Seated = append(roll.Seated, offered...)
}

// enrolled finds an enrolment whose cohort the actor may invite to, and locks
// the cohort.
func enrolled(tx *store.Tx, actor scheduling.Actor, id scheduling.EnrolmentID) (scheduling.Enrolment, scheduling.Cohort, error) {
	e, err := tx.Enrolment(id)
	if err != nil {
		return e, scheduling.Cohort{}, err
	}
	if _, err := tx.CohortFor(actor, e.Cohort, scheduling.Invite); err != nil {
		return e, scheduling.Cohort{}, err
	}
	c, err := tx.LockCohort(e.Cohort)
	if err != nil {
		return e, c, err
	}
	e, err = tx.Enrolment(id)
	return e, c, err
}

// Leave ends an open enrolment, Withdrawn before she came or DroppedOut after,
// with a reason of scheduling.DeclineReasons; her place is offered on. version 0 takes it as it is.
func (d *Desk) Leave(ctx context.Context, actor scheduling.Actor, id scheduling.EnrolmentID, to scheduling.EnrolmentState, reason string, version int) error {
	reason = strings.TrimSpace(reason)
	var faults scheduling.Faults
	faults.Check(to == scheduling.Withdrawn || to == scheduling.DroppedOut, "state", "enrolment.state.leave")
	faults.Check(slices.Contains(scheduling.DeclineReasons, reason), "reason", "enrolment.reason.required")
	if err := faults.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, c, err := enrolled(tx, actor, id)
		if err != nil {
			return err
		}
		if version != 0 && version != e.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		if !e.State.Open() || to == scheduling.DroppedOut && e.State != scheduling.Enrolled {
			return scheduling.Refuse(scheduling.Conflict, "enrolment.not_open", "")
		}
		if err := move(tx, e, to, reason, actor.ID.Ref()); err != nil {
			return err
		}
		if err := d.offerFree(tx, c); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "enrolled", Subject: aboutPerson(e.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "state": to}),
		})
	})
}

// Overbook seats someone who waits although every place is taken: only who
// organises the cohort may, and says why (rule 7). version 0 takes it as it is.
func (d *Desk) Overbook(ctx context.Context, actor scheduling.Actor, id scheduling.EnrolmentID, reason string, version int) error {
	reason = strings.TrimSpace(reason)
	var faults scheduling.Faults
	faults.Check(reason != "", "reason", "enrolment.overbook.reason")
	faults.Check(len(reason) <= 500, "reason", "enrolment.reason.long")
	if err := faults.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, c, err := enrolled(tx, actor, id)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		if version != 0 && version != e.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		if e.State != scheduling.Waitlisted {
			return scheduling.Refuse(scheduling.Conflict, "enrolment.not_waiting", "")
		}
		if err := enters(tx, c); err != nil {
			return err
		}
		if err := move(tx, e, scheduling.Enrolled, reason, actor.ID.Ref()); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "overbooked", Subject: aboutPerson(e.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "capacity": c.Capacity}),
		})
	})
}

// Prioritise gives someone who waits a priority over time, with its reason
// (rule 8); 0 takes it back.
func (d *Desk) Prioritise(ctx context.Context, actor scheduling.Actor, id scheduling.EnrolmentID, priority int, reason string, version int) error {
	reason = strings.TrimSpace(reason)
	var faults scheduling.Faults
	faults.Check(priority >= 0 && priority <= 9, "priority", "enrolment.priority.range")
	faults.Check(priority == 0 || reason != "", "reason", "enrolment.priority.reason")
	faults.Check(len(reason) <= 500, "reason", "enrolment.reason.long")
	if err := faults.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, c, err := enrolled(tx, actor, id)
		if err != nil {
			return err
		}
		if version != 0 && version != e.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		if e.State != scheduling.Waitlisted {
			return scheduling.Refuse(scheduling.Conflict, "enrolment.not_waiting", "")
		}
		e.Priority, e.PriorityReason = priority, reason
		if err := tx.ReplaceEnrolment(e); err != nil {
			return err
		}
		change := scheduling.EnrolmentChange{Enrolment: e.ID, From: e.State, To: e.State, Reason: reason, By: actor.ID.Ref(), At: tx.Now}
		if err := tx.AddEnrolmentChange(change); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "prioritised", Subject: aboutPerson(e.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "priority": priority}),
		})
	})
}

// OfferFree offers the free places of a cohort to those who wait: after its
// capacity grew, say.
func (d *Desk) OfferFree(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.CohortFor(actor, id, scheduling.Invite); err != nil {
			return err
		}
		c, err := tx.LockCohort(id)
		if err != nil {
			return err
		}
		return d.offerFree(tx, c)
	})
}
