package inviting_test

import (
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

func TestRule07_TwoHundredRaceForTwelvePlaces(t *testing.T) {
	story(t, 12, func(w *world) {
		const racers = 200
		tokens := w.invite(w.crowd(racers)...)
		var start, done sync.WaitGroup
		start.Add(1)
		errs := make(chan error, racers)
		for _, token := range tokens {
			done.Go(func() {
				start.Wait()
				errs <- w.desk.Reply(w.t.Context(), token, yes)
			})
		}
		start.Done()
		done.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				w.t.Error(err)
			}
		}
		if h := w.count(); h.Enrolled != 12 || h.Waiting != racers-12 || h.Yes != racers {
			w.t.Errorf("seated %+v", h)
		}
	})
}

// crowd enters people without the ceremony: one transaction for all.
func (w *world) crowd(n int) []scheduling.InsuredID {
	ids := make([]scheduling.InsuredID, n)
	w.write(func(tx *store.Tx) error {
		for at := range ids {
			i := scheduling.Insured{
				ID: store.NewID[scheduling.InsuredID](), Unit: "u95", FirstName: "A", LastName: "B", Email: "a@example.org",
				MailConsent: true, Language: "fr", CreatedAt: tx.Now, Version: 1,
			}
			ids[at] = i.ID
			if err := tx.AddInsured(i); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func TestRule08_AFreedPlaceIsOfferedToTheFirstWhoWaits(t *testing.T) {
	story(t, 1, func(w *world) {
		ids := w.people(3)
		tokens := w.invite(ids...)
		for _, token := range tokens {
			w.reply(token, yes)
			w.clock.Add(time.Minute)
		}
		w.stand(tokens, inviting.HasSeat, inviting.Waits, inviting.Waits)
		w.clock.Add(24 * time.Hour)
		w.reply(tokens[0], no)
		w.stand(tokens, inviting.HasLeft, inviting.IsOffered, inviting.Waits)
		if letter := w.letter(ids[1]); letter.Subject != "Une place se libère pour vous : Rencontres du service social" {
			w.t.Errorf("told %q", letter.Subject)
		}
		if w.link(ids[1]) != tokens[1] {
			w.t.Error("the offer's link is not the one she has")
		}
		w.reply(tokens[1], yes)
		w.stand(tokens, inviting.HasLeft, inviting.HasSeat, inviting.Waits)
	})
}

func (w *world) stand(tokens []string, want ...inviting.Standing) {
	w.t.Helper()
	for at, token := range tokens {
		if got := w.standing(token); got != want[at] {
			w.t.Errorf("person %d: %s, want %s", at, got, want[at])
		}
	}
}

func TestRule08_AnExpiredOfferGoesToTheNextOnce(t *testing.T) {
	story(t, 1, func(w *world) {
		tokens := w.invite(w.people(3)...)
		for _, token := range tokens {
			w.reply(token, yes)
			w.clock.Add(time.Minute)
		}
		w.reply(tokens[0], no)
		w.clock.Add(47 * time.Hour) // the offer is held for two working days, until Wednesday, 9:03
		w.expire(0)
		w.stand(tokens, inviting.HasLeft, inviting.IsOffered, inviting.Waits)
		w.clock.Add(2 * time.Hour)
		w.expire(1)
		w.expire(0) // catching up twice changes nothing
		w.stand(tokens, inviting.HasLeft, inviting.OfferOver, inviting.IsOffered)
		w.reply(tokens[1], yes) // she may ask again, and then waits
		w.stand(tokens, inviting.HasLeft, inviting.Waits, inviting.IsOffered)
	})
}

func (w *world) expire(want int) {
	w.t.Helper()
	if n, err := w.desk.ExpireOffers(w.t.Context()); err != nil || n != want {
		w.t.Errorf("%d offers ended, %v; want %d", n, err, want)
	}
}

func TestRule08_PriorityGoesBeforeTimeAndHasItsReason(t *testing.T) {
	story(t, 1, func(w *world) {
		tokens := w.invite(w.people(3)...)
		for _, token := range tokens {
			w.reply(token, yes)
			w.clock.Add(time.Minute)
		}
		roll := must(w.desk.Roll(t.Context(), w.adviser, w.cohort))
		last := roll.Waiting[1].Enrolment
		w.refused(w.desk.Prioritise(t.Context(), w.adviser, last.ID, 5, " ", last.Version), scheduling.Invalid, "enrolment.priority.reason")
		if err := w.desk.Prioritise(t.Context(), w.adviser, last.ID, 5, "aidante le reste de l’année", last.Version); err != nil {
			w.t.Fatal(err)
		}
		w.refused(w.desk.Prioritise(t.Context(), w.adviser, last.ID, 1, "autre", last.Version), scheduling.Conflict, "stale")
		w.reply(tokens[0], no)
		w.stand(tokens, inviting.HasLeft, inviting.Waits, inviting.IsOffered)
	})
}

func TestRule08_NobodyEntersAfterTheLastEntryMeeting(t *testing.T) {
	story(t, 2, func(w *world) {
		tokens := w.invite(w.people(4)...)
		w.reply(tokens[0], yes)
		w.reply(tokens[1], yes)
		w.reply(tokens[2], yes)
		w.clock.Set(must(time.Parse(time.RFC3339, "2027-01-19T14:00:00+01:00"))) // the second meeting begins
		w.refused(w.desk.Reply(t.Context(), tokens[3], yes), scheduling.Conflict, "recruit.entry_closed")
		w.reply(tokens[0], no)
		w.stand(tokens, inviting.TooLate, inviting.HasSeat, inviting.TooLate, inviting.TooLate)
		if h := w.count(); h.Offered != 0 {
			w.t.Errorf("offered after entry closed: %+v", h)
		}
	})
}

func TestRule09_OneOpenEnrolmentPerPersonAndCohort(t *testing.T) {
	story(t, 12, func(w *world) {
		ids := w.people(1)
		token := w.invite(ids...)[0]
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { w.reply(token, yes) })
		}
		all.Wait()
		if h := w.count(); h.Enrolled != 1 {
			w.t.Errorf("%+v", h)
		}
		err := w.db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddEnrolment(scheduling.Enrolment{ID: "twice", Cohort: w.cohort, Insured: ids[0], State: scheduling.Waitlisted, RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1})
		})
		w.refused(err, scheduling.Conflict, "already_exists")
	})
}

