package evaluating_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// A crowd is the people of many sessions, each with a link.
const (
	crowd      = 500
	groupSize  = 12
	crowdGroup = (crowd + groupSize - 1) / groupSize
)

// invited makes the sessions of a crowd in bulk, and gives the link of each.
func (w *world) invited() (tokens []string, cohorts []scheduling.CohortID) {
	w.Helper()
	w.Write(func(tx *store.Tx) error {
		model, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		for n := range crowdGroup {
			model.ID, model.Label = scheduling.CohortID(fmt.Sprintf("crowd-%02d", n)), fmt.Sprint("Session ", n)
			cohorts = append(cohorts, model.ID)
			if err := tx.AddCohort(model); err != nil {
				return err
			}
		}
		people := make([]scheduling.Insured, crowd)
		enrolments := make([]scheduling.Enrolment, crowd)
		given := make([]scheduling.Assignment, crowd)
		tokens = make([]string, crowd)
		for n := range crowd {
			id := fmt.Sprintf("crowd-%03d", n)
			people[n] = scheduling.Insured{ID: scheduling.InsuredID(id), Unit: "unit-95", InternalNumber: id, FirstName: "Prénom", LastName: "Nom", CreatedAt: tx.Now, Version: 1}
			enrolments[n] = scheduling.Enrolment{
				ID: scheduling.EnrolmentID(id), Cohort: cohorts[n/groupSize], Insured: people[n].ID, State: scheduling.Enrolled,
				RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1,
			}
			given[n] = scheduling.Assignment{
				ID: store.NewID[scheduling.AssignmentID](), Cohort: cohorts[n/groupSize], Enrolment: enrolments[n].ID, Questionnaire: "questionnaire-satisfaction",
				Moment: scheduling.AtEnd, Channel: scheduling.ByMail, CreatedAt: tx.Now, AnswerBy: scheduling.DateOf(tx.Now).AddDays(30),
			}
			tokens[n], given[n].TokenHash = vault.NewToken()
		}
		if err := tx.AddAllInsured(people); err != nil {
			return err
		}
		if err := tx.AddEnrolments(enrolments, nil); err != nil {
			return err
		}
		return tx.AddAssignments(given)
	})
	return tokens, cohorts
}

func TestFiveHundredPeopleWhoSendAtOnceLoseNothingAndDoubleNothing(t *testing.T) {
	story(t, func(w *world) {
		tokens, cohorts := w.invited()
		began := time.Now()
		var gate, people sync.WaitGroup
		gate.Add(1)
		errs := make([]error, crowd)
		for n, token := range tokens {
			people.Go(func() {
				gate.Wait()
				errs[n] = w.desk.Answer(w.Context(), token, sheet(fmt.Sprint("réponse ", n)))
			})
		}
		gate.Done()
		people.Wait()
		t.Logf("%d sheets in %s", crowd, time.Since(began).Round(time.Millisecond))
		for n, err := range errs {
			if err != nil {
				t.Fatalf("sheet %d: %v", n, err)
			}
		}
		w.Read(func(tx *store.Tx) error {
			submissions, err := tx.Submissions(cohorts, scheduling.AtEnd)
			if err != nil {
				return err
			}
			said := map[string]int{}
			for _, s := range submissions {
				if len(s.Answers) != 3 {
					w.Errorf("a sheet has %d answers of three", len(s.Answers))
				}
				said[s.Answers["takeaway"][0]]++
			}
			if len(submissions) != crowd || len(said) != crowd {
				w.Errorf("%d submissions, %d of them different", len(submissions), len(said))
			}
			given, err := tx.AssignmentsOf(cohorts, scheduling.AtEnd)
			used := 0
			for _, group := range given {
				for _, a := range group {
					if !a.UsedOn.IsZero() {
						used++
					}
				}
			}
			if used != crowd {
				w.Errorf("%d links are used", used)
			}
			return err
		})
	})
}
