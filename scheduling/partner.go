package scheduling

import (
	"regexp"
	"slices"
	"strings"
)

// PartnerKind is a stable code of the list in domain.md §3.
type PartnerKind string

// PartnerKinds in the order of the screens; labels are in templates/messages.
var PartnerKinds = []PartnerKind{
	"ligue_cancer", "care_network", "occupational_physician", "psychologist", "work_psychologist",
	"sophrologist", "cap_emploi", "redeployment_adviser", "mdph", "company_hr", "france_travail",
	"agefiph", "region", "occupational_health_service", "ccas", "caf", "departement", "association",
	"hospital", "pass", "health_centre", "training_body", "former_participant", "other",
}

// Partner is a body whose people co-animate meetings.
type Partner struct {
	ID      PartnerID
	Unit    UnitID
	Kind    PartnerKind
	Name    string
	Since   int // year of the first common action; 0: unknown
	Notes   string
	Version int
}

// Facilitator is an intervenant: a partner's person.
type Facilitator struct {
	ID        FacilitatorID
	Partner   PartnerID
	FirstName string
	LastName  string
	Function  string
	Email     string
	Phone     string
	Active    bool
	Version   int
	Recap     bool // one mail for all the dates of a session, instead of one for each
}

// Name is how the facilitator is called.
func (f Facilitator) Name() string { return f.FirstName + " " + f.LastName }

// Agreement is a convention with a partner.
type Agreement struct {
	ID         AgreementID
	Partner    PartnerID
	Scope      string
	SignedOn   Date
	ValidFrom  Date
	ValidUntil Date // included; zero: no end
	Version    int
}

// Validate checks p.
func (p Partner) Validate() error {
	var f Faults
	f.Check(p.Unit != "", "unit", "partner.unit.required")
	f.Check(slices.Contains(PartnerKinds, p.Kind), "kind", "partner.kind.unknown")
	f.Check(p.Name != "" && len(p.Name) <= 200 && oneLine(p.Name), "name", "partner.name.required")
	f.Check(p.Since == 0 || p.Since >= 1945 && p.Since <= 2100, "since", "partner.since.range")
	f.Check(len(p.Notes) <= 5000, "notes", "partner.notes.long")
	return f.Err()
}

// mailable is a bare address that every calendar and every relay takes: plain
// ASCII, nothing to quote.
var mailable = regexp.MustCompile(`^[A-Za-z0-9!$'*+=_~-]+(\.[A-Za-z0-9!$'*+=_~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// Mailable reports whether a calendar invitation can be sent to an address.
func Mailable(address string) bool { return len(address) <= 254 && mailable.MatchString(address) }

// Validate checks f; without an address he cannot be invited by mail, but may
// be put on a meeting.
func (f Facilitator) Validate() error {
	var faults Faults
	faults.Check(f.FirstName != "" && len(f.FirstName) <= 100 && oneLine(f.FirstName), "first_name", "facilitator.first_name.required")
	faults.Check(f.LastName != "" && len(f.LastName) <= 100 && oneLine(f.LastName), "last_name", "facilitator.last_name.required")
	faults.Check(len(f.Function) <= 200 && oneLine(f.Function), "function", "facilitator.function.long")
	faults.Check(f.Email == "" || Mailable(f.Email), "email", "facilitator.email.malformed")
	faults.Check(f.Phone == "" || len(f.Phone) <= 30 && strings.Trim(f.Phone, "+0123456789 .-()\u00a0\u202f") == "", "phone", "facilitator.phone.malformed")
	return faults.Err()
}

// Validate checks a.
func (a Agreement) Validate() error {
	var f Faults
	f.Check(a.Scope != "" && len(a.Scope) <= 500, "scope", "agreement.scope.required")
	f.Check(!a.ValidFrom.IsZero(), "valid_from", "agreement.valid_from.required")
	f.Check(a.ValidUntil.IsZero() || !a.ValidUntil.Before(a.ValidFrom), "valid_until", "agreement.valid_until.before")
	return f.Err()
}

// AgreementState is where an agreement stands; it is derived, never stored.
type AgreementState string

// The states of an agreement, and of a partner without any.
const (
	AgreementNone     AgreementState = "none"
	AgreementExpired  AgreementState = "expired"
	AgreementFuture   AgreementState = "future"
	AgreementExpiring AgreementState = "expiring"
	AgreementValid    AgreementState = "valid"
)

// agreementNotice is how long before its end an agreement asks to be renewed:
// a convention takes a season to sign.
const agreementNotice = 3 // months

// State derives where a stands on a day.
func (a Agreement) State(today Date) AgreementState {
	switch {
	case a.ValidFrom.After(today):
		return AgreementFuture
	case a.ValidUntil.IsZero():
		return AgreementValid
	case a.ValidUntil.Before(today):
		return AgreementExpired
	case a.ValidUntil.Before(today.AddMonths(agreementNotice)):
		return AgreementExpiring
	}
	return AgreementValid
}

// Covered is the best state among a partner's agreements: one that expires
// worries nobody when its successor is signed for the day after.
func Covered(agreements []Agreement, today Date) AgreementState {
	best := AgreementNone
	order := []AgreementState{AgreementNone, AgreementExpired, AgreementFuture, AgreementExpiring, AgreementValid}
	var expiring Date
	for _, a := range agreements {
		state := a.State(today)
		if slices.Index(order, state) > slices.Index(order, best) {
			best = state
		}
		if state == AgreementExpiring && a.ValidUntil.After(expiring) {
			expiring = a.ValidUntil
		}
	}
	if best != AgreementExpiring {
		return best
	}
	for _, a := range agreements {
		if a.State(today) == AgreementFuture && !a.ValidFrom.After(expiring.AddDays(1)) {
			return AgreementValid
		}
	}
	return best
}

// oneLine reports whether s can stand in a header, an envelope or a calendar.
func oneLine(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
