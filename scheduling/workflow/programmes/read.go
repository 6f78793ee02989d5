package programmes

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Card is a programme in a list.
type Card struct {
	scheduling.Programme
	Unit     scheduling.Unit
	Latest   scheduling.ProgrammeVersion
	State    scheduling.VersionState     // of Latest
	Current  scheduling.ProgrammeVersion // approved, sessions are opened from it; zero: none yet
	Meetings int                         // modules of Current, else of Latest
	Cohorts  int                         // sessions not cancelled, of all versions
}

// List is every programme that the actor sees, by code: those of his units, and
// of the units above them what is approved, for sessions are opened from it.
func (d *Desk) List(ctx context.Context, actor scheduling.Actor) (cards []Card, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		over, err := tx.UnitsOver(actor.Units(scheduling.SeePlan))
		if err != nil {
			return err
		}
		programmes, err := tx.ProgrammesOf(over)
		if err != nil {
			return err
		}
		if cards, err = cardsOf(tx, programmes); err != nil {
			return err
		}
		cards = slices.DeleteFunc(cards, func(c Card) bool { return !own(actor, c.Programme) && c.Current.ID == "" })
		for i := range cards {
			if !own(actor, cards[i].Programme) {
				cards[i].speakApproved()
			}
		}
		return nil
	})
	return cards, err
}

// speakApproved hides what is under way above the reader's units; false when
// nothing else is left.
func (c *Card) speakApproved() bool {
	if c.Current.ID != "" {
		c.Latest, c.State = c.Current, scheduling.VersionApproved
	}
	return c.Current.ID != "" || wasApproved(c.State)
}

func cardsOf(tx *store.Tx, programmes []scheduling.Programme) ([]Card, error) {
	ids := make([]scheduling.ProgrammeID, len(programmes))
	unitIDs := make([]scheduling.UnitID, len(programmes))
	for i, p := range programmes {
		ids[i], unitIDs[i] = p.ID, p.Unit
	}
	versions, states, err := states(tx, ids)
	if err != nil {
		return nil, err
	}
	cohorts, err := tx.CohortCounts(ids)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units(unitIDs)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(programmes))
	shown := make([]scheduling.VersionID, len(programmes))
	for i, p := range programmes {
		cards[i] = Card{Programme: p, Cohorts: cohorts[p.ID], Unit: units[slices.IndexFunc(units, func(u scheduling.Unit) bool { return u.ID == p.Unit })]}
		cards[i].choose(versions, states)
		shown[i] = cards[i].Shown().ID
	}
	modules, err := tx.ModulesOf(shown)
	if err != nil {
		return nil, err
	}
	for _, m := range modules {
		cards[slices.Index(shown, m.VersionID)].Meetings++
	}
	return cards, nil
}

// choose finds the newest version and the newest approved one; versions come
// newest first.
func (c *Card) choose(versions []scheduling.ProgrammeVersion, states map[scheduling.VersionID]scheduling.VersionState) {
	for _, v := range versions {
		if v.Programme != c.ID {
			continue
		}
		if c.Latest.ID == "" {
			c.Latest, c.State = v, states[v.ID]
		}
		if c.Current.ID == "" && states[v.ID] == scheduling.VersionApproved {
			c.Current = v
		}
	}
}

// Shown is the version that speaks for the programme: the approved one, else
// the newest.
func (c Card) Shown() scheduling.ProgrammeVersion {
	if c.Current.ID != "" {
		return c.Current
	}
	return c.Latest
}

// states reads the versions of programmes, the newest first, and where each
// stands.
func states(tx *store.Tx, ids []scheduling.ProgrammeID) ([]scheduling.ProgrammeVersion, map[scheduling.VersionID]scheduling.VersionState, error) {
	versions, err := tx.VersionsOf(ids)
	if err != nil {
		return nil, nil, err
	}
	versionIDs := make([]scheduling.VersionID, len(versions))
	for i, v := range versions {
		versionIDs[i] = v.ID
	}
	approvals, err := tx.ApprovalsOf(versionIDs)
	if err != nil {
		return nil, nil, err
	}
	states := make(map[scheduling.VersionID]scheduling.VersionState, len(versions))
	for _, v := range versions {
		states[v.ID] = v.State(approvals)
	}
	return versions, states, nil
}

// ToApprove is what waits for the actor's own verdict: nothing that he
// submitted, nor approved at the other level.
func (d *Desk) ToApprove(ctx context.Context, actor scheduling.Actor) (waiting []Card, err error) {
	units := append(actor.Units(scheduling.ApproveLocal), actor.Units(scheduling.ApproveRegional)...)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		programmes, err := tx.ProgrammesOf(units)
		if err != nil {
			return err
		}
		cards, err := cardsOf(tx, programmes)
		if err != nil {
			return err
		}
		latest := make([]scheduling.VersionID, len(cards))
		for i, c := range cards {
			latest[i] = c.Latest.ID
		}
		approvals, err := tx.ApprovalsOf(latest)
		if err != nil {
			return err
		}
		for _, c := range cards {
			own := approvalsOf(approvals, c.Latest.ID)
			if _, err := mayDecide(actor, c.Programme, c.Latest, own); err == nil {
				waiting = append(waiting, c)
			}
		}
		return nil
	})
	return waiting, err
}

func approvalsOf(approvals []scheduling.Approval, id scheduling.VersionID) []scheduling.Approval {
	return slices.DeleteFunc(slices.Clone(approvals), func(a scheduling.Approval) bool { return a.VersionID != id })
}
