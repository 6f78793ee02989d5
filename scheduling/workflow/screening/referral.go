package screening

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Enter takes in a person whom nobody knew, with what brought her: her name
// and the day are enough. One of the same name and birth date is already
// known, and her referral belongs in her file.
func (d *Desk) Enter(ctx context.Context, actor scheduling.Actor, i scheduling.Insured, r scheduling.Referral) (scheduling.ReferralID, error) {
	i = i.Tidy()
	if i.Unit == "" && len(actor.Units(scheduling.Invite)) == 1 {
		i.Unit = actor.Units(scheduling.Invite)[0]
	}
	today := scheduling.DateOf(d.db.Now())
	if err := together(i.Validate(today), r.Validate(today)); err != nil {
		return "", err
	}
	if err := actor.May(scheduling.Invite, i.Unit); err != nil {
		return "", err
	}
	if !social(actor, i.Unit) {
		i, r.Facts = i.WithoutSocial(), scheduling.Facts{}
	}
	i.ID, i.DeceasedOn, i.Version = store.NewID[scheduling.InsuredID](), scheduling.Date{}, 1
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := notKnown(tx, i); err != nil {
			return err
		}
		i.CreatedAt = tx.Now
		if err := tx.AddInsured(i); err != nil {
			return err
		}
		err := tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "created", Subject: aboutPerson(i.ID), Unit: i.Unit})
		if err != nil {
			return err
		}
		r, err = addReferral(tx, actor, i, r)
		return err
	})
	return r.ID, taken(err)
}

// together is every fault of two inputs of one form.
func together(a, b error) error {
	var faults scheduling.Faults
	for _, err := range []error{a, b} {
		list, ok := err.(scheduling.Faults) //nolint:errorlint // Validate methods return Faults bare
		if err != nil && !ok {
			return err
		}
		faults = append(faults, list...)
	}
	return faults.Err()
}

func notKnown(tx *store.Tx, i scheduling.Insured) error {
	folded := store.Fold(i.LastName + " " + i.FirstName)
	people, err := tx.InsuredByNames([]scheduling.UnitID{i.Unit}, []string{folded})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(other scheduling.Insured) bool { return !i.BirthDate.IsZero() && other.BirthDate == i.BirthDate }) {
		return scheduling.Refuse(scheduling.Invalid, "referral.person.known", "last_name")
	}
	return nil
}

// taken says which field a duplicate is about: a source's own number stands
// for one referral.
func taken(err error) error {
	if e, ok := err.(*scheduling.Error); ok && e.Key == "already_exists" { //nolint:errorlint // the store returns it bare
		return scheduling.Refuse(scheduling.Invalid, "referral.reference.taken", "reference")
	}
	return err
}

// AddReferral adds what brings a known person, and examines her again for the
// programmes that she was examined for.
func (d *Desk) AddReferral(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, r scheduling.Referral) (scheduling.ReferralID, error) {
	if err := r.Validate(scheduling.DateOf(d.db.Now())); err != nil {
		return "", err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		if !i.DeceasedOn.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "referral.deceased", "")
		}
		if !social(actor, i.Unit) {
			r.Facts = scheduling.Facts{}
		}
		if r, err = addReferral(tx, actor, i, r); err != nil {
			return err
		}
		return again(tx, actor, i)
	})
	return r.ID, taken(err)
}

func addReferral(tx *store.Tx, actor scheduling.Actor, i scheduling.Insured, r scheduling.Referral) (scheduling.Referral, error) {
	r.ID, r.Insured, r.Unit, r.CreatedAt, r.Version = store.NewID[scheduling.ReferralID](), i.ID, i.Unit, tx.Now, 1
	if err := tx.AddReferral(r); err != nil {
		return r, err
	}
	return r, audit(tx, actor, "referred", i, map[string]any{"referral": r.ID, "source": r.Source})
}

// EditReferral replaces what a referral says, but for its facts when the actor
// may not see them, and examines the person again.
func (d *Desk) EditReferral(ctx context.Context, actor scheduling.Actor, r scheduling.Referral) error {
	if err := r.Validate(scheduling.DateOf(d.db.Now())); err != nil {
		return err
	}
	return taken(d.db.Write(ctx, func(tx *store.Tx) error {
		before, i, err := referral(tx, actor, r.ID, scheduling.Invite)
		if err != nil {
			return err
		}
		if !before.ClosedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "referral.closed", "")
		}
		if !social(actor, i.Unit) {
			r.Facts = before.Facts
		}
		r.Insured, r.Unit, r.CreatedAt = before.Insured, before.Unit, before.CreatedAt
		if err := tx.ReplaceReferral(r); err != nil {
			return err
		}
		if err := audit(tx, actor, "updated", i, map[string]any{"referral": r.ID}); err != nil {
			return err
		}
		return again(tx, actor, i)
	}))
}

// CloseReferral closes one that is settled. Of somebody who is not eligible it
// takes a redirection (rule 12).
func (d *Desk) CloseReferral(ctx context.Context, actor scheduling.Actor, id scheduling.ReferralID, seen int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		r, i, err := referral(tx, actor, id, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		if !r.ClosedAt.IsZero() {
			return nil
		}
		checks, err := latest(tx, i.ID)
		if err != nil {
			return err
		}
		for _, c := range checks {
			if c.Stands() == scheduling.NotEligible {
				return scheduling.Refuse(scheduling.Conflict, "referral.redirection.required", "")
			}
		}
		return shut(tx, actor, i, r, seen)
	})
}

func shut(tx *store.Tx, actor scheduling.Actor, i scheduling.Insured, r scheduling.Referral, seen int) error {
	r.ClosedAt, r.ClosedBy, r.Version = tx.Now, actor.ID, seen
	if err := tx.ReplaceReferral(r); err != nil {
		return err
	}
	return audit(tx, actor, "closed", i, map[string]any{"referral": r.ID})
}

func audit(tx *store.Tx, actor scheduling.Actor, verb string, i scheduling.Insured, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: aboutPerson(i.ID), Unit: i.Unit, Fields: scheduling.TraceFields(fields),
	})
}
