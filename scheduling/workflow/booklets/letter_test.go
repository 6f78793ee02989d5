package booklets_test

import (
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/booklets"
)

func TestTheBookletOfWhoIsReachedByPostIsALetterPrintedPostedAndMaybeReturned(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		w.entry("Oui.", true)
		person := w.byPostAlone()
		_, err := w.desk.Publish(ctx, w.Worker, cohort)
		w.Must(err)
		var letter scheduling.Message
		w.Read(func(tx *store.Tx) error {
			notices, err := tx.Notices(cohort)
			for _, m := range notices {
				if m.Insured == person {
					letter = m
				}
			}
			return err
		})
		if letter.Kind != "booklet" {
			w.Fatalf("no letter is among those to print: %+v", letter)
		}
		written, err := w.Post.Open(letter)
		w.Must(err)
		if !strings.Contains(written.Text, "livret joint") || strings.Contains(written.Text, "ancer") {
			w.Errorf("it says %s", written.Text)
		}
		d := w.deliveryOf(person, scheduling.BookletToDo)
		w.Write(func(tx *store.Tx) error { return tx.Printed(nil, []scheduling.MessageID{letter.ID}) })
		w.deliveryOf(person, scheduling.BookletPrinted)
		w.Write(func(tx *store.Tx) error {
			n, err := tx.PostedNotices(cohort, []scheduling.MessageID{letter.ID})
			if n != 1 {
				w.Errorf("%d posted", n)
			}
			return err
		})
		w.deliveryOf(person, scheduling.BookletSent)
		_, err = w.desk.Note(ctx, w.Adviser, d.BookletDelivery.ID, booklets.Returned)
		w.Must(err)
		if d = w.deliveryOf(person, scheduling.BookletReturned); d.Insured.AddressWrongOn.IsZero() {
			w.Error("her address is still said to be right")
		}
	})
}

// byPostAlone is somebody of the session whom only letters reach.
func (w *world) byPostAlone() (id scheduling.InsuredID) {
	w.Helper()
	w.Write(func(tx *store.Tx) error {
		attendances, err := tx.AttendancesOf([]scheduling.CohortID{cohort})
		w.Must(err)
		people, err := tx.Participants(cohort)
		w.Must(err)
		for _, p := range people {
			for _, a := range attendances {
				if a.Enrolment == p.Enrolment.ID && a.Status.Came() {
					i := p.Insured
					i.MailConsent, i.SMSConsent, i.LetterConsent, i.Street, i.Postcode, i.City = false, false, true, "1 rue des Lilas", "95000", "Cergy"
					id = i.ID
					return tx.ReplaceInsured(i)
				}
			}
		}
		return nil
	})
	return id
}

func (w *world) deliveryOf(id scheduling.InsuredID, want scheduling.BookletDeliveryState) (d booklets.Delivery) {
	w.Helper()
	list, err := w.desk.Deliveries(w.Context(), w.Worker, cohort)
	w.Must(err)
	for _, one := range list.People {
		if one.Insured.ID == id {
			d = one
		}
	}
	if d.State != want {
		w.Errorf("the delivery is %s, want %s", d.State, want)
	}
	return d
}
