package planner

import (
	"math"
	"slices"

	"trame/scheduling/timetable"
)

// cohort readies one cohort: the days on which it may meet, what the cadence
// leaves to each of its modules.
func (k *compiler) cohort(c *cohort, at int) {
	file := &k.ins.Cohorts[at]
	c.at = at
	k.window(c, file)
	k.cadence(c, file.Cadence)
	for _, start := range file.Starts {
		c.starts = append(c.starts, k.p.point(start))
	}
	c.oneSite = true
	for _, id := range file.Rooms {
		room := k.rooms[id]
		c.rooms = append(c.rooms, room)
		c.oneSite = c.oneSite && k.p.resources[room].site == k.p.resources[c.rooms[0]].site
	}
	for _, id := range file.Leads {
		c.leads = append(c.leads, k.people[id])
	}
	c.modules = make([]module, len(file.Modules))
	places := make(map[string]int, len(file.Modules))
	for i := range file.Modules {
		k.module(c, &c.modules[i], file, &file.Modules[i])
		places[file.Modules[i].ID] = i
	}
	for _, m := range k.previous[file.ID] {
		was := &k.ins.Previous[m]
		module := &c.modules[places[was.Module]]
		module.was, module.wasLead = k.slot(was), k.known(k.people, was.Lead)
	}
	for _, m := range k.pinned[file.ID] {
		fixed := &k.ins.Pinned[m]
		c.modules[places[fixed.Module]].pinned = k.slot(fixed)
		c.leads = only(c.leads, k.known(k.people, fixed.Lead))
	}
	c.reach()
	c.liken()
}

// liken finds the modules that ask for the same: as long, as many seats, the
// same people, and nothing of before.
func (c *cohort) liken() {
	for i := range c.modules {
		m := &c.modules[i]
		m.like, m.hull = i, m.within
		if first := slices.IndexFunc(c.modules[:i], m.asks); first >= 0 {
			m.like = first
			hull := &c.modules[first].hull
			*hull = span{min(hull.from, m.within.from), max(hull.to, m.within.to)}
		}
	}
}

func (m *module) asks(other module) bool {
	if m.pinned != nil || m.was != nil || other.pinned != nil || other.was != nil {
		return false
	}
	return m.minutes == other.minutes && slices.EqualFunc(m.roles, other.roles, slices.Equal)
}

// window lists the days on which the cohort may meet at all.
func (k *compiler) window(c *cohort, file *timetable.Cohort) {
	off := make(map[int]bool, len(k.ins.NoMeeting))
	for _, date := range k.ins.NoMeeting {
		off[k.p.dayOf(date)] = true
	}
	count := int16(0)
	for d := range k.p.days {
		paused := file.Cadence.PauseInSchoolHolidays && k.p.school[d]
		if !paused {
			count++
		}
		if d < k.p.dayOf(file.From) || d > k.p.dayOf(file.To) || off[d] || paused {
			continue
		}
		c.days = append(c.days, int16(d))
		c.active = append(c.active, count)
	}
}

// cadence finds, for each day, the days before it that the cadence bears.
func (k *compiler) cadence(c *cohort, cadence timetable.Cadence) {
	c.before = make([]span, len(c.days))
	from, to := 0, 0
	for j := range c.days {
		for from < j && int(c.active[j]-c.active[from]) > cadence.MaxDays {
			from++
		}
		for to < j && int(c.active[j]-c.active[to]) >= cadence.MinDays {
			to++
		}
		c.before[j] = span{from, to}
	}
	c.gap = make([]int64, min(cadence.MaxDays, k.p.days)+1)
	for distance := range c.gap {
		off := distance - 7*cadence.Weeks
		c.gap[distance] = int64(k.p.cost.Gap) * int64(max(off, -off)) * scale
	}
}

func (k *compiler) module(c *cohort, m *module, cohort *timetable.Cohort, file *timetable.Module) {
	m.minutes = file.Minutes
	for _, start := range cohort.Starts {
		m.cover = append(m.cover, covers(k.p.points, start, file.Minutes))
	}
	for _, role := range file.Roles {
		people := make([]int, len(role))
		for i, id := range role {
			people[i] = k.people[id]
		}
		m.roles = append(m.roles, people)
	}
	for _, id := range cohort.Rooms {
		m.seats = append(m.seats, k.ins.Rooms[k.atlas.rooms[id]].Seats >= cohort.Size+1+len(file.Roles))
	}
	m.within = span{0, len(c.days)}
}

// slot reads a meeting that stands; what these cohorts cannot use is -1.
func (k *compiler) slot(m *timetable.Meeting) *slot {
	s := &slot{day: k.p.dayOf(m.Start.Day), point: k.p.point(m.Start.Clock), room: k.known(k.rooms, m.Room)}
	for _, id := range m.Co {
		s.co = append(s.co, k.known(k.people, id))
	}
	return s
}

func (k *compiler) known(numbers map[string]int, id string) int {
	if n, known := numbers[id]; known {
		return n
	}
	return -1
}

func only(leads []int, lead int) []int {
	for _, l := range leads {
		if l == lead {
			return []int{lead}
		}
	}
	return nil
}

// reach narrows each module to the days from which its neighbours can be
// reached, whoever is free.
func (c *cohort) reach() {
	n := len(c.modules)
	for i := range c.modules {
		m := &c.modules[i]
		if m.pinned != nil {
			place := c.place(m.pinned.day)
			if place == len(c.days) || int(c.days[place]) != m.pinned.day {
				m.within = span{}
				continue
			}
			m.within = m.within.cut(span{place, place + 1})
		}
		if i > 0 {
			m.within = m.within.cut(c.after(c.modules[i-1].within))
		}
	}
	for i := n - 2; i >= 0; i-- {
		m, next := &c.modules[i], c.modules[i+1].within
		if next.from >= next.to {
			m.within = span{}
			continue
		}
		m.within = m.within.cut(span{c.before[next.from].from, c.before[next.to-1].to})
	}
}

// after is the range of places that may follow one of those in s.
func (c *cohort) after(s span) span {
	reached := span{math.MaxInt, 0}
	for j, before := range c.before {
		if meeting := before.cut(s); meeting.from < meeting.to {
			reached.from, reached.to = min(reached.from, j), j+1
		}
	}
	if reached.to == 0 {
		return span{}
	}
	return reached
}
