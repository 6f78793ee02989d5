// Package booklets has partners answer the questions of a livret de synthèse,
// publishes it, and sees that each person who started gets it.
package booklets

import (
	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk serves the booklets that leave the house.
type Desk struct {
	db   *store.DB
	post *post.Office
}

// New is a desk on db, writing through office.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db, office} }

func refuse(kind scheduling.Kind, key string) error { return scheduling.Refuse(kind, key, "") }

func trace(tx *store.Tx, by, verb string, c scheduling.Cohort, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: by, Verb: verb, Subject: "cohort:" + string(c.ID), Unit: c.Unit, Fields: scheduling.TraceFields(fields),
	})
}
