package importing_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	if address := os.Getenv(storetest.VictimEnv); address != "" {
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
		clock := storetest.NewClock(now)
		t.Run(name, func(t *testing.T) {
			storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
				clock.Set(storetest.NewClock(now).Now())
				c := newCrash(t, db, clock)
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
		})
	}
}

// crash is an import and the process that works on it.
type crash struct {
	*world
	keyset string
}

func newCrash(t *testing.T, db *store.DB, clock *storetest.Clock) *crash {
	t.Helper()
	keyset := filepath.Join(t.TempDir(), "keyset")
	must(0, os.WriteFile(keyset, must(vault.Generate()), 0o600))
	c := &crash{build(t, db, clock), keyset}
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
	storetest.Victim{
		Env:  []string{"TRAME_TEST_NOW=" + c.clock.Now().Format(time.RFC3339), "TRAME_TEST_KEYSET=" + c.keyset},
		When: when, Table: table, Row: "new.line = " + fmt.Sprint(line), Reached: reached,
	}.Kill(c.t, c.db)
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
