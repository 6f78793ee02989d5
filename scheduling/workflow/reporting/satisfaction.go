package reporting

import (
	"slices"
	"strconv"

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

// satisfy reads what was answered: question by question where the sessions ask
// one questionnaire and are few, and the sums where they are many.
func (r *Report) satisfy(tx *store.Tx, f store.Figures) error {
	r.Confidence = r.confide(f[store.FigureConfidence])
	if r.questionnaire == "" || r.Cohorts > readable {
		r.Satisfaction = summed(f)
		return nil
	}
	ids := make([]scheduling.CohortID, len(r.Lines))
	for i, l := range r.Lines {
		ids[i] = l.ID
	}
	var err error
	r.Satisfaction, err = satisfaction(tx, r.questionnaire, ids)
	return err
}

// summed is the share of the satisfied among many sessions; shown when neither
// they nor the others are few.
func summed(f store.Figures) Satisfaction {
	asked := f[store.FigureAsked]
	s := Satisfaction{Asked: asked["asked"], Submissions: asked["submissions"], Left: asked["left"]}
	for step, n := range f[store.FigureSatisfied] {
		s.Satisfied.N += n
		if step >= strconv.Itoa(satisfied) {
			s.Satisfied.Part += n
		}
	}
	others := s.Satisfied.N - s.Satisfied.Part
	s.Known = s.Satisfied.N >= evaluation.Threshold &&
		!slices.Contains(evaluation.MaskExclusive([]int{s.Satisfied.Part, others}, evaluation.Threshold), true)
	return s
}

// Confidence is how many regained confidence for each of the five things, among
// those who answered.
type Confidence struct {
	Least    int // the fewest that are shown
	Answered int // 0: too few to be shown
	Rows     []Regained
}

// Regained is a thing, and how many chose it; Hidden when few did, or few did not.
type Regained struct {
	Code   string
	Chose  scheduling.Rate
	Hidden bool
}

func (r *Report) confide(found map[string]int) (c Confidence) {
	n := found["answered"]
	if n < evaluation.Threshold {
		return c
	}
	counts := make([]int, len(store.Confidences))
	for i, code := range store.Confidences {
		counts[i] = found[code]
	}
	c.Least = max(r.Threshold, evaluation.Threshold)
	hidden := evaluation.MaskMultiple(counts, n, c.Least)
	c.Answered = n
	for i, code := range store.Confidences {
		line := Regained{Code: code, Hidden: hidden[i], Chose: scheduling.Rate{Part: counts[i], N: n}}
		if hidden[i] {
			line.Chose = scheduling.Rate{}
		}
		c.Rows = append(c.Rows, line)
	}
	return c
}

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
