package screening

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// Dossier is a referral as the actor may read it: facts and results for social
// workers, the outcome's word alone for advisers (rule 25).
type Dossier struct {
	Referral     scheduling.Referral
	Insured      scheduling.Insured
	Social       bool
	Write        bool
	Facts        scheduling.Facts // with what older referrals know
	Checks       []Examined       // the newest for each programme
	Redirections []scheduling.Redirection
	Versions     []scheduling.ProgrammeVersion // that she may be examined for
	Items        []string                      // the organisation's words for the fragility sheet; none for ours
	Zone         string
	Today        scheduling.Date
}

// Examined is a check with the programme it was made for.
type Examined struct {
	Check     scheduling.EligibilityCheck // without results and reasons unless social
	Title     string                      // of the programme
	Results   []scheduling.RuleResult
	Suggested string // why she would be sent elsewhere; "" when she would not
	Insured   scheduling.Insured
	Social    bool
	Standing  bool // no later one stands for her
	By        string
	Zone      string
}

// Dossier opens a referral; it is a reading of the person's file.
func (d *Desk) Dossier(ctx context.Context, actor scheduling.Actor, id scheduling.ReferralID) (f Dossier, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		r, i, err := referral(tx, actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		f = Dossier{
			Referral: r, Insured: i, Social: social(actor, i.Unit), Write: actor.May(scheduling.Invite, i.Unit) == nil, Today: scheduling.DateOf(tx.Now),
		}
		if err := f.read(tx, actor); err != nil {
			return err
		}
		if !f.Social {
			f.conceal()
		}
		return audit(tx, actor, "read", i, map[string]any{"referral": id, "social": f.Social})
	})
	return f, err
}

func (f *Dossier) read(tx *store.Tx, actor scheduling.Actor) error {
	all, err := tx.ReferralsOf(f.Insured.ID)
	if err != nil {
		return err
	}
	f.Facts = factsOf(all)
	if f.Versions, err = versions(tx, actor); err != nil {
		return err
	}
	checks, err := latest(tx, f.Insured.ID)
	if err != nil {
		return err
	}
	if f.Checks, err = examined(tx, checks); err != nil {
		return err
	}
	if f.Redirections, err = tx.RedirectionsOf(f.Insured.ID); err != nil {
		return err
	}
	f.Redirections = slices.DeleteFunc(f.Redirections, func(r scheduling.Redirection) bool { return r.Referral != f.Referral.ID })
	o, err := tx.Organisation(actor.Organisation)
	f.Zone, f.Items = o.TimeZone, o.FragilityList()
	return err
}

func (f *Dossier) conceal() {
	f.Insured, f.Facts, f.Redirections, f.Referral.Facts = f.Insured.WithoutSocial(), scheduling.Facts{}, nil, scheduling.Facts{}
	for n := range f.Checks {
		f.Checks[n].conceal()
	}
}

func (e *Examined) conceal() {
	e.Results, e.Suggested, e.Check.Results, e.Check.OverrideReason, e.Check.Review = nil, "", "", "", ""
}

func examined(tx *store.Tx, checks []scheduling.EligibilityCheck) ([]Examined, error) {
	ids := make([]scheduling.VersionID, len(checks))
	for n, c := range checks {
		ids[n] = c.VersionID
	}
	versions, err := tx.VersionsByID(ids)
	if err != nil {
		return nil, err
	}
	list := make([]Examined, len(checks))
	for n, c := range checks {
		list[n] = Examined{Check: c, Standing: true}
		if at := slices.IndexFunc(versions, func(v scheduling.ProgrammeVersion) bool { return v.ID == c.VersionID }); at >= 0 {
			list[n].Title = fmt.Sprintf("%s, version %d", versions[at].Title, versions[at].Number)
		}
		if err := json.Unmarshal([]byte(c.Results), &list[n].Results); err != nil {
			return nil, fmt.Errorf("results of check %s: %w", c.ID, err)
		}
	}
	return list, nil
}

