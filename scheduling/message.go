package scheduling

import "time"

// Message is a row of the outbox, written in the transaction of the change it
// tells of and sent after it. Address and content are sealed: a stolen dump
// shows no name and no usable link.
type Message struct {
	ID          MessageID
	Unit        UnitID
	Channel     Channel
	Kind        string // meeting_request, meeting_cancel, invitation, questionnaire, …
	DedupeKey   string // unique: the same fact is told once
	Thread      string // messages of one thread leave in order
	Order       int    // within the thread
	Cohort      CohortID
	Meeting     MeetingID
	Insured     InsuredID
	Recipient   string // "facilitator:ID", "insured:ID", "user:ID"
	Sealed      []byte // the content, sealed with the id as associated data
	DueAt       time.Time
	GraceAt     time.Time // not sent after it; zero: no end
	CreatedAt   time.Time
	Attempts    int
	LeasedAt    time.Time // until when a runner holds it
	SentAt      time.Time
	FailedAt    time.Time // of a sent one too, when its receipt says so
	Error       string    // of the last attempt, without names
	DroppedAt   time.Time // coalesced or no longer wanted
	Receipt     string    // under which a gateway tells what became of it; "" when none does
	DeliveredAt time.Time
	PrintedAt   time.Time // of a letter that is not an invitation
}

// MessageState is where a message stands; it is derived, never stored.
type MessageState string

// The states.
const (
	MessageWaiting   MessageState = "waiting"
	MessageSent      MessageState = "sent"
	MessageDelivered MessageState = "delivered" // a receipt says so; a mail has none
	MessageFailed    MessageState = "failed"
	MessageDropped   MessageState = "dropped"
)

// State derives where m stands.
func (m Message) State() MessageState {
	switch {
	case !m.FailedAt.IsZero():
		return MessageFailed
	case !m.DeliveredAt.IsZero():
		return MessageDelivered
	case !m.SentAt.IsZero():
		return MessageSent
	case !m.DroppedAt.IsZero():
		return MessageDropped
	}
	return MessageWaiting
}

// FeedScope says whose meetings a feed holds.
type FeedScope string

// The scopes; a seat's owner is an enrolment.
const (
	FeedOfUser        FeedScope = "user"
	FeedOfFacilitator FeedScope = "facilitator"
	FeedOfCohort      FeedScope = "cohort"
	FeedOfUnit        FeedScope = "unit"
	FeedOfSite        FeedScope = "site"
	FeedOfRoom        FeedScope = "room"
	FeedOfSeat        FeedScope = "seat"
	FeedOfRecap       FeedScope = "recap" // of a facilitator: empty unless her dates come in one mail
)

// Feed is an agenda partagé: a secret address that a calendar subscribes to.
type Feed struct {
	ID         FeedID
	Scope      FeedScope
	Owner      string // the id in that scope
	Name       string
	TokenHash  string
	CreatedAt  time.Time
	LastUsedAt time.Time
	RevokedAt  time.Time
}
