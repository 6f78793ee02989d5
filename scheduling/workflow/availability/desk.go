// Package availability keeps when agents and facilitators can be had: their
// habitual hours, their absences, and the calendars of their own that say when
// they are busy. Of a calendar the house keeps times alone; its address opens
// it, so it is sealed and never shown again.
package availability

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/fetch"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Fetch reads what stands at an address; fetch.Client's Get in the house.
type Fetch func(ctx context.Context, address string, known fetch.Known) (fetch.Answer, error)

// Desk is where availability is kept.
type Desk struct {
	db    *store.DB
	vault *vault.Vault
	fetch Fetch
}

// New is a desk over db that reads calendars through get.
func New(db *store.DB, keys *vault.Vault, get Fetch) *Desk { return &Desk{db, keys, get} }

// person is who an availability is of.
type person struct {
	resource  string
	name      string
	unit      scheduling.UnitID // of the partner; "" for an agent
	mayChange bool
}

// seen finds somebody whose availability the actor may see: himself, or a
// facilitator in his reach. A colleague's is not: plans warn of it all the same.
func seen(tx *store.Tx, actor scheduling.Actor, resource string) (p person, err error) {
	kind, id, _ := strings.Cut(resource, ":")
	switch {
	case kind == "user" && scheduling.UserID(id) == actor.ID && actor.ID != "":
		return person{resource: resource, name: actor.Name, mayChange: true}, nil
	case kind != "facilitator":
		return p, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	f, err := tx.Facilitator(scheduling.FacilitatorID(id))
	if err != nil {
		return p, err
	}
	partner, err := tx.Partner(f.Partner)
	if err != nil {
		return p, err
	}
	near, err := tx.PartnerInReach(partner.Unit, actor.Units(scheduling.SeePlan))
	if err == nil && !near {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return person{resource, f.Name(), partner.Unit, actor.May(scheduling.Organise, partner.Unit) == nil}, err
}

// kept finds somebody whose availability the actor may change.
func kept(tx *store.Tx, actor scheduling.Actor, resource string) (person, error) {
	p, err := seen(tx, actor, resource)
	if err == nil && !p.mayChange {
		err = scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", "")
	}
	return p, err
}

// audit records what the actor did to somebody's availability, in counts.
func audit(tx *store.Tx, actor scheduling.Actor, p person, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: "updated", Subject: p.resource, Unit: p.unit, Fields: scheduling.TraceFields(fields),
	})
}

// Sheet is somebody's availability on one page.
type Sheet struct {
	Resource  string
	Name      string
	Hours     []scheduling.WeeklyHours
	Absences  []scheduling.Absence // not over
	Calendars []Followed
	MayChange bool
}

// Followed is a calendar and how far it can be trusted today.
type Followed struct {
	scheduling.BusyCalendar
	State scheduling.BusyState
}

// Sheet reads somebody's. The zone of his days is his organisation's.
func (d *Desk) Sheet(ctx context.Context, actor scheduling.Actor, resource string) (s Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		p, err := seen(tx, actor, resource)
		if err != nil {
			return err
		}
		s = Sheet{Resource: resource, Name: p.name, MayChange: p.mayChange}
		zone, err := tx.ZoneOf(resource)
		if err != nil {
			return err
		}
		if s.Hours, err = tx.WeeklyHours(resource); err != nil {
			return err
		}
		if s.Absences, err = tx.Absences([]string{resource}, scheduling.DateOf(tx.Now.In(zone)), scheduling.Date{}); err != nil {
			return err
		}
		calendars, err := tx.BusyCalendars(resource)
		for _, b := range calendars {
			s.Calendars = append(s.Calendars, Followed{b, b.State(tx.Now)})
		}
		return err
	})
	return s, err
}

// SetHours puts hours in the place of somebody's; none means at any hour.
func (d *Desk) SetHours(ctx context.Context, actor scheduling.Actor, resource string, hours []scheduling.WeeklyHours) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		p, err := kept(tx, actor, resource)
		if err != nil {
			return err
		}
		if err := scheduling.CheckWeeklyHours(hours); err != nil {
			return err
		}
		if err := tx.ReplaceWeeklyHours(resource, hours); err != nil {
			return err
		}
		return audit(tx, actor, p, map[string]any{"hours": len(hours)})
	})
}

// AddAbsence notes when somebody cannot be had.
func (d *Desk) AddAbsence(ctx context.Context, actor scheduling.Actor, a scheduling.Absence) (scheduling.AbsenceID, error) {
	a.Label = strings.TrimSpace(a.Label)
	a, a.ID = a.Tidy(), store.NewID[scheduling.AbsenceID]()
	return a.ID, d.db.Write(ctx, func(tx *store.Tx) error {
		p, err := kept(tx, actor, a.Resource)
		if err != nil {
			return err
		}
		if err := a.Validate(); err != nil {
			return err
		}
		if err := tx.AddAbsence(a); err != nil {
			return err
		}
		return audit(tx, actor, p, map[string]any{"absence": a.ID, "from": a.From, "until": a.Until})
	})
}

// RemoveAbsence takes one out, and says whose it was.
func (d *Desk) RemoveAbsence(ctx context.Context, actor scheduling.Actor, id scheduling.AbsenceID) (resource string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Absence(id)
		if err != nil {
			return err
		}
		p, err := kept(tx, actor, a.Resource)
		if err != nil {
			return err
		}
		resource = a.Resource
		if err := tx.RemoveAbsence(id); err != nil {
			return err
		}
		return audit(tx, actor, p, map[string]any{"absence": id, "removed": true})
	})
	return resource, err
}
