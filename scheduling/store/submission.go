package store

import (
	"maps"
	"slices"
	"strings"

	"trame/scheduling"
)

type submissionRow struct {
	ID            scheduling.SubmissionID    `gorm:"primaryKey"`
	Cohort        scheduling.CohortID        `gorm:"column:cohort_id"`
	Questionnaire scheduling.QuestionnaireID `gorm:"column:questionnaire_id"`
	Moment        scheduling.Moment
	Medium        string
	Enrolment     scheduling.EnrolmentID `gorm:"column:enrolment_id;serializer:optional"`
}

func (submissionRow) TableName() string { return "submissions" }

type answerRow struct {
	Submission scheduling.SubmissionID `gorm:"column:submission_id"`
	Key        string                  `gorm:"column:question_key"`
	Value      string
}

func (answerRow) TableName() string { return "answers" }

// several joins the codes of a multiple answer; a text may hold any sign but
// this one, which the reading of answers drops.
const several = "\x1f"

// AddSubmissions adds several, of one group or many, in the order of their
// random ids.
func (tx *Tx) AddSubmissions(submissions []scheduling.Submission) error {
	submissions = slices.Clone(submissions)
	slices.SortFunc(submissions, func(a, b scheduling.Submission) int { return strings.Compare(string(a.ID), string(b.ID)) })
	rows := make([]submissionRow, len(submissions))
	var answers []answerRow
	for i, s := range submissions {
		rows[i] = submissionRow{s.ID, s.Cohort, s.Questionnaire, s.Moment, s.Medium, s.Enrolment}
		for key, values := range s.Answers {
			answers = append(answers, answerRow{s.ID, key, strings.Join(values, several)})
		}
	}
	slices.SortFunc(answers, func(a, b answerRow) int {
		return strings.Compare(string(a.Submission)+a.Key, string(b.Submission)+b.Key)
	})
	if err := addAll(tx, rows); err != nil {
		return err
	}
	return addAll(tx, answers)
}

// Submit adds one to its group, which is written anew as a whole, shuffled by
// the random ids: neither the order of the rows nor the transaction that wrote
// them tells which came last (rule 21). The caller holds the cohort.
func (tx *Tx) Submit(s scheduling.Submission) error {
	group, err := tx.Submissions([]scheduling.CohortID{s.Cohort}, s.Moment)
	if err != nil {
		return err
	}
	ids := make([]scheduling.SubmissionID, len(group))
	for i, other := range group {
		ids[i] = other.ID
	}
	listed := tx.db.Where("cohort_id = ? and questionnaire_id = ? and moment = ?", s.Cohort, s.Questionnaire, s.Moment)
	if err := listed.Delete(&AnswerGroup{}).Error; err != nil { // its texts go with their answers: they are listed again
		return err
	}
	if err := tx.db.Where("submission_id in ?", ids).Delete(&answerRow{}).Error; err != nil {
		return err
	}
	if err := tx.db.Where("id in ?", ids).Delete(&submissionRow{}).Error; err != nil {
		return err
	}
	group = append(group, s)
	deal(group)
	return tx.AddSubmissions(group)
}

// deal shuffles which of the anonymous submissions of a group came on paper: how
// many did is known, and no more, or the one person who was sent a letter would
// be found in the one that did.
func deal(group []scheduling.Submission) {
	media := map[string]string{} // by random ids
	for _, s := range group {
		if s.Enrolment == "" {
			media[RandomID[string]()] = s.Medium
		}
	}
	drawn := slices.Sorted(maps.Keys(media))
	for i := range group {
		if group[i].Enrolment == "" {
			group[i].Medium, drawn = media[drawn[0]], drawn[1:]
		}
	}
}

// Submissions lists those of cohorts at a moment, with their answers.
func (tx *Tx) Submissions(ids []scheduling.CohortID, moment scheduling.Moment) ([]scheduling.Submission, error) {
	rows, err := all[submissionRow](tx, "id", "cohort_id in ? and moment = ?", ids, moment)
	if err != nil {
		return nil, err
	}
	answers, err := all[answerRow](tx, "submission_id, question_key",
		"submission_id in (select id from submissions where cohort_id in ? and moment = ?)", ids, moment)
	if err != nil {
		return nil, err
	}
	given := make(map[scheduling.SubmissionID]scheduling.Answers, len(rows))
	for _, a := range answers {
		if given[a.Submission] == nil {
			given[a.Submission] = scheduling.Answers{}
		}
		given[a.Submission][a.Key] = strings.Split(a.Value, several)
	}
	submissions := make([]scheduling.Submission, len(rows))
	for i, r := range rows {
		submissions[i] = scheduling.Submission{
			ID: r.ID, Cohort: r.Cohort, Questionnaire: r.Questionnaire, Moment: r.Moment, Medium: r.Medium, Enrolment: r.Enrolment, Answers: given[r.ID],
		}
	}
	return submissions, nil
}
