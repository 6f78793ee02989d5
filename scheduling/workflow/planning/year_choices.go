package planning

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// YearChoices are what the form of a new plan offers, for one unit.
type YearChoices struct {
	Unit     scheduling.UnitID
	Units    []scheduling.Unit // whose year the actor may plan
	Versions []scheduling.ProgrammeVersion
	Modules  map[scheduling.VersionID]int
	Sites    []scheduling.Site
	Leads    []scheduling.User
}

// YearChoices reads them; without a unit, for the first that is no region.
func (d *Desk) YearChoices(ctx context.Context, actor scheduling.Actor, unit scheduling.UnitID) (c YearChoices, err error) {
	units := actor.Units(scheduling.PlanYear)
	if len(units) == 0 {
		return c, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.plan_year", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if c.Units, err = tx.Units(units); err != nil {
			return err
		}
		if c.Unit = unit; !slices.Contains(units, unit) {
			c.Unit = c.Units[max(0, slices.IndexFunc(c.Units, func(u scheduling.Unit) bool { return u.Level != scheduling.Region }))].ID
		}
		if c.Versions, c.Modules, err = runnable(tx, []scheduling.UnitID{c.Unit}); err != nil {
			return err
		}
		if c.Sites, err = tx.Sites(actor.Units(scheduling.SeePlan)); err != nil {
			return err
		}
		c.Leads, err = tx.UsersIn([]scheduling.UnitID{c.Unit}, []scheduling.Role{scheduling.SocialWorker}, scheduling.DateOf(tx.Now))
		return err
	})
	return c, err
}
