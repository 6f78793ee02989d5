package evaluating_test

import (
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// roomSheets makes sheets of nobody's, and gives their codes.
func (w *world) roomSheets(n int) (codes []string) {
	w.Helper()
	w.Must(w.desk.AddSheets(w.Context(), w.Adviser, cohort, n))
	p, err := w.desk.RoomSheets(w.Context(), w.Adviser, cohort)
	w.Must(err)
	for _, s := range p.Sheets {
		codes = append(codes, s.Code)
	}
	return codes
}

// letterSheets are the sheets that go with the letters.
func (w *world) letterSheets() (codes, tokens []string) {
	w.Helper()
	p, err := w.desk.LetterSheets(w.Context(), w.Worker, cohort)
	w.Must(err)
	for _, s := range p.Sheets {
		codes = append(codes, s.Code)
		tokens = append(tokens, link.FindStringSubmatch(s.Link)[1])
	}
	return codes, tokens
}

// typeTwice types a sheet as two agents do who agree.
func (w *world) typeTwice(code string, answers scheduling.Answers) {
	w.Helper()
	for n, actor := range []scheduling.Actor{w.Adviser, w.Worker} {
		t, err := w.desk.TypeSheet(w.Context(), actor, code, answers, nil)
		w.Must(err)
		if t.First != (n == 0) || len(t.Differ) > 0 {
			w.Fatalf("typing %d: %+v", n+1, t)
		}
	}
}

func TestASheetIsTypedTwiceAndOnlyWhatAgreesIsKept(t *testing.T) {
	story(t, func(w *world) {
		w.handedOut()
		code := strings.ToLower(vault.PrintCode(w.roomSheets(1)[0]))
		begun, err := w.desk.BeginTyping(w.Context(), w.Adviser, code)
		if err != nil || begun.Second || begun.Cohort.ID != cohort {
			w.Fatalf("%+v, %v", begun, err)
		}
		_, err = w.desk.TypeSheet(w.Context(), w.Adviser, code, scheduling.Answers{"satisfaction_overall": {"9"}}, nil)
		if scheduling.KindOf(err) != scheduling.Invalid {
			w.Errorf("a step that is none: %v", err)
		}
		_, err = w.desk.TypeSheet(w.Context(), w.Adviser, code, scheduling.Answers{"takeaway": {" "}}, nil)
		w.refused(err, scheduling.Invalid, "sheet.empty")

		first := scheduling.Answers{"satisfaction_overall": {"4"}, "recommend": {"yes"}, "takeaway": {"Le café"}}
		if typed, err := w.desk.TypeSheet(w.Context(), w.Adviser, code, first, nil); err != nil || !typed.First {
			w.Fatalf("%+v, %v", typed, err)
		}
		if begun, err = w.desk.BeginTyping(w.Context(), w.Worker, code); err != nil || !begun.Second || len(w.submissions()) != 0 {
			w.Errorf("after the first: %v, %v, %d kept", begun.Second, err, len(w.submissions()))
		}
		second := scheduling.Answers{"satisfaction_overall": {"5"}, "recommend": {"yes"}}
		typed, err := w.desk.TypeSheet(w.Context(), w.Worker, code, second, nil)
		if err != nil || typed.First || len(typed.Differ) != 2 || typed.Differ[0].First[0] != "4" || typed.Differ[0].Second[0] != "5" || len(w.submissions()) != 0 {
			w.Fatalf("%+v, %v", typed, err)
		}
		second["takeaway"] = []string{"Le café"}
		typed, err = w.desk.TypeSheet(w.Context(), w.Worker, code, second, []string{"satisfaction_overall"})
		if err != nil || len(typed.Differ) != 0 {
			w.Fatalf("settled: %+v, %v", typed, err)
		}
		kept := w.submissions()
		if len(kept) != 1 || kept[0].Medium != scheduling.OnPaper || kept[0].Answers["satisfaction_overall"][0] != "5" || kept[0].Answers["takeaway"][0] != "Le café" {
			w.Errorf("%+v", kept)
		}
		_, err = w.desk.BeginTyping(w.Context(), w.Adviser, code)
		w.refused(err, scheduling.Conflict, "sheet.used")
		_, err = w.desk.TypeSheet(w.Context(), w.Adviser, code, first, nil)
		w.refused(err, scheduling.Conflict, "sheet.used")
	})
}

func TestAPersonsSheetAndHerLinkServeOnceTogether(t *testing.T) {
	story(t, func(w *world) {
		w.handedOut()
		codes, tokens := w.letterSheets()
		if len(codes) < 2 {
			w.Fatalf("%d sheets go with letters", len(codes))
		}
		w.typeTwice(codes[0], sheet("papier"))
		w.refused(w.desk.Answer(w.Context(), tokens[0], sheet("")), scheduling.Conflict, "answer.already")
		w.Must(w.desk.Answer(w.Context(), tokens[1], sheet("téléphone")))
		_, err := w.desk.BeginTyping(w.Context(), w.Worker, codes[1])
		w.refused(err, scheduling.Conflict, "sheet.used")
		_, err = w.desk.LinkOfCode(w.Context(), codes[1])
		w.refused(err, scheduling.Conflict, "answer.already")
		if n := len(w.submissions()); n != 2 {
			w.Errorf("%d submissions", n)
		}
	})
}

func TestASheetOfNobodysIsAnsweredByItsSquareToo(t *testing.T) {
	story(t, func(w *world) {
		code := w.roomSheets(2)[0]
		address, err := w.desk.LinkOfCode(w.Context(), code)
		w.Must(err)
		token := strings.TrimPrefix(address, "/q/")
		_, err = w.desk.Open(w.Context(), token)
		w.refused(err, scheduling.Expired, "sheet.early")
		_, err = w.desk.BeginTyping(w.Context(), w.Adviser, code)
		w.refused(err, scheduling.Conflict, "paper.not_asked")
		w.handedOut()
		w.Must(w.desk.Keep(w.Context(), token, sheet("")))
		w.Must(w.desk.Answer(w.Context(), token, sheet("")))
		if s, err := w.desk.Open(w.Context(), token); err != nil || !s.Used {
			w.Errorf("after it: %v, %v", s.Used, err)
		}
		_, err = w.desk.BeginTyping(w.Context(), w.Adviser, code)
		w.refused(err, scheduling.Conflict, "sheet.used")
		p, err := w.desk.RoomSheets(w.Context(), w.Adviser, cohort)
		if err != nil || len(p.Sheets) != 1 {
			w.Errorf("%d sheets left, %v", len(p.Sheets), err)
		}
	})
}

func TestSheetsOfNobodysNeverOutnumberThePeopleAsked(t *testing.T) {
	story(t, func(w *world) {
		_, err := w.desk.BeginTyping(w.Context(), w.Adviser, "K7RWM2XD")
		w.Refused(err, "sheet.unknown")
		tokens := w.handedOut()
		codes := w.roomSheets(13)
		_, err = w.desk.BeginTyping(w.Context(), w.Elsewhere, codes[0])
		w.Refused(err, "sheet.unknown")
		_, err = w.desk.BeginTyping(w.Context(), w.Manager, codes[0])
		w.refused(err, scheduling.Forbidden, "actor.may_not.invite")
		for _, code := range codes[:len(tokens)] {
			w.typeTwice(code, sheet(""))
		}
		_, err = w.desk.BeginTyping(w.Context(), w.Adviser, codes[12])
		w.refused(err, scheduling.Conflict, "paper.too_many")
		if scheduling.KindOf(w.desk.AddSheets(w.Context(), w.Adviser, cohort, 500)) != scheduling.Invalid {
			w.Error("five hundred sheets are printed")
		}
		w.Must(w.desk.EndAnswering(w.Context(), w.Worker, cohort))
		_, err = w.desk.BeginTyping(w.Context(), w.Adviser, codes[12])
		w.refused(err, scheduling.Conflict, "paper.over")
		w.refused(w.desk.AddSheets(w.Context(), w.Adviser, cohort, 1), scheduling.Conflict, "handout.over")
		o, err := w.desk.Overview(w.Context(), w.Worker, cohort)
		if err != nil || o.OnPaper != 12 || o.Answered != 12 {
			w.Errorf("%d of %d on paper, %v", o.OnPaper, o.Answered, err)
		}
	})
}

// A reader of the whole database, who has every row, looks for the sheet of a
// typing, and for the submission of a sheet.
func TestRule21_NothingLeadsFromASheetToItsSubmission(t *testing.T) {
	story(t, func(w *world) {
		w.handedOut()
		codes, tokens := w.letterSheets()
		var before []scheduling.PaperSheet
		w.Read(func(tx *store.Tx) (err error) {
			before, err = tx.PaperSheets(cohort, scheduling.AtEnd)
			return err
		})
		_, err := w.desk.TypeSheet(w.Context(), w.Adviser, codes[0], sheet("papier"), nil)
		w.Must(err)
		w.Read(func(tx *store.Tx) error {
			after, err := tx.PaperSheets(cohort, scheduling.AtEnd)
			if fmt.Sprint(after) != fmt.Sprint(before) {
				w.Error("typing a sheet once changes a row of it")
			}
			for _, s := range after {
				id, err := vault.DraftID(s.CodeHash)
				w.Must(err)
				if raw, err := tx.Typing(id); raw != nil || err != nil {
					w.Errorf("the hash of a code leads to its typing, %v", err)
				}
			}
			return err
		})
		_, err = w.desk.TypeSheet(w.Context(), w.Adviser, codes[0], sheet("papier"), nil)
		w.Must(err)
		bare := 0
		for _, token := range tokens[1:] {
			w.Must(w.desk.Answer(w.Context(), token, sheet("téléphone")))
		}
		for n := range 40 { // each writing deals anew which of them came on paper
			w.Write(func(tx *store.Tx) error {
				return tx.Submit(scheduling.Submission{
					ID: store.RandomID[scheduling.SubmissionID](), Cohort: cohort, Questionnaire: "questionnaire-satisfaction", Moment: scheduling.AtEnd,
					Medium: scheduling.Online, Answers: sheet(fmt.Sprint("autre ", n)),
				})
			})
			for _, s := range w.submissions() {
				if s.Medium == scheduling.OnPaper && s.Answers["takeaway"][0] != "papier" {
					bare++
				}
			}
		}
		if bare == 0 {
			w.Error("the submission that came on paper is told from the others")
		}
		w.later(60)
		w.Must(w.desk.ForgetDrafts(w.Context()))
		w.Read(func(tx *store.Tx) error {
			n, err := tx.CountTypings(cohort)
			if n != 0 {
				w.Errorf("%d typings are kept", n)
			}
			return err
		})
	})
}
