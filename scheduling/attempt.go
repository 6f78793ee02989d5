package scheduling

import (
	"slices"
	"time"
)

// Attempt is one essai to learn what became of a person: by which way, what it
// gave, and the day agreed for the next.
type Attempt struct {
	ID       AttemptID
	FollowUp FollowUpID
	Way      AttemptWay
	Outcome  AttemptOutcome
	NextOn   Date // zero: none agreed
	By       UserID
	At       time.Time
}

// AttemptWay is how a person was tried.
type AttemptWay string

// The ways, the quickest first.
const (
	TriedByPhone   AttemptWay = "phone"
	TriedByMail    AttemptWay = "mail"
	TriedBySMS     AttemptWay = "sms"
	TriedByLetter  AttemptWay = "letter"
	TriedAtMeeting AttemptWay = "meeting" // the point à six mois
)

// AttemptWays in the order of the screens.
var AttemptWays = []AttemptWay{TriedByPhone, TriedByMail, TriedBySMS, TriedByLetter, TriedAtMeeting}

// AttemptOutcome is what an attempt gave.
type AttemptOutcome string

// The outcomes.
const (
	AttemptReached     AttemptOutcome = "reached"
	AttemptMessageLeft AttemptOutcome = "message_left"
	AttemptNoAnswer    AttemptOutcome = "no_answer"
	AttemptWrongNumber AttemptOutcome = "wrong_number"
	AttemptSent        AttemptOutcome = "sent"     // written, no answer yet
	AttemptBounced     AttemptOutcome = "bounced"  // a mail or an SMS that did not arrive
	AttemptReturned    AttemptOutcome = "returned" // a letter that came back
	AttemptAbsent      AttemptOutcome = "absent"   // did not come to the meeting
)

// AttemptOutcomes in the order of the screens.
var AttemptOutcomes = []AttemptOutcome{
	AttemptReached, AttemptMessageLeft, AttemptNoAnswer, AttemptWrongNumber, AttemptSent, AttemptBounced, AttemptReturned, AttemptAbsent,
}

var outcomesOf = map[AttemptWay][]AttemptOutcome{
	TriedByPhone:   {AttemptReached, AttemptMessageLeft, AttemptNoAnswer, AttemptWrongNumber},
	TriedByMail:    {AttemptReached, AttemptSent, AttemptBounced},
	TriedBySMS:     {AttemptReached, AttemptSent, AttemptBounced, AttemptWrongNumber},
	TriedByLetter:  {AttemptReached, AttemptSent, AttemptReturned},
	TriedAtMeeting: {AttemptReached, AttemptAbsent},
}

// Gives reports whether trying by w can give o: a letter does not ring.
func (w AttemptWay) Gives(o AttemptOutcome) bool { return slices.Contains(outcomesOf[w], o) }

// TriedBy is the way of a channel.
func TriedBy(c Channel) AttemptWay { return AttemptWay(c) }
