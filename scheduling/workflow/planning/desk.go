// Package planning lays sessions out in time and space: it opens cohorts,
// moves and cancels meetings, and shows who is where.
package planning

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk is where cohorts and meetings are planned.
type Desk struct {
	db   *store.DB
	post *post.Office
	kept calendars
}

// New is a desk over db whose messages go through office.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db: db, post: office} }

// Now is the instant at which the desk's answers hold.
func (d *Desk) Now() time.Time { return d.db.Now() }

// trace is an audit event about a cohort; fields are codes and counts, never
// personal values.
func trace(actor scheduling.Actor, verb string, c scheduling.Cohort, reason string, fields map[string]any) scheduling.AuditEvent {
	return scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "cohort:" + string(c.ID), Unit: c.Unit,
		Fields: scheduling.TraceFields(fields), Reason: reason,
	}
}

// index finds things by what key gives.
func index[K comparable, V any](list []V, key func(V) K) map[K]V {
	found := make(map[K]V, len(list))
	for _, v := range list {
		found[key(v)] = v
	}
	return found
}