// Check reads one check with every rule's answer. It is a reading of the
// person's file.
func (d *Desk) Check(ctx context.Context, actor scheduling.Actor, id scheduling.EligibilityCheckID) (e Examined, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, i, err := check(tx, actor, id, scheduling.SeePeople)
		if err != nil {
			return err
		}
		list, err := examined(tx, []scheduling.EligibilityCheck{c})
		if err != nil {
			return err
		}
		e = list[0]
		e.Insured, e.Social = i, social(actor, i.Unit)
		if err := e.read(tx, actor); err != nil {
			return err
		}
		if !e.Social {
			e.Insured = i.WithoutSocial()
			e.conceal()
		}
		return audit(tx, actor, "read", i, map[string]any{"check": id, "social": e.Social})
	})
	return e, err
}

// read adds who overrode, what stands now, and the redirection that suggests
// itself.
func (e *Examined) read(tx *store.Tx, actor scheduling.Actor) error {
	o, err := tx.Organisation(actor.Organisation)
	if err != nil {
		return err
	}
	e.Zone = o.TimeZone
	by, err := tx.UsersByID([]scheduling.UserID{e.Check.OverriddenBy})
	if err != nil {
		return err
	}
	for _, u := range by {
		e.By = u.Name()
	}
	standing, err := tx.StandingChecks(e.Check.VersionID, scheduling.DateOf(tx.Now), []scheduling.InsuredID{e.Insured.ID})
	if err != nil {
		return err
	}
	e.Standing = standing[e.Insured.ID].ID == e.Check.ID
	if e.Check.Stands() != scheduling.NotEligible {
		return nil
	}
	e.Suggested, err = suggested(tx, actor, e.Check, e.Insured)
	return err
}

// suggested is why a person would be sent elsewhere, by what is known of her
// today; "" when her rules cannot be applied any more.
func suggested(tx *store.Tx, actor scheduling.Actor, c scheduling.EligibilityCheck, i scheduling.Insured) (string, error) {
	e, err := examinerFor(tx, actor, c.VersionID, c.On)
	if err != nil {
		return "", nil //nolint:nilerr // a suggestion, and no more
	}
	referrals, err := tx.ReferralsOf(i.ID)
	if err != nil {
		return "", err
	}
	p := e.person(i, referrals)
	return e.rules.Redirection(&p, c.On), nil
}

// OfPerson lists the referrals of a person, the newest first, as the list of
// her file shows them: without facts.
func (d *Desk) OfPerson(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID) (i scheduling.Insured, list []scheduling.Referral, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if i, err = tx.InsuredFor(actor, id, scheduling.SeePeople); err != nil {
			return err
		}
		list, err = tx.ReferralsOf(id)
		for n := range list {
			list[n].Facts = scheduling.Facts{}
		}
		i = i.WithoutSocial()
		return err
	})
	return i, list, err
}

// Choices are what the form of a referral offers.
type Choices struct {
	Versions []scheduling.ProgrammeVersion // to examine for
	Items    []string                      // of the fragility sheet; nil for ours
	Today    scheduling.Date
}

// Choices reads them.
func (d *Desk) Choices(ctx context.Context, actor scheduling.Actor) (c Choices, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		o, err := tx.Organisation(actor.Organisation)
		if err != nil {
			return err
		}
		c.Items, c.Today = o.FragilityList(), scheduling.DateOf(tx.Now)
		c.Versions, err = versions(tx, actor)
		return err
	})
	return c, err
}

// versions are the approved versions that the actor's units run, with criteria
// that can be applied.
func versions(tx *store.Tx, actor scheduling.Actor) ([]scheduling.ProgrammeVersion, error) {
	over, err := tx.UnitsOver(actor.Units(scheduling.SeePlan))
	if err != nil {
		return nil, err
	}
	return applicable(tx, over)
}

// applicable are the approved versions of units, with criteria that can be
// applied.
func applicable(tx *store.Tx, units []scheduling.UnitID) ([]scheduling.ProgrammeVersion, error) {
	list, err := tx.ApprovedVersions(units)
	if err != nil {
		return nil, err
	}
	ids := make([]scheduling.VersionID, len(list))
	for n, v := range list {
		ids[n] = v.ID
	}
	rules, err := tx.EligibilityRulesOf(ids)
	return slices.DeleteFunc(list, func(v scheduling.ProgrammeVersion) bool {
		_, unreadable := eligibility.Compile(rules[v.ID])
		return unreadable != nil || len(rules[v.ID]) == 0
	}), err
}
