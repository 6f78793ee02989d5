package screening

import (
	"cmp"
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// Move is how many people other rules would take from one outcome to another.
type Move struct {
	From, To scheduling.Eligibility
	People   int
}

// Effect is what other rules would make of the people of a unit whose referral
// is open. Nobody is named.
type Effect struct {
	People int
	Before Tally // by the rules as they stand; empty when they cannot be applied
	After  Tally
	Moves  []Move // those who would change, the most first
	On     scheduling.Date
}

// Moved is how many people would change.
func (e Effect) Moved() (n int) {
	for _, m := range e.Moves {
		n += m.People
	}
	return n
}

// WhatIf tells what rules would change, before anybody writes them: every
// person with an open referral is examined by the rules of the version and by
// the others, and nothing is kept. A social worker's own judgements count for
// nothing here: the rules are on trial.
func (d *Desk) WhatIf(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, rules []scheduling.EligibilityRule, on scheduling.Date) (e Effect, err error) {
	after, err := eligibility.Compile(rules)
	if err != nil {
		return e, err
	}
	units := counted(actor)
	if len(units) == 0 {
		return e, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_reports", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if on.IsZero() {
			on = scheduling.DateOf(tx.Now)
		}
		if err := readable(tx, actor, id); err != nil {
			return err
		}
		stored, err := tx.EligibilityRules(id)
		if err != nil {
			return err
		}
		before, unreadable := eligibility.Compile(stored)
		communes, err := tx.Communes(actor.Organisation)
		if err != nil {
			return err
		}
		t := trial{before: examiner{rules: before, on: on, communes: communes}, after: examiner{rules: after, on: on, communes: communes}, applies: unreadable == nil}
		e, err = t.try(tx, units)
		e.On = on
		return err
	})
	return e, err
}

// trial is two sets of rules applied to the same people.
type trial struct {
	before, after examiner
	applies       bool // the rules as they stand can be applied
}

func (t trial) try(tx *store.Tx, units []scheduling.UnitID) (Effect, error) {
	e := Effect{Before: Tally{}, After: Tally{}}
	moves := map[Move]int{}
	for last := scheduling.InsuredID(""); ; {
		people, err := tx.SignalledPeople(units, last, atOnce)
		if err != nil {
			return e, err
		}
		ids := make([]scheduling.InsuredID, len(people))
		for n, i := range people {
			ids[n] = i.ID
		}
		referrals, err := tx.ReferralsOfPeople(ids)
		if err != nil {
			return e, err
		}
		for _, i := range people {
			p := t.after.person(i, referrals[i.ID])
			then := t.after.rules.Check(&p, t.after.on).Outcome
			e.People++
			e.After[then]++
			if !t.applies {
				continue
			}
			now := t.before.rules.Check(&p, t.before.on).Outcome
			e.Before[now]++
			if now != then {
				moves[Move{From: now, To: then}]++
			}
		}
		if len(people) < atOnce {
			e.Moves = sorted(moves)
			return e, nil
		}
		last = people[len(people)-1].ID
	}
}

func sorted(moves map[Move]int) []Move {
	var list []Move
	for m, n := range moves {
		m.People = n
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list
}
