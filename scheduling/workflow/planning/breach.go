package planning

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Breach is a meeting to come that can no longer be held as it was announced,
// and why. A meeting has one for each thing that fails.
type Breach struct {
	Meeting  scheduling.Meeting
	Title    string
	Label    string // of its cohort
	Why      BreachReason
	Kind     scheduling.PartnerKind // that is missed; "" for a lead, a room, a day
	Resource string                 // who or what fails; "" for a day
	Who      string                 // its name; of a closed day, why it is closed
}

// BreachReason is why an announced meeting no longer stands.
type BreachReason string

// The reasons. Somebody who is merely out of his usual hours, or taken by his
// own calendar, is a Caution: calendars are often wrong, and often hold the
// very meeting.
const (
	BreachClosed   BreachReason = "closed"   // the day became a closure
	BreachHours    BreachReason = "hours"    // the site is no longer open then
	BreachRoom     BreachReason = "room"     // the room cannot be had
	BreachAbsent   BreachReason = "absent"   // who leads, or the only one of a required kind, is away
	BreachDeclined BreachReason = "declined" // he said no
	BreachLeft     BreachReason = "left"     // he no longer works with the service
)

// BreachScope says which breaches are asked for: those of one cohort, of a
// unit, of a person or a room ("facilitator:ID", "user:ID", "room:ID"); empty
// is all that the actor organises.
type BreachScope struct {
	Cohort   scheduling.CohortID
	Unit     scheduling.UnitID
	Resource string
}

// horizon is how far ahead breaches are looked for.
const horizon = 400 // days

// Breaches finds the meetings that no longer stand, in time.
func (d *Desk) Breaches(ctx context.Context, actor scheduling.Actor, scope BreachScope) (list []Breach, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		meetings, err := meetingsWithin(tx, actor, scope)
		if err != nil {
			return err
		}
		list, err = breaches(tx, actor.Organisation, meetings)
		if scope.Resource != "" {
			list = slices.DeleteFunc(list, func(b Breach) bool { return b.Resource != scope.Resource })
		}
		return err
	})
	return list, err
}

func meetingsWithin(tx *store.Tx, actor scheduling.Actor, scope BreachScope) ([]scheduling.Meeting, error) {
	if scope.Cohort != "" {
		c, err := tx.Cohort(scope.Cohort)
		if err != nil {
			return nil, err
		}
		if err := actor.May(scheduling.SeePlan, c.Unit); err != nil {
			return nil, err
		}
		return tx.Meetings(c.ID)
	}
	units := actor.Units(scheduling.Organise)
	if scope.Unit != "" {
		if err := actor.May(scheduling.SeePlan, scope.Unit); err != nil {
			return nil, err
		}
		units = []scheduling.UnitID{scope.Unit}
	}
	today := scheduling.DateOf(tx.Now)
	return tx.MeetingsBetween(store.MeetingsFilter{Units: units, From: today, Until: today.AddDays(horizon)})
}

// breaches inspects meetings to come, in a dozen queries however many they are.
func breaches(tx *store.Tx, organisation scheduling.OrganisationID, meetings []scheduling.Meeting) (list []Breach, err error) {
	in, err := inspect(tx, organisation, meetings)
	if err != nil {
		return nil, err
	}
	return in.breaches(tx)
}

func (in inspection) breaches(tx *store.Tx) (list []Breach, err error) {
	for _, m := range in.meetings {
		list = append(list, in.of(m)...)
	}
	names, err := namesOf(tx, list, func(b Breach) string { return b.Resource })
	for i, b := range list {
		if b.Resource != "" {
			list[i].Who = names[b.Resource]
		}
	}
	return list, err
}

// inspection is all that decides whether meetings stand.
type inspection struct {
	meetings   []scheduling.Meeting // to come, in time
	cohorts    map[scheduling.CohortID]scheduling.Cohort
	modules    map[scheduling.ModuleID]scheduling.Module
	animations map[scheduling.MeetingID][]scheduling.Animation
	grounds    map[scheduling.SiteID]ground
	had        map[string]scheduling.Availability
	left       map[string]bool
}

