// Package administering keeps the house in order: the organisation, its tree
// of units, its agents and their roles, its sites, what closes them, and the
// communes it serves.
package administering

import (
	"errors"
	"sync/atomic"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk serves the use cases of administering.
type Desk struct {
	db        *store.DB
	post      *post.Office
	passwords *vault.Passwords
	host      atomic.Pointer[scheduling.Organisation] // as last read
}

// New is a desk on db, telling agents through office.
func New(db *store.DB, office *post.Office, passwords *vault.Passwords) *Desk {
	return &Desk{db: db, post: office, passwords: passwords}
}

// runs refuses unless the actor administers a region of his organisation: what
// touches all of it is his to change.
func runs(tx *store.Tx, actor scheduling.Actor) error {
	return tx.Rules(actor, "organisation.may_not")
}

// sees refuses whoever has nothing to do with the plan.
func sees(actor scheduling.Actor) error {
	if !actor.Can(scheduling.SeePlan) {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_plan", "")
	}
	return nil
}

// audit records what the actor did.
func audit(tx *store.Tx, actor scheduling.Actor, verb, subject string, unit scheduling.UnitID, fields map[string]any) error {
	return auditBy(tx, actor.ID.Ref(), verb, subject, unit, fields)
}

func auditBy(tx *store.Tx, by, verb, subject string, unit scheduling.UnitID, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{Actor: by, Verb: verb, Subject: subject, Unit: unit, Fields: scheduling.TraceFields(fields)})
}

// taken words a duplicate at the field it is about.
func taken(err error, key, field string) error {
	if errors.Is(err, scheduling.Refuse(scheduling.Conflict, "already_exists", "")) {
		return scheduling.Refuse(scheduling.Invalid, key, field)
	}
	return err
}

// Today is the day that roles and closures are looked at on.
func (d *Desk) Today() scheduling.Date { return scheduling.DateOf(d.db.Now()) }
