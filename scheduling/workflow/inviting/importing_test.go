package inviting_test

import (
	"strconv"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

const list = "Numéro interne;Nom;Prénom;Né(e) le;Téléphone\n" +
	"A1;SAINT-ŒUVRARD;Élodie;14/03/1970;0612345678\n" +
	";Martin;Jean;02/02/1980;\n" +
	";Petit;Zoé;hier;\n"

func TestRule28_AnImportWritesNothingBeforeReview(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		plan := must(w.desk.PreviewImport(ctx, w.adviser, "u95", []byte(list), nil))
		w.counts(plan, map[inviting.ImportVerdict]int{inviting.ToCreate: 2, inviting.InError: 1})
		if f := plan.Rows[2].Faults; len(f) != 1 || f[0].Column != 3 || f[0].Error.Key != "import.cell.date" {
			w.t.Errorf("faults %+v", f)
		}
		w.read(func(tx *store.Tx) error {
			n, err := tx.Count("insured")
			events, _ := tx.Count("audit_events")
			if n != 0 || events != 0 {
				w.t.Errorf("%d people and %d traces after a preview", n, events)
			}
			return err
		})
		must(w.desk.ApplyImport(ctx, w.adviser, "u95", []byte(list), nil, plan.Seen))
		if found := must(w.desk.People(ctx, w.adviser, "", store.Page{})); len(found.People) != 2 {
			w.t.Errorf("%d people", len(found.People))
		}
	})
}

func (w *world) counts(plan inviting.Import, want map[inviting.ImportVerdict]int) {
	w.t.Helper()
	for verdict, n := range plan.Count {
		if want[verdict] != n {
			w.t.Errorf("%d %s, want %d", n, verdict, want[verdict])
		}
	}
	for verdict, n := range want {
		if plan.Count[verdict] != n {
			w.t.Errorf("%d %s, want %d", plan.Count[verdict], verdict, n)
		}
	}
}

func (w *world) bring(content string, choices inviting.Choices) inviting.Import {
	w.t.Helper()
	plan := must(w.desk.PreviewImport(w.t.Context(), w.worker, "u95", []byte(content), choices))
	applied, err := w.desk.ApplyImport(w.t.Context(), w.worker, "u95", []byte(content), choices, plan.Seen)
	if err != nil {
		w.t.Fatal(err)
	}
	return applied
}

func TestRule28_ImportedAgainItChangesNothing(t *testing.T) {
	story(t, 12, func(w *world) {
		w.bring(list, nil)
		w.counts(w.bring(list, nil), map[inviting.ImportVerdict]int{inviting.UpToDate: 2, inviting.InError: 1})
		exported := must(w.desk.Export(t.Context(), w.worker, ""))
		w.counts(w.bring(string(exported), nil), map[inviting.ImportVerdict]int{inviting.UpToDate: 2})
	})
}

func TestRule28_WhoARowIsAbout(t *testing.T) {
	const header = "Numéro interne;Nom;Prénom;Né(e) le;Ville\n"
	cases := map[string]struct {
		row  string
		want inviting.ImportVerdict
	}{
		"the same number, whatever the name":          {"A1;Autre;Nom;;Cergy", inviting.ToUpdate},
		"birth date and name, accents and case apart": {";saint oeuvrard;ELODIE;14/03/1970;Cergy", inviting.ToUpdate},
		"nothing new":                           {"A1;SAINT-ŒUVRARD;Élodie;14/03/1970;", inviting.UpToDate},
		"another number on that person and day": {"B7;SAINT-ŒUVRARD;Élodie;14/03/1970;Cergy", inviting.Ambiguous},
		"the same name, no date":                {";SAINT-ŒUVRARD;Élodie;;Cergy", inviting.Ambiguous},
		"the same name, another date":           {";SAINT-ŒUVRARD;Élodie;15/03/1970;Cergy", inviting.ToCreate},
		"someone new":                           {"C9;Petit;Zoé;01/01/1990;Cergy", inviting.ToCreate},
	}
	story(t, 12, func(w *world) {
		w.bring(list, nil)
		for name, c := range cases {
			plan := must(w.desk.PreviewImport(t.Context(), w.worker, "u95", []byte(header+c.row), nil))
			if got := plan.Rows[0].Verdict; got != c.want {
				w.t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
	})
}

func TestRule28_AmbiguousIsAHumansChoice(t *testing.T) {
	story(t, 12, func(w *world) {
		w.bring(list, nil)
		const row = "Nom;Prénom;Ville\nSaint-Œuvrard;Élodie;Cergy\n"
		plan := w.bring(row, nil)
		w.counts(plan, map[inviting.ImportVerdict]int{inviting.Ambiguous: 1}) // left alone
		id := string(plan.Rows[0].Candidates[0].ID)
		w.counts(w.bring(row, inviting.Choices{2: "skip"}), map[inviting.ImportVerdict]int{inviting.LeftOut: 1})
		w.counts(w.bring(row, inviting.Choices{2: "someone-else"}), map[inviting.ImportVerdict]int{inviting.Ambiguous: 1})
		w.counts(w.bring(row, inviting.Choices{2: id}), map[inviting.ImportVerdict]int{inviting.ToUpdate: 1})
		w.counts(w.bring(row, nil), map[inviting.ImportVerdict]int{inviting.UpToDate: 1})
		w.counts(w.bring(row, inviting.Choices{2: "new"}), map[inviting.ImportVerdict]int{inviting.ToCreate: 1})
	})
}

func TestRule28_WhatChangedSinceThePreviewIsShownAgain(t *testing.T) {
	story(t, 12, func(w *world) {
		plan := must(w.desk.PreviewImport(t.Context(), w.worker, "u95", []byte(list), nil))
		w.bring("Nom;Prénom;Né(e) le\nMartin;Jean;02/02/1980", nil)
		_, err := w.desk.ApplyImport(t.Context(), w.worker, "u95", []byte(list), nil, plan.Seen)
		w.refused(err, scheduling.Conflict, "import.changed")
		_, err = w.desk.PreviewImport(t.Context(), w.manager, "u95", []byte(list), nil)
		w.refused(err, scheduling.Forbidden, "actor.may_not.invite")
	})
}

func TestRule28_ALineTwiceIsAnError(t *testing.T) {
	story(t, 12, func(w *world) {
		plan := w.bring("Nom;Prénom;Né(e) le\nMartin;Jean;02/02/1980\nMARTIN;Jean;02/02/1980\n", nil)
		w.counts(plan, map[inviting.ImportVerdict]int{inviting.ToCreate: 1, inviting.InError: 1})
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestAThousandPeopleComeInAtOnce(t *testing.T) {
	story(t, 12, func(w *world) {
		var content strings.Builder
		content.WriteString("Numéro interne;Nom;Prénom\n")
		for n := range 1000 {
			content.WriteString("N" + strings.Repeat("i", n%7) + string(rune('a'+n%26)) + itoa(n) + ";Nom" + itoa(n) + ";Prénom\n")
		}
		w.counts(w.bring(content.String(), nil), map[inviting.ImportVerdict]int{inviting.ToCreate: 1000})
		w.counts(w.bring(content.String(), nil), map[inviting.ImportVerdict]int{inviting.UpToDate: 1000})
	})
}