func inspect(tx *store.Tx, organisation scheduling.OrganisationID, meetings []scheduling.Meeting) (in inspection, err error) {
	if in.cohorts, err = cohortsOf(tx, meetings); err != nil {
		return in, err
	}
	var ids []scheduling.MeetingID
	var modules []scheduling.ModuleID
	for _, m := range meetings {
		c := in.cohorts[m.Cohort]
		stopped := !c.CancelledAt.IsZero() || !c.PostponedAt.IsZero() || !c.ClosedAt.IsZero()
		if stopped || m.State(tx.Now) != scheduling.MeetingPlanned {
			continue
		}
		in.meetings = append(in.meetings, m)
		ids, modules = append(ids, m.ID), append(modules, m.Module)
	}
	if len(ids) == 0 {
		return in, nil
	}
	if in.animations, err = tx.AnimationsOf(ids); err != nil {
		return in, err
	}
	found, err := tx.ModulesByID(modules)
	if err != nil {
		return in, err
	}
	in.modules = index(found, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	if err := in.places(tx, organisation); err != nil {
		return in, err
	}
	return in, in.resources(tx)
}

func cohortsOf(tx *store.Tx, meetings []scheduling.Meeting) (map[scheduling.CohortID]scheduling.Cohort, error) {
	var ids []scheduling.CohortID
	for _, m := range meetings {
		ids = append(ids, m.Cohort)
	}
	slices.Sort(ids)
	found, err := tx.CohortsByID(slices.Compact(ids))
	return index(found, func(c scheduling.Cohort) scheduling.CohortID { return c.ID }), err
}

func (in *inspection) places(tx *store.Tx, organisation scheduling.OrganisationID) (err error) {
	in.grounds = map[scheduling.SiteID]ground{}
	for _, m := range in.meetings {
		if _, read := in.grounds[m.Site]; read {
			continue
		}
		if in.grounds[m.Site], err = groundAt(tx, organisation, m.Site); err != nil {
			return err
		}
	}
	return nil
}

// resources reads when the rooms and people of the meetings can be had, and
// who left.
func (in *inspection) resources(tx *store.Tx) (err error) {
	window := scheduling.Span{From: in.meetings[0].StartsAt, Until: in.meetings[0].EndsAt}
	var wanted []string
	var facilitators []scheduling.FacilitatorID
	var users []scheduling.UserID
	for _, m := range in.meetings {
		if m.StartsAt.Before(window.From) {
			window.From = m.StartsAt
		}
		if m.EndsAt.After(window.Until) {
			window.Until = m.EndsAt
		}
		for _, b := range bookings(m, in.animations[m.ID]) {
			wanted = append(wanted, b.Resource)
			switch kind, id, _ := strings.Cut(b.Resource, ":"); kind {
			case "facilitator":
				facilitators = append(facilitators, scheduling.FacilitatorID(id))
			case "user":
				users = append(users, scheduling.UserID(id))
			}
		}
	}
	slices.Sort(wanted)
	if in.had, err = tx.Availability(slices.Compact(wanted), window); err != nil {
		return err
	}
	in.left = map[string]bool{}
	agents, err := tx.UsersByID(users)
	if err != nil {
		return err
	}
	for _, u := range agents {
		in.left[scheduling.UserResource(u.ID)] = !u.Active
	}
	found, err := tx.FacilitatorsByID(facilitators)
	for _, f := range found {
		in.left[scheduling.FacilitatorResource(f.ID)] = !f.Active
	}
	return err
}

// of is what fails of m. On a closed day nothing else matters.
func (in *inspection) of(m scheduling.Meeting) (list []Breach) {
	breach := Breach{Meeting: m, Title: meetingTitle(m, in.modules[m.Module]), Label: in.cohorts[m.Cohort].Label}
	add := func(why BreachReason, kind scheduling.PartnerKind, resource string) {
		breach.Why, breach.Kind, breach.Resource = why, kind, resource
		list = append(list, breach)
	}
	g := in.grounds[m.Site]
	if skip, closed := g.calendar.Closed(m.Date); closed {
		breach.Who = skip.Name
		add(BreachClosed, "", "")
		return list
	}
	if !g.open(m) {
		add(BreachHours, "", "")
	}
	if room := scheduling.RoomResource(m.Room); m.Room != "" && in.away(m, room) {
		add(BreachRoom, "", room)
	}
	lead := func(a scheduling.Animation) bool { return a.Role == "lead" }
	if why, resource := in.fails(m, lead); why != "" {
		add(why, "", resource)
	}
	for _, kind := range in.modules[m.Module].Partners {
		of := func(a scheduling.Animation) bool { return a.PartnerKind == kind && a.Role != "lead" }
		if why, resource := in.fails(m, of); why != "" {
			add(why, kind, resource)
		}
	}
	return list
}

// fails says why nobody is there for a part of m: the last who was. A part
// that nobody ever had is still to be found; that breaks nothing.
func (in *inspection) fails(m scheduling.Meeting, part func(scheduling.Animation) bool) (why BreachReason, resource string) {
	for _, a := range in.animations[m.ID] {
		if !part(a) || a.Resource() == "" {
			continue
		}
		switch {
		case !a.On():
			if why == "" {
				why, resource = BreachDeclined, a.Resource()
			}
		case in.left[a.Resource()]:
			why, resource = BreachLeft, a.Resource()
		case in.away(m, a.Resource()):
			why, resource = BreachAbsent, a.Resource()
		default:
			return "", ""
		}
	}
	return why, resource
}

// away reports whether a room or person was said to be absent during m.
func (in *inspection) away(m scheduling.Meeting, resource string) bool {
	during := scheduling.Span{From: m.StartsAt, Until: m.EndsAt}
	return slices.ContainsFunc(in.had[resource].Away, func(a scheduling.Away) bool {
		return a.Why == scheduling.AwayAbsent && a.Overlaps(during)
	})
}
