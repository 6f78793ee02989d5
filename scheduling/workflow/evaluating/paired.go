package evaluating

import (
	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// MovedBetween is how people moved from one moment to another, each compared
// with herself. Anonymous answers cannot be: they are compared as groups.
type MovedBetween struct {
	From, To  scheduling.Moment
	Questions []evaluation.Moved
}

// namedAnswers is what the people of a session answered at a moment whose year
// is over, by whose answers they are.
type namedAnswers struct {
	year int
	of   map[scheduling.EnrolmentID]scheduling.Answers
}

// keepNamed keeps those of a session, of a questionnaire that bears names.
func (r *Results) keepNamed(moment scheduling.Moment, id scheduling.CohortID, year int, submissions []scheduling.Submission) {
	if r.Questionnaire.Anonymous {
		return
	}
	named := namedAnswers{year, map[scheduling.EnrolmentID]scheduling.Answers{}}
	for _, s := range submissions {
		if s.Cohort == id && s.Questionnaire == r.Questionnaire.ID && s.Enrolment != "" {
			named.of[s.Enrolment] = s.Answers
		}
	}
	if r.named == nil {
		r.named = map[scheduling.Moment]map[scheduling.CohortID]namedAnswers{}
	}
	if r.named[moment] == nil {
		r.named[moment] = map[scheduling.CohortID]namedAnswers{}
	}
	r.named[moment][id] = named
}

// pair compares each two moments, person by person.
func (r *Results) pair(questions []scheduling.Question) {
	for i, from := range moments {
		for _, to := range moments[i+1:] {
			var sessions []evaluation.SessionPairs
			for _, s := range r.Sessions {
				before, after := r.named[from][s.Cohort.ID], r.named[to][s.Cohort.ID]
				pairs := evaluation.SessionPairs{Year: max(before.year, after.year)}
				for id, later := range after.of {
					if earlier, ok := before.of[id]; ok {
						pairs.Pairs = append(pairs.Pairs, evaluation.Pair{Before: earlier, After: later})
					}
				}
				if len(pairs.Pairs) > 0 {
					sessions = append(sessions, pairs)
				}
			}
			if moved := evaluation.Move(questions, sessions, evaluation.Threshold); len(moved) > 0 {
				r.Moved = append(r.Moved, MovedBetween{from, to, moved})
			}
		}
	}
}
