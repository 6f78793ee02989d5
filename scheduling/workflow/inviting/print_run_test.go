package inviting_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/inviting"
)

// drawnAtOnce is how many letters the tests draw at a time.
const drawnAtOnce = 3

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if address := os.Getenv(storetest.VictimEnv); address != "" {
		db := must(store.Open(context.Background(), address, storetest.NewClock(os.Getenv("TRAME_TEST_NOW")).Now))
		v := must(vault.New(must(os.ReadFile(os.Getenv("TRAME_TEST_KEYSET")))))
		must(0, inviting.New(db, post.New(v, "https://trame.example"), v).InSheavesOf(drawnAtOnce).DrawPrintRuns(context.Background()))
		must(0, db.Close())
		return
	}
	os.Exit(m.Run())
}

// many invites n people by letter, whose names are Papier 01, Papier 02…
func (w *world) many(n int) (names []string) {
	w.t.Helper()
	var ids []scheduling.InsuredID
	for at := range n {
		names = append(names, fmt.Sprintf("Papier %02d", at+1))
		ids = append(ids, w.reachable(names[at], scheduling.ByLetter))
	}
	w.ask(inviting.Plan{People: ids})
	return names
}

// granted gives the adviser his role in the database too: what is drawn in the
// background is drawn with the rights of whoever asked.
func (w *world) granted() {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		return tx.AddGrant(scheduling.RoleGrant{User: w.adviser.ID, Role: scheduling.Adviser, Unit: "u95", From: scheduling.MustDate("2026-01-01")})
	})
}

func (w *world) later() scheduling.PrintRunID {
	w.t.Helper()
	_, id, err := w.desk.Print(w.t.Context(), w.adviser, w.cohort, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) drawn() {
	w.t.Helper()
	if err := w.desk.DrawPrintRuns(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) lookAt(id scheduling.PrintRunID) inviting.RunView {
	w.t.Helper()
	return must(w.desk.PrintRun(w.t.Context(), w.adviser, id))
}

func (w *world) pdfOf(id scheduling.PrintRunID) string {
	w.t.Helper()
	var pdf bytes.Buffer
	file := must(w.desk.OpenPrintRun(w.t.Context(), w.adviser, id))
	if err := file.Write(w.t.Context(), &pdf); err != nil {
		w.t.Fatal(err)
	}
	if int64(pdf.Len()) != file.Bytes() {
		w.t.Errorf("%d bytes, said to be %d", pdf.Len(), file.Bytes())
	}
	return pdfText(w.t, pdf.Bytes())
}

func TestManyLettersAreDrawnInTheBackgroundForWhoAskedAlone(t *testing.T) {
	story(t, 12, func(w *world) {
		w.granted()
		w.desk = w.desk.InSheavesOf(drawnAtOnce)
		names := w.many(7)
		id := w.later()
		if v := w.lookAt(id); v.State != scheduling.PrintRunDrawing || v.Wanted != 7 || v.Changed() {
			t.Fatalf("asked for: %+v", v)
		}
		if again := w.later(); again != id {
			t.Error("asked twice, it is two runs")
		}
		_, err := w.desk.OpenPrintRun(t.Context(), w.adviser, id)
		w.refused(err, scheduling.NotFound, "not_found")
		w.drawn()
		if v := w.lookAt(id); v.State != scheduling.PrintRunReady || v.Done != 7 || v.Written != 7 || v.Parts == 0 {
			t.Fatalf("drawn: %+v", v)
		}
		text := w.pdfOf(id)
		for _, name := range names {
			if n := strings.Count(text, "Élodie "+name); n != 1 {
				t.Errorf("%s has %d letters", name, n)
			}
		}
		for _, l := range must(w.desk.Letters(t.Context(), w.adviser, w.cohort, "")) {
			if l.Printed.IsZero() {
				t.Error("not noted as printed")
			}
		}
		for _, other := range []scheduling.Actor{w.worker, w.manager, w.elsewhere, {ID: w.adviser.ID, Organisation: "o"}} {
			_, err := w.desk.PrintRun(t.Context(), other, id)
			w.refused(err, scheduling.NotFound, "not_found")
			_, err = w.desk.OpenPrintRun(t.Context(), other, id)
			w.refused(err, scheduling.NotFound, "not_found")
			w.refused(w.desk.ForgetPrintRun(t.Context(), other, id), scheduling.NotFound, "not_found")
			if list := must(w.desk.PrintRuns(t.Context(), other, "")); len(list) != 0 {
				t.Errorf("%s sees %+v", other.ID, list)
			}
		}
		if list := must(w.desk.PrintRuns(t.Context(), w.adviser, w.cohort)); len(list) != 1 || list[0].ID != id {
			t.Errorf("the author sees %+v", list)
		}
		must(0, w.desk.ForgetPrintRun(t.Context(), w.adviser, id))
		w.empty(id)
		next := w.later()
		w.drawn()
		w.write(func(tx *store.Tx) error { // rule 27: of whoever is erased, no page stays
			_, err := tx.EraseInsured(must(tx.Invitations(w.cohort))[0].Insured, "x")
			return err
		})
		w.empty(next)
	})
}

// empty fails when anything of a run is left but that there was one.
func (w *world) empty(id scheduling.PrintRunID) {
	w.t.Helper()
	if v := w.lookAt(id); v.State != scheduling.PrintRunForgotten {
		w.t.Errorf("it is %s", v.State)
	}
	w.read(func(tx *store.Tx) error {
		for _, table := range []string{"print_run_parts", "print_run_letters"} {
			if n := must(tx.Count(table)); n != 0 {
				w.t.Errorf("%d rows are left in %s", n, table)
			}
		}
		return nil
	})
}

func TestARunSaysWhatChangedSinceItWasBegun(t *testing.T) {
	story(t, 12, func(w *world) {
		w.granted()
		w.many(4)
		letters := must(w.desk.Letters(t.Context(), w.adviser, w.cohort, ""))
		id := w.later()
		answered := func(n int) {
			a := inviting.Answer{Reply: scheduling.Refuses, Means: "phone"}
			must(0, w.desk.RecordReply(t.Context(), w.adviser, letters[n].Invitation, a))
		}
		answered(0) // before it is drawn
		w.drawn()
		if v := w.lookAt(id); v.Written != 3 || v.Changed() {
			t.Errorf("who answered is not written to: %+v", v)
		}
		if text := w.pdfOf(id); strings.Contains(text, "Papier 01") {
			t.Error("who answered is written to")
		}
		w.clock.Add(time.Hour)
		answered(2)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{w.reachable("Tard", scheduling.ByLetter)}})
		must(storetest.SQL(t, w.db).ExecContext(t.Context(), "update meetings set changed_at = (select replied_at from invitations where replied_at is not null order by replied_at desc limit 1) where position = 1"))
		v := w.lookAt(id)
		if !slices.Equal(v.Over, []int{2}) || len(v.Moved) != 1 || v.Beside != 1 || !v.Changed() {
			t.Errorf("what changed: pages %v, sessions %v, %d beside", v.Over, v.Moved, v.Beside)
		}
		next := must(w.desk.PrintAgain(t.Context(), w.adviser, id))
		w.drawn()
		if v := w.lookAt(next); v.Wanted != 3 || v.Written != 3 || v.Changed() {
			t.Errorf("made anew: %+v", v)
		}
		w.clock.Add(scheduling.PrintRunKept)
		must(0, w.desk.ForgetPrintRuns(t.Context()))
		w.empty(next)
	})
}

