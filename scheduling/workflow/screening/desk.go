// Package screening is where people who are signalled are taken in, examined
// by the criteria of a programme, and sent elsewhere when it is not for them.
package screening

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Desk serves referrals and their checks.
type Desk struct {
	db   *store.DB
	pace int // how many people one transaction examines after an import
}

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db, atOnce} }

// aboutPerson is the audit subject of a person.
func aboutPerson(id scheduling.InsuredID) string { return "insured:" + string(id) }

// referral finds one with its person, when the actor may do deed to her.
func referral(tx *store.Tx, actor scheduling.Actor, id scheduling.ReferralID, deed scheduling.Deed) (scheduling.Referral, scheduling.Insured, error) {
	r, err := tx.Referral(id)
	if err != nil {
		return r, scheduling.Insured{}, err
	}
	i, err := tx.InsuredFor(actor, r.Insured, deed)
	return r, i, err
}

// social reports whether the actor may read personal social content of a unit
// (rule 25).
func social(actor scheduling.Actor, unit scheduling.UnitID) bool {
	return actor.May(scheduling.SeeSocial, unit) == nil
}

// examinable refuses a version that nobody is examined for: one that was never
// approved.
func examinable(tx *store.Tx, id scheduling.VersionID) error {
	state, err := tx.VersionState(id)
	if err == nil && state != scheduling.VersionApproved && state != scheduling.VersionRetired {
		err = scheduling.Refuse(scheduling.Conflict, "screening.version.not_approved", "version")
	}
	return err
}

// readable refuses a version of no unit where the actor works, nor of one above.
func readable(tx *store.Tx, actor scheduling.Actor, id scheduling.VersionID) error {
	v, err := tx.Version(id)
	if err != nil {
		return err
	}
	p, err := tx.Programme(v.Programme)
	if err != nil {
		return err
	}
	over, err := tx.UnitsOver(actor.Units(scheduling.SeePlan))
	if err == nil && !slices.Contains(over, p.Unit) {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return err
}
