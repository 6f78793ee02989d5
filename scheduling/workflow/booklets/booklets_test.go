package booklets_test

import (
	"bytes"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/booklets"
)

func TestAPartnerAnswersByHisLinkUntilItIsReviewedTakenBackOrTooLate(t *testing.T) {
	story(t, func(w *world) {
		ctx, id := w.Context(), w.entry("", false)
		w.Refused(w.desk.Ask(ctx, w.Worker, id, "nobody"), "booklet.ask.nobody")
		w.Refused(w.desk.Ask(ctx, w.Adviser, id, "facilitator-mdph"), "actor.may_not.see_social")
		w.Refused(w.desk.Ask(ctx, w.Elsewhere, id, "facilitator-mdph"), "not_found")
		w.Must(w.desk.Ask(ctx, w.Worker, id, "facilitator-mdph"))
		token := w.token(w.Messages("booklet_ask")[0])
		for range 3 { // a mail scanner follows links
			if q, err := w.desk.Open(ctx, token); err != nil || q.Question != "Peut-on reprendre à mi-temps ?" || !q.AnsweredOn.IsZero() {
				w.Fatalf("got %+v, %v", q, err)
			}
		}
		w.Refused(w.desk.Answer(ctx, token, " "), "booklet.answer.required")
		w.Refused(w.desk.Answer(ctx, "another", "Oui."), "link.unknown")
		w.Must(w.desk.Answer(ctx, token, "Oui."))
		w.Must(w.desk.Answer(ctx, token, "Oui, avec l’accord du médecin."))
		w.Write(func(tx *store.Tx) error {
			e, err := tx.BookletEntry(id)
			w.Must(err)
			if e.Answer != "Oui, avec l’accord du médecin." || e.AnsweredBy != "facilitator-mdph" {
				w.Errorf("kept %+v", e)
			}
			e.ReviewedBy, e.ReviewedAt = "agent-samir", tx.Now
			return tx.ReplaceBookletEntry(e)
		})
		w.Refused(w.desk.Answer(ctx, token, "Non."), "booklet.ask.over")
		w.Refused(w.desk.Ask(ctx, w.Worker, id, "facilitator-mdph"), "booklet.ask.reviewed")

		other := w.entry("", false)
		w.Must(w.desk.Ask(ctx, w.Worker, other, "facilitator-mdph"))
		asked, _, err := w.desk.Asks(ctx, w.Worker, cohort)
		w.Must(err)
		late := w.token(w.Messages("booklet_ask")[1])
		w.Clock.Add(32 * 24 * time.Hour)
		w.Refused(w.desk.Answer(ctx, late, "Oui."), "booklet.ask.over")
		w.Clock.Add(-32 * 24 * time.Hour)
		w.Must(w.desk.Revoke(ctx, w.Worker, asked[other][0].ID))
		w.Refused(w.desk.Answer(ctx, late, "Oui."), "booklet.ask.over")
	})
}

func TestRule24_EachWhoStartedGetsTheBookletByHerOwnWayAndOnce(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		w.entry("Oui, avec l’accord du médecin.", true)
		w.entry("Pas encore relue.", false)
		before, err := w.desk.Deliveries(ctx, w.Worker, cohort)
		if err != nil || before.ToAdd == 0 || !before.Published.PublishedAt.IsZero() {
			w.Fatalf("got %+v, %v", before, err)
		}
		_, err = w.desk.Publish(ctx, w.Adviser, cohort)
		w.Refused(err, "actor.may_not.organise")
		sent, err := w.desk.Publish(ctx, w.Manager, cohort)
		w.Must(err)
		again, err := w.desk.Publish(ctx, w.Manager, cohort)
		if list := w.Messages("booklet"); err != nil || again != 0 || sent == 0 || len(list) != sent {
			w.Errorf("%d, then %d sent; %d messages, %v", sent, again, len(list), err)
		}
		book, err := w.desk.Behind(ctx, w.token(w.Messages("booklet")[0]))
		if err != nil || len(book.Chapters) == 0 {
			w.Fatalf("got %+v, %v", book, err)
		}
		for _, c := range book.Chapters {
			for _, e := range c.Entries {
				if e.Answer == "Pas encore relue." {
					w.Error("what nobody reviewed is read")
				}
			}
		}
		w.delivered(before.ToAdd)
		if counts, err := w.desk.Deliveries(ctx, w.Manager, cohort); err != nil || len(counts.People) != 0 || counts.Given != 2 {
			w.Errorf("a manager reads %d names, %d given, %v", len(counts.People), counts.Given, err)
		}
	})
}

// delivered notes two on paper and one that came back, and counts them.
func (w *world) delivered(people int) {
	w.Helper()
	ctx := w.Context()
	list, err := w.desk.Deliveries(ctx, w.Adviser, cohort)
	w.Must(err)
	if len(list.People) != people || list.Given != 0 || list.Counts[scheduling.BookletToDo] != people {
		w.Fatalf("%d people of %d, %d given, %v", len(list.People), people, list.Given, list.Counts)
	}
	for n, what := range []string{booklets.Handed, booklets.Posted, booklets.Returned, booklets.Handed, booklets.NotYet} {
		_, err := w.desk.Note(ctx, w.Adviser, list.People[min(n, 3)].BookletDelivery.ID, what)
		w.Must(err)
	}
	_, err = w.desk.Note(ctx, w.Adviser, list.People[0].BookletDelivery.ID, "eaten")
	w.Refused(err, "booklet.note.unknown")
	w.Read(func(tx *store.Tx) error {
		given, err := tx.BookletsGiven([]scheduling.CohortID{cohort})
		if given[cohort] != 2 {
			w.Errorf("the report counts %d, want 2", given[cohort])
		}
		return err
	})
}

func TestRule13_ALinkToTheBookletEndsWithADeathAndWithTime(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		w.entry("Oui.", true)
		_, err := w.desk.Publish(ctx, w.Worker, cohort)
		w.Must(err)
		list := w.Messages("booklet")
		first, second := w.token(list[0]), w.token(list[1])
		w.Write(func(tx *store.Tx) error {
			i, err := tx.Insured(list[0].Insured)
			w.Must(err)
			i.DeceasedOn = scheduling.DateOf(tx.Now)
			return tx.ReplaceInsured(i)
		})
		_, err = w.desk.Behind(ctx, first)
		w.Refused(err, "link.over")
		_, err = w.desk.Behind(ctx, second)
		w.Must(err)
		w.Clock.Add(3 * 365 * 24 * time.Hour)
		_, err = w.desk.Behind(ctx, second)
		w.Refused(err, "link.over")
	})
}

func TestTheBookletIsPrintedTheSameEachTime(t *testing.T) {
	book := booklets.Book{Title: "Vos rencontres"}
	for range 9 {
		c := booklets.Chapter{Heading: "Mes droits d’assuré"}
		for range 6 {
			c.Entries = append(c.Entries, scheduling.BookletEntry{
				ID: store.NewID[scheduling.BookletEntryID](), Question: "Peut-on reprendre à mi-temps, et quand faut-il le demander à son employeur ?",
				Answer: "Oui, avec l’accord du médecin.\n\nDemandez-le avant la reprise.",
			})
		}
		book.Chapters = append(book.Chapters, c)
	}
	var one, two bytes.Buffer
	if err := book.WritePDF(&one); err != nil {
		t.Fatal(err)
	}
	if err := book.WritePDF(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("printed twice, it differs: %d and %d bytes, %v", one.Len(), two.Len(), err)
	}
}
