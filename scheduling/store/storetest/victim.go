package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"trame/scheduling/store"
)

// VictimEnv names the database on which a victim works: a test binary that
// finds it set is one, does the work and ends.
const VictimEnv = "TRAME_TEST_VICTIM"

// Victim is a process that is killed in the middle of a transaction: this test
// binary once more.
type Victim struct {
	Env     []string    // what else it is told
	When    string      // "insert" or "update"
	Table   string      // of what
	Row     string      // of which row: a condition on new
	Reached func() bool // what it must have kept before
}

// Kill lets the victim work on db until it is inside the transaction that
// touches the row, from which it never comes out; then kills it.
func (v Victim) Kill(t testing.TB, db *store.DB) {
	t.Helper()
	address := AddressOf(db)
	driver, name, halt, inside, after := "sqlite", "file:"+address, []string{
		"create trigger halt before " + v.When + " on " + v.Table + " when " + v.Row +
			" begin select (with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n); end",
	}, "", []string{"drop trigger halt"}
	if strings.HasPrefix(address, "postgres") {
		driver, name, halt, inside, after = "pgx", address, []string{
			"create function halt() returns trigger language plpgsql as $$ begin perform pg_sleep(600); return new; end $$",
			"create trigger halt before " + v.When + " on " + v.Table + " for each row when (" + v.Row + ") execute function halt()",
		}, "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'", []string{
			"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
			"drop trigger halt on " + v.Table,
		}
	}
	pool, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	run := func(statements []string) {
		for _, statement := range statements {
			if _, err := pool.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(halt)
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(append(os.Environ(), VictimEnv+"="+address), v.Env...)
	victim.Stderr = os.Stderr
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	for !v.Reached() || !held(t.Context(), pool, inside) {
		if t.Context().Err() != nil {
			t.Fatal("the victim never came there")
		}
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait() // killed
	run(after)
}

// held reports whether somebody is inside a transaction that writes.
func held(ctx context.Context, pool *sql.DB, query string) bool {
	if query == "" {
		_, err := pool.ExecContext(ctx, "begin immediate; rollback")
		return err != nil // SQLite is busy: another process writes
	}
	n := 0
	return pool.QueryRowContext(ctx, query).Scan(&n) == nil && n > 0
}

// AddressOf is where a database stands that this package opened.
func AddressOf(db *store.DB) string {
	address, _ := addresses.Load(db)
	return fmt.Sprint(address)
}
