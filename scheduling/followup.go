package scheduling

import (
	"slices"
	"time"
)

// FollowUp is a suivi à 6 mois: what became of one person who started, asked
// some months after the last module. One per enrolment.
type FollowUp struct {
	ID            FollowUpID
	Enrolment     EnrolmentID
	Cohort        CohortID
	DueOn         Date
	Attempts      int // times she was tried, reached or not
	LastAttemptAt time.Time
	ReachedAt     time.Time // she was spoken to, or wrote; zero: not yet
	PlannedOn     Date      // agreed or intended day of the next try
	Outcome       OutcomeCode
	Whereof       Whereof
	Details       string // personal social content, in free words
	AsOf          Date   // the day the outcome is true of
	Source        FollowUpSource
	ClosedReason  string // why it ended without an answer, in the agent's words
	RecordedBy    UserID
	RecordedAt    time.Time
	ProposedAt    time.Time // she was written to, with a link to answer by
	ProposedBy    Channel
	TokenHash     string // of that link; "" before
	Comes         string // to the point à six mois, as she said: yes, no, ""
	Testifies     string // whether she may be asked to testify, as she said: yes, no, ""; no consent by itself
	Version       int
}

// OutcomeCode is a person's situation à l'issue, as a stable code. "" means
// that nothing is known yet.
type OutcomeCode string

// The outcomes: situations first, then the three ways not to have one.
const (
	OutcomeWorkResumed         OutcomeCode = "work_resumed"
	OutcomeWorkResumedPartTime OutcomeCode = "work_resumed_part_time"
	OutcomeTraining            OutcomeCode = "training"
	OutcomeSickLeave           OutcomeCode = "sick_leave"
	OutcomeInvalidity1         OutcomeCode = "invalidity_1"
	OutcomeInvalidity2         OutcomeCode = "invalidity_2"
	OutcomeInvalidity3         OutcomeCode = "invalidity_3"
	OutcomeJobSeeker           OutcomeCode = "job_seeker"
	OutcomeRetiredUnfit        OutcomeCode = "retired_unfit"
	OutcomeRetired             OutcomeCode = "retired"
	OutcomeVolunteering        OutcomeCode = "volunteering"
	OutcomeStoppedWorsened     OutcomeCode = "stopped_worsened"
	OutcomeOther               OutcomeCode = "other"
	OutcomeDeceased            OutcomeCode = "deceased"
	OutcomeNoAnswer            OutcomeCode = "no_answer"
	OutcomeLost                OutcomeCode = "lost"
	OutcomeRefused             OutcomeCode = "refused"
)

// OutcomeCodes in the order of screens and tables: answers, then non-answers.
var OutcomeCodes = []OutcomeCode{
	OutcomeWorkResumed, OutcomeWorkResumedPartTime, OutcomeTraining, OutcomeSickLeave,
	OutcomeInvalidity1, OutcomeInvalidity2, OutcomeInvalidity3, OutcomeJobSeeker,
	OutcomeRetiredUnfit, OutcomeRetired, OutcomeVolunteering, OutcomeStoppedWorsened,
	OutcomeOther, OutcomeDeceased,
	OutcomeNoAnswer, OutcomeLost, OutcomeRefused,
}

// Answered reports whether the code is a known situation. The non-answers
// (and "") are not: a study prints them beside its results (rule 23).
func (o OutcomeCode) Answered() bool {
	switch o {
	case "", OutcomeNoAnswer, OutcomeLost, OutcomeRefused:
		return false
	}
	return true
}

// OwnOutcomes are the answers that a person may give by herself: the
// situations she can be in, and that she would rather not say.
var OwnOutcomes = append(slices.DeleteFunc(slices.Clone(OutcomeCodes), func(o OutcomeCode) bool {
	return o == OutcomeDeceased || !o.Answered()
}), OutcomeRefused)

// FollowUpSource is how the outcome was learnt.
type FollowUpSource string

// The sources.
const (
	FollowUpPhone   FollowUpSource = "phone"
	FollowUpMail    FollowUpSource = "mail"
	FollowUpLink    FollowUpSource = "link"    // she answered by herself
	FollowUpMeeting FollowUpSource = "meeting" // the point à six mois
	FollowUpVisit   FollowUpSource = "visit"
	FollowUpFile    FollowUpSource = "file" // the service's own file
	FollowUpOther   FollowUpSource = "other"
)

// FollowUpSources in the order of the screens.
var FollowUpSources = []FollowUpSource{
	FollowUpPhone, FollowUpMeeting, FollowUpMail, FollowUpLink, FollowUpVisit, FollowUpFile, FollowUpOther,
}

// FollowUpState is where a follow-up stands; it is derived, never stored.
type FollowUpState string

// The states, in their order.
const (
	FollowUpToPlan    FollowUpState = "to_plan"
	FollowUpPlanned   FollowUpState = "planned"
	FollowUpContacted FollowUpState = "contacted" // tried at least once, no outcome yet
	FollowUpCollected FollowUpState = "collected"
	FollowUpRefused   FollowUpState = "refused"
	FollowUpLost      FollowUpState = "lost"
	FollowUpDeceased  FollowUpState = "deceased"
)
