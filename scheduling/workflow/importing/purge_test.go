package importing_test

import (
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// What a file held goes when its time is over; what it wrote stays.
func TestAnImportIsForgottenAMonthAfterItsEnd(t *testing.T) {
	story(t, func(w *world) {
		applied := w.bring(scheduling.FromCPAM90, many(3))
		waiting := w.stage(scheduling.FromCPAM45, many(5)) // never confirmed
		half := must(w.desk.Begin(t.Context(), w.worker, scheduling.Import{Unit: "u95", Source: scheduling.FromPartner}))
		must(0, w.desk.Append(t.Context(), w.worker, half, 1, []byte("Nom;Pré")))
		kept := func(table string) (n int64) {
			w.read(func(tx *store.Tx) (err error) {
				n, err = tx.Count(table)
				return err
			})
			return n
		}

		w.clock.Add(scheduling.ImportKept - time.Hour)
		must(0, w.desk.Purge(t.Context()))
		if kept("import_rows") != 8 || kept("import_changes") != 3 {
			t.Errorf("before its time %d rows and %d changes are left", kept("import_rows"), kept("import_changes"))
		}

		w.clock.Add(2 * time.Hour)
		must(0, w.desk.Purge(t.Context()))
		for _, table := range []string{"import_rows", "import_changes", "import_parts"} {
			if n := kept(table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		if kept("insured") != 3 || kept("referrals") != 3 {
			t.Errorf("%d people and %d referrals are left", kept("insured"), kept("referrals"))
		}
		for id, want := range map[scheduling.ImportID]scheduling.ImportState{
			applied.Import.ID: scheduling.ImportApplied, waiting.Import.ID: scheduling.ImportAbandoned, half: scheduling.ImportAbandoned,
		} {
			v := must(w.desk.Look(t.Context(), w.worker, id))
			if v.State != want || len(v.Columns) != 0 || v.Import.PurgedAt.IsZero() {
				t.Errorf("%s with %d headings, want %s without", v.State, len(v.Columns), want)
			}
		}
		w.refused(w.desk.Undo(t.Context(), w.worker, applied.Import.ID), scheduling.Conflict, "import.state")
		w.refused(w.desk.Confirm(t.Context(), w.worker, waiting.Import.ID, 0), scheduling.Conflict, "import.state")
		must(0, w.desk.Purge(t.Context())) // again it does nothing
	})
}