// Whoever draws is killed in the middle of a transaction; another begins anew,
// and every letter is there once.
func TestKillingWhoeverDrawsLettersLosesAndDoublesNone(t *testing.T) {
	clock := storetest.NewClock(now)
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(must(time.Parse(time.RFC3339, now)))
		w := build(t, db, clock, 12)
		keyset := filepath.Join(t.TempDir(), "keyset")
		must(0, os.WriteFile(keyset, must(vault.Generate()), 0o600))
		v := must(vault.New(must(os.ReadFile(keyset))))
		w.post = post.New(v, "https://trame.example")
		w.desk = inviting.New(db, w.post, v).InSheavesOf(drawnAtOnce)
		w.granted()
		names := w.many(4*drawnAtOnce - 1)
		id := w.later()
		storetest.Victim{
			Env:  []string{"TRAME_TEST_NOW=" + clock.Now().Format(time.RFC3339), "TRAME_TEST_KEYSET=" + keyset},
			When: "update", Table: "print_runs", Row: fmt.Sprintf("new.done = %d", 3*drawnAtOnce),
			Reached: func() bool { return w.lookAt(id).Done == 2*drawnAtOnce },
		}.Kill(t, db)
		w.drawn()
		if v := w.lookAt(id); v.State != scheduling.PrintRunDrawing || v.Done != 2*drawnAtOnce {
			t.Errorf("its lease runs, and somebody else draws: %+v", v)
		}
		clock.Add(time.Hour)
		w.drawn()
		text := w.pdfOf(id)
		for _, name := range names {
			if n := strings.Count(text, "Élodie "+name); n != 1 {
				t.Errorf("%s has %d letters", name, n)
			}
		}
	})
}
