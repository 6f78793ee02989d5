package inviting_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestAFileTellsWhatBroughtHerWhatWasFoundAndWhoRead(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.person(1).ID
		w.write(func(tx *store.Tx) error {
			today := scheduling.DateOf(tx.Now)
			return errors.Join(
				tx.AddReferral(scheduling.Referral{ID: "r", Insured: id, Unit: "u95", Source: scheduling.FromCPAM90, ReceivedOn: today, CreatedAt: tx.Now, Version: 1}),
				tx.AddEligibilityChecks([]scheduling.EligibilityCheck{{
					ID: "k", Insured: id, VersionID: "v1", On: today, Outcome: scheduling.NotEligible, Results: "[]", CheckedBy: "user:ass", CheckedAt: tx.Now.Add(time.Minute),
				}}),
				tx.AddRedirection(scheduling.Redirection{ID: "d", Referral: "r", Insured: id, Reason: "pension", Target: "Carsat, 39 60", By: "ass", At: tx.Now.Add(2 * time.Minute)}))
		})
		first := must(w.desk.File(t.Context(), w.worker, id))
		var told []string
		for _, e := range first.Timeline {
			told = append(told, e.What+" "+e.Code+e.Reason)
		}
		if want := []string{"redirected pension", "examined not_eligible", "referred cpam_90"}; !slices.Equal(told, want) {
			w.t.Errorf("the file tells %q, want %q", told, want)
		}
		if len(first.Readings) != 0 {
			w.t.Errorf("read before it was: %+v", first.Readings)
		}
		again := must(w.desk.File(t.Context(), w.adviser, id))
		if len(again.Readings) != 1 || again.Readings[0].By != "Agent ass" || again.Readings[0].Verb != "read" {
			w.t.Errorf("who read it: %+v", again.Readings)
		}
		if again.Timeline[0].What != "redirected" || again.Timeline[0].Reason != "" {
			w.t.Errorf("an adviser reads why she was sent elsewhere: %+v", again.Timeline[0])
		}
	})
}
