package timetable

import "slices"

// cohort judges one cohort: held whole or not at all.
func (c *checker) cohort(cohort *Cohort) {
	planned := c.planned[cohort.ID]
	if len(planned) == 0 {
		c.verdict.Unplanned++
		return
	}
	held := c.held(cohort, planned)
	var meetings []*Meeting // of the modules, in their order
	for i, m := range held {
		if m == nil {
			c.fault("H1", &Meeting{Cohort: cohort.ID, Module: cohort.Modules[i].ID}, "is not held, others of its cohort are")
			continue
		}
		c.meeting(cohort, &cohort.Modules[i], m, held[0])
		meetings = append(meetings, m)
	}
	for i := 1; i < len(meetings); i++ {
		c.distance(cohort, meetings[i-1], meetings[i])
	}
	if len(meetings) == len(cohort.Modules) {
		c.verdict.Comfort += c.comfort(cohort, meetings)
	}
}

// held finds the meeting of each module; nil where there is none.
func (c *checker) held(cohort *Cohort, planned []*Meeting) []*Meeting {
	held := make([]*Meeting, len(cohort.Modules))
	for _, m := range planned {
		i := slices.IndexFunc(cohort.Modules, func(module Module) bool { return module.ID == m.Module })
		switch {
		case i < 0:
			c.fault("H1", m, "no such module")
		case held[i] != nil:
			c.fault("H1", m, "is held twice, %s and %s", held[i].Start, m.Start)
		default:
			held[i] = m
			c.placed[[2]string{m.Cohort, m.Module}] = m
		}
	}
	return held
}

// meeting judges what concerns one meeting alone, and notes whom it uses.
func (c *checker) meeting(cohort *Cohort, module *Module, m, first *Meeting) {
	c.day(cohort, m)
	if !slices.Contains(cohort.Starts, m.Start.Clock) {
		c.fault("H7", m, "may not start at %s", m.Start.Clock)
	}
	c.room(cohort, module, m)
	c.team(cohort, module, m, first)
	from := minuteNumber(m.Start)
	at := use{span{from, from + module.Minutes}, "", m}
	if room := c.rooms[m.Room]; room != nil {
		at.site = room.site
		c.take(room, at)
	}
	team := append([]string{m.Lead}, m.Co...)
	for i, id := range team {
		if person := c.people[id]; person != nil && !slices.Contains(team[:i], id) {
			c.take(person, at)
		}
	}
}

// day is H1 for one day.
func (c *checker) day(cohort *Cohort, m *Meeting) {
	d, n := m.Start.Day, dayNumber(m.Start.Day)
	switch {
	case d.Before(cohort.From) || d.After(cohort.To):
		c.fault("H1", m, "%s is not from %s to %s", d, cohort.From, cohort.To)
	case d.Before(c.ins.FirstDay) || d.After(c.ins.LastDay):
		c.fault("H1", m, "%s is outside the instance", d)
	case c.noMeeting[n]:
		c.fault("H1", m, "%s is a day without meetings", d)
	case cohort.Cadence.PauseInSchoolHolidays && c.inSchoolHolidays(n):
		c.fault("H1", m, "%s is in school holidays, when the cohort pauses", d)
	}
}

// room is H3: one of the cohort's, with a seat for everybody.
func (c *checker) room(cohort *Cohort, module *Module, m *Meeting) {
	if !slices.Contains(cohort.Rooms, m.Room) {
		c.fault("H3", m, "room %s is none of its rooms", cut(m.Room))
	}
	seats, known := c.seats[m.Room]
	if need := cohort.Size + 1 + len(module.Roles); known && seats < need {
		c.fault("H3", m, "room %s has %d seats, %d needed", m.Room, seats, need)
	}
}

// team is H4: one lead for the whole cohort, one person for each role, all
// distinct.
func (c *checker) team(cohort *Cohort, module *Module, m, first *Meeting) {
	if !slices.Contains(cohort.Leads, m.Lead) {
		c.fault("H4", m, "%s is none of its leads", cut(m.Lead))
	}
	if first != nil && m.Lead != first.Lead {
		c.fault("H4", m, "is led by %s, the first module by %s", cut(m.Lead), cut(first.Lead))
	}
	if len(m.Co) != len(module.Roles) {
		c.fault("H4", m, "%d people for %d roles", len(m.Co), len(module.Roles))
	}
	for i, id := range m.Co {
		if i < len(module.Roles) && !slices.Contains(module.Roles[i], id) {
			c.fault("H4", m, "%s is not of role %d", cut(id), i+1)
		}
		if id == m.Lead || slices.Contains(m.Co[:i], id) {
			c.fault("H4", m, "%s is there twice", cut(id))
		}
	}
}

// take is H6: within one opening and clear of every closure.
func (c *checker) take(r *resource, u use) {
	weekday := Weekday(u.meeting.Start.Day.Weekday())
	start := u.meeting.Start.Clock
	end := start + Clock(u.to-u.from)
	within := func(o Opening) bool { return o.Weekday == weekday && o.From <= start && end <= o.To }
	if !slices.ContainsFunc(r.open, within) {
		c.fault("H6", u.meeting, "%s is not open from %s to %s", r.what, u.meeting.Start, end)
	}
	if slices.ContainsFunc(r.closed, u.overlaps) {
		c.fault("H6", u.meeting, "%s is closed or away at %s", r.what, u.meeting.Start)
	}
	r.uses = append(r.uses, u)
}

// distance is the order of H1, and H2.
func (c *checker) distance(cohort *Cohort, before, m *Meeting) {
	if !before.Start.Day.Before(m.Start.Day) {
		c.fault("H1", m, "%s is not on a later day than %s, %s", m.Start, before.Module, before.Start)
		return
	}
	gap := c.gap(cohort, before, m)
	if gap < cohort.Cadence.MinDays || gap > cohort.Cadence.MaxDays {
		c.fault("H2", m, "%d active days after %s, not %d to %d", gap, before.Module, cohort.Cadence.MinDays, cohort.Cadence.MaxDays)
	}
}

// gap counts the active days d, before < d ≤ m.
func (c *checker) gap(cohort *Cohort, before, m *Meeting) int {
	days := span{dayNumber(before.Start.Day) + 1, dayNumber(m.Start.Day) + 1}
	gap := days.to - days.from
	if cohort.Cadence.PauseInSchoolHolidays {
		for _, s := range c.school {
			gap -= max(0, min(s.to, days.to)-max(s.from, days.from))
		}
	}
	return gap
}
