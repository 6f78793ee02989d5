// Package screening is where people who are signalled are taken in, examined
// by the criteria of a programme, and sent elsewhere when it is not for them.
package screening

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Desk serves referrals and their checks.
type Desk struct{ db *store.DB }

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db} }

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

// examinable finds a version that people are examined for: one that was
// approved, of a unit where the actor works or one above it.
func examinable(tx *store.Tx, actor scheduling.Actor, id scheduling.VersionID) (scheduling.ProgrammeVersion, error) {
	v, err := readable(tx, actor, id)
	if err != nil {
		return v, err
	}
	state, err := tx.VersionState(id)
	if err == nil && state != scheduling.VersionApproved && state != scheduling.VersionRetired {
		err = scheduling.Refuse(scheduling.Conflict, "screening.version.not_approved", "version")
	}
	return v, err
}

func readable(tx *store.Tx, actor scheduling.Actor, id scheduling.VersionID) (scheduling.ProgrammeVersion, error) {
	v, err := tx.Version(id)
	if err != nil {
		return v, err
	}
	p, err := tx.Programme(v.Programme)
	if err != nil {
		return v, err
	}
	over, err := tx.UnitsOver(actor.Units(scheduling.SeePlan))
	if err == nil && !slices.Contains(over, p.Unit) {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return v, err
}
