package screening

import (
	"context"
	"encoding/json"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// atOnce is how many people one transaction examines: a unit is examined while
// others work.
const atOnce = 500

// Tally is how many people came to which outcome.
type Tally map[scheduling.Eligibility]int

// People is how many there are.
func (t Tally) People() (n int) {
	for _, count := range t {
		n += count
	}
	return n
}

// Examine applies the rules of a version to one person on a day, and keeps
// what each answered (rule 10).
func (d *Desk) Examine(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, version scheduling.VersionID, on scheduling.Date) (check scheduling.EligibilityCheckID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		e, err := examinerFor(tx, actor, version, on)
		if err != nil {
			return err
		}
		checks, err := e.examine(tx, actor, []scheduling.Insured{i})
		if err != nil {
			return err
		}
		check = checks[0].ID
		return audit(tx, actor, "examined", i, map[string]any{"version": version, "on": on})
	})
	return check, err
}

// ExamineReferral is Examine of the person of a referral.
func (d *Desk) ExamineReferral(ctx context.Context, actor scheduling.Actor, id scheduling.ReferralID, version scheduling.VersionID, on scheduling.Date) (scheduling.EligibilityCheckID, error) {
	var r scheduling.Referral
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		r, _, err = referral(tx, actor, id, scheduling.Invite)
		return err
	})
	if err != nil {
		return "", err
	}
	return d.Examine(ctx, actor, r.Insured, version, on)
}

// CheckMany examines many at once: an import's people, a list's. Those the
// actor may not examine are left out. A part of them is examined, and kept, at
// a time.
func (d *Desk) CheckMany(ctx context.Context, actor scheduling.Actor, version scheduling.VersionID, on scheduling.Date, ids []scheduling.InsuredID) (Tally, error) {
	tally := Tally{}
	for from := 0; from < len(ids); from += atOnce {
		part := ids[from:min(from+atOnce, len(ids))]
		_, err := d.part(ctx, actor, version, on, tally, func(tx *store.Tx) ([]scheduling.Insured, error) {
			return tx.InsuredByIDs(actor.Units(scheduling.Invite), part)
		})
		if err != nil {
			return tally, err
		}
	}
	return tally, nil
}

// CheckUnit examines everybody with an open referral in a unit again.
func (d *Desk) CheckUnit(ctx context.Context, actor scheduling.Actor, unit scheduling.UnitID, version scheduling.VersionID, on scheduling.Date) (Tally, error) {
	if err := actor.May(scheduling.Invite, unit); err != nil {
		return nil, err
	}
	tally, after := Tally{}, scheduling.InsuredID("")
	for {
		people, err := d.part(ctx, actor, version, on, tally, func(tx *store.Tx) ([]scheduling.Insured, error) {
			return tx.SignalledPeople([]scheduling.UnitID{unit}, after, atOnce)
		})
		if err != nil || len(people) < atOnce {
			return tally, err
		}
		after = people[len(people)-1].ID
	}
}

// part examines the people that find gives, in one transaction with its trace.
func (d *Desk) part(ctx context.Context, actor scheduling.Actor, version scheduling.VersionID, on scheduling.Date, tally Tally,
	find func(tx *store.Tx) ([]scheduling.Insured, error),
) (people []scheduling.Insured, err error) {
	var checks []scheduling.EligibilityCheck
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		e, err := examinerFor(tx, actor, version, on)
		if err != nil {
			return err
		}
		if people, err = find(tx); err != nil || len(people) == 0 {
			return err
		}
		if checks, err = e.examine(tx, actor, people); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "examined", Subject: "version:" + string(version), Unit: people[0].Unit,
			Fields: scheduling.TraceFields(map[string]any{"people": len(people), "on": on}),
		})
	})
	if err != nil {
		return nil, err
	}
	for _, c := range checks {
		tally[c.Stands()]++
	}
	return people, nil
}

// again examines somebody for every programme that she was examined for: what
// is known of her changed.
func again(tx *store.Tx, actor scheduling.Actor, i scheduling.Insured) error {
	checks, err := latest(tx, i.ID)
	if err != nil {
		return err
	}
	today := scheduling.DateOf(tx.Now)
	for _, c := range checks {
		e, err := examinerFor(tx, actor, c.VersionID, today)
		if scheduling.KindOf(err) == scheduling.NotFound || scheduling.KindOf(err) == scheduling.Conflict {
			continue // a programme that he does not run, or none any more
		}
		if err != nil {
			return err
		}
		if _, err := e.examine(tx, actor, []scheduling.Insured{i}); err != nil {
			return err
		}
	}
	return nil
}

