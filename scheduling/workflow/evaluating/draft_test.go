package evaluating_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

func TestAnswersBegunAreTakenUpByTheirLinkAlone(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		w.Must(w.desk.Keep(w.Context(), tokens[0], scheduling.Answers{"satisfaction_overall": {"4"}, "takeaway": {"Le café"}, "is_admin": {"yes"}, "recommend": {"peut-être"}}))
		s, err := w.desk.Open(w.Context(), tokens[0])
		if err != nil || len(s.Kept) != 2 || s.Kept["takeaway"][0] != "Le café" {
			w.Errorf("taken up: %v, %v", s.Kept, err)
		}
		if s, err := w.desk.Open(w.Context(), tokens[1]); err != nil || s.Kept != nil {
			w.Errorf("another link opens %v, %v", s.Kept, err)
		}
		w.Must(w.desk.Answer(w.Context(), tokens[0], sheet("")))
		w.refused(w.desk.Keep(w.Context(), tokens[0], sheet("")), scheduling.Conflict, "answer.already")
		w.Must(w.desk.Keep(w.Context(), tokens[1], sheet("")))
		if n := w.drafts(); n != 1 {
			w.Errorf("%d drafts: what was sent is not forgotten", n)
		}
		w.Clock.Add(40 * 24 * time.Hour)
		w.refused(w.desk.Keep(w.Context(), tokens[1], sheet("")), scheduling.Expired, "link.over")
		err = w.desk.ForgetDrafts(w.Context())
		if n := w.drafts(); err != nil || n != 0 {
			w.Errorf("%d drafts past their day, %v", n, err)
		}
	})
}

func (w *world) drafts() (n int64) {
	w.Helper()
	w.Read(func(tx *store.Tx) (err error) {
		n, err = tx.Count("answer_drafts")
		return err
	})
	return n
}

// A reader of the whole database, who has every hash of a link, looks for the
// person of a draft, and for words in it.
func TestRule21_NothingLeadsFromADraftToAPerson(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		before := w.assignments()
		for _, token := range tokens {
			w.Must(w.desk.Keep(w.Context(), token, sheet("Le café du début")))
		}
		if after := w.assignments(); after != before {
			w.Error("beginning to answer changes the assignments")
		}
		w.Read(func(tx *store.Tx) error {
			for _, token := range tokens {
				id, err := vault.DraftID(token)
				w.Must(err)
				sealed, err := tx.AnswerDraft(id)
				w.Must(err)
				if strings.Contains(before, id) || id == token || id == vault.HashToken(token) {
					w.Errorf("draft %s leads to its link", id)
				}
				if len(sealed) != 1024+12+16 || strings.Contains(string(sealed), "café") {
					w.Errorf("a draft of %d bytes tells of what is in it", len(sealed))
				}
			}
			return nil
		})
	})
}

// assignments is all that is kept of who was asked.
func (w *world) assignments() string {
	w.Helper()
	var all []scheduling.Assignment
	w.Read(func(tx *store.Tx) (err error) {
		all, err = tx.Assignments(cohort, scheduling.AtEnd)
		return err
	})
	return fmt.Sprint(all)
}

func TestWhoAnswerAtOnceLoseNothing(t *testing.T) {
	story(t, func(w *world) {
		tokens := w.handedOut()
		var crowd sync.WaitGroup
		errs := make([]error, 4*len(tokens))
		for i := range errs {
			crowd.Go(func() {
				token := tokens[i%len(tokens)]
				if i < len(tokens) {
					errs[i] = w.desk.Answer(w.Context(), token, sheet(token))
					return
				}
				_ = w.desk.Keep(w.Context(), token, sheet("")) // may come too late: then it is refused
			})
		}
		crowd.Wait()
		said := map[string]bool{}
		for _, s := range w.submissions() {
			said[s.Answers["takeaway"][0]] = true
		}
		for i, token := range tokens {
			if errs[i] != nil || !said[token] {
				w.Errorf("answer %d: %v, kept %v", i, errs[i], said[token])
			}
		}
	})
}
