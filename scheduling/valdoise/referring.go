package valdoise

import (
	"encoding/json"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// signalled is somebody whom the fund, a partner or herself brought to the
// service some days ago, and what is known of her.
type signalled struct {
	days      int // since the signal
	source    scheduling.ReferralSource
	leave     int // days since the leave began; 0: not known
	pathology string
	contract  string
	facts     scheduling.Facts
	waits     bool // nobody examined her yet
	lifted    string
	sentTo    string
}

const (
	yes = scheduling.KnownYes
	no  = scheduling.KnownNo
)

// lately are the signals of the last weeks: one of each outcome at least.
var lately = []signalled{
	{days: 3, source: scheduling.FromCPAM90, leave: 94, pathology: "breast", contract: "employed", facts: atEase, waits: true},
	{days: 4, source: scheduling.FromCPAM90, leave: 96, waits: true},
	{days: 6, source: scheduling.FromCPAM90, leave: 101, pathology: "bowel", contract: "employed", facts: atEase},
	{days: 8, source: scheduling.FromPartner, leave: 130, pathology: "haematological", contract: "dismissed", facts: atEase},
	{days: 9, source: scheduling.FromCPAM90, leave: 112, pathology: "breast", contract: "employed", facts: with(atEase, func(f *scheduling.Facts) { f.LowAllowance = yes })},
	{
		days: 12, source: scheduling.FromHerself, leave: 118, pathology: "lung", contract: "employed",
		facts:  with(atEase, func(f *scheduling.Facts) { f.SolidarityCover = yes }),
		lifted: "Reçue en entretien le mois dernier : elle est accompagnée pour son budget et souhaite rejoindre le groupe.",
	},
	{days: 10, source: scheduling.FromCPAM45, leave: 58, pathology: "breast", contract: "employed", facts: atEase},
	{days: 14, source: scheduling.FromCPAM45, leave: 63, pathology: "digestive", contract: "employed", facts: with(atEase, func(f *scheduling.Facts) { f.LeaveTime = scheduling.TherapeuticPartTime })},
	{days: 13, source: scheduling.FromCPAM90, leave: 108, contract: "employed", facts: scheduling.Facts{LeaveTime: scheduling.FullTime, LowAllowance: no, LowPerHead: no, SolidarityCover: no}},
	{days: 15, source: scheduling.FromEmployer, leave: 99, pathology: "kidney", contract: "employed", facts: scheduling.Facts{LeaveTime: scheduling.FullTime}},
	{days: 18, source: scheduling.FromPartner, leave: 140, pathology: "breast", contract: "other", facts: with(atEase, func(f *scheduling.Facts) { f.Invalidity = scheduling.NoInvalidity })},
	{
		days: 20, source: scheduling.FromHerself, leave: 150, pathology: "prostate", contract: "other",
		facts:  with(atEase, func(f *scheduling.Facts) { f.Purpose, f.Invalidity = scheduling.ForPension, scheduling.NoInvalidity }),
		sentTo: "Carsat, service retraite, 39 60",
	},
}

// earlier are those of the weeks before, who may all come and wait to be asked.
func earlier() (list []signalled) {
	groups := []string{"breast", "bowel", "haematological", "prostate", "breast", "lung", "ovary"}
	for n := range 14 {
		list = append(list, signalled{
			days: 22 + 8*n, source: scheduling.FromCPAM90, leave: 112 + 8*n, pathology: groups[n%len(groups)], contract: "employed", facts: atEase,
		})
	}
	return list
}

var atEase = scheduling.Facts{
	Purpose: scheduling.ForWork, LeaveKind: scheduling.Illness, LeaveTime: scheduling.FullTime, Scheme: scheduling.GeneralScheme,
	LowAllowance: no, LowPerHead: no, SolidarityCover: no, LongIllness: yes, Fragility: "nyynnn",
}

func with(f scheduling.Facts, change func(*scheduling.Facts)) scheduling.Facts {
	change(&f)
	return f
}

// referred adds them, and examines those whose turn came.
func (p *present) referred(tx *store.Tx) error {
	stored, err := tx.EligibilityRules(versionInUse)
	if err != nil {
		return err
	}
	rules, err := eligibility.Compile(stored)
	if err != nil {
		return fmt.Errorf("criteria of the reference programme: %w", err)
	}
	for n, s := range append(lately, earlier()...) {
		i := p.people.invent([]string{"f", "f", "m"}[n%3], aged(p.dice, 38+n, p.today), []scheduling.SiteID{argenteuil, osny}[n%2])
		at := p.now.AddDate(0, 0, -s.days)
		i.Pathology, i.Contract, i.CreatedAt = s.pathology, s.contract, at
		s.facts.LeaveStart = p.today.AddDays(-s.leave)
		r := scheduling.Referral{
			ID: scheduling.ReferralID("referral-" + i.ID[len("insured-"):]), Insured: i.ID, Unit: valDOise, Source: s.source,
			ReceivedOn: p.today.AddDays(-s.days), Facts: s.facts, CreatedAt: at, Version: 1,
		}
		if s.source == scheduling.FromCPAM45 || s.source == scheduling.FromCPAM90 {
			r.Reference = fmt.Sprintf("SIG-%04d", 4100+n)
		}
		p.insured = append(p.insured, i)
		if !s.waits {
			p.examine(rules, i, &r, s)
		}
		p.referrals = append(p.referrals, r)
	}
	return nil
}

// examine applies the rules two days after the signal, and does what was
// decided of it.
func (p *present) examine(rules eligibility.Rules, i scheduling.Insured, r *scheduling.Referral, s signalled) {
	on, at := r.ReceivedOn.AddDays(2), r.CreatedAt.AddDate(0, 0, 2)
	person := eligibility.Of(i, r.Facts, "")
	v := rules.Check(&person, on)
	results, err := json.Marshal(rules.Explain(&person, on))
	if err != nil {
		panic(err) // texts, numbers and dates
	}
	c := scheduling.EligibilityCheck{
		ID: scheduling.EligibilityCheckID("check-" + i.ID[len("insured-"):]), Insured: i.ID, Referral: r.ID, VersionID: versionInUse,
		RulesHash: rules.Hash(), On: on, Outcome: v.Outcome, BecomesOn: v.BecomesOn, Results: string(results), CheckedBy: scheduling.UserID("agent-claire").Ref(), CheckedAt: at,
	}
	if s.lifted != "" {
		c.Overridden, c.OverriddenBy, c.OverrideReason, c.OverriddenAt = scheduling.Collective, "agent-claire", s.lifted, at.Add(time.Hour)
	}
	p.checks = append(p.checks, c)
	if s.sentTo == "" {
		return
	}
	r.ClosedAt, r.ClosedBy, r.Version = at.Add(2*time.Hour), "agent-claire", 2
	p.redirected = append(p.redirected, scheduling.Redirection{
		ID: scheduling.RedirectionID("redirection-" + i.ID[len("insured-"):]), Referral: r.ID, Insured: i.ID, Reason: "pension", Target: s.sentTo,
		Note: "Question de retraite anticipée ; rendez-vous pris avec elle par téléphone.", By: "agent-claire", At: r.ClosedAt,
	})
}
