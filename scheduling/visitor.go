package scheduling

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Visitor is someone who was in the room and is not enrolled. She is counted
// apart: no rate knows her (rule 19).
type Visitor struct {
	ID      VisitorID
	Meeting MeetingID
	Kind    VisitorKind
	Name    string // "" when nobody needs it
	AddedBy UserID
	AddedAt time.Time
}

// VisitorKind is what a visitor came as.
type VisitorKind string

// The kinds of visitor.
const (
	WitnessVisitor VisitorKind = "witness"
	Carer          VisitorKind = "carer"
	Interpreter    VisitorKind = "interpreter"
	ToEnrol        VisitorKind = "to_enrol"
	Trainee        VisitorKind = "trainee"
	OtherVisitor   VisitorKind = "other"
)

// VisitorKinds in the order of the screens.
var VisitorKinds = []VisitorKind{WitnessVisitor, Carer, Interpreter, ToEnrol, Trainee, OtherVisitor}

// Validate checks a visitor; whoever is to be enrolled must be found again.
func (v Visitor) Validate() error {
	var f Faults
	f.Check(slices.Contains(VisitorKinds, v.Kind), "kind", "visitor.kind.unknown")
	f.Check(v.Name != "" || v.Kind != ToEnrol, "name", "visitor.name.required")
	f.Check(utf8.RuneCountInString(v.Name) <= 100 && plain(v.Name), "name", "visitor.name.long")
	return f.Err()
}
