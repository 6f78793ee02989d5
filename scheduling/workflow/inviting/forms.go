package inviting

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Units lists where the actor may enter and invite people.
func (d *Desk) Units(ctx context.Context, actor scheduling.Actor) (units []scheduling.Unit, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units, err = tx.Units(actor.Units(scheduling.Invite))
		return err
	})
	return units, err
}

// Invited is an invitation with its reader and cohort: what the form of an
// answer by phone is about. Identity alone: no reading of her file.
func (d *Desk) Invited(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID) (c Call, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		inv, cohort, err := invited(tx, actor, id)
		if err != nil {
			return err
		}
		i, err := tx.Insured(inv.Insured)
		if actor.May(scheduling.SeeSocial, cohort.Unit) != nil {
			inv.Reason, inv.Comment = "", ""
		}
		c = Call{inv, i.WithoutSocial(), cohort}
		return err
	})
	return c, err
}

// Seat is an enrolment with its person and cohort: what the forms that end or
// rank it are about.
type Seat struct {
	store.Participant
	Cohort scheduling.Cohort
	Zone   string
}

// Seat finds one.
func (d *Desk) Seat(ctx context.Context, actor scheduling.Actor, id scheduling.EnrolmentID) (s Seat, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		e, err := tx.Enrolment(id)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, e.Cohort, scheduling.SeePeople)
		if err != nil {
			return err
		}
		i, err := tx.Insured(e.Insured)
		if err != nil {
			return err
		}
		r, err := load(tx, c)
		if actor.May(scheduling.SeeSocial, c.Unit) != nil {
			e.Reason, e.PriorityReason = "", ""
		}
		s = Seat{store.Participant{Enrolment: e, Insured: i.WithoutSocial()}, c, r.organisation.TimeZone}
		return err
	})
	return s, err
}
