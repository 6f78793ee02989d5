package following_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/following"
)

func TestAProposalThatDidNotArriveIsAnAttemptAndSomebodyCallsTheNextDay(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		_, err := w.desk.Propose(ctx, w.Adviser, cohort)
		w.Must(err)
		var refused, arrived scheduling.Message
		for _, m := range w.Messages("follow_up") {
			switch {
			case m.Channel != scheduling.ByMail:
			case refused.ID == "":
				refused = m
			default:
				arrived = m
			}
		}
		w.Write(func(tx *store.Tx) error {
			w.Must(tx.Sent(arrived.ID, "arrived"))
			w.Must(tx.Sent(refused.ID, "refused"))
			return tx.Told("refused", false, "bounce 5.1.1")
		})
		for _, want := range []int{1, 0} { // once is enough
			n, err := w.desk.NoteUndelivered(ctx)
			if err != nil || n != want {
				w.Errorf("%d noted, %v", n, err)
			}
		}
		tomorrow := scheduling.DateOf(w.DB.Now()).AddDays(1)
		for _, p := range w.progress(w.Adviser).People {
			bounced := p.Last.Outcome == scheduling.AttemptBounced
			if bounced != (p.Insured.ID == refused.Insured) {
				w.Errorf("%s: last attempt %+v", p.Insured.ID, p.Last)
			}
			if bounced && (p.FollowUp.PlannedOn.IsZero() || p.FollowUp.PlannedOn.Before(tomorrow) || p.FollowUp.PlannedOn.After(tomorrow.AddDays(2)) || p.FollowUp.Attempts != 1) {
				w.Errorf("to call on %s, %d attempts", p.FollowUp.PlannedOn, p.FollowUp.Attempts)
			}
		}
	})
}

func TestAProposalThatDidNotArriveAsksForNothingOnceShesReached(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		_, err := w.desk.Propose(ctx, w.Adviser, cohort)
		w.Must(err)
		m := w.Messages("follow_up")[0]
		w.Must(w.desk.Answer(ctx, w.token(m), following.Own{Outcome: scheduling.OutcomeTraining}))
		w.Write(func(tx *store.Tx) error { return tx.Failed(m.ID, "550") })
		if n, err := w.desk.NoteUndelivered(ctx); n != 0 || err != nil {
			w.Errorf("%d noted, %v", n, err)
		}
	})
}
