package scheduling

import (
	"slices"
	"time"
)

// PhoneCall is an appel: one attempt to speak with a participant while her
// session runs, and what came of it. Whoever is to be called is derived from
// facts; a call that settles its purpose takes her off the list.
type PhoneCall struct {
	ID        PhoneCallID
	Cohort    CohortID
	Enrolment EnrolmentID
	Meeting   MeetingID // "" when out of reach of the minimum
	Purpose   CallPurpose
	Outcome   CallOutcome
	NextStep  NextStep
	By        UserID
	At        time.Time
}

// CallPurpose is why a participant is called.
type CallPurpose string

// The purposes: before a meeting to whom no message reaches in time, after an
// absence that nobody announced, when she can no longer come often enough.
const (
	CallReminder   CallPurpose = "reminder"
	CallAbsence    CallPurpose = "absence"
	CallOutOfReach CallPurpose = "out_of_reach"
)

// CallPurposes in the order of the screens.
var CallPurposes = []CallPurpose{CallReminder, CallAbsence, CallOutOfReach}

// CallOutcome is what a call came to.
type CallOutcome string

// The outcomes.
const (
	CallReached     CallOutcome = "reached"
	CallMessageLeft CallOutcome = "message_left"
	CallNoAnswer    CallOutcome = "no_answer"
	CallWrongNumber CallOutcome = "wrong_number"
)

// NextStep is what follows a call.
type NextStep string

// The next steps.
const (
	StepComes      NextStep = "comes"
	StepCallAgain  NextStep = "call_again"
	StepIndividual NextStep = "individual"
	StepLeaves     NextStep = "leaves"
	StepNothing    NextStep = "nothing"
)

// Validate refuses a call that says nothing we know: of someone who was not
// reached, nobody knows that she comes or leaves.
func (c PhoneCall) Validate() error {
	var f Faults
	outcomes := []CallOutcome{CallReached, CallMessageLeft, CallNoAnswer, CallWrongNumber}
	steps := []NextStep{StepComes, StepCallAgain, StepIndividual, StepLeaves, StepNothing}
	f.Check(slices.Contains(CallPurposes, c.Purpose), "purpose", "call.purpose.unknown")
	f.Check((c.Meeting == "") == (c.Purpose == CallOutOfReach), "meeting", "call.meeting.required")
	f.Check(slices.Contains(outcomes, c.Outcome), "outcome", "call.outcome.required")
	f.Check(slices.Contains(steps, c.NextStep), "next_step", "call.next_step.required")
	spoken := c.NextStep == StepComes || c.NextStep == StepLeaves || c.NextStep == StepIndividual
	f.Check(!spoken || c.Outcome == CallReached || c.Outcome == "", "next_step", "call.next_step.unspoken")
	return f.Err()
}
