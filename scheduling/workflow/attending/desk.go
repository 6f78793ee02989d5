// Package attending keeps what happens in the group and after it: who was
// there, what became of each six months later, and the questions and answers
// of the livret de synthèse.
package attending

import (
	"trame/scheduling"
	"trame/scheduling/store"
)

// Desk serves attendance sheets, follow-ups and booklets.
type Desk struct{ db *store.DB }

// New is a desk over db.
func New(db *store.DB) *Desk { return &Desk{db} }

// cohortFor finds a cohort in which the actor may do deed.
func cohortFor(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID, deed scheduling.Deed) (scheduling.Cohort, error) {
	c, err := tx.Cohort(id)
	if err != nil {
		return c, err
	}
	return c, actor.May(deed, c.Unit)
}

// withoutSocial is i for a screen that has no need of social content.
func withoutSocial(i scheduling.Insured) scheduling.Insured {
	i.Pathology, i.Occupation, i.Contract, i.Notes = "", "", "", ""
	return i
}

// stale refuses an edit made on what is no longer so.
func stale() error { return scheduling.Refuse(scheduling.Conflict, "stale", "") }
