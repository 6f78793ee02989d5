// Package steering looks over everything: what waits for somebody today, what
// a search finds, the messages that left.
package steering

import (
	"context"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk serves the use cases of looking over everything.
type Desk struct {
	db   *store.DB
	post *post.Office
	zone *time.Location // in which "today" is meant
}

// New is a desk on db.
func New(db *store.DB, office *post.Office, zone *time.Location) *Desk {
	return &Desk{db, office, zone}
}

// Search finds what the actor may see by a few letters; fewer than two find
// nothing.
func (d *Desk) Search(ctx context.Context, actor scheduling.Actor, words string) (hits []store.Hit, err error) {
	words = strings.TrimSpace(words)
	if len([]rune(words)) < 2 {
		return nil, nil
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		hits, err = tx.Search(actor.Units(scheduling.SeePlan), actor.Units(scheduling.SeePeople), words)
		return err
	})
	return hits, err
}

// Messages lists what was queued for the actor's units, or one of his
// sessions, the newest first: kinds and states, never who.
func (d *Desk) Messages(ctx context.Context, actor scheduling.Actor, cohort scheduling.CohortID, page store.Page) (list []scheduling.Message, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.MessagesOf(actor.Units(scheduling.SeePlan), cohort, page)
		return err
	})
	return list, err
}

// Message opens one message, to whom and what. Opening one to an insured
// person asks for more, and is itself a trace (rule 25).
func (d *Desk) Message(ctx context.Context, actor scheduling.Actor, id scheduling.MessageID) (m scheduling.Message, letter post.Letter, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if m, err = tx.Message(id); err != nil {
			return err
		}
		deed := scheduling.SeePlan
		if m.Insured != "" {
			deed = scheduling.SeePeople
		}
		if err := actor.May(deed, m.Unit); err != nil {
			return err
		}
		if letter, err = d.post.Open(m); err != nil {
			return err
		}
		if m.Insured == "" {
			return nil
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "read", Subject: "insured:" + string(m.Insured),
			Unit: m.Unit, Fields: scheduling.TraceFields(map[string]any{"message": m.ID}),
		})
	})
	return m, letter, err
}