// latest is the newest check of a person for each version.
func latest(tx *store.Tx, id scheduling.InsuredID) ([]scheduling.EligibilityCheck, error) {
	all, err := tx.EligibilityChecksOf(id)
	seen := map[scheduling.VersionID]bool{}
	var newest []scheduling.EligibilityCheck
	for _, c := range all {
		if !seen[c.VersionID] && !c.On.After(scheduling.DateOf(tx.Now)) {
			newest, seen[c.VersionID] = append(newest, c), true
		}
	}
	return newest, err
}

// examiner is the rules of a version on a day, and the communes people live in.
type examiner struct {
	version  scheduling.VersionID
	rules    eligibility.Rules
	on       scheduling.Date
	communes store.Communes
}

func examinerFor(tx *store.Tx, actor scheduling.Actor, id scheduling.VersionID, on scheduling.Date) (e examiner, err error) {
	if on.IsZero() {
		on = scheduling.DateOf(tx.Now)
	}
	if err = readable(tx, actor, id); err != nil {
		return e, err
	}
	communes, err := tx.Communes(actor.Organisation)
	if err != nil {
		return e, err
	}
	return examinerOf(tx, id, on, communes)
}

// examinerOf is the one of a version that people are examined for.
func examinerOf(tx *store.Tx, id scheduling.VersionID, on scheduling.Date, communes store.Communes) (e examiner, err error) {
	if err := examinable(tx, id); err != nil {
		return e, err
	}
	stored, err := tx.EligibilityRules(id)
	if err != nil {
		return e, err
	}
	rules, err := eligibility.Compile(stored)
	if err != nil { // written before criteria had a form: nothing can be made of them
		return e, scheduling.Refuse(scheduling.Conflict, "screening.rules.unreadable", "version")
	}
	return examiner{version: id, rules: rules, on: on, communes: communes}, nil
}

// examine adds a check of each. What a social worker made of the same outcome
// by the same rules still stands.
func (e examiner) examine(tx *store.Tx, actor scheduling.Actor, people []scheduling.Insured) ([]scheduling.EligibilityCheck, error) {
	ids := make([]scheduling.InsuredID, len(people))
	for n, i := range people {
		ids[n] = i.ID
	}
	referrals, err := tx.ReferralsOfPeople(ids)
	if err != nil {
		return nil, err
	}
	before, err := tx.StandingChecks(e.version, scheduling.DateOf(tx.Now), ids)
	if err != nil {
		return nil, err
	}
	checks := make([]scheduling.EligibilityCheck, len(people))
	for n, i := range people {
		c := e.check(i, referrals[i.ID])
		c.CheckedBy, c.CheckedAt = actor.ID.Ref(), tx.Now
		if b := before[i.ID]; b.Overridden != "" && b.Outcome == c.Outcome && b.RulesHash == c.RulesHash {
			c.Overridden, c.OverriddenBy, c.OverrideReason, c.OverriddenAt, c.Review = b.Overridden, b.OverriddenBy, b.OverrideReason, b.OverriddenAt, b.Review
		}
		checks[n] = c
	}
	return checks, tx.AddEligibilityChecks(checks)
}

// check applies the rules to a person, by her referrals, the newest first.
func (e examiner) check(i scheduling.Insured, referrals []scheduling.Referral) scheduling.EligibilityCheck {
	p := e.person(i, referrals)
	v := e.rules.Check(&p, e.on)
	c := scheduling.EligibilityCheck{
		ID: store.NewID[scheduling.EligibilityCheckID](), Insured: i.ID, VersionID: e.version, RulesHash: e.rules.Hash(), On: e.on,
		Outcome: v.Outcome, BecomesOn: v.BecomesOn, Results: results(e.rules.Explain(&p, e.on)),
	}
	if len(referrals) > 0 {
		c.Referral = referrals[0].ID
	}
	return c
}

// person is all that is known of i: the facts of her referrals, the newest first.
func (e examiner) person(i scheduling.Insured, referrals []scheduling.Referral) eligibility.Person {
	commune := e.communes.Of(i.Insee, i.Postcode, i.City)
	i.Insee = commune.Insee
	return eligibility.Of(i, factsOf(referrals), commune.Zone)
}

func factsOf(referrals []scheduling.Referral) (facts scheduling.Facts) {
	for n, r := range referrals {
		if n == 0 {
			facts = r.Facts
			continue
		}
		facts = facts.Over(r.Facts)
	}
	return facts
}

func results(list []scheduling.RuleResult) string {
	text, err := json.Marshal(list)
	if err != nil { // texts, numbers and dates always marshal
		panic(err)
	}
	return string(text)
}
