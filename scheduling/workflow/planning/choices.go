package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Choices are what the form of a new cohort offers.
type Choices struct {
	Versions []scheduling.ProgrammeVersion // approved (rule 1)
	Modules  map[scheduling.VersionID]int
	Sites    []scheduling.Site
	Rooms    []scheduling.Room
	Leads    []scheduling.User
	Units    []scheduling.Unit
}

// Choices reads them for the actor.
func (d *Desk) Choices(ctx context.Context, actor scheduling.Actor) (c Choices, err error) {
	units := actor.Units(scheduling.Organise)
	if len(units) == 0 {
		return c, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if c.Versions, c.Modules, err = runnable(tx, units); err != nil {
			return err
		}
		if c.Sites, err = tx.Sites(actor.Units(scheduling.SeePlan)); err != nil {
			return err
		}
		var sites []scheduling.SiteID
		for _, s := range c.Sites {
			sites = append(sites, s.ID)
		}
		if c.Rooms, err = tx.RoomsOf(sites); err != nil {
			return err
		}
		if c.Leads, err = tx.UsersIn(units, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now)); err != nil {
			return err
		}
		c.Units, err = tx.Units(units)
		return err
	})
	return c, err
}

// runnable are the approved versions that units may open sessions of, and how
// many modules each has.
func runnable(tx *store.Tx, units []scheduling.UnitID) (versions []scheduling.ProgrammeVersion, modules map[scheduling.VersionID]int, err error) {
	over, err := tx.UnitsOver(units)
	if err != nil {
		return nil, nil, err
	}
	if versions, err = tx.ApprovedVersions(over); err != nil {
		return nil, nil, err
	}
	ids := make([]scheduling.VersionID, len(versions))
	for i, v := range versions {
		ids[i] = v.ID
	}
	all, err := tx.ModulesOf(ids)
	if err != nil {
		return nil, nil, err
	}
	modules = map[scheduling.VersionID]int{}
	for _, m := range all {
		modules[m.VersionID]++
	}
	return versions, modules, nil
}

// Sites are those that the actor may see, by name.
func (d *Desk) Sites(ctx context.Context, actor scheduling.Actor) (sites []scheduling.Site, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		sites, err = tx.Sites(actor.Units(scheduling.SeePlan))
		return err
	})
	return sites, err
}
