// Package attending keeps what happens in the group and after it: who was
// there, what became of each six months later, and the questions and answers
// of the livret de synthèse.
package attending

import (
	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk serves attendance sheets, follow-ups and booklets.
type Desk struct {
	db    *store.DB
	vault *vault.Vault
}

// New is a desk over db; v reads the codes that participants show.
func New(db *store.DB, v *vault.Vault) *Desk { return &Desk{db, v} }

// stale refuses an edit made on what is no longer so.
func stale() error { return scheduling.Refuse(scheduling.Conflict, "stale", "") }