func TestEveryChangeOfAnEnrolmentLeavesALine(t *testing.T) {
	story(t, 1, func(w *world) {
		ids := w.people(2)
		tokens := w.invite(ids...)
		w.reply(tokens[0], yes)
		w.clock.Add(time.Minute)
		w.reply(tokens[1], yes)
		w.clock.Add(time.Minute)
		w.reply(tokens[0], no)
		w.clock.Add(time.Minute)
		w.reply(tokens[1], yes)
		w.read(func(tx *store.Tx) error {
			lines, err := tx.EnrolmentChangesOf(ids[1])
			var path []string
			for _, l := range lines {
				path = append(path, string(l.To)+" by "+l.By)
			}
			want := []string{"waitlisted by participant", "offered by system", "enrolled by participant"}
			if len(path) != 3 || path[0] != want[0] || path[1] != want[1] || path[2] != want[2] {
				w.t.Errorf("history %q", path)
			}
			return err
		})
	})
}

func TestRule07_OnlyWhoOrganisesOverbooksAndSaysWhy(t *testing.T) {
	story(t, 1, func(w *world) {
		ids := w.people(2)
		tokens := w.invite(ids...)
		w.reply(tokens[0], yes)
		w.reply(tokens[1], yes)
		waits := must(w.desk.Roll(t.Context(), w.worker, w.cohort)).Waiting[0].Enrolment
		w.refused(w.desk.Overbook(t.Context(), w.worker, waits.ID, " ", 0), scheduling.Invalid, "enrolment.overbook.reason")
		w.refused(w.desk.Overbook(t.Context(), w.adviser, waits.ID, "sa sœur vient aussi", 0), scheduling.Forbidden, "actor.may_not.organise")
		w.refused(w.desk.Overbook(t.Context(), w.worker, waits.ID, "sa sœur vient aussi", waits.Version+1), scheduling.Conflict, "stale")
		if err := w.desk.Overbook(t.Context(), w.worker, waits.ID, "sa sœur vient aussi", waits.Version); err != nil {
			w.t.Fatal(err)
		}
		w.stand(tokens, inviting.HasSeat, inviting.HasSeat)
		w.read(func(tx *store.Tx) error {
			lines, err := tx.EnrolmentChangesOf(ids[1])
			if last := lines[len(lines)-1]; last.Reason != "sa sœur vient aussi" || last.By != w.worker.ID.Ref() {
				w.t.Errorf("the history says %+v", last)
			}
			return err
		})
		w.refused(w.desk.Overbook(t.Context(), w.worker, waits.ID, "encore", 0), scheduling.Conflict, "enrolment.not_waiting")
	})
}
