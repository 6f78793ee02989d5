package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
)

// openSQLite opens file twice: one writer, since SQLite has one anyway and
// queueing in Go beats busy errors, and a pool of readers that cannot write.
func (db *DB) openSQLite(ctx context.Context, file string) error {
	db.dialect = "sqlite"
	if err := writable(file); err != nil {
		return err
	}
	for _, writer := range []bool{true, false} {
		pool, err := openLite(sqliteDSN(file, writer))
		if err != nil {
			return fmt.Errorf("open %s: %w", file, err)
		}
		db.pools = append(db.pools, pool)
		g, err := openGORM(&sqliteDialector{pool})
		if err != nil {
			return err
		}
		if writer {
			pool.SetMaxOpenConns(1)
			db.write = g
		} else {
			readers := 2 * runtime.GOMAXPROCS(0)
			pool.SetMaxOpenConns(readers)
			pool.SetMaxIdleConns(readers) // each holds the statements that it has prepared
			pool.SetConnMaxIdleTime(restful)
			db.read = g
		}
	}
	return db.pools[0].PingContext(ctx)
}

// restful is how long a reader that nobody asks anything keeps its memory.
const restful = 5 * time.Minute

// writable finds a folder or file that refuses writing before SQLite says so
// in its own words.
func writable(file string) error {
	f, err := os.OpenFile(filepath.Clean(file), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open database file: %w", err)
	}
	return f.Close()
}

// sqliteDSN: instants are integers of microseconds, so that two spellings of
// one instant compare equal.
func sqliteDSN(file string, writer bool) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "secure_delete(1)") // what is erased is overwritten, not left in a free page
	q.Set("_time_integer_format", "unix_micro")
	q.Set("_inttotime", "1")
	if writer {
		q.Set("_txlock", "immediate")
	} else {
		q.Add("_pragma", "query_only(1)")
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// sqliteDialector teaches GORM the SQL of SQLite. The schema is made by
// migrations, so it answers for queries only.
type sqliteDialector struct{ pool *sql.DB }

func (*sqliteDialector) Name() string { return "sqlite" }

func (d *sqliteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses:        []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses:        []string{"DELETE", "FROM", "WHERE", "RETURNING"},
		LastInsertIDReversed: true,
	})
	// BEGIN IMMEDIATE already holds the whole database: no row locks.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

func (d *sqliteDialector) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}

func (*sqliteDialector) DataTypeOf(*schema.Field) string { return "" }

func (*sqliteDialector) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

func (*sqliteDialector) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) {
	_ = w.WriteByte('?')
}

func (*sqliteDialector) QuoteTo(w clause.Writer, name string) {
	_ = w.WriteByte('"')
	for i := range len(name) {
		if name[i] == '.' {
			_, _ = w.WriteString(`"."`)
			continue
		}
		_ = w.WriteByte(name[i])
	}
	_ = w.WriteByte('"')
}

func (*sqliteDialector) Explain(query string, vars ...any) string {
	return logger.ExplainSQL(query, nil, `'`, vars...)
}
