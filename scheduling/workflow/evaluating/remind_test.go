package evaluating_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// reminded runs the round and gives how many reminders it wrote.
func (w *world) reminded() int {
	w.Helper()
	n, err := w.desk.RemindDue(w.Context())
	w.Must(err)
	return n
}

// later lets days go by.
func (w *world) later(days int) { w.Clock.Add(time.Duration(days) * 24 * time.Hour) }

// change changes the files of the people of the session.
func (w *world) change(f func(n int, i *scheduling.Insured)) {
	w.Helper()
	w.Write(func(tx *store.Tx) error {
		people, err := tx.Participants(cohort)
		for n, p := range people {
			before := p.Insured
			f(n, &p.Insured)
			if err == nil && p.Insured != before {
				err = tx.ReplaceInsured(p.Insured)
			}
		}
		return err
	})
}

func TestRule15_OnlyWhoHasNotAnsweredIsRemindedOnceAfterFiveDays(t *testing.T) {
	story(t, func(w *world) {
		w.change(func(_ int, i *scheduling.Insured) { i.MailConsent, i.Email = true, "x@example.org" })
		tokens := w.handedOut()
		for _, token := range tokens[:3] {
			w.Must(w.desk.Answer(w.Context(), token, sheet("")))
		}
		w.later(4)
		if n := w.reminded(); n != 0 {
			w.Errorf("%d reminders after four days", n)
		}
		w.later(1)
		if first, again := w.reminded(), w.reminded(); first != 9 || again != 0 {
			w.Errorf("%d reminders, then %d", first, again)
		}
		w.later(10)
		if n := w.reminded(); n != 0 {
			w.Errorf("%d second reminders", n)
		}
		opened := map[string]bool{}
		for _, m := range w.Messages("questionnaire_again") {
			letter, err := w.Post.Open(m)
			w.Must(err)
			opened[link.FindStringSubmatch(letter.Text)[1]] = true
			if letter.Subject != "Votre avis compte : il est encore temps" || scheduling.HealthWord(letter.Subject+letter.Text) != "" {
				w.Errorf("« %s » %s", letter.Subject, letter.Text)
			}
		}
		for _, token := range tokens[3:] {
			if !opened[token] {
				w.Error("a reminder bears another link than the first message")
			}
		}
		o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
		if err != nil || o.Reminders.Sent != 9 || o.Reminders.Waiting != 0 || o.Reminders.Last.IsZero() {
			w.Errorf("%+v, %v", o.Reminders, err)
		}
	})
}

func TestRule15_NobodyIsRemindedOnTheLastDayNorOnceSheAnswered(t *testing.T) {
	story(t, func(w *world) {
		w.change(func(_ int, i *scheduling.Insured) { i.MailConsent, i.Email = true, "x@example.org" })
		tokens := w.handedOut()
		w.later(5)
		w.Clock.Add(12 * time.Hour) // at night: they wait for the morning
		if n := w.reminded(); n != 12 {
			w.Errorf("%d reminders", n)
		}
		w.Must(w.desk.Answer(w.Context(), tokens[0], sheet("")))
		dropped := 0
		for _, m := range w.Messages("questionnaire_again") {
			if hour := m.DueAt.In(time.FixedZone("", 7200)).Hour(); hour != 9 && hour != 10 {
				w.Errorf("one leaves at %s", m.DueAt)
			}
			if !m.DroppedAt.IsZero() {
				dropped++
				if m.DroppedAt.UTC().Hour()+m.DroppedAt.Minute() != 0 {
					w.Errorf("the outbox tells the hour at which somebody answered: %s", m.DroppedAt)
				}
			}
		}
		if dropped != 1 {
			w.Errorf("%d given up, want that of who answered", dropped)
		}
		w.Must(w.desk.EndAnswering(w.Context(), w.Worker, cohort))
		for _, m := range w.Messages("questionnaire_again") {
			if m.DroppedAt.IsZero() {
				w.Error("one leaves after answering was closed")
			}
		}
	})
	story(t, func(w *world) {
		w.handedOut()
		w.later(29)
		if n := w.reminded(); n != 0 {
			w.Errorf("%d reminders on the day before the last", n)
		}
		if n, err := w.desk.Remind(w.Context(), w.Worker, cohort); n != 0 || err != nil {
			w.Errorf("%d by hand, %v", n, err)
		}
	})
}

