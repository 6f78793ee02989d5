package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"time"

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

// Stamp is that of the database at a moment after the call. Those who call at
// once share the statement.
func (db *DB) Stamp(ctx context.Context) (string, error) {
	return db.stamps.get(func() (stamp string, err error) {
		// It takes less time than giving up: to be able to, SQLite's driver
		// starts a goroutine for each statement. Nor may one who goes take it
		// from the others.
		err = db.reader().QueryRowContext(context.WithoutCancel(ctx), "select "+stampIn(db.dialect == "sqlite")).Scan(&stamp)
		return stamp, err
	})
}

// reader is the pool that reads are made on.
func (db *DB) reader() *sql.DB { return db.pools[len(db.pools)-1] }

// rounds lets those who ask the same at once have one answer, asked for after
// the last of them came.
type rounds struct {
	lock sync.Mutex
	last *round // that was begun
	next *round // that whoever comes now still joins
}

type round struct {
	over  chan struct{}
	stamp string
	err   error
}

func (r *rounds) get(ask func() (string, error)) (string, error) {
	r.lock.Lock()
	if mine := r.next; mine != nil {
		r.lock.Unlock()
		<-mine.over
		return mine.stamp, mine.err
	}
	before, mine := r.last, &round{over: make(chan struct{})}
	r.next = mine
	r.lock.Unlock()
	if before != nil {
		<-before.over
	}
	runtime.Gosched() // whoever is about to ask may come along
	r.lock.Lock()
	r.last, r.next = mine, nil
	r.lock.Unlock()
	defer close(mine.over)
	mine.stamp, mine.err = ask()
	return mine.stamp, mine.err
}

// FeedCall is what must be known of a feed when a calendar program comes.
type FeedCall struct {
	ID         scheduling.FeedID
	LastUsedAt time.Time
	Revoked    bool
	Stamp      string // of the moment when this was read
}

// FeedAt finds the feed that an address leads to, revoked or not.
func (db *DB) FeedAt(ctx context.Context, hash string) (call FeedCall, err error) {
	query := "select id, last_used_at, revoked_at is not null, " + stampIn(db.dialect == "sqlite") + " from feeds where token_hash = $1"
	var used sql.NullTime
	err = db.reader().QueryRowContext(ctx, query, hash).Scan(&call.ID, &used, &call.Revoked, &call.Stamp)
	if errors.Is(err, sql.ErrNoRows) {
		return call, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	call.LastUsedAt = used.Time
	return call, refusal(err)
}

// count makes the next Stamp another one.
func (tx *Tx) count() error {
	if !tx.sqlite {
		return nil
	}
	return tx.db.Exec("update commits set n = n + 1").Error
}
