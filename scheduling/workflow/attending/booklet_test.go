package attending_test

import (
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

var asked = scheduling.BookletEntry{Cohort: "c", Module: "m2", Question: "Peut-on reprendre à mi-temps ?", Answer: "Oui, avec l’accord du médecin-conseil."}

func TestRule24_EntriesNameNobodyOfTheGroup(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		for field, edit := range map[string]func(*scheduling.BookletEntry){
			"question": func(e *scheduling.BookletEntry) { e.Question = "Que répondre à CHLOE ?" },
			"answer":   func(e *scheduling.BookletEntry) { e.Answer = "Comme l’a fait dina." },
		} {
			e := asked
			edit(&e)
			_, err := w.desk.AddEntry(ctx, w.worker, e)
			w.refused(err, "booklet.tells.names")
			if faults, ok := errors.AsType[scheduling.Faults](err); !ok || len(faults) != 1 || faults[0].Field != field {
				w.t.Errorf("fault %v, want one at %s", err, field)
			}
		}
		id, err := w.desk.AddEntry(ctx, w.worker, asked)
		w.ok(err)
		w.refused(w.desk.EditEntry(ctx, w.worker, id, "Et Berthe ?", asked.Answer, 1), "booklet.tells.names")
		waiting := asked
		waiting.Question = "Edith demande : quand ?" // on the waiting list: of the cohort's people all the same
		_, err = w.desk.AddEntry(ctx, w.worker, waiting)
		w.refused(err, "booklet.tells.names")
		w.write(func(tx *store.Tx) error { // someone joins whose name is in the text already
			return tx.AddInsured(scheduling.Insured{ID: "i9", Unit: "u95", FirstName: "Conseil", LastName: "Autre", CreatedAt: tx.Now, Version: 1})
		})
		w.write(func(tx *store.Tx) error {
			return tx.AddEnrolment(scheduling.Enrolment{ID: "e9", Cohort: "c", Insured: "i9", State: scheduling.Enrolled, RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1})
		})
		w.refused(w.desk.ReviewEntry(ctx, w.second, id, 1), "booklet.tells.names")
	})
}

func TestRule24_AnEntryIsReviewedBySomeoneElseThanItsWriter(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		id, err := w.desk.AddEntry(ctx, w.worker, asked)
		w.ok(err)
		w.refused(w.desk.ReviewEntry(ctx, w.worker, id, 1), "booklet.review.own")
		w.refused(w.desk.ReviewEntry(ctx, w.adviser, id, 1), "actor.may_not.organise")
		w.refused(w.desk.ReviewEntry(ctx, w.elsewhere, id, 1), "not_found")
		w.ok(w.desk.ReviewEntry(ctx, w.manager, id, 1))
		w.refused(w.desk.ReviewEntry(ctx, w.second, id, 1), "stale")
		b, err := w.desk.PrintBooklet(ctx, w.manager, "c")
		w.ok(err)
		if len(b.Chapters) != 1 || b.Chapters[0].Title != "Module 2" || b.Chapters[0].Entries[0].Reviewer != "Agent chief" {
			w.t.Errorf("printed %+v", b.Chapters)
		}
		w.ok(w.desk.EditEntry(ctx, w.second, id, asked.Question, "Oui.", 2)) // an edit is to be reviewed again
		b, err = w.desk.PrintBooklet(ctx, w.worker, "c")
		w.ok(err)
		if len(b.Chapters) != 0 || b.Count != (store.BookletCount{Entries: 1}) {
			w.t.Errorf("printed %+v, counted %+v", b.Chapters, b.Count)
		}
		w.refused(w.desk.ReviewEntry(ctx, w.second, id, 3), "booklet.review.own")
		w.ok(w.desk.ReviewEntry(ctx, w.worker, id, 3)) // whose first words they were is no matter
	})
}

func TestRule24_TheDatabaseItselfRefusesAWriterAsReviewer(t *testing.T) {
	story(t, func(w *world) {
		id, err := w.desk.AddEntry(w.t.Context(), w.worker, asked)
		w.ok(err)
		err = w.db.Write(w.t.Context(), func(tx *store.Tx) error {
			e, err := tx.BookletEntry(id)
			e.ReviewedBy, e.ReviewedAt = e.WrittenBy, tx.Now
			w.ok(err)
			return tx.ReplaceBookletEntry(e)
		})
		w.refused(err, "value.refused")
	})
}

