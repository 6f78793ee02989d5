package inviting_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// at sets the clock.
func (w *world) at(instant string) {
	w.clock.Set(must(time.Parse(time.RFC3339, instant)))
}

// reminded runs the round and gives how many reminders it queued.
func (w *world) reminded() int {
	w.t.Helper()
	n, err := w.desk.RemindDue(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// seats enters n people who take mail, and gives them places.
func (w *world) seats(n int) []scheduling.InsuredID {
	ids := w.people(n)
	for _, token := range w.invite(ids...) {
		w.reply(token, yes)
	}
	return ids
}

func TestRule15_EveryoneExpectedIsRemindedOnceAndAStoppedServerCatchesUp(t *testing.T) {
	story(t, 12, func(w *world) {
		ids := w.seats(3)
		for at, want := range map[string]int{"2027-01-10T08:45:00+01:00": 0, "2027-01-10T20:30:00+01:00": 0} {
			w.at(at)
			if got := w.reminded(); got != want {
				w.t.Errorf("%s: %d reminders", at, got)
			}
		}
		w.at("2027-01-11T10:00:00+01:00") // the server was stopped on the day before
		if first, second := w.reminded(), w.reminded(); first != 3 || second != 0 {
			w.t.Errorf("%d reminders, then %d", first, second)
		}
		letter := w.letter(ids[0])
		for _, want := range []string{"mardi 12 janvier 2027", "1 rue des Tulipes", "https://trame.example/v/", "bus 34"} {
			if !strings.Contains(letter.Text, want) {
				w.t.Errorf("no %q in\n%s", want, letter.Text)
			}
		}
		if whole := letter.Subject + letter.Text + letter.HTML; strings.Contains(whole, marker) || strings.Contains(whole, "cancer") {
			w.t.Errorf("a health word, or what a participant may not read, in\n%s", whole)
		}
		w.at("2027-01-17T09:30:00+01:00") // two days before the second meeting
		if got := w.reminded(); got != 3 {
			w.t.Errorf("%d reminders of the second meeting", got)
		}
	})
}

func TestRule15_NobodyIsRemindedPastItsGraceOrWithoutConcern(t *testing.T) {
	story(t, 12, func(w *world) {
		ids := w.seats(4)
		w.at("2027-01-12T12:30:00+01:00") // an hour and a half before
		if got := w.reminded(); got != 0 {
			w.t.Errorf("%d reminders too late", got)
		}
		w.at("2027-01-18T10:00:00+01:00")
		w.write(func(tx *store.Tx) error { // of the second meeting: one said that she does not come, one left, one died
			e, err := tx.LastEnrolment(w.cohort, ids[0])
			if err != nil {
				return err
			}
			excused := scheduling.Attendance{ID: "a1", Meeting: "e2", Enrolment: e.ID, Status: scheduling.AbsentExcused, AnnouncedAt: tx.Now, Version: 1}
			if err := tx.AddAttendance(excused); err != nil {
				return err
			}
			if e, err = tx.LastEnrolment(w.cohort, ids[1]); err != nil {
				return err
			}
			e, _ = e.Becomes(scheduling.Withdrawn, "other", "user:ass", tx.Now)
			return tx.ReplaceEnrolment(e)
		})
		if err := w.desk.MarkDeceased(w.t.Context(), w.worker, ids[2], scheduling.MustDate("2027-01-15"), 1); err != nil {
			w.t.Fatal(err)
		}
		if got := w.reminded(); got != 1 {
			w.t.Errorf("%d reminders, want that of the only one expected", got)
		}
	})
}

func TestRule13_AReminderWaitsForADayWithoutAnotherMessage(t *testing.T) {
	story(t, 12, func(w *world) {
		w.at("2027-01-10T09:30:00+01:00") // invited on the day on which the reminder falls due
		w.seats(2)
		if got := w.reminded(); got != 0 {
			w.t.Errorf("%d reminders on the day of the invitation", got)
		}
		w.at("2027-01-11T09:15:00+01:00")
		if got := w.reminded(); got != 2 {
			w.t.Errorf("%d reminders the day after", got)
		}
	})
}

func TestWhomOnlyLettersReachIsNotRemindedByMail(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.people(1)[0]
		w.reply(w.invite(id)[0], yes)
		w.write(func(tx *store.Tx) error {
			i, err := tx.Insured(id)
			if err != nil {
				return err
			}
			i.MailConsent, i.LetterConsent = false, true
			return tx.ReplaceInsured(i)
		})
		w.at("2027-01-11T10:00:00+01:00")
		if got := w.reminded(); got != 0 {
			w.t.Errorf("%d reminders", got)
		}
	})
}

func TestWhomAShortMessageReachesIsRemindedByOne(t *testing.T) {
	story(t, 12, func(w *world) {
		texted, paused := w.reachable("Texto", scheduling.BySMS), w.reachable("Pause", scheduling.BySMS)
		for _, token := range w.invite(texted, paused) {
			w.reply(token, yes)
		}
		w.write(func(tx *store.Tx) error {
			i, err := tx.Insured(paused)
			if err != nil {
				return err
			}
			i.PausedUntil = scheduling.MustDate("2027-01-31")
			return tx.ReplaceInsured(i)
		})
		w.at("2027-01-11T10:00:00+01:00")
		if got := w.reminded(); got != 1 {
			w.t.Errorf("%d reminders, want that of her who is not left in peace", got)
		}
		text := w.letter(texted).Text
		if !strings.Contains(text, "rappel") || !strings.Contains(text, "14") || strings.Contains(text, "Rencontres") || strings.Contains(text, marker) {
			w.t.Errorf("the message says %q", text)
		}
	})
}
