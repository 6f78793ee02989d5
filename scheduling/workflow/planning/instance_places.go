package planning

import (
	"fmt"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
	"trame/scheduling/timetable"
)

// places reads the sites with their rooms and calendars. Those of one instance
// share a zone, for its hours are those of a wall clock.
func (p *puzzle) places(tx *store.Tx, organisation scheduling.OrganisationID, ids []scheduling.SiteID) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	sites, err := tx.SitesByID(ids)
	if err != nil {
		return err
	}
	if len(sites) < len(ids) || len(sites) == 0 {
		return scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	p.TimeZone = sites[0].TimeZone
	if p.zone, err = time.LoadLocation(p.TimeZone); err != nil {
		return fmt.Errorf("zone of site %s: %w", sites[0].ID, err)
	}
	rooms, err := tx.RoomsOf(ids)
	if err != nil {
		return err
	}
	calendars, err := calendarsOf(tx, organisation, sites, p.FirstDay)
	if err != nil {
		return err
	}
	for _, s := range sites {
		if s.TimeZone != p.TimeZone {
			return scheduling.Refuse(scheduling.Invalid, "proposal.sites.zones", "sites")
		}
		p.Sites = append(p.Sites, string(s.ID))
		p.sites[s.ID] = ground{site: s, zone: p.zone, calendar: calendars[s.ID]}
	}
	for _, r := range rooms {
		p.rooms[r.ID] = r
		p.Rooms = append(p.Rooms, timetable.Room{ID: scheduling.RoomResource(r.ID), Site: string(r.Site), Seats: r.Capacity})
	}
	p.holidays()
	return nil
}

// calendarsOf is calendarOf for several sites, in two queries.
func calendarsOf(tx *store.Tx, organisation scheduling.OrganisationID, sites []scheduling.Site, from scheduling.Date) (map[scheduling.SiteID]cadence.Calendar, error) {
	closures, err := tx.Closures(organisation, from)
	if err != nil {
		return nil, err
	}
	school, err := schoolHolidaysOf(tx, organisation)
	if err != nil {
		return nil, err
	}
	calendars := make(map[scheduling.SiteID]cadence.Calendar, len(sites))
	for _, s := range sites {
		own := slices.DeleteFunc(slices.Clone(closures), func(c scheduling.Closure) bool { return c.Site != "" && c.Site != s.ID })
		calendars[s.ID] = calendarAt(s, school, own)
	}
	return calendars, nil
}

// holidays are days without meetings when every site keeps them; a holiday of
// some sites (Alsace-Moselle) closes their rooms. The school holidays are
// those of any site's zone: a département lies in one.
func (p *puzzle) holidays() {
	for day := p.FirstDay; !day.After(p.LastDay); day = day.AddDays(1) {
		var keeping []string
		school := false
		for _, id := range p.Sites {
			calendar := p.sites[scheduling.SiteID(id)].calendar
			if _, off := cadence.HolidayOn(calendar.Territory, day); off {
				keeping = append(keeping, id)
			}
			_, off := calendar.SchoolHoliday(day)
			school = school || off
		}
		if len(keeping) == len(p.Sites) {
			p.NoMeeting = append(p.NoMeeting, day)
		} else if len(keeping) > 0 {
			p.closeSites(keeping, day)
		}
		if school {
			p.schoolHoliday(day)
		}
	}
}

func (p *puzzle) closeSites(sites []string, day scheduling.Date) {
	for i := range p.Rooms {
		if slices.Contains(sites, p.Rooms[i].Site) {
			p.Rooms[i].Closed = append(p.Rooms[i].Closed, wholeDay(day))
		}
	}
}

func wholeDay(day scheduling.Date) timetable.Closure {
	return timetable.Closure{From: timetable.Moment{Day: day}, To: timetable.Moment{Day: day.AddDays(1)}}
}

func (p *puzzle) schoolHoliday(day scheduling.Date) {
	last := len(p.SchoolHolidays) - 1
	if last >= 0 && p.SchoolHolidays[last].To.AddDays(1) == day {
		p.SchoolHolidays[last].To = day
		return
	}
	p.SchoolHolidays = append(p.SchoolHolidays, timetable.Days{From: day, To: day})
}
