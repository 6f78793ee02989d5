package importing_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/importing"
)

// state is all that people's files hold, but for the versions.
func (w *world) state() (people []scheduling.Insured, referrals map[scheduling.InsuredID][]scheduling.Referral) {
	referrals = map[scheduling.InsuredID][]scheduling.Referral{}
	for _, i := range w.everyone() {
		for _, r := range w.referralsOf(i.ID) {
			r.Version = 0
			referrals[i.ID] = append(referrals[i.ID], r)
		}
		i.Version = 0
		people = append(people, i)
	}
	return people, referrals
}

func TestUndoneAnImportLeavesThingsAsTheyWere(t *testing.T) {
	story(t, func(w *world) {
		w.bring("", people)
		beforePeople, beforeReferrals := w.state()
		w.clock.Add(time.Hour)
		first := w.bring(scheduling.FromCPAM90, strings.ReplaceAll(referrals, "Né(e) le;", "Né(e) le;")+"S3;Nouvelle;Rose;03/03/1983;01/10/2026;;\n")
		w.clock.Add(time.Hour)
		second := w.bring(scheduling.FromCPAM90, "N° de signalement;Nom;Prénom;Né(e) le;ALD;Ville\nS1;Saint-Œuvrard;Élodie;14/03/1970;non;Cergy\n")
		if first.Outcomes[""] != 3 || second.Outcomes[""] != 1 {
			w.t.Fatalf("%v, %v", first.Outcomes, second.Outcomes)
		}
		w.undo(second)
		if v := w.undo(first); v.State != scheduling.ImportUndone || v.Outcomes[scheduling.RowUndone] != 3 {
			w.t.Errorf("%s %v", v.State, v.Outcomes)
		}
		afterPeople, afterReferrals := w.state()
		if !reflect.DeepEqual(beforePeople, afterPeople) || !reflect.DeepEqual(beforeReferrals, afterReferrals) {
			w.t.Errorf("before\n%+v\n%+v\nafter\n%+v\n%+v", beforePeople, beforeReferrals, afterPeople, afterReferrals)
		}
	})
}

func TestUndoLeavesWhatSomebodyChangedOrUsedSince(t *testing.T) {
	story(t, func(w *world) {
		v := w.bring(scheduling.FromCPAM90, referrals+"S3;Nouvelle;Rose;03/03/1983;01/10/2026;;\n")
		w.write(func(tx *store.Tx) error {
			for _, i := range w.everyone() {
				switch i.LastName {
				case "Martin":
					i.Phone = "0611111111"
					if err := tx.ReplaceInsured(i); err != nil {
						return err
					}
				case "Nouvelle":
					err := tx.AddRedirection(scheduling.Redirection{
						ID: "r", Referral: w.referralsOf(i.ID)[0].ID, Insured: i.ID, Reason: "other", Target: "x", By: "ass", At: tx.Now,
					})
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		v = w.undo(v)
		if v.Outcomes[scheduling.RowUndone] != 1 || v.Outcomes[scheduling.RowEdited] != 1 || v.Outcomes[scheduling.RowAttached] != 1 {
			w.t.Errorf("%v", v.Outcomes)
		}
		if n := len(w.everyone()); n != 2 {
			w.t.Errorf("%d people", n)
		}
		left := must(w.desk.Left(t.Context(), w.worker, v.Import.ID))
		if len(left) != 2 || left[0].Number != 3 || left[0].Insured == "" {
			w.t.Errorf("%+v", left)
		}
		w.refused(w.desk.Undo(t.Context(), w.worker, v.Import.ID), scheduling.Conflict, "import.state")
	})
}

// many is a file of n people.
func many(n int) string {
	var file strings.Builder
	file.WriteString("N° de signalement;Nom;Prénom;Né(e) le;Début d’arrêt\n")
	for i := range n {
		fmt.Fprintf(&file, "M%d;Personne%d;Claire;%02d/%02d/19%02d;01/10/2026\n", i, i, i%28+1, i%12+1, i%80+10)
	}
	return file.String()
}

// A stop in the middle of writing loses nothing and doubles nothing: what is
// written stays, and another goes on from there.
func TestAnImportThatAStopCutShortGoesOn(t *testing.T) {
	const n = 18
	story(t, func(w *world) {
		w.desk = w.desk.InSlicesOf(3)
		v := w.stage(scheduling.FromCPAM45, many(n))
		if err := w.desk.Confirm(t.Context(), w.worker, v.Import.ID, 0); err != nil {
			w.t.Fatal(err)
		}
		stops := 0
		for stops < 100 {
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- w.desk.Work(ctx) }()
			for begun := v.Import.Done; ; {
				now := must(w.desk.Look(t.Context(), w.worker, v.Import.ID))
				if now.Import.Done > begun || now.State.Written() {
					v = now
					break
				}
			}
			stop()
			if err := <-done; err != nil { // cut short or not, the rows tell
				w.t.Logf("stopped: %v", err)
			}
			v = must(w.desk.Look(t.Context(), w.worker, v.Import.ID))
			if v.State.Written() {
				break
			}
			stops++
			w.clock.Add(time.Hour) // its lease runs out
		}
		w.read(func(tx *store.Tx) error {
			people, err := tx.Count("insured")
			referrals, _ := tx.Count("referrals")
			changes, _ := tx.Count("import_changes")
			if people != n || referrals != n || changes != n {
				w.t.Errorf("%d people, %d referrals, %d changes after %d stops, want %d", people, referrals, changes, stops, n)
			}
			return err
		})
		if stops == 0 {
			w.t.Error("nothing was cut short")
		}
	})
}

func TestTwoImportsOfTheSamePeopleAtOnceCreateThemOnce(t *testing.T) {
	const n = 1500
	story(t, func(w *world) {
		var views [2]importing.View
		for at := range views {
			views[at] = w.stage(scheduling.FromCPAM45, many(n))
		}
		for at := range views {
			if err := w.desk.Confirm(t.Context(), w.worker, views[at].Import.ID, 0); err != nil {
				w.t.Fatal(err)
			}
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if err := w.desk.Work(context.WithoutCancel(t.Context())); err != nil {
					w.t.Error(err)
				}
			})
		}
		both.Wait()
		if people := must(w.desk.Look(t.Context(), w.worker, views[0].Import.ID)); !people.State.Written() {
			w.t.Errorf("%s", people.State)
		}
		w.read(func(tx *store.Tx) error {
			people, err := tx.Count("insured")
			referrals, _ := tx.Count("referrals")
			if people != n || referrals != n {
				w.t.Errorf("%d people, %d referrals, want %d", people, referrals, n)
			}
			return err
		})
	})
}
