package planning

import (
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// ground is what a plan stands on: a site, its zone, its hours, and what
// closes it.
type ground struct {
	site     scheduling.Site
	zone     *time.Location
	rooms    []scheduling.Room
	openings []scheduling.Opening
	calendar cadence.Calendar
}

func groundAt(tx *store.Tx, organisation scheduling.OrganisationID, id scheduling.SiteID) (g ground, err error) {
	if g.site, err = tx.Site(id); err != nil {
		return g, err
	}
	if g.zone, err = time.LoadLocation(g.site.TimeZone); err != nil {
		return g, fmt.Errorf("zone of site %s: %w", id, err)
	}
	if g.rooms, err = tx.Rooms(id); err != nil {
		return g, err
	}
	if g.openings, err = tx.Openings(id); err != nil {
		return g, err
	}
	g.calendar, err = calendarOf(tx, organisation, g.site)
	return g, err
}

// calendarOf is what closes a site: the shipped school holidays under those
// that its organisation imported, its closures, its public holidays.
func calendarOf(tx *store.Tx, organisation scheduling.OrganisationID, site scheduling.Site) (cadence.Calendar, error) {
	closures, err := tx.ClosuresAt(organisation, site.ID)
	if err != nil {
		return cadence.Calendar{}, err
	}
	school, err := schoolHolidaysOf(tx, organisation)
	if err != nil {
		return cadence.Calendar{}, err
	}
	return calendarAt(site, school, closures), nil
}

// schoolHolidaysOf are the shipped ones under those an organisation imported.
func schoolHolidaysOf(tx *store.Tx, organisation scheduling.OrganisationID) (cadence.SchoolHolidays, error) {
	imported, err := tx.SchoolPeriods(organisation)
	if err != nil {
		return cadence.SchoolHolidays{}, err
	}
	periods := make([]cadence.SchoolPeriod, len(imported))
	for i, p := range imported {
		periods[i] = cadence.SchoolPeriod{Zone: cadence.SchoolZone(p.Zone), From: p.From, Until: p.Until, Name: p.Name}
	}
	return cadence.ShippedSchoolHolidays().With(periods), nil
}

func calendarAt(site scheduling.Site, school cadence.SchoolHolidays, closures []scheduling.Closure) cadence.Calendar {
	calendar, err := cadence.CalendarAt(communeOf(site), school, closures)
	if err != nil {
		calendar = cadence.Calendar{Territory: cadence.Metropole, School: school, Closures: closures}
	}
	if site.SchoolZone != "" {
		calendar.SchoolZone = cadence.SchoolZone(site.SchoolZone)
	}
	return calendar
}

// communeOf is the INSEE code of a site; where none was entered its postcode
// stands in, which begins with the same département nearly everywhere.
func communeOf(site scheduling.Site) string {
	if site.Insee != "" {
		return site.Insee
	}
	return site.Postcode
}

func (g ground) cadence(c scheduling.Cohort, start scheduling.Clock) cadence.Cadence {
	return cadence.Cadence{
		Weeks: c.CadenceWeeks, PauseInSchoolHolidays: c.SchoolPause,
		Start: start, Zone: g.zone, Calendar: g.calendar,
	}
}

// open reports whether the site's hours hold m whole.
func (g ground) open(m scheduling.Meeting) bool {
	return scheduling.OpenDuring(g.openings, m.Date, m.Start, m.End())
}

// room finds one of the site's rooms; "" is no room.
func (g ground) room(id scheduling.RoomID) (scheduling.Room, bool) {
	for _, r := range g.rooms {
		if r.ID == id {
			return r, true
		}
	}
	return scheduling.Room{}, id == ""
}

// Why the supplementary meeting did not fall where six months fall, beside
// what closes a day: shown like the label of a closure.
const (
	outsideHours = "hors des heures d’ouverture"
	alreadyTaken = "salle ou personne déjà prise"
)

// supplementary dates m some months after the last module, then forward off
// what closes the site, off its closed hours, and off what free refuses
// (rule 4). It keeps m's hour.
func (g ground) supplementary(c cadence.Cadence, m scheduling.Meeting, last scheduling.Date, months int,
	free func(scheduling.Meeting) (bool, error),
) (scheduling.Meeting, []cadence.Skip, error) {
	const patience = 40 // days
	c.Start = m.Start
	for range patience {
		layout, err := c.Supplementary(last, months)
		if err != nil {
			return m, nil, err
		}
		day := layout.Meetings[0].Date
		moved, ok := m.At(day, m.Start)
		why := ""
		if !ok || !g.open(moved) {
			why = outsideHours
		} else if ok, err := free(moved); err != nil {
			return m, nil, err
		} else if !ok {
			why = alreadyTaken
		}
		if why == "" {
			return moved, layout.Skipped, nil
		}
		closure := scheduling.Closure{Site: g.site.ID, From: day, Until: day, Label: why}
		c.Calendar.Closures = append(c.Calendar.Closures[:len(c.Calendar.Closures):len(c.Calendar.Closures)], closure)
	}
	return m, nil, scheduling.Refuse(scheduling.Invalid, "cadence.no_open_day", "first", "from", last.AddMonths(months))
}
