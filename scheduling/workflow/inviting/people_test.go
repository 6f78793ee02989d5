package inviting_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

func TestAPersonIsEnteredFoundAndCorrected(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		id := must(w.desk.AddInsured(ctx, w.adviser, scheduling.Insured{
			FirstName: " Élodie ", LastName: "SAINT-Œuvrard", InternalNumber: "A-12",
			BirthDate: scheduling.MustDate("1970-03-14"),
		}))
		for _, words := range []string{"elodie", "saint oeuvrard", "SAINT-OE", "ÉLO œuv", "a-12", "14/03/1970", "elodie 14/03/1970", ""} {
			if list := must(w.desk.People(ctx, w.adviser, words, store.Page{})); len(list.People) != 1 || list.Total != 1 {
				w.t.Errorf("%q finds %d", words, len(list.People))
			}
		}
		for _, words := range []string{"dupont", "elodie 15/03/1970", "%", "_"} {
			if list := must(w.desk.People(ctx, w.adviser, words, store.Page{})); len(list.People) != 0 && strings.Trim(words, "%_") != "" {
				w.t.Errorf("%q finds %d", words, len(list.People))
			}
		}
		file := must(w.desk.File(ctx, w.adviser, id))
		i := file.Insured
		i.Phone = "06 12 34 56 78"
		if err := w.desk.EditInsured(ctx, w.adviser, i); err != nil {
			w.t.Fatal(err)
		}
		w.refused(w.desk.EditInsured(ctx, w.adviser, withCity(i, "Osny")), scheduling.Conflict, "stale")
		_, err := w.desk.AddInsured(ctx, w.adviser, scheduling.Insured{FirstName: "Autre", LastName: "Autre", InternalNumber: "A-12"})
		w.refused(err, scheduling.Invalid, "insured.internal_number.taken")
		_, err = w.desk.AddInsured(ctx, w.adviser, scheduling.Insured{FirstName: "Sans nom"})
		w.refused(err, scheduling.Invalid, "insured.last_name.required")
	})
}

func withCity(i scheduling.Insured, city string) scheduling.Insured {
	i.City = city
	return i
}

func TestAListGoesOnFromItsCursor(t *testing.T) {
	story(t, 12, func(w *world) {
		w.people(5)
		seen := map[scheduling.InsuredID]bool{}
		page := store.Page{Limit: 2}
		for turn := 0; ; turn++ {
			list := must(w.desk.People(t.Context(), w.worker, "", page))
			for _, i := range list.People {
				if seen[i.ID] {
					w.t.Errorf("%s twice", i.LastName)
				}
				seen[i.ID] = true
			}
			if page.After = list.Next; page.After == "" {
				if turn != 2 || len(seen) != 5 {
					w.t.Errorf("%d people in %d turns", len(seen), turn+1)
				}
				return
			}
		}
	})
}

func TestRule25_WhoReadsWhat(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx, id := t.Context(), w.person(1).ID
		if f := must(w.desk.File(ctx, w.worker, id)); f.Insured.Pathology != marker || f.Insured.Notes != marker {
			w.t.Error("the social worker does not see the social content")
		}
		if f := must(w.desk.File(ctx, w.adviser, id)); f.Insured.Pathology != "" || f.Insured.Notes != "" || f.Insured.Email == "" {
			w.t.Errorf("the adviser sees %+v", f.Insured)
		}
		_, err := w.desk.File(ctx, w.manager, id)
		w.refused(err, scheduling.Forbidden, "actor.may_not.see_people")
		_, err = w.desk.File(ctx, w.elsewhere, id)
		w.refused(err, scheduling.NotFound, "not_found")
		_, err = w.desk.People(ctx, w.manager, "", store.Page{})
		w.refused(err, scheduling.Forbidden, "actor.may_not.see_people")
		if list := must(w.desk.People(ctx, w.elsewhere, "", store.Page{})); len(list.People) != 0 {
			w.t.Error("another unit lists our people")
		}
		_, err = w.desk.Roll(ctx, w.manager, w.cohort)
		w.refused(err, scheduling.Forbidden, "actor.may_not.see_people")
	})
}

func TestRule25_AnEditWithoutTheRightKeepsTheSocialContent(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.person(1).ID
		i := must(w.desk.File(t.Context(), w.adviser, id)).Insured
		i.Phone, i.Notes = "3646", "écrasé"
		if err := w.desk.EditInsured(t.Context(), w.adviser, i); err != nil {
			w.t.Fatal(err)
		}
		if f := must(w.desk.File(t.Context(), w.worker, id)); f.Insured.Notes != marker || f.Insured.Phone != "3646" {
			w.t.Errorf("kept %+v", f.Insured)
		}
	})
}

func TestRule25_OpeningAFileWritesOneTrace(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.person(1).ID
		must(w.desk.File(t.Context(), w.adviser, id))
		must(w.desk.People(t.Context(), w.adviser, "", store.Page{}))
		if n := w.traces("read", "insured:"+string(id)); n != 1 {
			w.t.Errorf("%d traces of one reading", n)
		}
		must(w.desk.Export(t.Context(), w.adviser, ""))
		if n := w.traces("exported", "insured"); n != 1 {
			w.t.Errorf("%d traces of one export", n)
		}
	})
}

func (w *world) traces(verb, subject string) (n int) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		events, err := tx.AuditOf(subject, 1000)
		for _, e := range events {
			if e.Verb == verb {
				n++
			}
			if strings.Contains(e.Fields+e.Reason+e.Subject, "Claire") {
				w.t.Errorf("a name in the trace %+v", e)
			}
		}
		return err
	})
	return n
}

func TestRule13_TheDeadAreLeftInPeace(t *testing.T) {
	story(t, 1, func(w *world) {
		ids := w.people(3)
		tokens := w.invite(ids[:2]...)
		w.reply(tokens[0], yes)
		w.clock.Add(time.Minute)
		w.reply(tokens[1], yes)
		if err := w.desk.MarkDeceased(t.Context(), w.adviser, ids[0], scheduling.Date{}, 0); err != nil {
			w.t.Fatal(err)
		}
		w.read(func(tx *store.Tx) error {
			messages, err := tx.MessagesTo(ids[0])
			for _, m := range messages {
				if m.SentAt.IsZero() && m.DroppedAt.IsZero() {
					w.t.Errorf("a %s still waits for her", m.Kind)
				}
			}
			return err
		})
		_, err := w.desk.Welcome(t.Context(), tokens[0])
		w.refused(err, scheduling.Expired, "link.over")
		w.refused(w.desk.Reply(t.Context(), tokens[0], yes), scheduling.Expired, "link.over")
		if h := w.count(); h.Enrolled != 0 || h.Offered != 1 {
			w.t.Errorf("her place went to nobody: %+v", h)
		}
		if err := w.desk.MarkDeceased(t.Context(), w.adviser, ids[2], scheduling.Date{}, 0); err != nil {
			w.t.Fatal(err)
		}
		sent := must(w.desk.Invite(t.Context(), w.adviser, w.cohort, inviting.Plan{People: ids[2:], ReplyBy: replyBy}))
		if sent.Mails+sent.Letters != 0 || sent.Blocked != 1 {
			w.t.Errorf("invited %+v", sent)
		}
	})
}
