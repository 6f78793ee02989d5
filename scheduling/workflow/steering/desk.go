// Package steering gathers what needs somebody: today's page, the search, the
// messages, the reports.
package steering

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk serves the use cases of looking over everything.
type Desk struct {
	db   *store.DB
	post *post.Office
}

// New is a desk on db.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db, office} }

// Today is what needs the actor, and what his week holds.
type Today struct {
	Date scheduling.Date
}

// Today gathers it at this instant.
func (d *Desk) Today(ctx context.Context, actor scheduling.Actor) (Today, error) {
	var today Today
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		today.Date = scheduling.DateOf(tx.Now)
		return nil
	})
	return today, err
}
