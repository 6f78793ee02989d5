package importing_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/importing"
)

const people = "Numéro interne;Nom;Prénom;Né(e) le;Téléphone\n" +
	"A1;SAINT-ŒUVRARD;Élodie;14/03/1970;0612345678\n" +
	";Martin;Jean;02/02/1980;\n" +
	";Petit;Zoé;hier;\n"

const referrals = "N° de signalement;Nom;Prénom;Né(e) le;Début d’arrêt;Risque;ALD\n" +
	"S1;SAINT-ŒUVRARD;Élodie;14/03/1970;01/10/2026;maladie;oui\n" +
	"S2;Martin;Jean;02/02/1980;15/09/2026;AT;\n"

func TestRule28_AnImportWritesNothingBeforeReview(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", people)
		w.counts(v, map[scheduling.ImportVerdict]int{scheduling.RowToCreate: 2, scheduling.RowInError: 1})
		bad := w.lines(v)[2]
		if len(bad.Faults) != 1 || bad.Faults[0].Column != 3 || bad.Faults[0].Error.Key != "import.cell.date" {
			w.t.Errorf("faults %+v", bad.Faults)
		}
		if n := len(w.everyone()); n != 0 {
			w.t.Errorf("%d people after a review", n)
		}
		if v = w.apply(v); !v.State.Written() || v.Outcomes[""] != 2 {
			w.t.Errorf("%s, %v", v.State, v.Outcomes)
		}
		if n := len(w.everyone()); n != 2 {
			w.t.Errorf("%d people", n)
		}
	})
}

func TestAReferralComesWithItsFacts(t *testing.T) {
	story(t, func(w *world) {
		w.bring(scheduling.FromCPAM90, referrals)
		all := w.everyone()
		if len(all) != 2 {
			w.t.Fatalf("%d people", len(all))
		}
		list := w.referralsOf(all[1].ID)
		if len(list) != 1 {
			w.t.Fatalf("%d referrals", len(list))
		}
		r := list[0]
		if r.Source != scheduling.FromCPAM90 || r.Reference != "S1" || r.ReceivedOn != scheduling.MustDate("2027-01-04") || r.Unit != "u95" ||
			r.Facts != (scheduling.Facts{LeaveStart: scheduling.MustDate("2026-10-01"), LeaveKind: scheduling.Illness, LongIllness: scheduling.KnownYes}) {
			w.t.Errorf("%+v", r)
		}
	})
}

func TestRule28_ImportedAgainItChangesNothing(t *testing.T) {
	story(t, func(w *world) {
		w.bring("", people)
		w.counts(w.stage("", people), map[scheduling.ImportVerdict]int{scheduling.RowUpToDate: 2, scheduling.RowInError: 1})
		w.bring(scheduling.FromCPAM90, referrals)
		w.clock.Add(48 * 3600e9)
		w.counts(w.stage(scheduling.FromCPAM90, referrals), map[scheduling.ImportVerdict]int{scheduling.RowUpToDate: 2})
		w.counts(w.stage(scheduling.FromCPAM45, referrals), map[scheduling.ImportVerdict]int{scheduling.RowToUpdate: 2})
	})
}

func TestRule28_WhoARowIsAbout(t *testing.T) {
	const header = "Numéro interne;Nom;Prénom;Né(e) le;Ville\n"
	cases := map[string]struct {
		row  string
		want scheduling.ImportVerdict
	}{
		"the same number, whatever the name":          {"A1;Autre;Nom;;Cergy", scheduling.RowToUpdate},
		"birth date and name, accents and case apart": {";saint oeuvrard;ELODIE;14/03/1970;Cergy", scheduling.RowToUpdate},
		"nothing new":                           {"A1;SAINT-ŒUVRARD;Élodie;14/03/1970;", scheduling.RowUpToDate},
		"another number on that person and day": {"B7;SAINT-ŒUVRARD;Élodie;14/03/1970;Cergy", scheduling.RowAmbiguous},
		"the same name, no date":                {";SAINT-ŒUVRARD;Élodie;;Cergy", scheduling.RowAmbiguous},
		"the same name, another date":           {";SAINT-ŒUVRARD;Élodie;15/03/1970;Cergy", scheduling.RowToCreate},
		"someone new":                           {"C9;Petit;Zoé;01/01/1990;Cergy", scheduling.RowToCreate},
	}
	story(t, func(w *world) {
		w.bring("", people)
		for name, c := range cases {
			if got := w.lines(w.stage("", header+c.row))[0].Verdict; got != c.want {
				w.t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
	})
}

func TestRule28_AmbiguousIsAHumansChoice(t *testing.T) {
	story(t, func(w *world) {
		w.bring("", people)
		v := w.stage("", "Nom;Prénom;Ville\nSaint-Œuvrard;Élodie;Cergy\n")
		l := w.lines(v)[0]
		if len(l.Candidates) != 1 {
			w.t.Fatalf("%+v", l)
		}
		for _, c := range []struct {
			choice string
			want   scheduling.ImportVerdict
		}{
			{"skip", scheduling.RowLeftOut},
			{"someone-else", scheduling.RowAmbiguous},
			{"new", scheduling.RowToCreate},
			{string(l.Candidates[0].ID), scheduling.RowToUpdate},
			{"", scheduling.RowAmbiguous},
		} {
			if err := w.desk.Correct(t.Context(), w.worker, v.Import.ID, 2, importing.Correction{Choice: c.choice}); err != nil {
				w.t.Fatal(err)
			}
			if got := w.lines(v)[0]; got.Verdict != c.want {
				w.t.Errorf("%q: %s, want %s", c.choice, got.Verdict, c.want)
			}
		}
		w.refused(w.desk.Confirm(t.Context(), w.worker, v.Import.ID, 0), scheduling.Conflict, "import.nothing")
	})
}

func TestACellIsCorrectedOnScreen(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", people)
		fix := importing.Correction{Cells: map[int]string{3: "05/05/1985"}}
		if err := w.desk.Correct(t.Context(), w.worker, v.Import.ID, 4, fix); err != nil {
			w.t.Fatal(err)
		}
		w.apply(v)
		if n := len(w.everyone()); n != 3 {
			w.t.Errorf("%d people, want the corrected one too", n)
		}
		w.refused(w.desk.Correct(t.Context(), w.worker, v.Import.ID, 4, fix), scheduling.Conflict, "import.state")
	})
}

