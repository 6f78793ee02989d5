// Package storetest opens databases for tests: SQLite always, PostgreSQL when
// TRAME_TEST_POSTGRES names a server.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver

	"trame/scheduling/store"
)

// Clock is a clock that a test sets.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at an RFC 3339 instant.
func NewClock(at string) *Clock {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return &Clock{at: t}
}

// Now is the clock's instant.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// Filled is a database that tests copy: migrated and filled once a process,
// which takes ten times as long as a copy.
type Filled struct {
	lite func() ([]byte, error)
	pg   func() (string, error)
}

var models atomic.Int64

// NewFilled is what fill makes of an empty database at an instant.
func NewFilled(at string, fill func(ctx context.Context, db *store.DB) error) *Filled {
	prepare := func(address string) error {
		ctx := context.Background()
		db, err := store.Open(ctx, address, NewClock(at).Now)
		if err != nil {
			return err
		}
		return errors.Join(fill(ctx, db), db.Close())
	}
	return &Filled{
		lite: sync.OnceValues(func() ([]byte, error) {
			dir, err := os.MkdirTemp("", "trame-model")
			if err != nil {
				return nil, err
			}
			defer func() { _ = os.RemoveAll(dir) }()
			file := filepath.Join(dir, "trame.db")
			if err := prepare(file); err != nil {
				return nil, err
			}
			return os.ReadFile(file)
		}),
		pg: sync.OnceValues(func() (string, error) {
			name := fmt.Sprintf("model%d_%d", os.Getpid(), models.Add(1))
			if err := administer("create database " + name); err != nil {
				return "", err
			}
			return name, prepare(inside(name))
		}),
	}
}

var empty = NewFilled("2027-01-01T00:00:00Z", func(context.Context, *store.DB) error { return nil })

// EachDialect runs f on a fresh copy of each kind.
func (m *Filled) EachDialect(t *testing.T, clock *Clock, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, m.SQLite(t, clock)) })
	if os.Getenv("TRAME_TEST_POSTGRES") == "" {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "postgres") {
			t.Fatal("TRAME_TEST_REQUIRE asks for PostgreSQL, TRAME_TEST_POSTGRES names none")
		}
		return
	}
	t.Run("postgres", func(t *testing.T) { f(t, open(t, clock, m.postgres(t))) })
}

// SQLite opens a fresh copy in a file of its own.
func (m *Filled) SQLite(t testing.TB, clock *Clock) *store.DB {
	t.Helper()
	content, err := m.lite()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "trame.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, clock, file)
}

var databases atomic.Int64

// postgres copies the model on the test server and returns the copy's address.
func (m *Filled) postgres(t testing.TB) string {
	t.Helper()
	model, err := m.pg()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), databases.Add(1))
	if err := administer("create database " + name + " template " + model); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := administer("drop database if exists " + name + " with (force)"); err != nil {
			t.Error(err)
		}
	})
	return inside(name)
}

// EachDialect runs f on a fresh, empty database of each kind.
func EachDialect(t *testing.T, clock *Clock, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	empty.EachDialect(t, clock, f)
}

// SQLite opens a fresh, empty file.
func SQLite(t testing.TB, clock *Clock) *store.DB {
	t.Helper()
	return empty.SQLite(t, clock)
}

// Postgres makes an empty database on the test server and returns its address.
func Postgres(t testing.TB) string {
	t.Helper()
	return empty.postgres(t)
}

// administer runs one statement on the test server.
func administer(statement string) error {
	admin, err := sql.Open("pgx", os.Getenv("TRAME_TEST_POSTGRES"))
	if err != nil {
		return err
	}
	defer admin.Close()
	_, err = admin.Exec(statement)
	return err
}

// inside is the address of a database of the test server.
func inside(name string) string {
	address, err := url.Parse(os.Getenv("TRAME_TEST_POSTGRES"))
	if err != nil {
		panic(err) // administer took it already
	}
	address.Path = "/" + name
	return address.String()
}

var addresses sync.Map // of what open opened: *store.DB to string

func open(t testing.TB, clock *Clock, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), address, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	addresses.Store(db, address)
	t.Cleanup(func() {
		addresses.Delete(db)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// SQL opens the rows of db themselves, for tests that look behind the store:
// what stands in a column, whatever the store would say of it.
func SQL(t testing.TB, db *store.DB) *sql.DB {
	t.Helper()
	driver, name := "pgx", AddressOf(db)
	if !strings.HasPrefix(name, "postgres") {
		driver, name = "sqlite", "file:"+name+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	}
	rows, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	})
	return rows
}
