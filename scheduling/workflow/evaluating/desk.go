// Package evaluating asks the participants what they thought of a session, and
// shows it when nobody can be recognised in it: questionnaires, links, paper
// sheets, results.
package evaluating

import (
	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk serves the use cases of evaluation.
type Desk struct {
	db    *store.DB
	post  *post.Office
	vault *vault.Vault
}

// New is a desk on db, writing to participants through office; v keeps the links
// that it repeats.
func New(db *store.DB, office *post.Office, v *vault.Vault) *Desk { return &Desk{db, office, v} }

// answerDays is how long a link takes answers; the results are shown after.
const answerDays = 30

// heldCohort is tx.CohortFor, locked: submissions and assignments of a cohort
// change one at a time.
func heldCohort(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID, deed scheduling.Deed) (scheduling.Cohort, error) {
	c, err := tx.LockCohort(id)
	if err != nil {
		return c, err
	}
	return c, actor.May(deed, c.Unit)
}

// audit records what was done about a subject; fields are counts and codes.
func audit(tx *store.Tx, by, verb, subject string, unit scheduling.UnitID, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{Actor: by, Verb: verb, Subject: subject, Unit: unit, Fields: scheduling.TraceFields(fields)})
}

func about(id scheduling.CohortID) string { return "cohort:" + string(id) }

func refuse(kind scheduling.Kind, key string) error { return scheduling.Refuse(kind, key, "") }
