package scheduling

import (
	"slices"
	"time"
)

// Erasure is an effacement: the proof that what was personal went, and why. It
// holds no personal value, so that it can be kept for ever and carried
// elsewhere (rule 27).
type Erasure struct {
	ID           ErasureID
	Organisation OrganisationID
	Unit         UnitID // of the person; "" when many went at once
	At           time.Time
	Scope        ErasureScope
	Basis        ErasureBasis
	Ground       ErasureGround // of a request
	AskedOn      Date          // of a request
	Subject      InsuredID     // means nothing outside of the database; "" when many went at once
	Actor        string        // "user:ID", "system"
	Counts       map[string]int
}

// ErasureScope is how much of what is kept went.
type ErasureScope string

// The scopes: a file whole; the health and social reasons of one whose follow-up
// is closed; the content of messages that left long ago.
const (
	ErasePerson   ErasureScope = "person"
	EraseSocial   ErasureScope = "social"
	EraseMessages ErasureScope = "messages"
)

// ErasureBasis is why.
type ErasureBasis string

// The bases: she asked (RGPD art. 17), or the time is over (art. 5.1.e).
const (
	OnRequest   ErasureBasis = "request"
	OnRetention ErasureBasis = "retention"
)

// ErasureGround is what a request rests on, as a code: words of hers would be a
// personal value in a register that is kept for ever.
type ErasureGround string

// The grounds of RGPD art. 17.1.
const (
	NoLongerNeeded   ErasureGround = "no_longer_needed"
	ConsentWithdrawn ErasureGround = "consent_withdrawn"
	Objects          ErasureGround = "objects"
	Unlawful         ErasureGround = "unlawful"
	ByMistake        ErasureGround = "by_mistake" // the file should never have been opened
)

// ErasureGrounds in the order of the screens.
var ErasureGrounds = []ErasureGround{ConsentWithdrawn, Objects, NoLongerNeeded, Unlawful, ByMistake}

// Validate gives every fault of a request to erase; today is the day in the
// organisation.
func (e Erasure) Validate(today Date) error {
	var f Faults
	f.Check(slices.Contains(ErasureGrounds, e.Ground), "ground", "erasure.ground.unknown")
	f.Check(!e.AskedOn.IsZero(), "asked_on", "erasure.asked_on.required")
	f.Check(!e.AskedOn.After(today), "asked_on", "erasure.asked_on.future")
	return f.Err()
}

// How long what is kept stays, beside the organisation's own months.
const (
	// MessagesKept is how many months the content of a message stays.
	MessagesKept = 6
	// UnclosedAfter is how many months after its last meeting a session that
	// nobody closed counts as closed: forgetting a button keeps no file for ever.
	UnclosedAfter = 24
)
