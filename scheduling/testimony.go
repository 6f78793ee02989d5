package scheduling

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Testimony is a témoignage: one witness asked to one meeting, what she
// answered, and what became of it.
type Testimony struct {
	ID          TestimonyID
	Insured     InsuredID
	Meeting     MeetingID
	Form        WitnessForm
	Channel     Channel // by which she was written to; "": she was asked by telephone
	TokenHash   string  // of the link by which she answers
	AskedBy     UserID
	AskedAt     time.Time
	AnswerBy    Date
	Reply       TestimonyReply
	ReplyFor    time.Time // the start of the meeting that she answered about
	RepliedAt   time.Time
	RepliedBy   UserID // who noted it; "" when she answered by her link
	ConfirmedBy UserID
	ConfirmedAt time.Time
	CancelledAt time.Time
	CancelledBy CancelCause
	Outcome     TestimonyOutcome
	Note        string // afterwards; nothing of anyone's health
	NotedBy     UserID
	NotedAt     time.Time
	Version     int
}

// TestimonyReply is what a witness answers.
type TestimonyReply string

// The answers; "" before any.
const (
	TestifiesYes TestimonyReply = "yes"
	TestifiesNo  TestimonyReply = "no"
)

// CancelCause is why a testimony will not take place.
type CancelCause string

// The causes.
const (
	CancelledByOrganiser CancelCause = "organiser"
	CancelledByMeeting   CancelCause = "meeting"   // which was cancelled
	CancelledByConsent   CancelCause = "withdrawn" // she took her consent back, or her file is over
)

// TestimonyOutcome is what was noted after the meeting.
type TestimonyOutcome string

// The outcomes; "" until one is noted.
const (
	WitnessCame   TestimonyOutcome = "came"
	WitnessAbsent TestimonyOutcome = "absent"
)

// TestimonyState is where a testimony stands; it is derived, never stored.
type TestimonyState string

// The states.
const (
	TestimonyAsked      TestimonyState = "asked"
	TestimonyUnanswered TestimonyState = "unanswered" // the day to answer by is past
	TestimonyAccepted   TestimonyState = "accepted"   // to be confirmed by the organiser
	TestimonyMoved      TestimonyState = "moved"      // she said yes to another date
	TestimonyConfirmed  TestimonyState = "confirmed"
	TestimonyDeclined   TestimonyState = "declined"
	TestimonyCancelled  TestimonyState = "cancelled"
	TestimonyToNote     TestimonyState = "to_note" // the meeting is over: did she come?
	TestimonyCame       TestimonyState = "came"
	TestimonyAbsent     TestimonyState = "absent"
)

// Open reports whether somebody still counts on t, or may: she was asked, and
// neither she nor the service said no.
func (t Testimony) Open() bool {
	return t.CancelledAt.IsZero() && t.Reply != TestifiesNo && t.Outcome == ""
}

// Answered is t with an answer about a meeting as it now is, noted by an agent or
// her own (""); changed tells whether it says anything new. What was confirmed
// is so no more after a no, or for another date.
func (t Testimony) Answered(reply TestimonyReply, m Meeting, by UserID, now time.Time) (answered Testimony, changed bool) {
	if t.Reply == reply && t.ReplyFor.Equal(m.StartsAt) {
		return t, false
	}
	if !t.ReplyFor.Equal(m.StartsAt) || reply == TestifiesNo {
		t.ConfirmedBy, t.ConfirmedAt = "", time.Time{}
	}
	t.Reply, t.ReplyFor, t.RepliedAt, t.RepliedBy = reply, m.StartsAt, now, by
	return t, true
}

// Answerable reports whether an answer about a meeting still counts.
func (t Testimony) Answerable(m Meeting, now time.Time) bool {
	return t.CancelledAt.IsZero() && m.CancelledAt.IsZero() && m.StartsAt.After(now) && t.Outcome == ""
}

// State derives where t stands, of a meeting m, at an instant that is today.
func (t Testimony) State(m Meeting, now time.Time, today Date) TestimonyState {
	switch {
	case t.Outcome == WitnessCame:
		return TestimonyCame
	case t.Outcome == WitnessAbsent:
		return TestimonyAbsent
	case !t.CancelledAt.IsZero():
		return TestimonyCancelled
	case t.Reply == TestifiesNo:
		return TestimonyDeclined
	case t.Reply == TestifiesYes && !m.EndsAt.After(now):
		return TestimonyToNote
	case t.Reply == TestifiesYes && !t.ReplyFor.Equal(m.StartsAt):
		return TestimonyMoved
	case t.Reply == TestifiesYes && !t.ConfirmedAt.IsZero():
		return TestimonyConfirmed
	case t.Reply == TestifiesYes:
		return TestimonyAccepted
	case today.After(t.AnswerBy) || !m.StartsAt.After(now):
		return TestimonyUnanswered
	}
	return TestimonyAsked
}

// CheckNote gives every fault of what is noted after the meeting: it is no
// place for anybody's health.
func (t Testimony) CheckNote() error {
	var f Faults
	f.Check(slices.Contains([]TestimonyOutcome{WitnessCame, WitnessAbsent}, t.Outcome), "outcome", "testimony.outcome.unknown")
	f.Check(utf8.RuneCountInString(t.Note) <= 500, "note", "testimony.note.long")
	said := HealthWord(t.Note)
	f.Check(said == "", "note", "testimony.note.health", "word", said)
	return f.Err()
}

// WelcomesWitness tells which modules of a version receive a witness: those
// that say so, else the last.
func WelcomesWitness(modules []Module) map[ModuleID]bool {
	found := map[ModuleID]bool{}
	var last Module
	for _, m := range modules {
		if m.Testimony {
			found[m.ID] = true
		}
		if m.Position > last.Position {
			last = m
		}
	}
	if len(found) == 0 && last.ID != "" {
		found[last.ID] = true
	}
	return found
}
