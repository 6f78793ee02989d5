// Package partnership keeps the partners of a unit: who they are, who comes
// for them, what was signed with them.
package partnership

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Desk is where partners, their facilitators and agreements are kept.
type Desk struct{ db *store.DB }

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db} }

// seen finds a partner in the actor's reach: of a unit of his, or of one above
// it, whose partners serve everybody below.
func seen(tx *store.Tx, actor scheduling.Actor, id scheduling.PartnerID) (scheduling.Partner, error) {
	p, err := tx.Partner(id)
	if err != nil {
		return p, err
	}
	near, err := tx.PartnerInReach(p.Unit, actor.Units(scheduling.SeePlan))
	if err == nil && !near {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return p, err
}

// kept finds a partner that the actor may change: of a unit where he organises.
func kept(tx *store.Tx, actor scheduling.Actor, id scheduling.PartnerID) (scheduling.Partner, error) {
	p, err := seen(tx, actor, id)
	if err != nil {
		return p, err
	}
	if !slices.Contains(actor.Units(scheduling.Organise), p.Unit) {
		return p, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", "")
	}
	return p, nil
}

// trace is an audit event about a partner; fields are names of fields and
// codes, never personal values.
func trace(actor scheduling.Actor, verb string, p scheduling.Partner, fields map[string]any) scheduling.AuditEvent {
	return scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "partner:" + string(p.ID), Unit: p.Unit, Fields: scheduling.TraceFields(fields),
	}
}
