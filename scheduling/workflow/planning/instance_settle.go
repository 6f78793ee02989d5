package planning

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// settle gives an open cohort its hours and bears what it has borne: hours and
// distances that an organiser chose are no reason to move a meeting.
func (p *puzzle) settle(c *timetable.Cohort, meetings []scheduling.Meeting) {
	w := wish{}
	for _, name := range c.Rooms {
		if site := p.siteOf(name); !slices.Contains(w.Sites, site) {
			w.Sites = append(w.Sites, site)
		}
	}
	for _, m := range c.Modules {
		w.Modules = append(w.Modules, scheduling.Module{Minutes: m.Minutes})
	}
	c.Starts = p.startsFor(w)
	for i, m := range meetings {
		if start := timetable.Clock(m.Start); !slices.Contains(c.Starts, start) {
			c.Starts = append(c.Starts, start)
		}
		if c.Cadence.PauseInSchoolHolidays && p.inSchoolHolidays(m.Date) {
			c.Cadence.PauseInSchoolHolidays = false
		}
		if i > 0 {
			gap := p.activeDays(c, meetings[i-1].Date, m.Date)
			c.Cadence.MinDays, c.Cadence.MaxDays = max(1, min(c.Cadence.MinDays, gap)), max(c.Cadence.MaxDays, gap)
		}
	}
	slices.Sort(c.Starts)
}

func (p *puzzle) siteOf(room string) scheduling.SiteID {
	at := slices.IndexFunc(p.Rooms, func(r timetable.Room) bool { return r.ID == room })
	return scheduling.SiteID(p.Rooms[at].Site)
}

func (p *puzzle) inSchoolHolidays(day scheduling.Date) bool {
	return slices.ContainsFunc(p.SchoolHolidays, func(h timetable.Days) bool { return !day.Before(h.From) && !day.After(h.To) })
}

// activeDays is the distance between two days as the cadence counts it.
func (p *puzzle) activeDays(c *timetable.Cohort, from, to scheduling.Date) (n int) {
	for day := from.AddDays(1); !day.After(to); day = day.AddDays(1) {
		if !c.Cadence.PauseInSchoolHolidays || !p.inSchoolHolidays(day) {
			n++
		}
	}
	return n
}

// admitPinned lets stay what was held on a day that is closed: the day is then
// closed room by room, which binds only what is to come.
func (p *puzzle) admitPinned() {
	for _, m := range p.Pinned {
		day := m.Start.Day
		if at := slices.Index(p.NoMeeting, day); at >= 0 {
			p.NoMeeting = slices.Delete(p.NoMeeting, at, at+1)
			p.closeSites(p.Sites, day)
		}
	}
}
