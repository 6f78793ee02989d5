package evaluating_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// A reader of the whole database, who knows when each link was used, tries to
// tell who answered what.
func TestRule21_JoiningAssignmentsAndSubmissionsByIDOrderOrTimeFails(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		traces := w.traces()
		var given []string
		for i, token := range tokens {
			words := fmt.Sprintf("réponse %02d", i)
			w.Must(w.desk.Answer(w.Context(), token, sheet(words)))
			given = append(given, words)
		}
		if now := w.traces(); now != traces {
			w.Errorf("answering left %d traces", now-traces)
		}
		submissions := w.submissions()
		var read []string
		for _, s := range submissions {
			read = append(read, s.Answers["takeaway"][0])
		}
		if slices.Equal(read, given) {
			w.Error("submissions stand in the order in which they came")
		}
		slices.Reverse(read)
		if slices.Equal(read, given) {
			w.Error("submissions stand in the reverse order")
		}
		w.Read(func(tx *store.Tx) error {
			assignments, err := tx.Assignments(cohort, scheduling.AtEnd)
			for _, a := range assignments {
				if a.UsedOn != scheduling.DateOf(tx.Now) {
					w.Errorf("%s used on %s", a.ID, a.UsedOn)
				}
				for _, s := range submissions {
					if string(s.ID) == string(a.ID) || string(s.ID) == string(a.Enrolment) || string(s.ID) == a.TokenHash {
						w.Errorf("submission %s is %s", s.ID, a.ID)
					}
				}
			}
			return err
		})
		for _, s := range submissions {
			if s.ID[14] != '4' { // a UUIDv7 would tell the millisecond
				w.Errorf("submission %s is no random id", s.ID)
			}
		}
	})
}

func (w *world) traces() int64 {
	w.Helper()
	var n int64
	w.Read(func(tx *store.Tx) (err error) {
		n, err = tx.Count("audit_events")
		return err
	})
	return n
}

func TestASheetSentTwiceCountsOnce(t *testing.T) {
	story(t, func(w *world) {
		token := w.handedOut()[0]
		var racers sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			racers.Go(func() { errs[i] = w.desk.Answer(w.Context(), token, sheet("")) })
		}
		racers.Wait()
		taken := 0
		for _, err := range errs {
			if err == nil {
				taken++
				continue
			}
			w.refused(err, scheduling.Conflict, "answer.already")
		}
		if n := len(w.submissions()); taken != 1 || n != 1 {
			w.Errorf("%d taken, %d kept", taken, n)
		}
		s, err := w.desk.Open(w.Context(), token)
		if err != nil || !s.Used {
			w.Errorf("after it: %+v, %v", s.Used, err)
		}
		w.refused(w.desk.Answer(w.Context(), "unknown", sheet("")), scheduling.NotFound, "link.unknown")
	})
}

func TestASheetWithAFaultIsNotTakenAndTheLinkStillWorks(t *testing.T) {
	story(t, func(w *world) {
		token := w.handedOut()[0]
		err := w.desk.Answer(w.Context(), token, scheduling.Answers{"satisfaction_overall": {"9"}})
		if scheduling.KindOf(err) != scheduling.Invalid || len(w.submissions()) != 0 {
			w.Errorf("%v, %d kept", err, len(w.submissions()))
		}
		w.Must(w.desk.Answer(w.Context(), token, sheet("")))
	})
}
