package timetable

import (
	"fmt"
	"slices"
)

func (v *validator) allCohorts() *Flaw {
	met, meetings := map[string]bool{}, 0
	if f := unique("cohorts", "id", idsOf(v.ins.Cohorts, func(c Cohort) string { return c.ID }), mostListed, met); f != nil {
		return f
	}
	for i := range v.ins.Cohorts {
		c := &v.ins.Cohorts[i]
		if f := v.cohort(c); f != nil {
			return f.in("cohorts", i)
		}
		v.cohorts[c.ID] = c
		meetings += len(c.Modules)
	}
	if meetings > mostMeetings {
		return flaw("cohorts", "%d modules in all, more than %d", meetings, mostMeetings)
	}
	return nil
}

func (v *validator) cohort(c *Cohort) *Flaw {
	if f := within("size", c.Size, 1, mostSeats); f != nil {
		return f
	}
	if f := inOrder("from", c.From, "to", c.To); f != nil {
		return f
	}
	if f := c.Cadence.flaw().under("cadence"); f != nil {
		return f
	}
	if f := starts(c.Starts); f != nil {
		return f
	}
	if f := chosen("leads", c.Leads, "person", v.people); f != nil {
		return f
	}
	if f := chosen("rooms", c.Rooms, "room", v.rooms); f != nil {
		return f
	}
	return v.modules(c.Modules)
}

func (c Cadence) flaw() *Flaw {
	if f := within("weeks", c.Weeks, 1, mostWeeks); f != nil {
		return f
	}
	if f := within("min_days", c.MinDays, 1, mostDays); f != nil { // the next module is on a later day
		return f
	}
	if f := within("max_days", c.MaxDays, 1, mostDays); f != nil {
		return f
	}
	if c.MinDays > c.MaxDays {
		return flaw("max_days", "%d is less than min_days, %d", c.MaxDays, c.MinDays)
	}
	return nil
}

func starts(list []Clock) *Flaw {
	if f := some("starts", len(list), mostChoices); f != nil {
		return f
	}
	for i, s := range list {
		if f := within("", int(s), 0, minutesADay-1); f != nil {
			return flaw("", "%s is no hour to start at", s).in("starts", i)
		}
		if slices.Contains(list[:i], s) {
			return flaw("", "%s is given twice", s).in("starts", i)
		}
	}
	return nil
}

func (v *validator) modules(modules []Module) *Flaw {
	if f := some("modules", len(modules), mostModules); f != nil {
		return f
	}
	if f := unique("modules", "id", idsOf(modules, func(m Module) string { return m.ID }), mostModules, map[string]bool{}); f != nil {
		return f
	}
	for i, m := range modules {
		if f := v.module(m); f != nil {
			return f.in("modules", i)
		}
	}
	return nil
}

func (v *validator) module(m Module) *Flaw {
	if f := within("minutes", m.Minutes, 1, minutesADay); f != nil {
		return f
	}
	if f := crowded("roles", len(m.Roles), mostRoles); f != nil {
		return f
	}
	for i, role := range m.Roles {
		if f := chosen("", role, "person", v.people); f != nil {
			f.Field = fmt.Sprintf("roles[%d]%s", i, f.Field)
			return f
		}
	}
	return nil
}

// held looks at the meetings that are given: those that stay, and those whose
// change is a perturbation.
func (v *validator) held() *Flaw {
	for _, list := range []struct {
		name     string
		meetings []Meeting
	}{{"pinned", v.ins.Pinned}, {"previous", v.ins.Previous}} {
		if f := crowded(list.name, len(list.meetings), mostMeetings); f != nil {
			return f
		}
		met := map[[2]string]bool{}
		for i, m := range list.meetings {
			if f := v.meeting(m, list.name == "pinned", met); f != nil {
				return f.in(list.name, i)
			}
		}
	}
	return nil
}

func (v *validator) meeting(m Meeting, stays bool, met map[[2]string]bool) *Flaw {
	cohort := v.cohorts[m.Cohort]
	if cohort == nil {
		return flaw("cohort", "unknown cohort %q", cut(m.Cohort))
	}
	at := slices.IndexFunc(cohort.Modules, func(module Module) bool { return module.ID == m.Module })
	switch {
	case at < 0:
		return flaw("module", "unknown module %q of %q", cut(m.Module), m.Cohort)
	case met[[2]string{m.Cohort, m.Module}]:
		return flaw("module", "%q of %q is given twice", m.Module, m.Cohort)
	case !v.rooms[m.Room]:
		return flaw("room", "unknown room %q", cut(m.Room))
	case !v.people[m.Lead]:
		return flaw("lead", "unknown person %q", cut(m.Lead))
	}
	met[[2]string{m.Cohort, m.Module}] = true
	for i, id := range m.Co {
		if !v.people[id] {
			return flaw("", "unknown person %q", cut(id)).in("co", i)
		}
	}
	if roles := len(cohort.Modules[at].Roles); stays && len(m.Co) != roles || len(m.Co) > mostRoles {
		return flaw("co", "%d people, %d asked for", len(m.Co), roles)
	}
	if stays && (m.Start.Day.Before(v.ins.FirstDay) || m.Start.Day.After(v.ins.LastDay)) {
		return flaw("start", "%s is outside first_day and last_day", m.Start)
	}
	return moment("start", m.Start)
}
