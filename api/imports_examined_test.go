package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/importing"
	"trame/scheduling/workflow/screening"
)

// brought is when the files here arrive.
const brought = "2027-01-04T09:00:00+01:00"

// reference is the reference programme's in use; its criteria ask for a cancer,
// 90 days of leave, a situation, and no risk of precarity.
const reference scheduling.VersionID = "version-vo-1"

// ward is the desk of imports beside the one that examines.
type ward struct {
	*testing.T
	db     *store.DB
	clock  *storetest.Clock
	desk   *importing.Desk
	screen *screening.Desk
	worker scheduling.Actor
}

func inEachWard(t *testing.T, f func(w *ward)) {
	t.Helper()
	clock := storetest.NewClock(brought)
	world.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(must(time.Parse(time.RFC3339, brought)))
		keys := must(vault.New(must(vault.Generate())))
		f(&ward{
			T: t, db: db, clock: clock, desk: importing.New(db, keys), screen: screening.New(db),
			worker: claire,
		})
	})
}

const importHeading = "N° de signalement;Nom;Prénom;Né(e) le;Code postal;Ville;Téléphone;Pathologie;Situation;Début d’arrêt;Risque;Arrêt complet ou partiel;IJ faible;IJ faible par personne;C2S\n"

// somebody is a row about a person with a cancer, a contract and a leave.
func somebody(number int, phone, leave, low string) string {
	return fmt.Sprintf("S%d;Essai%d;Zoé;12/03/1975;95520;Osny;%s;sein;en contrat;%s;maladie;complet;%s;non;non\n", number, number, phone, leave, low)
}

// bring stages a file, applies it and examines whom it changed; "" when there
// was nothing to apply.
func (w *ward) bring(rows ...string) scheduling.ImportID {
	w.Helper()
	im := scheduling.Import{Unit: "unit-95", Source: scheduling.FromCPAM90}
	id := must(w.desk.Upload(w.Context(), w.worker, im, strings.NewReader(importHeading+strings.Join(rows, ""))))
	w.ok(w.desk.Work(w.Context()))
	err := w.desk.Confirm(w.Context(), w.worker, id, 0)
	if scheduling.KindOf(err) == scheduling.Conflict {
		return ""
	}
	w.ok(err)
	w.ok(w.desk.Work(w.Context()))
	return id
}

func (w *ward) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *ward) look(id scheduling.ImportID) importing.View {
	w.Helper()
	return must(w.desk.Look(w.Context(), w.worker, id))
}

// signals are the referrals brought here, by name, as the list shows them.
func (w *ward) signals() map[string]store.Signal {
	w.Helper()
	found := map[string]store.Signal{}
	list := must(w.screen.Signals(w.Context(), w.worker, screening.Ask{Unit: "unit-95", Version: reference}, store.Page{Limit: 199}))
	for _, s := range list.Items {
		if strings.HasPrefix(s.Insured.LastName, "Essai") {
			found[s.Insured.LastName] = s
		}
	}
	return found
}

// checks are all the examinations of somebody, the newest first.
func (w *ward) checks(id scheduling.InsuredID) (list []scheduling.EligibilityCheck) {
	w.Helper()
	w.ok(w.db.Read(w.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.EligibilityChecksOf(id)
		return err
	}))
	return list
}

func TestWhoIsBroughtInIsExaminedInTheBackground(t *testing.T) {
	inEachWard(t, func(w *ward) {
		id := w.bring(somebody(1, "0612345678", "01/09/2026", "non"), somebody(2, "0612345679", "01/12/2026", "non"), somebody(3, "", "01/09/2026", "oui"))
		if v := w.look(id); v.State != scheduling.ImportExamining || v.Import.ToExamine != 3 {
			t.Fatalf("%s, %d to examine", v.State, v.Import.ToExamine)
		}
		w.ok(w.screen.Follow(t.Context()))
		if v := w.look(id); v.State != scheduling.ImportApplied || v.Import.Examined != 3 {
			t.Errorf("%s, %d examined", v.State, v.Import.Examined)
		}
		for name, want := range map[string]store.SignalState{"Essai1": "collective", "Essai2": "not_yet", "Essai3": "individual_first"} {
			s := w.signals()[name]
			if s.State != want || s.Check.CheckedBy != id.Ref() {
				t.Errorf("%s is %s, by %s; want %s", name, s.State, s.Check.CheckedBy, want)
			}
		}
		w.ok(w.screen.Follow(t.Context()))
		if n := len(w.checks(w.signals()["Essai1"].Insured.ID)); n != 1 {
			t.Errorf("followed again, she was examined %d times", n)
		}
	})
}

