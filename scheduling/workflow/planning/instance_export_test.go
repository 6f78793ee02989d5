package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// What an instance's names stand for.
var (
	RoomNamed   = roomNamed
	PersonNamed = personNamed
)

// Wish is a wish for one cohort of the reference programme's version.
func (d *Desk) Wish(ctx context.Context, organisation scheduling.OrganisationID, version scheduling.VersionID,
	sites []scheduling.SiteID, from, until scheduling.Date, leads ...scheduling.UserID,
) (ins *timetable.Instance, err error) {
	return ins, d.db.Read(ctx, func(tx *store.Tx) error {
		modules, err := tx.Modules(version)
		if err != nil {
			return err
		}
		p, err := wishPuzzle(tx, organisation, []wish{{
			ID: "new", Unit: "unit-95", Modules: modules, Sites: sites, From: from, Until: until, Capacity: 12, Weeks: 1, Leads: leads,
		}})
		if err == nil {
			ins = p.Instance
		}
		return err
	})
}

// Standing is the open cohorts of units as the engine sees them.
func (d *Desk) Standing(ctx context.Context, organisation scheduling.OrganisationID, units []scheduling.UnitID,
	refill map[scheduling.MeetingID]bool,
) (ins *timetable.Instance, err error) {
	return ins, d.db.Read(ctx, func(tx *store.Tx) error {
		cohorts, err := tx.OpenCohorts(units)
		if err != nil {
			return err
		}
		p, err := openPuzzle(tx, organisation, cohorts, refill)
		if err == nil {
			ins = p.Instance
		}
		return err
	})
}
