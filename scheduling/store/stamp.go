package store

import (
	"context"

	"trame/scheduling"
)

// Stamp names the state of the database that tx reads: while it stays the
// same, nothing was written, by any process. SQLite counts its commits, which
// all go through Write; PostgreSQL tells which transactions a reader sees.
func (tx *Tx) Stamp() (string, error) {
	stamps, err := some[string](tx, "select "+stampIn(tx.sqlite))
	if err != nil {
		return "", err
	}
	return stamps[0], nil
}

func stampIn(sqlite bool) string {
	if sqlite {
		return "(select cast(n as text) from commits)"
	}
	return "pg_current_snapshot()::text"
}

// FeedAt finds the feed that an address leads to, revoked or not, and the
// Stamp it was read at: one statement, for calendar programs come often.
func (db *DB) FeedAt(ctx context.Context, hash string) (scheduling.Feed, string, error) {
	var found []struct {
		Row   feedRow `gorm:"embedded"`
		Stamp string
	}
	err := db.read.WithContext(ctx).Raw("select feeds.*, "+stampIn(db.dialect == "sqlite")+" as stamp from feeds where token_hash = ?", hash).Scan(&found).Error
	if err != nil {
		return scheduling.Feed{}, "", refusal(err)
	}
	if len(found) == 0 {
		return scheduling.Feed{}, "", scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return scheduling.Feed(found[0].Row), found[0].Stamp, nil
}

// count makes the next Stamp another one.
func (tx *Tx) count() error {
	if !tx.sqlite {
		return nil
	}
	return tx.db.Exec("update commits set n = n + 1").Error
}
