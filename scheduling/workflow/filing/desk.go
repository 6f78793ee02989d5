// Package filing keeps a person's rights over her file: two files of one person
// made one, a copy of all that is held about her, its erasure, and the end that
// time puts to it (RGPD art. 5, 15 to 17; rules 25 to 28).
package filing

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk is where they are asked for.
type Desk struct {
	db    *store.DB
	post  *post.Office
	vault *vault.Vault
}

// New is a desk over db; office opens the messages of an export, and v tells two
// equal NIRs. A purge needs neither.
func New(db *store.DB, office *post.Office, v *vault.Vault) *Desk {
	return &Desk{db: db, post: office, vault: v}
}

// about is the audit subject of a person.
func about(id scheduling.InsuredID) string { return "insured:" + string(id) }

// here is the organisation of a unit, and now in its zone.
func here(tx *store.Tx, unit scheduling.UnitID) (o scheduling.Organisation, now time.Time, err error) {
	if o, err = tx.OrganisationOf(unit); err != nil {
		return o, now, err
	}
	now, err = local(tx, o)
	return o, now, err
}

// local is now in an organisation's zone.
func local(tx *store.Tx, o scheduling.Organisation) (time.Time, error) {
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return time.Time{}, err
	}
	return tx.Now.In(zone), nil
}

// unitsOf are all of an organisation's.
func unitsOf(tx *store.Tx, o scheduling.OrganisationID) ([]scheduling.UnitID, error) {
	units, err := tx.UnitsOf(o)
	ids := make([]scheduling.UnitID, len(units))
	for n, u := range units {
		ids[n] = u.ID
	}
	return ids, err
}

// rules refuses whoever does not administer the whole organisation: the purge
// goes round in all of it.
func rules(tx *store.Tx, actor scheduling.Actor) error {
	return tx.Rules(actor, "purge.may_not")
}
