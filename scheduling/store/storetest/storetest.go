// Package storetest opens databases for tests: SQLite always, PostgreSQL when
// TRAME_TEST_POSTGRES names a server.
package storetest

import (
	"context"
	"database/sql"
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

// EachDialect runs f on a fresh database of each kind.
func EachDialect(t *testing.T, clock *Clock, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, clock)) })
	server := os.Getenv("TRAME_TEST_POSTGRES")
	if server == "" {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "postgres") {
			t.Fatal("TRAME_TEST_REQUIRE asks for PostgreSQL, TRAME_TEST_POSTGRES names none")
		}
		return
	}
	t.Run("postgres", func(t *testing.T) { f(t, open(t, clock, Postgres(t))) })
}

// SQLite opens a fresh file.
func SQLite(t testing.TB, clock *Clock) *store.DB {
	t.Helper()
	return open(t, clock, filepath.Join(t.TempDir(), "trame.db"))
}

var databases atomic.Int64

// Postgres makes a fresh database on the test server and returns its address.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TRAME_TEST_POSTGRES")
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	model, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), databases.Add(1))
	if _, err := admin.Exec("create database " + name + " template " + model); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", server)
		if err != nil {
			t.Error(err)
			return
		}
		defer admin.Close()
		if _, err := admin.Exec("drop database if exists " + name + " with (force)"); err != nil {
			t.Error(err)
		}
	})
	return inside(server, name)
}

// migrated is a database with the newest schema, made once a process, that
// the others are copied from: a copy takes a tenth of the migrations' time.
var migrated = sync.OnceValues(func() (string, error) {
	server := os.Getenv("TRAME_TEST_POSTGRES")
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	defer admin.Close()
	name := fmt.Sprintf("model%d", os.Getpid())
	if _, err := admin.Exec("create database " + name); err != nil {
		return "", err
	}
	db, err := store.Open(context.Background(), inside(server, name), time.Now)
	if err != nil {
		return "", err
	}
	return name, db.Close()
})

// inside is the address of another database of the same server.
func inside(server, name string) string {
	address, err := url.Parse(server)
	if err != nil {
		panic(err) // sql.Open took it already
	}
	address.Path = "/" + name
	return address.String()
}

func open(t testing.TB, clock *Clock, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), address, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
