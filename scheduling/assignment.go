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
	AnswerBy      Date      // the link works until then
	UsedOn        Date      // zero: not yet
	Sealed        []byte    // its link, to be repeated in a reminder; nil once it served
	RemindedAt    time.Time // zero: not reminded; it is done once
	HeldAt        time.Time // zero: a reminder leaves by itself
}

// Open reports whether the link of a still takes answers on a day.
func (a Assignment) Open(today Date) bool { return a.UsedOn.IsZero() && !today.After(a.AnswerBy) }

// RemindAnswerAfter is how many days a person is given before she is reminded.
const RemindAnswerAfter = 5

// MayRemind reports whether the one reminder of a may leave on a day: she has not
// answered, and has more than the last day left to.
func (a Assignment) MayRemind(today Date) bool {
	return a.UsedOn.IsZero() && a.RemindedAt.IsZero() && len(a.Sealed) > 0 && today.Before(a.RemindUntil())
}

// Reminds reports whether it leaves by itself in a zone: some days were given,
// and nobody put it off.
func (a Assignment) Reminds(now time.Time, zone *time.Location) bool {
	today := DateOf(now.In(zone))
	return a.MayRemind(today) && a.HeldAt.IsZero() && !today.Before(a.RemindFrom(zone))
}

// RemindFrom is the first day on which it may.
func (a Assignment) RemindFrom(zone *time.Location) Date {
	return DateOf(a.CreatedAt.In(zone)).AddDays(RemindAnswerAfter)
}

// RemindUntil is the day on which a reminder comes too late: the last but one.
func (a Assignment) RemindUntil() Date { return a.AnswerBy.AddDays(-1) }

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
