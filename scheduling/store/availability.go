package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
)

// Availability says of rooms, agents and facilitators ("room:ID", "user:ID",
// "facilitator:ID") when they can be had within a window: opening or habitual
// hours, closures, absences, days without agreement, busy calendars, and every
// meeting already placed, however many there are in ten queries. One that is
// not known is left out. It holds no public and no school holiday: those are of
// a day and a place, and package cadence computes them.
func (tx *Tx) Availability(resources []string, window scheduling.Span) (map[string]scheduling.Availability, error) {
	r := &reader{tx: tx, window: window, found: map[string]*scheduling.Availability{}}
	for _, read := range []func([]string) error{r.rooms, r.people, r.hours, r.absences, r.calendars, r.bookings} {
		if err := read(resources); err != nil {
			return nil, err
		}
	}
	all := make(map[string]scheduling.Availability, len(r.found))
	for resource, a := range r.found {
		slices.SortStableFunc(a.Away, func(x, y scheduling.Away) int { return x.From.Compare(y.From) })
		all[resource] = *a
	}
	return all, nil
}

// ZoneOf is the zone in which the hours and days of a person or a room are
// meant.
func (tx *Tx) ZoneOf(resource string) (*time.Location, error) {
	r := &reader{tx: tx, found: map[string]*scheduling.Availability{}}
	for _, read := range []func([]string) error{r.roomZones, r.people} {
		if err := read([]string{resource}); err != nil {
			return nil, err
		}
	}
	if a := r.found[resource]; a != nil {
		return a.Zone, nil
	}
	return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
}

// reader gathers availabilities.
type reader struct {
	tx     *Tx
	window scheduling.Span
	found  map[string]*scheduling.Availability
}

// idsOf are the ids of resources of a kind.
func idsOf(resources []string, kind string) (ids []string) {
	for _, r := range resources {
		if id, ok := strings.CutPrefix(r, kind+":"); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func (r *reader) add(resource string, site scheduling.SiteID, zone string) error {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return fmt.Errorf("zone of %s: %w", resource, err)
	}
	r.found[resource] = &scheduling.Availability{Resource: resource, Site: site, Zone: location}
	return nil
}

// away takes the part of s that lies in the window.
func (r *reader) away(resource string, s scheduling.Span, why scheduling.AwayReason) {
	if part, ok := s.Within(r.window); ok && r.found[resource] != nil {
		part.From, part.Until = part.From.UTC(), part.Until.UTC()
		r.found[resource].Away = append(r.found[resource].Away, scheduling.Away{Span: part, Why: why})
	}
}

// days are the first and last day that touch the window in any zone.
func (r *reader) days() (from, until scheduling.Date) {
	return scheduling.DateOf(r.window.From.UTC()).AddDays(-1), scheduling.DateOf(r.window.Until.UTC()).AddDays(1)
}

// roomZones reads where rooms are, and nothing else of them.
func (r *reader) roomZones(resources []string) error {
	_, err := r.placed(idsOf(resources, "room"))
	return err
}

// placedRoom is a room with what its site decides for it.
type placedRoom struct {
	ID, Zone     string
	Organisation scheduling.OrganisationID
	Site         scheduling.SiteID
}

// placed finds rooms, with nothing against them yet.
func (r *reader) placed(ids []string) ([]placedRoom, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rooms, err := some[placedRoom](r.tx, `
		select r.id, r.site_id as site, s.time_zone as zone, u.organisation_id as organisation
		from rooms r join sites s on s.id = r.site_id join units u on u.id = s.unit_id where r.id in ?`, ids)
	if err != nil {
		return nil, err
	}
	for _, room := range rooms {
		if err := r.add("room:"+room.ID, room.Site, room.Zone); err != nil {
			return nil, err
		}
	}
	return rooms, nil
}

// rooms reads rooms with the hours and closures of their sites.
func (r *reader) rooms(resources []string) error {
	rooms, err := r.placed(idsOf(resources, "room"))
	if err != nil || len(rooms) == 0 {
		return err
	}
	at := map[scheduling.SiteID][]string{}
	in := map[scheduling.OrganisationID][]string{}
	var sites []scheduling.SiteID
	var organisations []scheduling.OrganisationID
	for _, room := range rooms {
		resource := "room:" + room.ID
		at[room.Site], in[room.Organisation] = append(at[room.Site], resource), append(in[room.Organisation], resource)
		sites, organisations = append(sites, room.Site), append(organisations, room.Organisation)
	}
	openings, err := all[openingRow](r.tx, "site_id, weekday, from_minute", "site_id in ?", sites)
	if err != nil {
		return err
	}
	for _, o := range openings {
		for _, resource := range at[o.Site] {
			a := r.found[resource]
			a.Hours = append(a.Hours, scheduling.WeeklyHours{Resource: resource, Weekday: o.Weekday, From: o.From, Until: o.Until})
		}
	}
	from, until := r.days()
	closures, err := all[closureRow](r.tx, "from_date, id",
		"organisation_id in ? and (site_id is null or site_id in ?) and until_date >= ? and from_date <= ?", organisations, sites, from, until)
	for _, c := range closures {
		closed := at[c.Site]
		if c.Site == "" {
			closed = in[c.Organisation]
		}
		for _, resource := range closed {
			r.away(resource, scheduling.DaysSpan(c.From, c.Until, r.found[resource].Zone), scheduling.AwayClosed)
		}
	}
	return err
}

// people reads agents, and facilitators with the agreements of their partners.
func (r *reader) people(resources []string) error {
	users, err := some[struct{ ID, Zone string }](r.tx, `
		select u.id, o.time_zone as zone from users u join organisations o on o.id = u.organisation_id where u.id in ?`, idsOf(resources, "user"))
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := r.add("user:"+u.ID, "", u.Zone); err != nil {
			return err
		}
	}
	facilitators, err := some[struct {
		ID, Zone string
		Partner  scheduling.PartnerID
	}](r.tx, `
		select f.id, f.partner_id as partner, o.time_zone as zone
		from facilitators f join partners p on p.id = f.partner_id join units u on u.id = p.unit_id
		join organisations o on o.id = u.organisation_id where f.id in ?`, idsOf(resources, "facilitator"))
	if err != nil || len(facilitators) == 0 {
		return err
	}
	partners := make([]scheduling.PartnerID, len(facilitators))
	for i, f := range facilitators {
		partners[i] = f.Partner
	}
	agreements, err := r.tx.AgreementsOf(partners)
	if err != nil {
		return err
	}
	signed := map[scheduling.PartnerID][]scheduling.Agreement{}
	for _, a := range agreements {
		signed[a.Partner] = append(signed[a.Partner], a)
	}
	for _, f := range facilitators {
		resource := "facilitator:" + f.ID
		if err := r.add(resource, "", f.Zone); err != nil {
			return err
		}
		for _, s := range scheduling.Uncovered(signed[f.Partner], r.window, r.found[resource].Zone) {
			r.away(resource, s, scheduling.AwayAgreement)
		}
	}
	return nil
}

