package scheduling

import (
	"strings"
	"time"
)

// Incoming is a mail that came back, and what became of it. What a person
// wrote in it is sealed; the mail itself is kept for a few days.
type Incoming struct {
	ID         IncomingID
	Digest     string // of the whole mail, unique: the same one twice is one
	Kind       string // reply, counter, bounce, auto_reply, other
	Verdict    IncomingVerdict
	Unit       UnitID // "" when it concerns nobody we know
	Meeting    MeetingID
	Animation  AnimationID
	Message    MessageID // ours, that came back
	Reply      Reply
	StartsAt   time.Time // asked for instead; zero: nothing was
	EndsAt     time.Time
	Sealed     []byte // address, comment and delegate
	Raw        []byte // sealed, too; nil once it is purged
	ReceivedAt time.Time
	SettledAt  time.Time // when somebody said what to make of it
	SettledBy  UserID
}

// IncomingVerdict is what becomes of a mail that came back.
type IncomingVerdict string

// The verdicts. Those of Waits need a person.
const (
	IncomingCounted       IncomingVerdict = "counted"
	IncomingAgain         IncomingVerdict = "again"      // says what was already known
	IncomingOverdue       IncomingVerdict = "overdue"    // a later answer came before it
	IncomingOldDate       IncomingVerdict = "old_date"   // answers a date that no longer holds
	IncomingToConfirm     IncomingVerdict = "to_confirm" // from another address
	IncomingTaken         IncomingVerdict = "taken"      // comes after all, but is wanted elsewhere at that hour
	IncomingCountered     IncomingVerdict = "countered"  // asks for another hour
	IncomingDelegated     IncomingVerdict = "delegated"  // sends somebody else
	IncomingEnded         IncomingVerdict = "ended"      // no longer invited, cancelled, or over
	IncomingUnknown       IncomingVerdict = "unknown"    // to an invitation that we do not know, or that nothing vouches for
	IncomingUndeliverable IncomingVerdict = "undeliverable"
	IncomingDelayed       IncomingVerdict = "delayed"
	IncomingIgnored       IncomingVerdict = "ignored"
)

// Waits reports whether v needs a person.
func (v IncomingVerdict) Waits() bool {
	switch v {
	case IncomingToConfirm, IncomingTaken, IncomingCountered, IncomingDelegated:
		return true
	}
	return false
}

// IncomingReply is what a calendar answered (RFC 5546 §3.2.3).
type IncomingReply struct {
	UID       string
	Address   string // whose answer it is
	Sequence  int
	Stamp     time.Time // when it was given
	Reply     Reply
	Comment   string
	Counters  bool
	Delegated bool
}

// Weigh says what becomes of a reply to a, who is invited to m at address. It
// is a rule of RFC 5546 §2.1.5: an answer to an earlier SEQUENCE is shown and
// not counted, and of two to the same the later DTSTAMP holds, by whatever way
// the other came.
func (r IncomingReply) Weigh(a Animation, m Meeting, address string, now time.Time) IncomingVerdict {
	invitedTo := a.SentSequence
	if invitedTo < 0 { // he declined an earlier date, and was left in peace
		invitedTo = m.Sequence
	}
	switch {
	case r.UID != m.UID:
		return IncomingUnknown
	case !a.RemovedAt.IsZero() || a.Resource() == "" || !m.CancelledAt.IsZero() || !m.EndsAt.After(now):
		return IncomingEnded
	case r.Counters:
		return IncomingCountered
	case r.Delegated:
		return IncomingDelegated
	case r.Sequence < invitedTo:
		return IncomingOldDate
	case !a.RepliedAt.IsZero() && r.Stamp.Equal(a.ReplyStamp):
		return IncomingAgain
	case !a.RepliedAt.IsZero() && r.Stamp.Before(a.ReplyStamp):
		return IncomingOverdue
	case !strings.EqualFold(r.Address, address):
		return IncomingToConfirm
	}
	return IncomingCounted
}
