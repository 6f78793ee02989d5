package scheduling

import (
	"slices"
	"time"
)

// Eligibility is the outcome of a check.
type Eligibility string

// The outcomes (rules 10 and 11).
const (
	Collective      Eligibility = "collective"
	IndividualFirst Eligibility = "individual_first" // an interview lifts it, with a reason
	NotEligible     Eligibility = "not_eligible"
	Incomplete      Eligibility = "incomplete" // a fact is missing
	NotYet          Eligibility = "not_yet"    // time alone will make it true
)

// Eligibilities in the order of the screens.
var Eligibilities = []Eligibility{Collective, IndividualFirst, NotYet, Incomplete, NotEligible}

// RuleAnswer is what one rule says of one person.
type RuleAnswer string

// The answers: unknown never counts as pass (rule 10).
const (
	Pass          RuleAnswer = "pass"
	Fail          RuleAnswer = "fail"
	UnknownAnswer RuleAnswer = "unknown"
)

// RuleResult is a rule's answer with its reason.
type RuleResult struct {
	Rule       int    // position in the version
	Key        string // of the rule
	Parameters string // of the rule, as it was applied
	Source     string // of the rule
	Blocks     bool   // false: it only warns
	Answer     RuleAnswer
	Reason     string // message key
	With       []any  // what the sentence is filled with, by name and value; a code as LIST.CODE
	Becomes    Date   // when time alone turns a fail into a pass; zero: never
}

// EligibilityCheck is an examen d'éligibilité: the rules of a version applied
// to one person at a stated date (rule 10).
type EligibilityCheck struct {
	ID             EligibilityCheckID
	Insured        InsuredID
	Referral       ReferralID // whose facts were read; "" when none
	VersionID      VersionID
	RulesHash      string // of the rules that were applied
	On             Date
	Outcome        Eligibility
	BecomesOn      Date   // of not_yet
	Results        string // JSON array of RuleResult
	CheckedBy      string // "user:ID", "import:ID" or "system"
	CheckedAt      time.Time
	Overridden     Eligibility // what a social worker made of it; "" when nothing
	OverriddenBy   UserID
	OverrideReason string
	OverriddenAt   time.Time
	Review         string // what changed under the override since, in words apart: fields, "outcome", "rules"; "" once a human looked
}

// ToReview reports whether a human's decision is to be looked at again: what
// it was made on changed.
func (c EligibilityCheck) ToReview() bool { return c.Overridden != "" && c.Review != "" }

// Stands is the outcome that counts: the social worker's, else the rules'.
func (c EligibilityCheck) Stands() Eligibility {
	if c.Overridden != "" {
		return c.Overridden
	}
	return c.Outcome
}

// Redirection is a réorientation: whom a person is sent to when it is not for
// her (rule 12).
type Redirection struct {
	ID       RedirectionID
	Referral ReferralID
	Insured  InsuredID
	Reason   string // one of RedirectionReasons
	Target   string // whom she is sent to, as the slip prints it
	Note     string // personal social content
	By       UserID
	At       time.Time
}

// RedirectionReasons are why a person is sent elsewhere, in the order of the
// screens.
var RedirectionReasons = []string{
	"pension", "no_complex_social_problem", "not_health_related", "out_of_territory",
	"precarity", "not_affiliated", "medical", "emergency", "other",
}

// Validate gives every fault of r.
func (r Redirection) Validate() error {
	var f Faults
	f.Check(slices.Contains(RedirectionReasons, r.Reason), "reason", "redirection.reason.unknown")
	f.checkTitle(r.Target, "target")
	f.Check(len(r.Note) <= 2000, "note", "redirection.note.long")
	return f.Err()
}
