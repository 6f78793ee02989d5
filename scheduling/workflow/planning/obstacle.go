package planning

import (
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Obstacle is a clash in words: what stands in the way of a meeting (rule 6).
type Obstacle struct {
	Meeting scheduling.Meeting // that cannot be held then
	Room    bool               // a room, not a person
	Who     string             // the room's or the person's name
	Travel  bool               // no time to come from the other site
	From    time.Time
	Until   time.Time
	Cohort  scheduling.CohortID // what takes it; "" out of the actor's reach
	Label   string              // of that cohort
}

// obstacles puts names on clashes.
func obstacles(tx *store.Tx, actor scheduling.Actor, clashes []scheduling.Clash, meetings []scheduling.Meeting) ([]Obstacle, error) {
	if len(clashes) == 0 {
		return nil, nil
	}
	wantedBy := func(c scheduling.Clash) string { return c.Wanted.Resource }
	names, err := namesOf(tx, clashes, wantedBy)
	if err != nil {
		return nil, err
	}
	cohorts, err := takers(tx, actor, clashes)
	if err != nil {
		return nil, err
	}
	wanted := index(meetings, func(m scheduling.Meeting) scheduling.MeetingID { return m.ID })
	list := make([]Obstacle, len(clashes))
	for i, c := range clashes {
		taker := cohorts[c.Taken.Meeting]
		list[i] = Obstacle{
			Meeting: wanted[c.Wanted.Meeting],
			Room:    strings.HasPrefix(c.Wanted.Resource, "room:"), Who: names[c.Wanted.Resource],
			Travel: c.Travel, From: c.Taken.StartsAt, Until: c.Taken.EndsAt,
			Cohort: taker.ID, Label: taker.Label,
		}
	}
	return list, nil
}

// namesOf names the rooms and people that each of list is about.
func namesOf[V any](tx *store.Tx, list []V, resource func(V) string) (map[string]string, error) {
	var rooms []scheduling.RoomID
	var users []scheduling.UserID
	var facilitators []scheduling.FacilitatorID
	for _, v := range list {
		kind, id, _ := strings.Cut(resource(v), ":")
		switch kind {
		case "room":
			rooms = append(rooms, scheduling.RoomID(id))
		case "user":
			users = append(users, scheduling.UserID(id))
		case "facilitator":
			facilitators = append(facilitators, scheduling.FacilitatorID(id))
		}
	}
	names := map[string]string{}
	foundRooms, err := tx.RoomsByID(rooms)
	if err != nil {
		return nil, err
	}
	for _, r := range foundRooms {
		names[scheduling.RoomResource(r.ID)] = r.Name
	}
	foundUsers, err := tx.UsersByID(users)
	if err != nil {
		return nil, err
	}
	for _, u := range foundUsers {
		names[scheduling.UserResource(u.ID)] = u.Name()
	}
	foundFacilitators, err := tx.FacilitatorsByID(facilitators)
	for _, f := range foundFacilitators {
		names[scheduling.FacilitatorResource(f.ID)] = f.Name()
	}
	return names, err
}

// takers are the cohorts behind what is taken, where the actor may see them.
func takers(tx *store.Tx, actor scheduling.Actor, clashes []scheduling.Clash) (map[scheduling.MeetingID]scheduling.Cohort, error) {
	ids := make([]scheduling.MeetingID, len(clashes))
	for i, c := range clashes {
		ids[i] = c.Taken.Meeting
	}
	meetings, err := tx.MeetingsByID(ids)
	if err != nil {
		return nil, err
	}
	var of []scheduling.CohortID
	for _, m := range meetings {
		of = append(of, m.Cohort)
	}
	cohorts, err := tx.CohortsByID(of)
	if err != nil {
		return nil, err
	}
	byID := index(cohorts, func(c scheduling.Cohort) scheduling.CohortID { return c.ID })
	units := actor.Units(scheduling.SeePlan)
	found := map[scheduling.MeetingID]scheduling.Cohort{}
	for _, m := range meetings {
		if c := byID[m.Cohort]; slices.Contains(units, c.Unit) {
			found[m.ID] = c
		}
	}
	return found, nil
}

// taken refuses on the first obstacle, in words that name it.
func taken(list []Obstacle, field string) error {
	o := list[0]
	args := []any{"who", o.Who, "date", o.Meeting.Date, "n", len(list)}
	switch {
	case o.Room:
		return scheduling.Refuse(scheduling.Conflict, "booking.taken.room", field, args...)
	case o.Travel:
		return scheduling.Refuse(scheduling.Conflict, "booking.taken.travel", field, args...)
	}
	return scheduling.Refuse(scheduling.Conflict, "booking.taken.person", field, args...)
}

// bookings is what m takes with animations: its room, and whoever is coming.
func bookings(m scheduling.Meeting, animations []scheduling.Animation) []scheduling.Booking {
	var resources []string
	if m.Room != "" {
		resources = append(resources, scheduling.RoomResource(m.Room))
	}
	for _, a := range animations {
		if r := a.Resource(); r != "" && a.On() && !slices.Contains(resources, r) {
			resources = append(resources, r)
		}
	}
	list := make([]scheduling.Booking, len(resources))
	for i, r := range resources {
		list[i] = scheduling.Booking{Meeting: m.ID, Resource: r, Site: m.Site, StartsAt: m.StartsAt, EndsAt: m.EndsAt}
	}
	return list
}
