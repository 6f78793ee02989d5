package planner

import "math/bits"

// finder finds the cheapest programme of one cohort, all others fixed. It is
// exact: with the lead and the usual weekday, hour and room given, every cost
// but the distance between meetings belongs to one meeting alone, so a dynamic
// programme over the days is enough (planning §4). One finder per goroutine.
type finder struct {
	p       *problem
	taken   []uint64          // what others hold; the pinned meetings alone for the bound
	travels map[int][]booking // where people are
	load    []int             // meetings of each person without this cohort; nil: overload costs nothing
	price   []int64           // of a point of a resource and day; nil: free
	use     []int64           // of one meeting of a person, beside overload
	eject   int64             // what it costs to take a resource from another cohort; 0: others stay
	pinned  []uint64          // what stays when others are ejected
	calm    bool              // what was announced before costs nothing to change
	late    int64             // what each day costs by which a meeting is later

	c     *cohort
	lead  int
	whole int64   // what the lead costs, whatever the days
	cells []int64 // cost of module, day, start, room
	heads []int64 // least over start and room; over room by start; over start by room
	homes []home
	costs []int64 // of module, day, with a start and room as the usual ones
	usual []int64 // least of costs over the days of a weekday
	tail  []int64 // least cost of the modules after i when it is on day j, whatever is usual
	cost  []int64 // dynamic programme: cheapest to hold module i on day j
	from  []int16
	rest  []int64 // least cost of modules i and later
	co    []int
}

// home is a usual weekday, start and room, and what they cost at least.
type home struct {
	weekday, start, room int
	least                int64
}

func newFinder(p *problem) *finder {
	return &finder{p: p, use: make([]int64, len(p.resources))}
}

// found is a programme in terms of the cohort's own lists.
type found struct {
	lead  int
	home  home
	days  []int // places in the cohort's days
	prog  *program
	total int64
}

// cheapest is the best programme of c below limit; total is scaled, with
// prices and perturbation in it. Without one it returns nil and limit.
func (f *finder) cheapest(c *cohort, limit int64) (*program, int64) {
	f.c = c
	best := found{total: limit}
	for _, lead := range c.leads {
		if f.with(lead) {
			f.search(&best)
		}
	}
	if best.days == nil {
		return nil, limit
	}
	return f.program(&best), best.total
}

// with prices the cohort for a lead; false when a module has no place.
func (f *finder) with(lead int) bool {
	f.lead, f.whole = lead, f.leading(lead, len(f.c.modules))
	return f.fill()
}

// leading is what so many meetings of a lead cost by her load.
func (f *finder) leading(lead, meetings int) int64 {
	total := f.use[lead] * int64(meetings)
	if f.load != nil {
		total += int64(f.p.overload(lead, f.load[lead]+meetings)-f.p.overload(lead, f.load[lead])) * scale
	}
	return total
}

// width is the number of cells of a module's day.
func (f *finder) width() int { return len(f.c.starts) * len(f.c.rooms) }

// fill prices every module, day, start and room with the lead; false when a
// module has none.
func (f *finder) fill() bool {
	c := f.c
	days, width := len(c.days), f.width()
	tops := 1 + len(c.starts) + len(c.rooms)
	f.cells = sized(f.cells, len(c.modules)*days*width)
	f.heads = sized(f.heads, len(c.modules)*days*tops)
	for i := range c.modules {
		m := &c.modules[i]
		if m.like != i {
			continue
		}
		some := false
		for j := m.hull.from; j < m.hull.to; j++ {
			cells := f.cells[(i*days+j)*width:][:width]
			heads := f.heads[(i*days+j)*tops:][:tops]
			for n := range heads {
				heads[n] = impossible
			}
			if m.pinned != nil {
				f.fillPinned(m, cells, heads, j)
			} else {
				f.fillDay(m, cells, heads, j)
			}
			some = some || heads[0] < impossible
		}
		if !some {
			return false
		}
	}
	return true
}

func (f *finder) fillDay(m *module, cells, heads []int64, j int) {
	c, p := f.c, f.p
	day := int(c.days[j])
	lead := p.at(f.lead, day)
	for s, point := range c.starts {
		row := cells[s*len(c.rooms):][:len(c.rooms)]
		for r := range row {
			row[r] = impossible
		}
		until := int(p.points[point]) + m.minutes
		held := f.held(lead, m.cover[s])
		if held >= impossible || int(p.until[lead*len(p.points)+int(point)]) < until {
			continue
		}
		base := f.meeting(m, day, s) + f.priced(lead, m.cover[s]) + held
		f.fillRooms(m, row, heads, place{day, s, int(point), until}, base)
	}
}

// place is a day and hour being priced.
type place struct{ day, start, point, until int }

func (f *finder) fillRooms(m *module, row, heads []int64, at place, base int64) {
	c, p := f.c, f.p
	team, teamSite := int64(0), -1
	for r, room := range c.rooms {
		k := p.at(room, at.day)
		held := f.held(k, m.cover[at.start])
		if !m.seats[r] || held >= impossible || int(p.until[k*len(p.points)+at.point]) < at.until {
			continue
		}
		if site := p.resources[room].site; site != teamSite {
			team, teamSite = f.team(m, at, site), site
		}
		if team >= impossible {
			continue
		}
		total := base + team + held + f.priced(k, m.cover[at.start])
		if m.was != nil && !f.calm {
			total += int64(p.movedRoom(m.was, room)) * perturbed * scale
		}
		row[r] = total
		note(heads, at.start, r, len(c.starts), total)
	}
}

