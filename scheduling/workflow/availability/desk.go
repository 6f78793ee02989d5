// Package availability keeps when agents and facilitators can be had: their
// habitual hours, their absences, and the calendars of their own that say when
// they are busy; and when a room cannot. Of a calendar the house keeps times alone; its address opens
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

// subject is who, or which room, an availability is of.
type subject struct {
	resource  string
	name      string
	unit      scheduling.UnitID // of the partner, of the site; "" for an agent
	mayChange bool
}

// seen finds what availability the actor may see: his own, a facilitator's or
// a room's in his reach. A colleague's is not: plans warn of it all the same.
func seen(tx *store.Tx, actor scheduling.Actor, resource string) (s subject, err error) {
	kind, id, _ := strings.Cut(resource, ":")
	switch {
	case kind == "user" && scheduling.UserID(id) == actor.ID && actor.ID != "":
		return subject{resource: resource, name: actor.Name, mayChange: true}, nil
	case kind == "facilitator":
		return facilitator(tx, actor, scheduling.FacilitatorID(id))
	case kind == "room":
		return room(tx, actor, scheduling.RoomID(id))
	}
	return s, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

func facilitator(tx *store.Tx, actor scheduling.Actor, id scheduling.FacilitatorID) (s subject, err error) {
	f, err := tx.Facilitator(id)
	if err != nil {
		return s, err
	}
	partner, err := tx.Partner(f.Partner)
	if err != nil {
		return s, err
	}
	near, err := tx.PartnerInReach(partner.Unit, actor.Units(scheduling.SeePlan))
	if err == nil && !near {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return subject{scheduling.FacilitatorResource(id), f.Name(), partner.Unit, actor.May(scheduling.Organise, partner.Unit) == nil}, err
}

// room finds one; whoever arranges a site closes its rooms.
func room(tx *store.Tx, actor scheduling.Actor, id scheduling.RoomID) (s subject, err error) {
	r, err := tx.Room(id)
	if err != nil {
		return s, err
	}
	site, err := tx.Site(r.Site)
	if err != nil {
		return s, err
	}
	if actor.May(scheduling.SeePlan, site.Unit) != nil {
		return s, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	arranges := actor.May(scheduling.Organise, site.Unit) == nil || actor.May(scheduling.Administer, site.Unit) == nil
	return subject{scheduling.RoomResource(id), r.Name, site.Unit, arranges}, nil
}

// kept finds what availability the actor may change.
func kept(tx *store.Tx, actor scheduling.Actor, resource string) (subject, error) {
	s, err := seen(tx, actor, resource)
	if err == nil && !s.mayChange {
		err = scheduling.Refuse(scheduling.Forbidden, "actor.may_not.organise", "")
	}
	return s, err
}

// keptPerson is kept for what a room has none of: hours of its own, for they
// are its site's, and a calendar.
func keptPerson(tx *store.Tx, actor scheduling.Actor, resource string) (subject, error) {
	if strings.HasPrefix(resource, "room:") {
		return subject{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return kept(tx, actor, resource)
}

// audit records what the actor did to somebody's availability, in counts.
func audit(tx *store.Tx, actor scheduling.Actor, s subject, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: "updated", Subject: s.resource, Unit: s.unit, Fields: scheduling.TraceFields(fields),
	})
}

// Sheet is somebody's, or a room's, availability on one page.
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

// Sheet reads one. Days are of the organisation's zone, of a room the site's.
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
		p, err := keptPerson(tx, actor, resource)
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

// AddAbsence notes when somebody, or a room, cannot be had.
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
