// Package eligibility applies the criteria of a programme to what is known of
// a person, at a stated date (rule 10). It knows no clock and no database.
//
// A rule finds the days on which she passes, once and for all: from the 91st
// day of a leave, until a birthday. The verdict is where those days meet, so
// that « pas encore » always has its date.
package eligibility

import (
	"trame/scheduling"
)

// Person is what is known of somebody: her file, the facts of her referrals,
// and the zone that her commune was drawn into.
type Person struct {
	BirthDate scheduling.Date
	Contract  string
	Pathology string
	Insee     string
	Zone      string
	Consent   scheduling.Known // to be contacted by one channel at least
	Facts     scheduling.Facts
}

// Of is the person of a file. A consent that nobody noted is unknown.
func Of(i scheduling.Insured, f scheduling.Facts, zone string) Person {
	p := Person{BirthDate: i.BirthDate, Contract: i.Contract, Pathology: i.Pathology, Insee: i.Insee, Zone: zone, Facts: f}
	if i.MailConsent || i.LetterConsent || i.SMSConsent {
		p.Consent = scheduling.KnownYes
	}
	return p
}

// finding is what a rule makes of a person, whatever the day: nothing, as a
// fact is missing, or the days on which she passes, both ends included.
type finding struct {
	known       bool
	from, until day
}

// judge is a rule with its parameters. on is asked for nothing but what only
// that day tells: whether a leave that was prescribed too short may still go on.
type judge func(p *Person, on day) finding

var (
	unknown = finding{}
	passes  = finding{true, ever, never}
	fails   = finding{true, never, ever}
)

func since(from day) finding { return finding{true, from, never} }

func passesIf(ok bool) finding {
	if ok {
		return passes
	}
	return fails
}

type answer uint8

const (
	pass answer = iota + 1
	fail
	missing
)

func (f finding) at(on day) answer {
	switch {
	case !f.known:
		return missing
	case f.from <= on && on <= f.until:
		return pass
	default:
		return fail
	}
}

// becomes is the day on which time alone makes a fail a pass; false for none.
func (f finding) becomes(on day) (day, bool) {
	return f.from, f.known && on < f.from && f.from <= f.until
}

// Verdict is what rules make of one person on one day.
type Verdict struct {
	Outcome   scheduling.Eligibility
	BecomesOn scheduling.Date // of not_yet: the first day on which time alone has made every rule pass
	answers   [scheduling.MostRules]answer
}

// Answer is that of the i-th rule, from 0.
func (v *Verdict) Answer(i int) scheduling.RuleAnswer {
	switch v.answers[i] {
	case pass:
		return scheduling.Pass
	case fail:
		return scheduling.Fail
	default:
		return scheduling.UnknownAnswer
	}
}

// Check applies every rule to p on a day. It allocates nothing; Explain gives
// the reasons.
//
// A rule that can never pass decides first, then a fact that is missing, then
// the time that is still to come, then precarity: unknown never counts as
// pass. A rule that warns decides nothing.
func (r Rules) Check(p *Person, on scheduling.Date) (v Verdict) {
	today := dayOf(on)
	open, lacks, alone := passes, false, false
	for i := range r.list {
		rule := &r.list[i]
		f := rule.judge(p, today)
		v.answers[i] = f.at(today)
		switch {
		case !rule.Blocks:
		case !f.known:
			lacks = true
		case rule.Key == Precarity:
			alone = alone || v.answers[i] == fail
		default:
			open.from, open.until = max(open.from, f.from), min(open.until, f.until)
		}
	}
	switch {
	case open.until < max(open.from, today):
		v.Outcome = scheduling.NotEligible
	case lacks:
		v.Outcome = scheduling.Incomplete
	case today < open.from:
		v.Outcome, v.BecomesOn = scheduling.NotYet, open.from.date()
	case alone:
		v.Outcome = scheduling.IndividualFirst
	default:
		v.Outcome = scheduling.Collective
	}
	return v
}
