package screening

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Signals is a part of a unit's list of referrals, as they stand for a version.
// Items is empty for who may only count.
type Signals struct {
	Items    []store.Signal
	Next     string // "" at the end
	Counts   map[store.SignalState]int
	Version  scheduling.VersionID
	Versions []scheduling.ProgrammeVersion // to choose from
	Units    []scheduling.Unit
	Unit     scheduling.UnitID // "" for all of them
	Names    bool              // the actor may see people
	Social   bool              // and why each outcome
	Write    bool
	Today    scheduling.Date
}

// Ask narrows the list of referrals: "" for all of it. Version "" is the first
// programme of the actor's units.
type Ask struct {
	Unit    scheduling.UnitID
	Version scheduling.VersionID
	State   store.SignalState
}

// Signals lists the referrals that the actor may see people of, the newest
// first; a manager gets their counts alone (rule 25).
func (d *Desk) Signals(ctx context.Context, actor scheduling.Actor, ask Ask, page store.Page) (s Signals, err error) {
	names := actor.Units(scheduling.SeePeople)
	units := counted(actor)
	if len(units) == 0 {
		return s, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_people", "")
	}
	if page.Limit <= 0 || page.Limit > 199 {
		page.Limit = 50
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		s = Signals{
			Today: scheduling.DateOf(tx.Now), Unit: ask.Unit, Version: ask.Version, Names: len(names) > 0, Social: actor.Can(scheduling.SeeSocial), Write: actor.Can(scheduling.Invite),
		}
		if s.Units, err = tx.Units(units); err != nil {
			return err
		}
		if s.Versions, err = versions(tx, actor); err != nil {
			return err
		}
		if s.Version == "" && len(s.Versions) > 0 {
			s.Version = s.Versions[0].ID
		}
		filter := store.SignalFilter{Units: within(units, ask.Unit), Version: s.Version, Today: s.Today, State: ask.State}
		if s.Counts, err = tx.CountSignals(filter); err != nil || !s.Names {
			return err
		}
		filter.Units = within(names, ask.Unit)
		return s.list(tx, filter, page)
	})
	return s, err
}

// list reads a page, and one more to know whether another follows.
func (s *Signals) list(tx *store.Tx, filter store.SignalFilter, page store.Page) (err error) {
	more := page
	more.Limit++
	if s.Items, err = tx.Signals(filter, more); err != nil {
		return err
	}
	if len(s.Items) > page.Limit {
		s.Items = s.Items[:page.Limit]
		s.Next = string(s.Items[page.Limit-1].Referral.ID)
	}
	for n := range s.Items {
		item := &s.Items[n]
		item.Insured, item.Referral.Facts = item.Insured.WithoutSocial(), scheduling.Facts{}
		item.Check.OverrideReason = ""
		if !s.Social {
			item.Check.Results, item.Check.Review = "", ""
		}
	}
	return nil
}

// counted is where the actor may count people: where he sees them, and where
// he steers.
func counted(actor scheduling.Actor) []scheduling.UnitID {
	units := actor.Units(scheduling.SeePeople)
	plan := actor.Units(scheduling.SeePlan)
	for _, u := range actor.Units(scheduling.SeeReports) {
		if slices.Contains(plan, u) && !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	return units
}

// within is one of units, or all of them.
func within(units []scheduling.UnitID, one scheduling.UnitID) []scheduling.UnitID {
	if one == "" {
		return units
	}
	return slices.DeleteFunc(slices.Clone(units), func(u scheduling.UnitID) bool { return u != one })
}
