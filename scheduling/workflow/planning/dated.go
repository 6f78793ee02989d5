package planning

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Dated is a meeting of a session to be opened with dates that somebody chose:
// when, in which room, and who co-animates for the kinds that its module
// requires.
type Dated struct {
	Module scheduling.ModuleID
	Date   scheduling.Date
	Start  scheduling.Clock
	Room   scheduling.RoomID
	Co     []scheduling.FacilitatorID
}

// OpenDated opens a cohort with exactly these meetings: one for each module,
// in order (a proposal). What was free when it was proposed is booked now, or
// refused with what has taken it since (rule 6). The co-animators are put on
// their meetings, and not told: Invite does that.
func (d *Desk) OpenDated(ctx context.Context, actor scheduling.Actor, c scheduling.Cohort, dated []Dated) (id scheduling.CohortID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		id, err = openDated(tx, actor, c, dated)
		return err
	})
	return id, err
}

// openDated is OpenDated within a larger change.
func openDated(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, dated []Dated) (scheduling.CohortID, error) {
	if len(dated) == 0 {
		return "", scheduling.Refuse(scheduling.Invalid, "dated.meetings.required", "meetings")
	}
	c.FirstDate, c.Start = dated[0].Date, most(dated, func(m Dated) scheduling.Clock { return m.Start })
	c.Room = most(dated, func(m Dated) scheduling.RoomID { return m.Room })
	o, g, err := checked(tx, actor, c)
	if err != nil {
		return "", err
	}
	if err := o.date(tx, g, dated); err != nil {
		return "", err
	}
	return o.Cohort.ID, o.write(tx, actor, "meetings")
}

// date gives the modules their chosen dates, rooms and people.
func (o *Outline) date(tx *store.Tx, g ground, dated []Dated) error {
	kinds, err := kindsOf(tx, o.Cohort.Unit, dated)
	if err != nil {
		return err
	}
	var faults scheduling.Faults
	faults.Check(len(dated) == len(o.Modules), "meetings", "dated.meetings.modules", "modules", len(o.Modules))
	for i, module := range o.Modules[:min(len(dated), len(o.Modules))] {
		chosen := dated[i]
		room := o.Cohort
		room.Room = chosen.Room
		checkRoom(g, room, &faults)
		m := o.meeting(tx, scheduling.ModuleMeeting, module.Position, module.Minutes)
		m.Module, m.Room = module.ID, chosen.Room
		m, ok := m.At(chosen.Date, chosen.Start)
		skip, closed := g.calendar.Closed(chosen.Date)
		faults.Check(chosen.Module == module.ID, "meetings", "dated.meetings.modules", "modules", len(o.Modules))
		faults.Check(ok && g.open(m), "meetings", "cohort.start.site_closed", "date", m.Date)
		faults.Check(!closed, "meetings", "dated.meetings.closed", "date", m.Date, "why", skip.Name)
		faults.Check(i == 0 || dated[i-1].Date.Before(chosen.Date), "meetings", "dated.meetings.order")
		o.add(tx, m, o.needed(tx, m, module, chosen.Co, kinds, &faults))
		if len(faults) > 0 {
			return faults
		}
	}
	if err := faults.Err(); err != nil || o.Version.FollowUpMonths == 0 {
		return err
	}
	return o.addSupplementary(tx, g)
}

// needed puts the co-animators on a meeting, each for a kind that its module
// requires, and returns the kinds still to be found.
func (o *Outline) needed(tx *store.Tx, m scheduling.Meeting, module scheduling.Module, co []scheduling.FacilitatorID,
	kinds map[scheduling.FacilitatorID]scheduling.PartnerKind, faults *scheduling.Faults,
) []scheduling.PartnerKind {
	open := slices.Clone(module.Partners)
	for _, f := range co {
		at := slices.Index(open, kinds[f])
		faults.Check(at >= 0, "meetings", "dated.co.unknown", "date", m.Date)
		if at < 0 {
			return open
		}
		a := animation(tx, m.ID, scheduling.Animation{Role: "co", Facilitator: f, PartnerKind: open[at]})
		o.Animations = append(o.Animations, a)
		open = slices.Delete(open, at, at+1)
	}
	return open
}

// kindsOf are the partner kinds of the active facilitators in reach of a unit,
// among those of dated.
func kindsOf(tx *store.Tx, unit scheduling.UnitID, dated []Dated) (map[scheduling.FacilitatorID]scheduling.PartnerKind, error) {
	kinds := map[scheduling.FacilitatorID]scheduling.PartnerKind{}
	if !slices.ContainsFunc(dated, func(m Dated) bool { return len(m.Co) > 0 }) {
		return kinds, nil
	}
	reachable, err := tx.FacilitatorsIn([]scheduling.UnitID{unit})
	if err != nil {
		return nil, err
	}
	partners, err := partnersBehind(tx, reachable)
	for _, f := range reachable {
		kinds[f.ID] = partners[f.Partner].Kind
	}
	return kinds, err
}
