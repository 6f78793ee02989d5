// Package store keeps everything in one of two databases, SQLite or
// PostgreSQL, and is the only package that knows GORM. Queries exist on a Tx
// alone: whoever reads or writes is inside a transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"trame/migrations"
)

// DB is an open database. Safe for concurrent use.
type DB struct {
	dialect string // "sqlite" or "postgres"
	write   *gorm.DB
	read    *gorm.DB
	pools   []*sql.DB     // the last one reads
	pgx     *pgxpool.Pool // under pools[0] on PostgreSQL, closed after it
	clock   func() time.Time
	queued  func()
	stamps  rounds
}

// Tx is one transaction. Now is its instant, the same for all its rows.
type Tx struct {
	db     *gorm.DB
	Now    time.Time
	sqlite bool
	queued bool
	conn   *sql.Conn // under a WriteMany on PostgreSQL
}

// Open connects to a postgres:// address or a SQLite file, and brings the
// schema up to date. clock gives each transaction its instant.
func Open(ctx context.Context, address string, clock func() time.Time) (*DB, error) {
	db := &DB{clock: clock, queued: func() {}}
	var err error
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		err = db.openPostgres(ctx, address)
	} else {
		err = db.openSQLite(ctx, address)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := migrations.Up(ctx, db.pools[0], db.dialect); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// OnQueued has f called after each commit that queued a message.
func (db *DB) OnQueued(f func()) { db.queued = f }

// Now is the clock's instant, as a Tx would see it.
func (db *DB) Now() time.Time { return db.clock().UTC().Truncate(time.Microsecond) }

// Close lets go of the database.
func (db *DB) Close() error {
	var errs []error
	for _, pool := range db.pools {
		errs = append(errs, pool.Close())
	}
	if db.pgx != nil {
		db.pgx.Close()
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pools[0].PingContext(ctx) }

// Read runs f in a transaction that the database itself keeps from writing,
// on one snapshot.
func (db *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	options := &sql.TxOptions{}
	if db.dialect == "postgres" {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return db.run(ctx, db.read, options, f)
}

// retries bounds how often a transaction that PostgreSQL gave up on (deadlock,
// serialisation) is run again.
const retries = 5

// Write runs f in one transaction: all of it happens, or nothing. f may run
// more than once; what leaves the process belongs after it.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	claim, _ := ctx.Value(claimKey{}).(*Claim)
	claimed := func(tx *Tx) error {
		if err := tx.take(claim); err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		return tx.count()
	}
	for attempt := 1; ; attempt++ {
		err := db.run(ctx, db.write, &sql.TxOptions{}, claimed)
		if err == nil && claim != nil {
			claim.taken = true
		}
		if err == nil || attempt == retries || !transient(err) {
			return err
		}
	}
}

func (db *DB) run(ctx context.Context, pool *gorm.DB, options *sql.TxOptions, f func(tx *Tx) error) error {
	tx := &Tx{Now: db.Now(), sqlite: db.dialect == "sqlite"}
	err := pool.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		tx.db = g
		return f(tx)
	}, options)
	if err != nil {
		return refusal(err)
	}
	if tx.queued {
		db.queued()
	}
	return nil
}

// config is made anew for each Open: GORM keeps and changes what it is given.
func config() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
	}
}

func openGORM(dialector gorm.Dialector) (*gorm.DB, error) {
	g, err := gorm.Open(dialector, config())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return g, nil
}

// SchemaVersion is the schema's version.
func (db *DB) SchemaVersion(ctx context.Context) (int64, error) {
	return migrations.Version(ctx, db.pools[0], db.dialect)
}

// MigrateDown takes the schema back to a version; the DB is of no use after it.
func (db *DB) MigrateDown(ctx context.Context, version int64) error {
	return migrations.DownTo(ctx, db.pools[0], db.dialect, version)
}
