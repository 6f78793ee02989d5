package attending

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// ToCall is someone to call, with what was tried already.
type ToCall struct {
	store.ToCall
	Insured scheduling.Insured // without social content
	Tries   int
	Last    scheduling.PhoneCall // zero: nobody called yet
}

// CallsToMake lists whom the actor's units are to call: before a meeting,
// after an absence, when the minimum is out of reach.
func (d *Desk) CallsToMake(ctx context.Context, actor scheduling.Actor) (calls []ToCall, err error) {
	units := actor.Units(scheduling.Invite)
	if len(units) == 0 {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		var due []store.ToCall
		for _, find := range []func([]scheduling.UnitID) ([]store.ToCall, error){tx.RemindersToCall, tx.AbsencesToCall, tx.OutOfReachToCall} {
			more, err := find(units)
			if err != nil {
				return err
			}
			due = append(due, more...)
		}
		calls, err = withPeople(tx, units, due)
		return err
	})
	return calls, err
}

// withPeople adds names, numbers and earlier attempts.
func withPeople(tx *store.Tx, units []scheduling.UnitID, due []store.ToCall) ([]ToCall, error) {
	ids, enrolments := make([]scheduling.InsuredID, len(due)), make([]scheduling.EnrolmentID, len(due))
	for i, c := range due {
		ids[i], enrolments[i] = c.Insured, c.Enrolment
	}
	list, err := tx.InsuredByIDs(units, ids)
	if err != nil {
		return nil, err
	}
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, i := range list {
		people[i.ID] = i.WithoutSocial()
	}
	made, err := tx.PhoneCalls(enrolments)
	if err != nil {
		return nil, err
	}
	var calls []ToCall
	for _, c := range due {
		i, visible := people[c.Insured]
		if !visible { // of a unit the actor does not reach
			continue
		}
		call := ToCall{ToCall: c, Insured: i}
		for _, m := range made {
			if m.Enrolment == c.Enrolment && m.Purpose == c.Purpose && m.Meeting == c.Meeting {
				call.Tries, call.Last = call.Tries+1, m
			}
		}
		calls = append(calls, call)
	}
	return calls, nil
}

// RecordCall notes a call that was made. Its enrolment tells whom and in which
// session.
func (d *Desk) RecordCall(ctx context.Context, actor scheduling.Actor, call scheduling.PhoneCall) (id scheduling.PhoneCallID, err error) {
	if err := call.Validate(); err != nil {
		return "", err
	}
	call.ID = store.NewID[scheduling.PhoneCallID]()
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.Enrolment(call.Enrolment)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, e.Cohort, scheduling.Invite)
		if err != nil {
			return err
		}
		if call.Meeting != "" {
			m, err := tx.Meeting(call.Meeting)
			if err != nil || m.Cohort != c.ID {
				return scheduling.Refuse(scheduling.Invalid, "call.meeting.required", "meeting")
			}
		}
		call.Cohort, call.By, call.At = c.ID, actor.ID, tx.Now
		if err := tx.AddPhoneCall(call); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "called", Subject: "insured:" + string(e.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "purpose": call.Purpose, "outcome": call.Outcome}),
		})
	})
	return call.ID, err
}
