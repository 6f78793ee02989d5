package inviting

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Answer is what a person says to an invitation.
type Answer struct {
	Reply   scheduling.InvitationReply
	Reason  string // why not: one of scheduling.DeclineReasons, or ""
	Comment string
	Means   string // how an agent learnt it: one of ReplyMeans; "" when she gave it herself
}

// ReplyMeans are how an answer reaches an agent, in the order of the screens.
var ReplyMeans = []string{"phone", "paper", "visit"}

// Validate refuses an answer that says nothing we know.
func (a Answer) Validate() error {
	var faults scheduling.Faults
	known := a.Reply == scheduling.Accepts || a.Reply == scheduling.Refuses || a.Reply == scheduling.CallMe
	faults.Check(known, "reply", "reply.unknown")
	faults.Check(a.Reason == "" || slices.Contains(scheduling.DeclineReasons, a.Reason), "reason", "reply.reason.unknown")
	faults.Check(a.Means == "" || slices.Contains(ReplyMeans, a.Means), "means", "reply.means.unknown")
	faults.Check(len(a.Comment) <= 2000, "comment", "reply.comment.long")
	return faults.Err()
}

// Reply is an answer by the reader of a link. Giving it twice changes nothing.
func (d *Desk) Reply(ctx context.Context, token string, a Answer) error {
	a.Means = "" // she says it herself
	if err := a.Validate(); err != nil {
		return err
	}
	return twice(d.db.Write(ctx, func(tx *store.Tx) error {
		b, err := hold(tx, token)
		if err != nil {
			return err
		}
		return d.answer(tx, asked{b.Cohort, b.Invitation, b.Enrolment}, a, "participant")
	}))
}

// RecordReply is an answer that an agent took by phone, on paper or face to
// face; the trace says which.
func (d *Desk) RecordReply(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID, a Answer) error {
	if err := a.Validate(); err != nil {
		return err
	}
	return twice(d.db.Write(ctx, func(tx *store.Tx) error {
		inv, _, err := invited(tx, actor, id)
		if err != nil {
			return err
		}
		i, err := tx.Insured(inv.Insured)
		if err != nil {
			return err
		}
		of, err := askedBy(tx, inv)
		if err != nil {
			return err
		}
		if !of.inv.WithdrawnAt.IsZero() || !i.DeceasedOn.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "invitation.withdrawn", "")
		}
		return d.answer(tx, of, a, actor.ID.Ref())
	}))
}

// asked is who answers: the cohort, held against other writers, what she was
// asked, and her last enrolment in it, zero for none.
type asked struct {
	cohort scheduling.Cohort
	inv    scheduling.Invitation
	last   scheduling.Enrolment
}

// askedBy holds the cohort of an invitation before anything is read again: two
// answers to it wait for each other.
func askedBy(tx *store.Tx, inv scheduling.Invitation) (of asked, err error) {
	if of.cohort, err = tx.LockCohort(inv.Cohort); err != nil {
		return of, err
	}
	if of.inv, err = tx.Invitation(inv.ID); err != nil {
		return of, err
	}
	of.last, err = tx.LastEnrolment(inv.Cohort, inv.Insured)
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = nil
	}
	return of, err
}

// invited finds an invitation whose cohort the actor may invite to.
func invited(tx *store.Tx, actor scheduling.Actor, id scheduling.InvitationID) (scheduling.Invitation, scheduling.Cohort, error) {
	inv, err := tx.Invitation(id)
	if err != nil {
		return inv, scheduling.Cohort{}, err
	}
	c, err := tx.CohortFor(actor, inv.Cohort, scheduling.Invite)
	return inv, c, err
}

// twice words what the unique index of rule 9 refuses.
func twice(err error) error {
	if isKey(err, "already_exists") {
		return scheduling.Refuse(scheduling.Conflict, "enrolment.already_open", "")
	}
	return err
}

// answer writes an answer and does what it asks.
func (d *Desk) answer(tx *store.Tx, of asked, a Answer, by string) error {
	c, inv, e := of.cohort, of.inv, of.last
	state, err := d.act(tx, c, inv, e, a, by)
	if err != nil {
		return err
	}
	same := inv.Reply == a.Reply && inv.Reason == a.Reason && inv.Comment == a.Comment
	if same && state == e.State && inv.CalledAt.IsZero() {
		return nil // said before
	}
	if err := tx.DropByKey("answered", againKey(inv.ID)); err != nil { // she is not asked once more
		return err
	}
	inv.Reply, inv.Reason, inv.Comment, inv.RepliedAt = a.Reply, a.Reason, a.Comment, tx.Now
	inv.CalledAt = time.Time{} // who asks again is called again
	if err := tx.SaveInvitation(inv); err != nil {
		return err
	}
	fields := map[string]any{"cohort": c.ID, "reply": a.Reply, "state": state}
	if a.Means != "" {
		fields["means"] = a.Means
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: by, Verb: "replied", Subject: aboutPerson(inv.Insured), Unit: c.Unit, Fields: scheduling.TraceFields(fields),
	})
}