func TestRule28_ImportedAgainItExaminesNobody(t *testing.T) {
	inEachWard(t, func(w *ward) {
		rows := []string{somebody(1, "0612345678", "01/09/2026", "non"), somebody(2, "0612345679", "01/12/2026", "non")}
		w.bring(rows...)
		w.ok(w.screen.Follow(t.Context()))
		before := w.signals()
		if id := w.bring(rows...); id != "" {
			t.Error("the same file had something to write")
		}
		w.bring(somebody(1, "0700000000", "01/09/2026", "non")) // a telephone decides nothing
		w.ok(w.screen.Follow(t.Context()))
		for name, s := range w.signals() {
			if s.Check.ID != before[name].Check.ID {
				t.Errorf("%s was examined again", name)
			}
		}
	})
}

func TestAFileNeverSetsAsideWhatAHumanDecided(t *testing.T) {
	inEachWard(t, func(w *ward) {
		w.bring(somebody(1, "", "01/09/2026", "oui"))
		w.ok(w.screen.Follow(t.Context()))
		first := w.signals()["Essai1"]
		w.clock.Add(time.Hour)
		w.ok(w.screen.Override(t.Context(), w.worker, first.Check.ID, scheduling.Collective, "vue en entretien"))
		w.clock.Add(time.Hour)
		second := w.bring(somebody(1, "", "20/12/2026", "oui"))
		w.ok(w.screen.Follow(t.Context()))
		s := w.signals()["Essai1"]
		if s.State != store.ToReview || s.Check.Stands() != scheduling.Collective || s.Check.Review != "leave_start outcome" || s.Check.Outcome != scheduling.NotYet {
			t.Fatalf("%s, stands as %s over %s, to review for %q", s.State, s.Check.Stands(), s.Check.Outcome, s.Check.Review)
		}
		if list := w.checks(s.Insured.ID); len(list) != 2 || list[1].OverrideReason != "vue en entretien" {
			t.Errorf("the history has %d examinations", len(list))
		}

		w.ok(w.desk.Undo(t.Context(), w.worker, second)) // the decision that it carries on is no new one
		w.ok(w.desk.Work(t.Context()))
		w.ok(w.screen.Follow(t.Context()))
		if back := w.signals()["Essai1"]; back.Check.ID != first.Check.ID || back.State != "collective" || back.Check.Review != "" {
			t.Errorf("undone, she stands as %s by %s", back.State, back.Check.ID)
		}
	})
}

func TestADecisionLookedAtAgainIsNoLongerToBeReviewed(t *testing.T) {
	inEachWard(t, func(w *ward) {
		w.bring(somebody(1, "", "01/09/2026", "oui"))
		w.ok(w.screen.Follow(t.Context()))
		w.ok(w.screen.Override(t.Context(), w.worker, w.signals()["Essai1"].Check.ID, scheduling.Collective, "vue en entretien"))
		w.clock.Add(time.Hour)
		w.bring(somebody(1, "", "02/09/2026", "oui"))
		w.ok(w.screen.Follow(t.Context()))
		s := w.signals()["Essai1"]
		if s.State != store.ToReview || s.Check.Review != "leave_start" {
			t.Fatalf("%s for %q", s.State, s.Check.Review)
		}
		w.ok(w.screen.Override(t.Context(), w.worker, s.Check.ID, scheduling.Collective, "revue, cela ne change rien"))
		if s := w.signals()["Essai1"]; s.State != "collective" {
			t.Errorf("looked at again, she is %s", s.State)
		}
	})
}

func TestUndoneAnImportGivesTheExaminationsBack(t *testing.T) {
	inEachWard(t, func(w *ward) {
		w.bring(somebody(1, "", "01/09/2026", "non"), somebody(2, "", "01/09/2026", "non"))
		w.ok(w.screen.Follow(t.Context()))
		before := w.signals()
		w.clock.Add(time.Hour)
		second := w.bring(somebody(1, "", "10/12/2026", "non"), somebody(2, "", "10/12/2026", "non"), somebody(3, "", "10/12/2026", "non"))
		w.ok(w.screen.Follow(t.Context()))
		w.clock.Add(time.Hour)
		two := w.signals()["Essai2"]
		must(w.screen.Examine(t.Context(), w.worker, two.Insured.ID, reference, scheduling.Date{})) // by hand, on facts that will go
		w.clock.Add(time.Hour)
		w.ok(w.desk.Undo(t.Context(), w.worker, second))
		w.ok(w.desk.Work(t.Context()))
		w.ok(w.screen.Follow(t.Context()))
		after := w.signals()
		if len(after) != 2 || after["Essai1"].Check.ID != before["Essai1"].Check.ID {
			t.Errorf("%d people; the first stands by %s, before by %s", len(after), after["Essai1"].Check.ID, before["Essai1"].Check.ID)
		}
		if s := after["Essai2"]; s.State != "collective" || s.Check.CheckedBy != second.Ref() || len(w.checks(s.Insured.ID)) != 3 {
			t.Errorf("whom somebody examined meanwhile is %s by %s, not examined anew", s.State, s.Check.CheckedBy)
		}
		if v := w.look(second); v.State != scheduling.ImportUndone || v.Import.Examining() {
			t.Errorf("%s, still examining: %t", v.State, v.Import.Examining())
		}
	})
}

// must is what cannot fail here.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
