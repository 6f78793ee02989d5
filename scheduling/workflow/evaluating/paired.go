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

// askedAt is a session at a moment.
type askedAt struct {
	cohort scheduling.CohortID
	moment scheduling.Moment
}

// keepNamed keeps those of the sessions whose years are over, of a questionnaire
// that bears names.
func (r *Results) keepNamed(moment scheduling.Moment, years map[scheduling.CohortID]int, submissions []scheduling.Submission) {
	if r.named == nil {
		r.named = map[askedAt]namedAnswers{}
	}
	for _, s := range submissions {
		year, over := years[s.Cohort]
		if !over || s.Questionnaire != r.Questionnaire.ID || s.Enrolment == "" {
			continue
		}
		at := askedAt{s.Cohort, moment}
		if r.named[at].of == nil {
			r.named[at] = namedAnswers{year, map[scheduling.EnrolmentID]scheduling.Answers{}}
		}
		r.named[at].of[s.Enrolment] = s.Answers
	}
}

// pair compares each two moments, person by person.
func (r *Results) pair(questions []scheduling.Question) {
	for i, from := range moments {
		for _, to := range moments[i+1:] {
			var sessions []evaluation.SessionPairs
			for _, s := range r.Sessions {
				before, after := r.named[askedAt{s.Cohort.ID, from}], r.named[askedAt{s.Cohort.ID, to}]
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
