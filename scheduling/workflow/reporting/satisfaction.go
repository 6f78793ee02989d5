package reporting

import (
	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Satisfaction is what the sessions' questionnaires say together.
type Satisfaction struct {
	Title       string // of the questionnaire; "" when the programme asks none
	Asked       int    // people who were handed it, in the sessions that count
	Submissions int
	Left        int // sessions left out: too few submissions, or still answering
	Results     evaluation.Results
	Satisfied   scheduling.Rate // at least 4 of 5 on the first scale
	Known       bool            // whether Satisfied may be shown
}

// satisfied is the step of a five-step scale from which a person is.
const satisfied = 4

func satisfaction(tx *store.Tx, id scheduling.QuestionnaireID, ids []scheduling.CohortID) (s Satisfaction, err error) {
	if id == "" || len(ids) == 0 {
		return s, nil
	}
	questionnaire, err := tx.Questionnaire(id)
	if err != nil {
		return s, err
	}
	questions, err := tx.Questions(id)
	if err != nil {
		return s, err
	}
	assignments, err := tx.AssignmentsOf(ids, scheduling.AtEnd)
	if err != nil {
		return s, err
	}
	submissions, err := tx.Submissions(ids, scheduling.AtEnd)
	if err != nil {
		return s, err
	}
	given := map[scheduling.CohortID][]scheduling.Submission{}
	for _, sub := range submissions {
		given[sub.Cohort] = append(given[sub.Cohort], sub)
	}
	var groups []evaluation.Group
	for _, c := range ids {
		groups = append(groups, evaluation.Group{Assignments: assignments[c], Submissions: given[c]})
	}
	pooled := evaluation.Pool(groups, scheduling.DateOf(tx.Now), evaluation.Threshold)
	s.Title, s.Asked, s.Submissions, s.Left = questionnaire.Title, pooled.Asked, len(pooled.Answers), pooled.Left
	s.Results = evaluation.Tabulate(evaluation.Plain(questions), pooled.Answers, evaluation.Threshold)
	for _, q := range s.Results.Questions {
		if q.Question.Kind == scheduling.ScaleQuestion {
			s.Satisfied, s.Known = q.AtLeast(satisfied)
			break
		}
	}
	return s, nil
}
