package planning_test

import (
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

// testifies has somebody of another session asked to a meeting, by mail; she
// answered.
func (h *house) testifies(m scheduling.Meeting, reply scheduling.TestimonyReply) scheduling.Testimony {
	h.Helper()
	other := h.opened(with(func(c *scheduling.Cohort) {
		c.Label, c.FirstDate, c.Room, c.Site = "Une autre", scheduling.MustDate("2027-06-01"), "", "site-argenteuil"
	}))
	h.seat(other, 1)
	t := scheduling.Testimony{
		ID: "testimony-1", Insured: scheduling.InsuredID(other + "-person-0"), Meeting: m.ID, Form: scheduling.InPerson, Channel: scheduling.ByMail,
		AskedBy: "agent-claire", AnswerBy: m.Date, Reply: reply, Version: 1,
	}
	_, t.TokenHash = h.office.Token(post.TestimonyToken(t.ID))
	h.write(func(tx *store.Tx) error {
		t.AskedAt = tx.Now
		if reply != "" {
			t.ReplyFor, t.RepliedAt = m.StartsAt, tx.Now
		}
		return tx.AddTestimony(t)
	})
	return t
}

func (h *house) testimony(id scheduling.TestimonyID) (t scheduling.Testimony) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) {
		t, err = tx.Testimony(id)
		return err
	})
	return t
}

func TestRule17_AWitnessIsToldOfANewDateAndOfACancellation(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		_, before := h.cohort(id)
		asked := h.testifies(before[2], scheduling.TestifiesYes)
		effect := h.do(move(before[2], "2027-01-27", "10:00"))
		if effect.Witnesses() != 1 || effect.Messages() != 1 {
			t.Errorf("%d witnesses, %d messages", effect.Witnesses(), effect.Messages())
		}
		h.witnessHears("Votre rencontre change de date", "mercredi 27 janvier 2027")
		_, after := h.cohort(id)
		if state := h.testimony(asked.ID).State(after[2], h.clock.Now(), scheduling.DateOf(h.clock.Now())); state != scheduling.TestimonyMoved {
			t.Errorf("then %s", state)
		}
		h.clock.Add(time.Hour)
		h.do(planning.CancelMeeting{Meeting: after[2].ID, Version: after[2].Version, Reason: "Travaux"})
		h.witnessHears("est annulée", "mercredi 27 janvier 2027")
		if got := h.testimony(asked.ID); got.CancelledBy != scheduling.CancelledByMeeting || got.CancelledAt.IsZero() {
			t.Errorf("left %+v", got)
		}
	})
}

// witnessHears checks the one message to the witness that is still to leave.
func (h *house) witnessHears(subject, text string) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		list, err := tx.MessagesOf([]scheduling.UnitID{"unit-95"}, "", store.Page{Limit: 50})
		var letters []post.Letter
		for _, m := range list {
			if m.Kind != "testimony" || !m.DroppedAt.IsZero() {
				continue
			}
			letter, err := h.office.Open(m)
			h.must(err)
			letters = append(letters, letter)
		}
		if len(letters) != 1 || !strings.Contains(letters[0].Subject, subject) || !strings.Contains(letters[0].Text, text) || strings.Contains(letters[0].Text+letters[0].Subject, "cancer") {
			h.Errorf("told %+v, want « %s »", letters, subject)
		}
		return err
	})
}

func TestAWitnessWhoseAskHasNotLeftHearsOfOneDateAlone(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.opened(spring())
		_, before := h.cohort(id)
		asked := h.testifies(before[2], "")
		h.write(func(tx *store.Tx) error {
			_, err := h.office.TellWitness(tx, asked, before[2], post.TestimonyAsk)
			return err
		})
		h.clock.Add(time.Minute)
		h.do(move(before[2], "2027-01-27", "10:00"))
		h.witnessHears("Une date à vous proposer", "mercredi 27 janvier 2027")
		_, after := h.cohort(id)
		h.do(planning.CancelMeeting{Meeting: after[2].ID, Version: after[2].Version, Reason: "Travaux"})
		h.read(func(tx *store.Tx) error {
			list, err := tx.MessagesTo(asked.Insured)
			for _, m := range list {
				if m.DroppedAt.IsZero() {
					t.Errorf("a %s is left to leave", m.Kind)
				}
			}
			return err
		})
	})
}
