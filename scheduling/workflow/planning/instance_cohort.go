package planning

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// wished puts a wish in the puzzle, but for its hours, and names everybody who
// may be needed for it.
func (p *puzzle) wished(w wish) (people []string) {
	c := timetable.Cohort{ID: w.ID, Size: w.Capacity, From: w.From, To: w.Until, Cadence: bearable(w.Weeks, w.Pause)}
	for _, lead := range w.Leads {
		if lead != w.Second {
			c.Leads = append(c.Leads, scheduling.UserResource(lead))
		}
	}
	people = append(people, c.Leads...)
	c.Rooms = p.roomsFor(w)
	for _, m := range w.Modules {
		module := timetable.Module{ID: string(m.ID), Minutes: m.Minutes, Roles: [][]string{}}
		at := [2]string{w.ID, module.ID}
		if w.Second != "" {
			p.role(&module, at, "", []string{scheduling.UserResource(w.Second)})
		}
		for _, kind := range m.Partners {
			p.role(&module, at, kind, p.ofKind(kind, w.Unit, w.Sites, w.From, w.Until))
		}
		for _, role := range module.Roles {
			people = append(people, role...)
		}
		c.Modules = append(c.Modules, module)
	}
	p.Cohorts = append(p.Cohorts, c)
	return people
}

// roomsFor are the rooms of a wish's sites in which the group and whoever leads
// it can sit; all of them when none is large enough, for the engine to say so.
func (p *puzzle) roomsFor(w wish) (large []string) {
	var rooms []string
	for _, r := range p.Rooms {
		if !slices.Contains(w.Sites, scheduling.SiteID(r.Site)) {
			continue
		}
		rooms = append(rooms, r.ID)
		if r.Seats > w.Capacity {
			large = append(large, r.ID)
		}
	}
	if len(large) == 0 {
		return rooms
	}
	return large
}

// role asks for one person more; a kind that nobody has is left to be found,
// as in any cohort.
func (p *puzzle) role(m *timetable.Module, at [2]string, kind scheduling.PartnerKind, people []string) {
	if len(people) == 0 {
		p.lacking[at] = append(p.lacking[at], kind)
		return
	}
	m.Roles = append(m.Roles, people)
	p.kinds[at] = append(p.kinds[at], kind)
}
