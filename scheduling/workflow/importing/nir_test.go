package importing_test

import (
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

const numbered = "NIR;Nom;Prénom;Né(e) le\n2 84 05 75 123 456 72;Petit;Zoé;14/03/1984\n2550814168025 38;Grand;Luc;01/08/1955\n"

func (w *world) keepNIRs() {
	w.write(func(tx *store.Tx) error {
		o, err := tx.Organisation("o")
		if err != nil {
			return err
		}
		o.NIRAllowed = true
		return tx.ReplaceOrganisation(o)
	})
}

func TestWhereNIRsAreNotKeptTheirColumnIsNotEvenStaged(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", numbered)
		if !v.NoNIR || v.Columns[0].Field != "" {
			w.t.Errorf("%+v", v.Columns)
		}
		for _, l := range w.lines(v) {
			if l.Cells[0] != "" {
				w.t.Errorf("staged %q", l.Cells[0])
			}
		}
		if v = w.apply(v); v.Outcomes[""] != 2 {
			w.t.Errorf("%v", v.Outcomes)
		}
	})
}

func TestRule28_TheNIRTellsFirstWhoARowIsAbout(t *testing.T) {
	story(t, func(w *world) {
		w.keepNIRs()
		if v := w.bring("", numbered); v.Outcomes[""] != 2 {
			w.t.Fatalf("%v %v", v.Outcomes, v.Import.Failure)
		}
		w.counts(w.stage("", numbered), map[scheduling.ImportVerdict]int{scheduling.RowUpToDate: 2})
		cases := map[string]scheduling.ImportVerdict{
			"284057512345672;Autre;Nom;01/01/1990": scheduling.RowToUpdate,  // the number, whatever the name
			"255081416802538;Petit;Zoé;14/03/1984": scheduling.RowToUpdate,  // Grand's number under Petit's name: the number tells
			"184057512345625;Petit;Zoé;14/03/1984": scheduling.RowAmbiguous, // another number on that person
			"284057512345673;Petit;Zoé;14/03/1984": scheduling.RowInError,
			";Petit;Zoé;14/03/1984":                scheduling.RowUpToDate,
		}
		for row, want := range cases {
			v := w.stage("", "NIR;Nom;Prénom;Né(e) le\n"+row+"\n")
			l := w.lines(v)[0]
			if l.Verdict != want {
				w.t.Errorf("%s: %s, want %s (%v)", row, l.Verdict, want, l.Faults)
			}
			if strings.Contains(l.Cells[0], "0575") || strings.Contains(l.Cells[0], "123") {
				w.t.Errorf("the review shows %s", l.Cells[0])
			}
		}
	})
}

func TestUndoneAnImportForgetsTheNIRsItBrought(t *testing.T) {
	story(t, func(w *world) {
		w.keepNIRs()
		w.bring("", "Nom;Prénom;Né(e) le\nPetit;Zoé;14/03/1984\n")
		v := w.bring("", numbered)
		w.undo(v)
		w.read(func(tx *store.Tx) error {
			people, err := tx.Count("insured")
			nirs, _ := tx.Count("insured_nirs")
			if people != 1 || nirs != 0 {
				w.t.Errorf("%d people, %d numbers", people, nirs)
			}
			return err
		})
	})
}

func TestTheFileOfErrorsHoldsNoNIR(t *testing.T) {
	story(t, func(w *world) {
		w.keepNIRs()
		v := w.stage("", numbered+"2 84 05 75 123 456 99;Faux;Léa;01/01/1990\n")
		var out strings.Builder
		err := w.desk.WriteErrors(t.Context(), w.worker, v.Import.ID, &out, func(e *scheduling.Error) string { return e.Key })
		if err != nil {
			w.t.Fatal(err)
		}
		if text := out.String(); strings.Contains(text, "84") || !strings.Contains(text, "Faux") || !strings.Contains(text, "nir.key") {
			w.t.Error(text)
		}
	})
}