func note(heads []int64, start, room, starts int, total int64) {
	heads[0] = min(heads[0], total)
	heads[1+start] = min(heads[1+start], total)
	heads[1+starts+room] = min(heads[1+starts+room], total)
}

// meeting is what a day and hour cost with the lead, whatever room and people.
func (f *finder) meeting(m *module, day, start int) int64 {
	p, point := f.p, f.c.starts[start]
	total := (int64(p.fixed(day, point)) + f.late*int64(day)) * scale
	if m.was != nil && !f.calm {
		total += int64(p.movedTo(m.was, day, point)+p.changedLead(m, f.lead)) * perturbed * scale
	}
	return total
}

// held is what it costs to have a resource that somebody may hold already.
func (f *finder) held(k int, cover uint64) int64 {
	switch {
	case f.taken[k]&cover == 0:
		return 0
	case f.eject == 0, f.pinned != nil && f.pinned[k]&cover != 0:
		return impossible
	}
	return f.eject
}

func (f *finder) priced(k int, cover uint64) int64 {
	if f.price == nil {
		return 0
	}
	return f.p.priced(f.price, k, cover)
}

// priced is what the points of a resource's day cost.
func (p *problem) priced(price []int64, k int, cover uint64) (total int64) {
	for base := k * len(p.points); cover != 0; cover &= cover - 1 {
		total += price[base+lowest(cover)]
	}
	return total
}

// lowest is the first point of a cover.
func lowest(cover uint64) int { return bits.TrailingZeros64(cover) }

// team is the least cost of the people of a meeting: the lead's way to the
// site, and somebody different for each role.
func (f *finder) team(m *module, at place, site int) int64 {
	b := booking{site, int(f.p.points[at.point]), at.until}
	if f.p.resources[f.lead].roams && !f.arrives(f.p.at(f.lead, at.day), b) {
		return impossible
	}
	switch len(m.roles) {
	case 0:
		return 0
	case 1:
		total, _ := f.fillRole(m, 0, at, b)
		return total
	}
	f.co = f.co[:0]
	return f.fillRoles(m, 0, at, b, impossible)
}

func (f *finder) arrives(k int, b booking) bool {
	if f.taken[k] == 0 {
		return true
	}
	for _, other := range f.travels[k] {
		if !f.p.travels(other, b) {
			return false
		}
	}
	return true
}

// fillRole is the cheapest person of a role who is free and not yet in f.co.
func (f *finder) fillRole(m *module, role int, at place, b booking) (least int64, who int) {
	least, who = impossible, -1
	for rank, person := range m.roles[role] {
		if total := f.person(m, role, rank, person, at, b); total < least {
			least, who = total, person
		}
	}
	return least, who
}

func (f *finder) person(m *module, role, rank, person int, at place, b booking) int64 {
	p := f.p
	k := p.at(person, at.day)
	held := f.held(k, m.cover[at.start])
	if person == f.lead || held >= impossible || int(p.until[k*len(p.points)+at.point]) < at.until {
		return impossible
	}
	if p.resources[person].roams && !f.arrives(k, b) {
		return impossible
	}
	total := int64(p.cost.Preference*rank)*scale + f.leading(person, 1) + f.priced(k, m.cover[at.start]) + held
	if m.was != nil && !f.calm && (role >= len(m.was.co) || m.was.co[role] != person) {
		total += int64(p.cost.ChangedPerson) * perturbed * scale
	}
	return total
}

// fillRoles tries every way to fill the roles from role on with people who are
// not in f.co, and returns the least cost below limit.
func (f *finder) fillRoles(m *module, role int, at place, b booking, limit int64) int64 {
	if role == len(m.roles) {
		return 0
	}
	best := limit
	for rank, person := range m.roles[role] {
		if holds(f.co, person) {
			continue
		}
		total := f.person(m, role, rank, person, at, b)
		if total >= best {
			continue
		}
		f.co = append(f.co, person)
		if others := f.fillRoles(m, role+1, at, b, best-total); total+others < best {
			best = total + others
		}
		f.co = f.co[:len(f.co)-1]
	}
	if best == limit {
		return impossible
	}
	return best
}

func holds(people []int, person int) bool {
	for _, p := range people {
		if p == person {
			return true
		}
	}
	return false
}

// fillPinned leaves a pinned meeting its one cell. Its resources are its own
// already, so nothing is asked of them.
func (f *finder) fillPinned(m *module, cells, heads []int64, j int) {
	c := f.c
	for n := range cells {
		cells[n] = impossible
	}
	pinned := m.pinned
	if int(c.days[j]) != pinned.day || len(pinned.co) != len(m.roles) {
		return
	}
	for s, point := range c.starts {
		for r, room := range c.rooms {
			if point != pinned.point || room != pinned.room {
				continue
			}
			total := f.meeting(m, pinned.day, s) + int64(f.p.preference(m, pinned.co))*scale
			for _, person := range pinned.co {
				total += f.leading(person, 1)
			}
			cells[s*len(c.rooms)+r] = total
			note(heads, s, r, len(c.starts), total)
		}
	}
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
