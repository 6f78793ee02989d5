// Package following proposes the point à six mois to everybody who started,
// takes what each answers by her own link, and says how far a session's study
// has come.
package following

import (
	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk serves the six months.
type Desk struct {
	db   *store.DB
	post *post.Office
}

// New is a desk on db, writing to participants through office.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db, office} }

func refuse(kind scheduling.Kind, key string, args ...any) error {
	return scheduling.Refuse(kind, key, "", args...)
}

func about(id scheduling.CohortID) string { return "cohort:" + string(id) }