func TestRule13_AReminderGoesByHerOwnChannelOrNotAtAll(t *testing.T) {
	story(t, func(w *world) {
		w.change(func(_ int, i *scheduling.Insured) { i.MailConsent, i.Email = true, "x@example.org" })
		w.handedOut()
		w.change(func(n int, i *scheduling.Insured) {
			i.SMSConsent, i.LetterConsent, i.Phone, i.Street, i.Postcode, i.City = n < 2, n < 4, "06 12 34 56 78", "1 rue Basse", "95000", "Cergy"
			switch {
			case n < 5:
				i.MailConsent = false // 0, 1: a short message; 2, 3: a letter; 4: she objected to all
			case n == 5:
				i.PausedUntil = scheduling.DateOf(w.Clock.Now()).AddDays(10)
			case n == 6:
				i.DeceasedOn = scheduling.DateOf(w.Clock.Now())
			}
		})
		w.later(6)
		w.Write(func(tx *store.Tx) error { // 7: she has a mail today
			people, err := tx.Participants(cohort)
			if err == nil {
				err = tx.Queue(scheduling.Message{
					ID: "other", Unit: "unit-95", Channel: scheduling.ByMail, Kind: "booklet", DedupeKey: "other", Thread: "other",
					Insured: people[7].Insured.ID, Recipient: "x", Sealed: []byte("x"),
				})
			}
			return err
		})
		if n := w.reminded(); n != 9 {
			w.Errorf("%d reminders, want one to each of nine", n)
		}
		by := map[scheduling.Channel]int{}
		tomorrow := 0
		for _, m := range w.Messages("questionnaire_again") {
			by[m.Channel]++
			if m.DueAt.After(w.Clock.Now()) {
				tomorrow++
			}
		}
		if by[scheduling.BySMS] != 2 || by[scheduling.ByLetter] != 2 || by[scheduling.ByMail] != 5 || tomorrow != 1 {
			w.Errorf("%v, %d of them tomorrow", by, tomorrow)
		}
	})
}

func TestTheOrganiserRemindsAtOnceOrPutsItOff(t *testing.T) {
	story(t, func(w *world) {
		_, err := w.desk.Remind(w.Context(), w.Worker, cohort)
		w.refused(err, scheduling.Conflict, "paper.not_asked")
		tokens := w.handedOut()
		w.refused(w.desk.HoldReminders(w.Context(), w.Adviser, cohort, true), scheduling.Forbidden, "actor.may_not.organise")
		w.Must(w.desk.HoldReminders(w.Context(), w.Worker, cohort, true))
		w.later(6)
		if n := w.reminded(); n != 0 {
			w.Errorf("%d leave though they were put off", n)
		}
		o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
		if err != nil || !o.Reminders.Held || o.Reminders.Waiting != len(tokens) {
			w.Errorf("%+v, %v", o.Reminders, err)
		}
		n, err := w.desk.Remind(w.Context(), w.Worker, cohort)
		if err != nil || n == 0 {
			w.Errorf("%d by hand, %v", n, err)
		}
		if again, err := w.desk.Remind(w.Context(), w.Worker, cohort); err != nil || again != 0 {
			w.Errorf("%d a second time, %v", again, err)
		}
		w.Must(w.desk.HoldReminders(w.Context(), w.Worker, cohort, false))
		if n := w.reminded(); n != 0 {
			w.Errorf("%d more by itself", n)
		}
	})
}

func TestALinkIsForgottenOnceItServed(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		w.Must(w.desk.Answer(w.Context(), tokens[0], sheet("")))
		sealed := func() (n int) {
			w.Read(func(tx *store.Tx) error {
				given, err := tx.Assignments(cohort, scheduling.AtEnd)
				for _, a := range given {
					if strings.Contains(string(a.Sealed), tokens[1]) {
						w.Error("a link is readable in the database")
					}
					n += min(len(a.Sealed), 1)
				}
				return err
			})
			return n
		}
		if n := sealed(); n != len(tokens)-1 {
			w.Errorf("%d links are kept of %d", n, len(tokens)-1)
		}
		w.later(40)
		w.Must(w.desk.ForgetDrafts(w.Context()))
		if n := sealed(); n != 0 {
			w.Errorf("%d links are kept after the last day", n)
		}
	})
}
