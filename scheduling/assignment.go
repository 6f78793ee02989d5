package scheduling

import "time"

// Moment is when in a cohort's life a questionnaire is asked.
type Moment string

// The moments.
const (
	AtStart     Moment = "start"
	AtEnd       Moment = "end"
	AtSixMonths Moment = "six_months"
)

// Assignment is a questionnaire handed to one person. It knows that its link
// was used, to the day, and nothing else of what came of it (rule 21).
type Assignment struct {
	ID            AssignmentID
	Cohort        CohortID
	Enrolment     EnrolmentID
	Questionnaire QuestionnaireID
	Moment        Moment
	Channel       Channel
	TokenHash     string
	CreatedAt     time.Time
	AnswerBy      Date // the link works until then
	UsedOn        Date // zero: not yet
}

// Open reports whether the link of a still takes answers on a day.
func (a Assignment) Open(today Date) bool { return a.UsedOn.IsZero() && !today.After(a.AnswerBy) }

// AnsweringOver reports whether nobody may answer any more: results shown
// before would tell, one submission later, what the last person answered.
func AnsweringOver(assignments []Assignment, today Date) bool {
	for _, a := range assignments {
		if a.Open(today) {
			return false
		}
	}
	return len(assignments) > 0
}

// How a submission came in.
const (
	Online  = "online"
	OnPaper = "paper"
)

// Submission is what one person answered. It carries no time and a random id;
// and no enrolment, unless its questionnaire says that it bears names: nothing
// says whose it is (rule 21).
type Submission struct {
	ID            SubmissionID
	Cohort        CohortID
	Questionnaire QuestionnaireID
	Moment        Moment
	Medium        string      // Online, OnPaper
	Enrolment     EnrolmentID // "" when anonymous
	Answers       Answers
}
