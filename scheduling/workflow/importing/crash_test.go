package importing_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to look at the file that another process writes

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/importing"
)

// slice is how many rows the victim does at a time.
const slice = 5

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if address := os.Getenv("TRAME_TEST_VICTIM"); address != "" {
		db, desk := deskOn(address, os.Getenv("TRAME_TEST_NOW"), os.Getenv("TRAME_TEST_KEYSET"))
		must(0, desk.Work(context.Background()))
		must(0, db.Close())
		return
	}
	os.Exit(m.Run())
}

func deskOn(address, at, keyset string) (*store.DB, *importing.Desk) {
	db := must(store.Open(context.Background(), address, storetest.NewClock(at).Now))
	return db, importing.New(db, must(vault.New(must(os.ReadFile(keyset))))).InSlicesOf(slice)
}

// Wherever an import is killed, in the middle of a transaction, whoever takes
// it up does the rest: nothing twice, nothing lost.
func TestKillingWhoeverWorksOnAnImportLosesAndDoublesNothing(t *testing.T) {
	const rows = 6*slice + 2
	cases := map[string]struct {
		table, when string // where the victim stops for ever
		reached     func(importing.View) bool
		before      func(c *crash, id scheduling.ImportID)
	}{
		"as it begins to read": {"import_rows", "insert", func(v importing.View) bool { return v.State == scheduling.ImportReading }, func(*crash, scheduling.ImportID) {}},
		"as it judges":         {"import_rows", "insert", func(v importing.View) bool { return v.Import.Rows >= 2*slice }, func(*crash, scheduling.ImportID) {}},
		"as it writes":         {"import_changes", "insert", func(v importing.View) bool { return v.Import.Done >= 2*slice }, (*crash).confirmed},
		"as it takes back":     {"import_changes", "update", func(v importing.View) bool { return v.Import.Undone >= 2*slice }, (*crash).undone},
	}
	for name, k := range cases {
		eachAddress(t, name, func(t *testing.T, address string) {
			c := newCrash(t, address)
			id := must(c.desk.Upload(t.Context(), c.worker, scheduling.Import{Unit: "u95", Source: scheduling.FromCPAM45}, strings.NewReader(many(rows))))
			k.before(c, id)
			line := 2*slice + 4 // the third slice, its second row
			switch name {
			case "as it begins to read":
				line = 3
			case "as it takes back":
				line = rows + 1 - 2*slice - 2
			}
			c.kill(k.table, k.when, line, func() bool { return k.reached(must(c.desk.Look(t.Context(), c.worker, id))) })

			c.clock.Add(time.Hour) // its lease runs out
			c.work()
			if v := must(c.desk.Look(t.Context(), c.worker, id)); v.State == scheduling.ImportReview {
				if v.Count[scheduling.RowToCreate] != rows {
					t.Errorf("%v rows to create, want %d", v.Count, rows)
				}
				c.confirmed(id)
				c.work()
			}
			c.counts(id, rows, k.when == "update")
		})
	}
}

// crash is an import and the process that works on it.
type crash struct {
	*world
	address, keyset string
}

func newCrash(t *testing.T, address string) *crash {
	t.Helper()
	keyset := filepath.Join(t.TempDir(), "keyset")
	must(0, os.WriteFile(keyset, must(vault.Generate()), 0o600))
	clock := storetest.NewClock(now)
	db := must(store.Open(t.Context(), address, clock.Now))
	t.Cleanup(func() { must(0, db.Close()) })
	c := &crash{build(t, db, clock), address, keyset}
	c.desk = importing.New(db, must(vault.New(must(os.ReadFile(keyset))))).InSlicesOf(slice)
	return c
}

func (c *crash) work() {
	c.t.Helper()
	if err := c.desk.Work(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *crash) confirmed(id scheduling.ImportID) {
	c.work()
	if err := c.desk.Confirm(c.t.Context(), c.world.worker, id, 0); err != nil {
		c.t.Fatal(err)
	}
}

func (c *crash) undone(id scheduling.ImportID) {
	c.confirmed(id)
	c.work()
	if err := c.desk.Undo(c.t.Context(), c.world.worker, id); err != nil {
		c.t.Fatal(err)
	}
}

// kill has a process work on the import until it is inside the transaction that
// touches a line of a table, from which it never comes out; then kills it.
func (c *crash) kill(table, when string, line int, reached func() bool) {
	c.t.Helper()
	driver, halt, inside, after := "sqlite", []string{
		"create trigger halt before " + when + " on " + table + " when new.line = " + fmt.Sprint(line) +
			" begin select (with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n); end",
	}, "", []string{"drop trigger halt"}
	if strings.HasPrefix(c.address, "postgres") {
		driver, halt, inside, after = "pgx", []string{
			"create function halt() returns trigger language plpgsql as $$ begin perform pg_sleep(600); return new; end $$",
			"create trigger halt before " + when + " on " + table + " for each row when (new.line = " + fmt.Sprint(line) + ") execute function halt()",
		}, "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'", []string{
			"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
			"drop trigger halt on " + table,
		}
	}
	pool := must(sql.Open(driver, c.address))
	defer func() { must(0, pool.Close()) }()
	for _, statement := range halt {
		must(pool.ExecContext(c.t.Context(), statement))
	}
	victim := exec.CommandContext(c.t.Context(), must(os.Executable()))
	victim.Env = append(os.Environ(), "TRAME_TEST_VICTIM="+c.address, "TRAME_TEST_NOW="+c.clock.Now().Format(time.RFC3339), "TRAME_TEST_KEYSET="+c.keyset)
	victim.Stderr = os.Stderr
	must(0, victim.Start())
	for !reached() || !held(c.t.Context(), pool, inside) {
		if c.t.Context().Err() != nil {
			c.t.Fatal("the victim never came there")
		}
	}
	must(0, victim.Process.Kill())
	_ = victim.Wait() // killed
	for _, statement := range after {
		must(pool.ExecContext(c.t.Context(), statement))
	}
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

// counts fails unless each row was written once, or taken back once.
func (c *crash) counts(id scheduling.ImportID, rows int, undone bool) {
	c.t.Helper()
	people := rows
	if undone {
		people = 0
	}
	c.read(func(tx *store.Tx) error {
		for table, want := range map[string]int{"insured": people, "referrals": people, "import_changes": rows, "import_rows": rows} {
			if n := must(tx.Count(table)); n != int64(want) {
				c.t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		verbs := map[string]int{}
		for _, e := range must(tx.AuditAfter(0, 1000)) {
			if strings.HasPrefix(e.Subject, "insured:") {
				verbs[e.Verb]++
			}
		}
		if verbs["created"] != rows || verbs["deleted"] != rows-people {
			c.t.Errorf("traces: %v", verbs)
		}
		return nil
	})
	if v := must(c.desk.Look(c.t.Context(), c.world.worker, id)); !undone && v.Outcomes[""] != rows || undone && v.Outcomes[scheduling.RowUndone] != rows {
		c.t.Errorf("%s: %v", v.State, v.Outcomes)
	}
}

func eachAddress(t *testing.T, name string, f func(t *testing.T, address string)) {
	t.Helper()
	t.Run(name+"/sqlite", func(t *testing.T) { f(t, filepath.Join(t.TempDir(), "trame.db")) })
	if os.Getenv("TRAME_TEST_POSTGRES") != "" {
		t.Run(name+"/postgres", func(t *testing.T) { f(t, storetest.Postgres(t)) })
	}
}