// act does what an answer asks and returns the state she then is in.
func (d *Desk) act(tx *store.Tx, c scheduling.Cohort, inv scheduling.Invitation, e scheduling.Enrolment, a Answer, by string) (scheduling.EnrolmentState, error) {
	switch {
	case a.Reply == scheduling.Accepts && (e.State == scheduling.Enrolled || e.State == scheduling.Waitlisted):
		return e.State, nil
	case a.Reply == scheduling.Accepts:
		return accept(tx, c, inv, e, by)
	case a.Reply == scheduling.Refuses && e.State.Open():
		if err := move(tx, e, scheduling.Withdrawn, a.Reason, by); err != nil {
			return "", err
		}
		return scheduling.Withdrawn, d.offerFree(tx, c)
	default:
		return e.State, nil
	}
}

// accept seats a person, on a free place or on the one she was offered.
func accept(tx *store.Tx, c scheduling.Cohort, inv scheduling.Invitation, e scheduling.Enrolment, by string) (scheduling.EnrolmentState, error) {
	if err := enters(tx, c); err != nil {
		return "", err
	}
	switch {
	case e.State == scheduling.DroppedOut:
		return "", scheduling.Refuse(scheduling.Conflict, "enrolment.dropped_out", "")
	case e.State == scheduling.Offered && tx.Now.Before(e.OfferedUntil):
		return scheduling.Enrolled, move(tx, e, scheduling.Enrolled, "", by)
	case e.State == scheduling.Offered:
		if err := move(tx, e, scheduling.OfferExpired, "", "system"); err != nil {
			return "", err
		}
	}
	return seat(tx, c, inv, by)
}

// enters refuses unless one may still enter a cohort.
func enters(tx *store.Tx, c scheduling.Cohort) error {
	meetings, err := tx.Meetings(c.ID)
	if err != nil {
		return err
	}
	return c.Enters(meetings, tx.Now)
}

// CalledBack notes that a person who asked for it was called.
func (d *Desk) CalledBack(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		inv, c, err := invited(tx, actor, id)
		if err != nil {
			return err
		}
		if inv.Reply != scheduling.CallMe || !inv.CalledAt.IsZero() {
			return nil
		}
		inv.CalledAt = tx.Now
		if err := tx.SaveInvitation(inv); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "called", Subject: aboutPerson(inv.Insured), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID}),
		})
	})
}

// Call is someone who asked to be called.
type Call struct {
	Invitation scheduling.Invitation
	Insured    scheduling.Insured
	Cohort     scheduling.Cohort
}

// CallBacks lists who waits for a call, the longest waiting first.
func (d *Desk) CallBacks(ctx context.Context, actor scheduling.Actor) (calls []Call, err error) {
	units := actor.Units(scheduling.SeePeople)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		invitations, err := tx.CallBacks(units)
		if err != nil || len(invitations) == 0 {
			return err
		}
		people, cohorts, err := around(tx, units, invitations)
		if err != nil {
			return err
		}
		for _, inv := range invitations {
			if i, ok := people[inv.Insured]; ok {
				calls = append(calls, Call{inv, i, cohorts[inv.Cohort]})
			}
		}
		return nil
	})
	return calls, err
}

// around reads the people and cohorts of some invitations, in two queries.
func around(tx *store.Tx, units []scheduling.UnitID, invitations []scheduling.Invitation) (
	map[scheduling.InsuredID]scheduling.Insured, map[scheduling.CohortID]scheduling.Cohort, error,
) {
	var ids []scheduling.InsuredID
	var cohortIDs []scheduling.CohortID
	for _, inv := range invitations {
		ids, cohortIDs = append(ids, inv.Insured), append(cohortIDs, inv.Cohort)
	}
	list, err := tx.InsuredByIDs(units, ids)
	if err != nil {
		return nil, nil, err
	}
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, i := range list {
		people[i.ID] = i
	}
	found, err := tx.CohortsByID(cohortIDs)
	if err != nil {
		return nil, nil, err
	}
	cohorts := map[scheduling.CohortID]scheduling.Cohort{}
	for _, c := range found {
		cohorts[c.ID] = c
	}
	return people, cohorts, nil
}