func TestABookletIsWrittenModuleByModule(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		for _, m := range []scheduling.ModuleID{"m3", "m1", "m3"} {
			e := asked
			e.Module = m
			_, err := w.desk.AddEntry(ctx, w.worker, e)
			w.ok(err)
		}
		b, err := w.desk.Booklet(ctx, w.worker, "c")
		w.ok(err)
		var shape []int
		for _, c := range b.Chapters {
			shape = append(shape, len(c.Entries))
		}
		if len(shape) != 4 || shape[0] != 1 || shape[2] != 2 || b.Chapters[2].Entries[1].Position != 2 || !b.Chapters[0].Entries[0].Mine {
			w.t.Errorf("chapters %v: %+v", shape, b.Chapters)
		}
		stray, empty := asked, asked
		stray.Module, empty.Question = "elsewhere", " "
		_, err = w.desk.AddEntry(ctx, w.worker, stray)
		w.refused(err, "booklet.module.unknown")
		_, err = w.desk.AddEntry(ctx, w.worker, empty)
		w.refused(err, "booklet.question.required")
		_, err = w.desk.AddEntry(ctx, w.manager, asked)
		w.refused(err, "actor.may_not.see_social")
		last := b.Chapters[2].Entries[1]
		w.refused(w.desk.RemoveEntry(ctx, w.worker, last.ID, 5), "stale")
		w.ok(w.desk.RemoveEntry(ctx, w.worker, last.ID, last.BookletEntry.Version))
		if b, err = w.desk.Booklet(ctx, w.adviser, "c"); err != nil || b.Count.Entries != 2 || b.May.Write || b.May.Review {
			w.t.Errorf("left %+v, %v", b.Count, err)
		}
	})
}

func TestAReviewedAnswerIsTakenOverWithItsDateAndReviewedAgain(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		id, err := w.desk.AddEntry(ctx, w.worker, asked)
		w.ok(err)
		_, err = w.desk.AddEntry(ctx, w.worker, scheduling.BookletEntry{Cohort: "c", Module: "m3", CopiedFrom: id})
		w.refused(err, "booklet.bank.unreviewed")
		w.ok(w.desk.ReviewEntry(ctx, w.second, id, 1))
		w.at("2028-03-01T09:00:00+01:00")
		found, err := w.desk.Bank(ctx, w.worker, "MEDECIN mi temps")
		w.ok(err)
		if len(found) != 1 || !found[0].Old || found[0].Cohort.Label != "Printemps" {
			w.t.Fatalf("found %+v", found)
		}
		for words, actor := range map[string]scheduling.Actor{"retraite": w.worker, "": w.elsewhere} {
			if found, err := w.desk.Bank(ctx, actor, words); err != nil || len(found) != 0 {
				w.t.Errorf("%q finds %+v, %v", words, found, err)
			}
		}
		copied, err := w.desk.AddEntry(ctx, w.second, scheduling.BookletEntry{Cohort: "c", Module: "m3", CopiedFrom: id})
		w.ok(err)
		b, err := w.desk.Booklet(ctx, w.worker, "c")
		w.ok(err)
		e := b.Chapters[2].Entries[0]
		if e.ID != copied || e.Answer != asked.Answer || e.SourceOn != scheduling.MustDate("2027-01-11") || !e.Stale || e.Reviewer != "" {
			w.t.Errorf("taken over as %+v", e)
		}
		w.refused(w.desk.ReviewEntry(ctx, w.second, copied, 1), "booklet.review.own")
		w.ok(w.desk.ReviewEntry(ctx, w.worker, copied, 1))
	})
}

func TestRule24_APartnersAnswerIsKeptAndItsReviewerToldWhomItNames(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		id, err := w.desk.AddEntry(ctx, w.worker, asked)
		w.ok(err)
		w.write(func(tx *store.Tx) error { // as his link writes it
			e, err := tx.BookletEntry(id)
			e.Answer = "Dina l’a bien expliqué."
			return errors.Join(err, tx.ReplaceBookletEntry(e))
		})
		b, err := w.desk.Booklet(ctx, w.second, "c")
		w.ok(err)
		w.refused(b.Chapters[1].Entries[0].Warning, "booklet.tells.names")
		w.refused(w.desk.ReviewEntry(ctx, w.second, id, 2), "booklet.tells.names")
	})
}
