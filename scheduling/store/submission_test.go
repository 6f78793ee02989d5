package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// Whoever holds the database itself, system columns included, finds no way
// from who answered to what was answered.
func TestRule21_NeitherPlaceNorTransactionTellsWhoseASubmissionIs(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T09:00:00Z"), func(t *testing.T, db *store.DB) {
		group := answeringGroup(t, db)
		for i, a := range group {
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				if err := tx.UseAssignment(a, scheduling.DateOf(tx.Now)); err != nil {
					return err
				}
				return tx.Submit(scheduling.Submission{
					ID: store.RandomID[scheduling.SubmissionID](), Cohort: a.Cohort, Questionnaire: a.Questionnaire, Moment: a.Moment,
					Medium: scheduling.Online, Answers: scheduling.Answers{"takeaway": {fmt.Sprint(i)}, "confidence": {"a", "b"}},
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			list, err := tx.Submissions([]scheduling.CohortID{"c"}, scheduling.AtEnd)
			if len(list) != len(group) || !slices.Equal(list[0].Answers["confidence"], []string{"a", "b"}) {
				t.Errorf("%d submissions, the first %v", len(list), list[0].Answers)
			}
			if strings.HasSuffix(t.Name(), "postgres") {
				samePostgresTransaction(t, tx)
			} else if _, err := tx.Strings("select rowid from submissions"); err == nil {
				t.Error("SQLite numbers the submissions as they come")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func samePostgresTransaction(t *testing.T, tx *store.Tx) {
	t.Helper()
	for _, table := range []string{"submissions", "assignments"} {
		ids, err := tx.Strings("select distinct xmin::text from " + table + " where cohort_id = 'c'")
		if err != nil || len(ids) != 1 {
			t.Errorf("%s were written by transactions %v, %v", table, ids, err)
		}
	}
	placed, err := tx.Strings("select id from submissions where cohort_id = 'c' order by ctid")
	if err != nil || !slices.IsSorted(placed) {
		t.Errorf("submissions lie in the order %v, %v", placed, err)
	}
}

// answeringGroup is a session's people, each with an assignment.
func answeringGroup(t *testing.T, db *store.DB) (group []scheduling.Assignment) {
	t.Helper()
	places(t, db, 0)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		errs := []error{tx.AddQuestionnaire(scheduling.Questionnaire{ID: "q", Organisation: "o", Code: "avis", Number: 1, Title: "Votre avis", CreatedAt: tx.Now, Version: 1}, nil)}
		for i := range 12 {
			id := fmt.Sprintf("i%02d", i)
			errs = append(errs,
				tx.AddInsured(scheduling.Insured{ID: scheduling.InsuredID(id), Unit: "u-95", InternalNumber: id, FirstName: "Prénom", LastName: "Nom", CreatedAt: tx.Now, Version: 1}),
				tx.AddEnrolment(scheduling.Enrolment{ID: scheduling.EnrolmentID(id), Cohort: "c", Insured: scheduling.InsuredID(id), State: scheduling.Enrolled, RankedAt: tx.Now, CreatedAt: tx.Now, Version: 1}))
			group = append(group, scheduling.Assignment{
				ID: store.NewID[scheduling.AssignmentID](), Cohort: "c", Enrolment: scheduling.EnrolmentID(id), Questionnaire: "q",
				Moment: scheduling.AtEnd, Channel: scheduling.ByMail, TokenHash: id, CreatedAt: tx.Now, AnswerBy: scheduling.MustDate("2027-02-12"),
			})
		}
		return errors.Join(append(errs, tx.AddAssignments(group))...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return group
}
