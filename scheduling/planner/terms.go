package planner

import "slices"

// Term is one discomfort of a programme: what it costs, and which modules it
// concerns.
type Term struct {
	Kind    TermKind
	Cost    int
	Modules []string
}

// TermKind names a discomfort, as the weights do.
type TermKind string

// The discomforts of planning §3.
const (
	TermGap        TermKind = "gap"        // not the wished distance
	TermWeekday    TermKind = "weekday"    // not the usual weekday
	TermStart      TermKind = "start"      // not the usual hour
	TermRoom       TermKind = "room"       // not the usual room
	TermSchool     TermKind = "school"     // in school holidays
	TermEarly      TermKind = "early"      // before half past nine
	TermPreference TermKind = "preference" // not the first choice for a role
)

// terms part a programme's comfort; those that cost nothing are left out.
func (p *problem) terms(c *cohort, names []string, prog *program) (terms []Term) {
	usual := p.habits(c, prog.slots)
	add := func(kind TermKind, cost func(i int) int) {
		term := Term{Kind: kind}
		for i := range prog.slots {
			if own := cost(i); own > 0 {
				term.Cost += own
				term.Modules = append(term.Modules, names[i])
			}
		}
		if term.Cost > 0 {
			terms = append(terms, term)
		}
	}
	unless := func(same bool, weight int) int {
		if same {
			return 0
		}
		return weight
	}
	add(TermGap, func(i int) int { return p.distance(c, prog.slots, i) })
	add(TermWeekday, func(i int) int { return unless(p.weekday[prog.slots[i].day] == usual.weekday, p.cost.Weekday) })
	add(TermStart, func(i int) int { return unless(prog.slots[i].point == usual.point, p.cost.Start) })
	add(TermRoom, func(i int) int { return unless(prog.slots[i].room == usual.room, p.cost.Room) })
	add(TermSchool, func(i int) int { return unless(!p.school[prog.slots[i].day], p.cost.School) })
	add(TermEarly, func(i int) int { return p.early(prog.slots[i].point) })
	add(TermPreference, func(i int) int { return p.preference(&c.modules[i], prog.slots[i].co) })
	return terms
}

// distance is what the way from the meeting before costs.
func (p *problem) distance(c *cohort, slots []slot, i int) int {
	if i == 0 {
		return 0
	}
	return int(c.gap[c.active[c.place(slots[i].day)]-c.active[c.place(slots[i-1].day)]] / scale)
}

// pattern is what a person would call a programme by: Tuesdays at two, with
// Anne, in the blue room.
type pattern struct {
	lead    int
	weekday int8
	point   uint8
	room    int
}

// habits are the weekday, hour and room that suit most meetings, each of those
// that the cohort may have.
func (p *problem) habits(c *cohort, slots []slot) (usual pattern) {
	weekdays, points, rooms := [8]int{}, make([]int, len(p.points)), make([]int, len(p.resources))
	for _, s := range slots {
		weekdays[p.weekday[s.day]]++
		points[s.point]++
		rooms[s.room]++
	}
	usual.weekday, usual.point, usual.room = 1, c.starts[0], c.rooms[0]
	for weekday := range weekdays {
		if weekdays[weekday] > weekdays[usual.weekday] {
			usual.weekday = int8(weekday)
		}
	}
	for _, point := range c.starts {
		if points[point] > points[usual.point] {
			usual.point = point
		}
	}
	for _, room := range c.rooms {
		if rooms[room] > rooms[usual.room] {
			usual.room = room
		}
	}
	return usual
}

// comfort is what a programme costs without overload and perturbation.
func (p *problem) comfort(c *cohort, slots []slot) (total int) {
	usual := p.habits(c, slots)
	for i, s := range slots {
		total += p.fixed(s.day, s.point) + p.distance(c, slots, i) + p.preference(&c.modules[i], s.co)
		if p.weekday[s.day] != usual.weekday {
			total += p.cost.Weekday
		}
		if s.point != usual.point {
			total += p.cost.Start
		}
		if s.room != usual.room {
			total += p.cost.Room
		}
	}
	return total
}

func (p *problem) preference(m *module, co []int) (total int) {
	for i, role := range m.roles {
		total += p.cost.Preference * max(0, slices.Index(role, co[i]))
	}
	return total
}
