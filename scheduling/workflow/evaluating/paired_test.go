package evaluating_test

import (
	"fmt"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

const named scheduling.QuestionnaireID = "questionnaire-trust"

// trusted has the people of two past sessions answer one scale at the start and
// at the end, under their names or not: most trust more, the others as much.
func (w *world) trusted(anonymous bool) {
	w.Helper()
	past, err := w.desk.Results(w.Context(), w.manager(), w.past())
	w.Must(err)
	w.Write(func(tx *store.Tx) error {
		w.Must(tx.AddQuestionnaire(
			scheduling.Questionnaire{ID: named, Organisation: "organisation-cramif", Code: "trust", Number: 1, Title: "Votre confiance", Anonymous: anonymous, CreatedAt: tx.Now, Version: 1},
			[]scheduling.Question{{ID: "trust", Questionnaire: named, Position: 1, Key: "trust", Kind: scheduling.ScaleQuestion, Text: "Votre confiance ?", About: scheduling.AboutWhole, Min: 1, Max: 5}},
		))
		for _, line := range past.Sessions[len(past.Sessions)-2:] {
			people, err := tx.Participants(line.Cohort.ID)
			w.Must(err)
			for i, p := range people {
				for m, moment := range []scheduling.Moment{scheduling.AtStart, scheduling.AtEnd} {
					w.Must(tx.AddAssignments([]scheduling.Assignment{{
						ID: store.NewID[scheduling.AssignmentID](), Cohort: line.Cohort.ID, Enrolment: p.Enrolment.ID, Questionnaire: named, Moment: moment,
						Channel: scheduling.ByMail, TokenHash: store.RandomID[string](), CreatedAt: tx.Now, AnswerBy: line.Cohort.FirstDate, UsedOn: line.Cohort.FirstDate,
					}}))
					s := scheduling.Submission{
						ID: store.RandomID[scheduling.SubmissionID](), Cohort: line.Cohort.ID, Questionnaire: named, Moment: moment, Medium: scheduling.Online,
						Enrolment: p.Enrolment.ID, Answers: scheduling.Answers{"trust": {fmt.Sprint(2 + m*(i%3))}},
					}
					if anonymous {
						s.Enrolment = ""
					}
					w.Must(tx.AddSubmissions([]scheduling.Submission{s}))
				}
			}
		}
		return nil
	})
}

func TestAnswersThatBearNamesArePairedByPerson(t *testing.T) {
	story(t, func(w *world) {
		w.trusted(false)
		r, err := w.desk.Results(w.Context(), w.manager(), named)
		w.Must(err)
		if len(r.Moved) != 1 || r.Moved[0].From != scheduling.AtStart || r.Moved[0].To != scheduling.AtEnd || len(r.Moved[0].Questions) != 1 {
			w.Fatalf("%+v", r.Moved)
		}
		m := r.Moved[0].Questions[0]
		up, same, down := m.Cells[0], m.Cells[1], m.Cells[2]
		if m.Pairs != up.Count+same.Count || up.Code != evaluation.MovedUp || up.Count <= same.Count || down.Count != 0 || !m.HasMean || m.Mean < 0.8 || m.Mean > 1.2 {
			w.Errorf("%+v", m)
		}
	})
}

func TestRule21_AnonymousAnswersAreNeverPaired(t *testing.T) {
	story(t, func(w *world) {
		w.trusted(true)
		r, err := w.desk.Results(w.Context(), w.manager(), named)
		w.Must(err)
		if len(r.Moved) != 0 || len(r.Changes()) != 1 {
			w.Errorf("paired %+v, compared %d", r.Moved, len(r.Changes()))
		}
	})
}
