package scheduling

import "time"

// BookletEntry is a question the group raised and its answer, for the livret
// de synthèse each participant receives at the end.
type BookletEntry struct {
	ID         BookletEntryID
	Cohort     CohortID
	Module     ModuleID
	Position   int
	Question   string
	Answer     string
	WrittenBy  UserID
	WrittenAt  time.Time
	ReviewedBy UserID // someone else than the writer (rule 24)
	ReviewedAt time.Time
	AnsweredBy FacilitatorID  // the partner who wrote the answer; "" when an agent did
	CopiedFrom BookletEntryID // of another session's booklet
	SourceOn   Date           // the day on which that one was reviewed
	Version    int
}

// BookletAsk asks a partner to answer one question, by a link: until it is
// reviewed, taken back or too late.
type BookletAsk struct {
	ID          BookletAskID
	Entry       BookletEntryID
	Facilitator FacilitatorID
	TokenHash   string
	AskedBy     UserID
	AskedAt     time.Time
	ExpiresOn   Date // the last day
	AnsweredAt  time.Time
	RevokedAt   time.Time
}

// Open reports whether the link of an ask still takes an answer on a day.
func (a BookletAsk) Open(today Date) bool { return a.RevokedAt.IsZero() && !today.After(a.ExpiresOn) }

// Booklet is a livret de synthèse that was published: from then on its
// reviewed entries are read by the people of its session.
type Booklet struct {
	Cohort      CohortID
	PublishedBy UserID
	PublishedAt time.Time
}

// BookletDelivery is the remise of a booklet to one person who started, those
// who dropped out included (rule 24). Whether a mail or an SMS arrived is a
// fact of its message.
type BookletDelivery struct {
	ID         BookletDeliveryID
	Cohort     CohortID
	Enrolment  EnrolmentID
	Channel    Channel // "" when she can only be handed it
	TokenHash  string  // of her link
	PreparedAt time.Time
	PostedAt   time.Time // on paper
	HandedAt   time.Time // in her own hand
	ReturnedAt time.Time // the paper came back
	By         UserID    // who noted the last of these
}

// BookletDeliveryState is where a delivery stands; it is derived.
type BookletDeliveryState string

// The states.
const (
	BookletToDo      BookletDeliveryState = "to_do"
	BookletPrinted   BookletDeliveryState = "printed" // its letter: it waits to be posted
	BookletSent      BookletDeliveryState = "sent"
	BookletDelivered BookletDeliveryState = "delivered"
	BookletReturned  BookletDeliveryState = "returned"
	BookletHanded    BookletDeliveryState = "handed_over"
)

// State derives where d stands, by its message or its letter; the zero Message
// for none. What was given to her in person is given, whatever became of a mail.
func (d BookletDelivery) State(m Message) BookletDeliveryState {
	state := m.State()
	switch {
	case !d.HandedAt.IsZero():
		return BookletHanded
	case !d.ReturnedAt.IsZero():
		return BookletReturned
	case !d.PostedAt.IsZero(), state == MessageSent:
		return BookletSent
	case state == MessageDelivered:
		return BookletDelivered
	case state == MessageFailed:
		return BookletReturned
	case state == MessageWaiting && !m.PrintedAt.IsZero():
		return BookletPrinted
	}
	return BookletToDo
}

// Given reports whether the booklet counts as delivered: « livret remis ».
func (s BookletDeliveryState) Given() bool {
	return s == BookletSent || s == BookletDelivered || s == BookletHanded
}
