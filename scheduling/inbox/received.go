package inbox

import (
	"log/slog"

	"trame/scheduling/ical"
)

// MaxSize is the longest mail that is read, in octets. An answer has a few
// thousand; returned mail quotes headers alone, as we ask of relays.
const MaxSize = 256 << 10

// Kind is what a mail is.
type Kind string

// The kinds.
const (
	Reply     Kind = "reply"
	Counter   Kind = "counter"
	Bounce    Kind = "bounce"
	AutoReply Kind = "auto_reply"
	Other     Kind = "other"
)

// Received is one mail, as far as it concerns us.
type Received struct {
	Kind      Kind
	Why       Why      // of what is neither an answer nor a bounce
	Digest    string   // of the whole text: the same mail twice has the same
	MessageID string   // without < >
	From      string   // bare, in lower case; "" when there is not exactly one
	Tokens    []string // what stands between + and @ in the addresses it came to
	Answer    ical.Answer
	Returned  Returned
	Raw       []byte // nil when it was too long
}

// LogValue keeps people and content out of the log.
func (r Received) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", string(r.Kind)), slog.String("why", string(r.Why)))
}

// Why says in a few constant words why a mail is left aside.
type Why string

// The reasons.
const (
	TooLong      Why = "longer than 256 KB"
	Unreadable   Why = "not a mail that can be read"
	NoCalendar   Why = "no calendar object"
	NotAnAnswer  Why = "a calendar object that answers nothing"
	Automatic    Why = "an automatic answer"
	ManyParts    Why = "too many parts, or too deep"
	BadReport    Why = "a delivery report that cannot be read"
	NothingWrong Why = "a report of a delivery that went well"
)

// Returned is what a server says of a mail of ours (RFC 3464).
type Returned struct {
	Failed    bool   // else it is late, and the server keeps trying
	Status    string // RFC 3463: 5.1.1; "" when it is not told
	Recipient string // bare, in lower case
	Original  string // the Message-ID of our mail, without < >; "" when it is not told
}

// AddressIsWrong reports whether r is about the address itself: nobody of that
// name, no such domain, a mailbox that takes nothing. A policy, a network or a
// content that was refused says nothing of it (RFC 3463 §3).
func (r Returned) AddressIsWrong() bool {
	if !r.Failed || len(r.Status) < 4 {
		return false
	}
	switch r.Status[:4] {
	case "5.0.", "5.1.", "5.2.":
		return true
	}
	return r.Status == "5.4.4" // no such host
}