func TestTheSamePersonTwiceInAFileIsAnError(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", "Nom;Prénom;Né(e) le\nMartin;Jean;02/02/1980\nPetit;Zoé;\nMARTIN;jean;2/2/1980\n")
		w.counts(v, map[scheduling.ImportVerdict]int{scheduling.RowToCreate: 2, scheduling.RowInError: 1})
		if f := w.lines(v)[2].Faults; len(f) != 1 || f[0].Error.Key != "import.twice" || f[0].Error.Args[1] != 2 {
			w.t.Errorf("%+v", f)
		}
		fix := importing.Correction{Cells: map[int]string{2: "02/02/1981"}}
		if err := w.desk.Correct(t.Context(), w.worker, v.Import.ID, 4, fix); err != nil {
			w.t.Fatal(err)
		}
		w.counts(must(w.desk.Look(t.Context(), w.worker, v.Import.ID)), map[scheduling.ImportVerdict]int{scheduling.RowToCreate: 3})
	})
}

func TestWhatChangedSinceTheReviewIsLeftAndListed(t *testing.T) {
	story(t, func(w *world) {
		w.bring("", people)
		v := w.stage("", "Nom;Prénom;Né(e) le;Ville\nMartin;Jean;02/02/1980;Cergy\nNouvelle;Rose;03/03/1983;Osny\n")
		w.write(func(tx *store.Tx) error {
			for _, i := range w.everyone() {
				if i.LastName == "Martin" {
					i.City = "Cergy"
					return tx.ReplaceInsured(i)
				}
			}
			return nil
		})
		v = w.apply(v)
		left := must(w.desk.Left(t.Context(), w.worker, v.Import.ID))
		if v.Outcomes[scheduling.RowMoved] != 1 || v.Outcomes[""] != 1 || len(left) != 1 || left[0].Number != 2 {
			w.t.Errorf("%v, left %+v", v.Outcomes, left)
		}
	})
}

func TestOnlyThoseWhoMayInviteBringPeopleIn(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", people)
		_, err := w.desk.Look(t.Context(), w.elsewhere, v.Import.ID)
		w.refused(err, scheduling.NotFound, "not_found")
		_, err = w.desk.Lines(t.Context(), w.manager, v.Import.ID, "", 0, 0)
		w.refused(err, scheduling.Forbidden, "actor.may_not.invite")
		w.refused(w.desk.Confirm(t.Context(), w.elsewhere, v.Import.ID, 0), scheduling.NotFound, "not_found")
		_, err = w.desk.Begin(t.Context(), w.manager, scheduling.Import{Unit: "u95"})
		w.refused(err, scheduling.Forbidden, "actor.may_not.invite")
	})
}

func TestAnAdviserNeitherReadsNorConfirmsSocialColumns(t *testing.T) {
	story(t, func(w *world) {
		v := w.stage("", "Nom;Prénom;Notes\nMartin;Jean;MARQUEUR\n")
		l := must(w.desk.Lines(t.Context(), w.adviser, v.Import.ID, "", 0, 0))
		if l.Lines[0].Cells[2] != "" {
			w.t.Error("an adviser reads what only social workers read")
		}
		w.refused(w.desk.Confirm(t.Context(), w.adviser, v.Import.ID, 0), scheduling.Forbidden, "actor.may_not.see_social")
	})
}
