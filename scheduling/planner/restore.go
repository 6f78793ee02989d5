package planner

import "slices"

// restore places every cohort as it was announced, where that is still
// possible, and returns those whose announced programme no longer stands.
func (s *state) restore() (broken []int) {
	for i := range s.p.cohorts {
		prog := s.p.announced(&s.p.cohorts[i])
		switch {
		case prog == nil:
		case s.p.stands(&s.p.cohorts[i], prog) && s.fits(i, prog):
			s.place(i, prog)
		default:
			broken = append(broken, i)
		}
	}
	return broken
}

// announced is the programme of before; nil when it was not whole.
func (p *problem) announced(c *cohort) *program {
	prog := &program{slots: make([]slot, len(c.modules))}
	for i := range c.modules {
		m := &c.modules[i]
		if m.was == nil {
			return nil
		}
		prog.slots[i], prog.lead = *m.was, m.wasLead
	}
	return prog
}

// stands reports whether a programme still keeps to the calendar, the cadence
// and everybody's hours; if so its cost is filled in.
func (p *problem) stands(c *cohort, prog *program) bool {
	if !slices.Contains(c.leads, prog.lead) {
		return false
	}
	previous := -1
	for i, at := range prog.slots {
		place := c.place(at.day)
		if place == len(c.days) || int(c.days[place]) != at.day {
			return false
		}
		if i > 0 && (previous < c.before[place].from || previous >= c.before[place].to) {
			return false
		}
		previous = place
		if !p.suits(c, i, at, prog.lead) {
			return false
		}
	}
	prog.comfort, prog.moved = p.comfort(c, prog.slots), p.moved(c, prog)
	return true
}

// suits reports whether module i of a cohort can be in a slot, whoever else
// wants it.
func (p *problem) suits(c *cohort, i int, at slot, lead int) bool {
	m := &c.modules[i]
	if pinned := m.pinned; pinned != nil {
		return pinned.day == at.day && pinned.point == at.point && pinned.room == at.room && slices.Equal(pinned.co, at.co)
	}
	room := slices.Index(c.rooms, at.room)
	if room < 0 || !m.seats[room] || !slices.Contains(c.starts, at.point) {
		return false
	}
	until := int(p.points[at.point]) + m.minutes
	return p.opens(at.room, at, until) && p.opens(lead, at, until) && p.staffs(m, at, lead, until)
}

// staffs reports whether the people of a slot can fill the module's roles.
func (p *problem) staffs(m *module, at slot, lead, until int) bool {
	if len(at.co) != len(m.roles) {
		return false
	}
	for k, person := range at.co {
		if person == lead || slices.Contains(at.co[:k], person) || !slices.Contains(m.roles[k], person) || !p.opens(person, at, until) {
			return false
		}
	}
	return true
}

func (p *problem) opens(resource int, at slot, until int) bool {
	return int(p.until[p.at(resource, at.day)*len(p.points)+int(at.point)]) >= until
}