func (r *reader) hours(resources []string) error {
	hours, err := r.tx.WeeklyHours(resources...)
	for _, h := range hours {
		if a := r.found[h.Resource]; a != nil {
			a.Hours = append(a.Hours, h)
		}
	}
	return err
}

func (r *reader) absences(resources []string) error {
	from, until := r.days()
	absences, err := r.tx.Absences(resources, from, until)
	for _, a := range absences {
		if found := r.found[a.Resource]; found != nil {
			r.away(a.Resource, a.Span(found.Zone), scheduling.AwayAbsent)
		}
	}
	return err
}

func (r *reader) calendars(resources []string) error {
	spans, err := some[struct {
		Resource string
		From     time.Time `gorm:"column:starts_at;serializer:utc"`
		Until    time.Time `gorm:"column:ends_at;serializer:utc"`
	}](r.tx, `
		select c.resource, s.starts_at, s.ends_at from busy_spans s join busy_calendars c on c.id = s.calendar_id
		where c.resource in ? and s.starts_at < ? and s.ends_at > ? order by s.starts_at`,
		resources, r.window.Until.UTC(), r.window.From.UTC())
	for _, s := range spans {
		r.away(s.Resource, scheduling.Span{From: s.From, Until: s.Until}, scheduling.AwayBusy)
	}
	return err
}

func (r *reader) bookings(resources []string) error {
	rows, err := all[bookingRow](r.tx, "starts_at, meeting_id, resource",
		"resource in ? and starts_at < ? and ends_at > ?", resources, r.window.Until.UTC(), r.window.From.UTC())
	for _, b := range rows {
		if a := r.found[b.Resource]; a != nil {
			a.Bookings = append(a.Bookings, bookingOf(b))
		}
	}
	return err
}
