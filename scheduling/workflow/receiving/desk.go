// Package receiving judges the mail that comes back: an answer to a calendar
// invitation is counted, shown, or left to a person; mail that could not be
// delivered stops what would follow it to the same address. It answers nothing
// to anybody.
package receiving

import (
	"encoding/json"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Hear takes an answer, with all that follows from it: planning.Desk's Hear in
// the house.
type Hear func(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, a scheduling.Animation, g scheduling.Given) error

// Desk is where mail that came back is judged.
type Desk struct {
	db     *store.DB
	post   *post.Office
	vault  *vault.Vault
	hear   Hear
	lookup inbox.Lookup
	keep   time.Duration
}

// New is a desk that asks the DNS through lookup and keeps each mail, sealed,
// for a time; 0 keeps none.
func New(db *store.DB, office *post.Office, keys *vault.Vault, hear Hear, lookup inbox.Lookup, keep time.Duration) *Desk {
	return &Desk{db, office, keys, hear, lookup, keep}
}

// words are what a stranger wrote, as it is sealed.
type words struct {
	Address  string // whose answer it says it is
	Delegate string `json:",omitempty"`
	Comment  string `json:",omitempty"`
}

func place(id scheduling.IncomingID, field string) string {
	return "incoming/" + string(id) + "/" + field
}

func (d *Desk) seal(id scheduling.IncomingID, w words) ([]byte, error) {
	if w == (words{}) {
		return nil, nil
	}
	plain, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("incoming %s: %w", id, err)
	}
	return d.vault.Seal(place(id, "sealed"), plain)
}

func (d *Desk) open(i scheduling.Incoming) (w words, err error) {
	if i.Sealed == nil {
		return w, nil
	}
	plain, err := d.vault.Open(place(i.ID, "sealed"), i.Sealed)
	if err != nil {
		return w, fmt.Errorf("incoming %s: %w", i.ID, err)
	}
	return w, json.Unmarshal(plain, &w)
}
