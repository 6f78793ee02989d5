package planner

import (
	"cmp"
	"slices"
)

// search looks at every usual weekday, start and room with the lead at hand,
// the most promising first, and stops at those that cannot do better.
func (f *finder) search(best *found) {
	if f.relax() >= best.total {
		return
	}
	f.rank(best.total)
	for _, h := range f.homes {
		if h.least >= best.total {
			return
		}
		f.days(h, best)
	}
}

// several lists a programme for each lead and usual weekday, start and room, the
// best of each, if below limit; the cheapest first.
func (f *finder) several(c *cohort, limit int64) []*program {
	var all []found
	f.c = c
	for _, lead := range c.leads {
		if !f.with(lead) || f.relax() >= limit {
			continue
		}
		f.rank(limit)
		for _, h := range f.homes {
			best := found{total: limit}
			if f.days(h, &best); best.days != nil {
				best.prog = f.program(&best)
				all = append(all, best)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y found) int { return cmp.Compare(x.total, y.total) })
	programs := make([]*program, len(all))
	for n := range all {
		programs[n] = all[n].prog
	}
	return programs
}

// relax chooses the days as if no weekday, hour or room were usual, from the
// last module to the first: what it finds is less than any home can cost. It
// returns that least.
func (f *finder) relax() int64 {
	c := f.c
	n, days := len(c.modules), len(c.days)
	f.tail = sized(f.tail, n*days)
	last := c.modules[n-1].within
	clear(f.tail[(n-1)*days+last.from : (n-1)*days+last.to])
	for i := n - 1; i > 0; i-- {
		earlier := f.tail[(i-1)*days : i*days]
		within := c.modules[i-1].within
		for k := within.from; k < within.to; k++ {
			earlier[k] = impossible
		}
		for j := c.modules[i].within.from; j < c.modules[i].within.to; j++ {
			head := f.head(i, j)
			if head >= impossible {
				continue
			}
			own := head + f.tail[i*days+j]
			before := c.before[j].cut(within)
			for k := before.from; k < before.to; k++ {
				earlier[k] = min(earlier[k], own+c.gap[c.active[j]-c.active[k]])
			}
		}
	}
	least := impossible
	for j := c.modules[0].within.from; j < c.modules[0].within.to; j++ {
		if head := f.head(0, j); head < impossible {
			least = min(least, head+f.tail[j])
		}
	}
	return least + f.whole
}

// rank prices each day with each start and room as the usual ones, and lists
// the homes by the least that they can cost: each module on its best day.
func (f *finder) rank(limit int64) {
	c := f.c
	width := f.width()
	f.costs = sized(f.costs, len(c.modules)*len(c.days)*width)
	f.usual = sized(f.usual, len(c.modules)*8*width)
	for n := range f.usual {
		f.usual[n] = impossible
	}
	for i := range c.modules {
		m := &c.modules[i]
		for j := m.hull.from; j < m.hull.to && m.like == i; j++ {
			if f.head(i, j) < impossible {
				f.settle(i, j)
			}
		}
		for j := m.within.from; j < m.within.to; j++ {
			if f.head(i, j) < impossible && f.tail[i*len(c.days)+j] < impossible {
				f.lower(i, j)
			}
		}
	}
	f.homes = f.homes[:0]
	for weekday := 1; weekday <= 7; weekday++ {
		for n := range width {
			h := home{weekday, n / len(c.rooms), n % len(c.rooms), f.whole}
			for i := range c.modules {
				h.least += f.leastOf(i, h)
			}
			if h.least < limit {
				f.homes = append(f.homes, h)
			}
		}
	}
	slices.SortFunc(f.homes, func(a, b home) int { return cmp.Compare(a.least, b.least) })
}

// lower takes the costs of module i on day j into usual.
func (f *finder) lower(i, j int) {
	c, width := f.c, f.width()
	costs := f.costs[(c.modules[i].like*len(c.days)+j)*width:][:width]
	least := f.usual[(i*8+int(f.p.weekday[c.days[j]]))*width:][:width]
	for n, cost := range costs {
		if cost < least[n] {
			least[n] = cost
		}
	}
}

// settle writes costs for module i on day j.
func (f *finder) settle(i, j int) {
	c := f.c
	k := i*len(c.days) + j
	starts, rooms := len(c.starts), len(c.rooms)
	cells := f.cells[k*starts*rooms:][:starts*rooms]
	costs := f.costs[k*starts*rooms:][:starts*rooms]
	heads := f.heads[k*(1+starts+rooms):][:1+starts+rooms]
	otherStart, otherRoom := int64(f.p.cost.Start)*scale, int64(f.p.cost.Room)*scale
	whatever := heads[0] + otherStart + otherRoom
	for s := range starts {
		ofStart := min(whatever, heads[1+s]+otherRoom)
		for r := range rooms {
			n := s*rooms + r
			costs[n] = min(cells[n], ofStart, heads[1+starts+r]+otherStart)
		}
	}
}

// leastOf is the least cost of module i with a home, on whatever day.
func (f *finder) leastOf(i int, h home) int64 {
	width := f.width()
	n := h.start*len(f.c.rooms) + h.room
	least := impossible
	for weekday := 1; weekday <= 7; weekday++ {
		cost := f.usual[(i*8+weekday)*width+n]
		if weekday != h.weekday {
			cost += int64(f.p.cost.Weekday) * scale
		}
		least = min(least, cost)
	}
	return least
}

// head is the least cost of module i on day j.
func (f *finder) head(i, j int) int64 {
	return f.heads[(f.c.modules[i].like*len(f.c.days)+j)*(1+len(f.c.starts)+len(f.c.rooms))]
}

// days chooses the days for a home: cost[i][j] is the cheapest way to hold the
// modules up to i with i on day j. It writes what beats best into best.
func (f *finder) days(h home, best *found) {
	c := f.c
	n, days, width := len(c.modules), len(c.days), f.width()
	f.cost, f.from = sized(f.cost, n*days), sized(f.from, n*days)
	f.remaining(h)
	other := int64(f.p.cost.Weekday) * scale
	usual := h.start*len(c.rooms) + h.room
	for i := range n {
		within := c.modules[i].within
		alive := false
		for j := within.from; j < within.to; j++ {
			k := i*days + j
			f.cost[k] = impossible
			if f.head(i, j) >= impossible {
				continue
			}
			own, rest := f.costs[(c.modules[i].like*days+j)*width+usual], max(f.rest[i+1], f.tail[k])
			if int(f.p.weekday[c.days[j]]) != h.weekday {
				own += other
			}
			if i == 0 {
				if own += f.whole; own+rest < best.total {
					f.cost[j], alive = own, true
				}
			} else if own+f.whole+rest < best.total && f.step(i, j, own, best.total-rest) {
				alive = true
			}
		}
		if !alive {
			return
		}
	}
	f.keep(h, best)
}

// step finds the best day before day j for module i, if below limit; it
// reports whether there is one.
func (f *finder) step(i, j int, own, limit int64) bool {
	c := f.c
	days := len(c.days)
	before := c.before[j].cut(c.modules[i-1].within)
	least, from := limit-own, -1
	for k := before.from; k < before.to; k++ {
		if cost := f.cost[(i-1)*days+k]; cost < least {
			if cost += c.gap[c.active[j]-c.active[k]]; cost < least {
				least, from = cost, k
			}
		}
	}
	if from >= 0 {
		f.cost[i*days+j], f.from[i*days+j] = least+own, int16(from)
	}
	return from >= 0
}

// remaining sums the least of modules i and later with a home.
func (f *finder) remaining(h home) {
	n := len(f.c.modules)
	f.rest = sized(f.rest, n+1)
	f.rest[n] = 0
	for i := n - 1; i >= 0; i-- {
		f.rest[i] = f.rest[i+1] + f.leastOf(i, h)
	}
}

func (f *finder) keep(h home, best *found) {
	c := f.c
	n, days := len(c.modules), len(c.days)
	last := c.modules[n-1].within
	end := -1
	for j := last.from; j < last.to; j++ {
		if cost := f.cost[(n-1)*days+j]; cost < best.total {
			best.total, end = cost, j
		}
	}
	if end < 0 {
		return
	}
	best.lead, best.home = f.lead, h
	best.days = sized(best.days, n)
	for i := n - 1; i >= 0; i-- {
		best.days[i] = end
		end = int(f.from[i*days+end])
	}
}

// program spells out what was found: the start, room and people of each day.
func (f *finder) program(best *found) *program {
	c := f.c
	if f.lead != best.lead {
		f.with(best.lead)
	}
	prog := &program{lead: best.lead, slots: make([]slot, len(c.modules))}
	for i, j := range best.days {
		start, room := f.choose(i, j, best.home)
		prog.slots[i] = slot{day: int(c.days[j]), point: c.starts[start], room: c.rooms[room], co: f.people(i, int(c.days[j]), start, room)}
	}
	prog.comfort = f.p.comfort(c, prog.slots)
	prog.moved = f.p.moved(c, prog)
	return prog
}

// choose is the start and room that make up the cost of a day.
func (f *finder) choose(i, j int, h home) (start, room int) {
	c := f.c
	k := (c.modules[i].like*len(c.days) + j) * f.width()
	least := impossible
	for s := range c.starts {
		for r := range c.rooms {
			cost := f.cells[k+s*len(c.rooms)+r]
			if s != h.start {
				cost += int64(f.p.cost.Start) * scale
			}
			if r != h.room {
				cost += int64(f.p.cost.Room) * scale
			}
			if cost < least {
				least, start, room = cost, s, r
			}
		}
	}
	return start, room
}

// people names who fills the roles of a meeting at the least cost.
func (f *finder) people(i, day, start, room int) []int {
	m := &f.c.modules[i]
	if m.pinned != nil {
		return m.pinned.co
	}
	point := f.c.starts[start]
	at := place{day, start, int(point), int(f.p.points[point]) + m.minutes}
	b := booking{f.p.resources[f.c.rooms[room]].site, int(f.p.points[point]), at.until}
	team := make([]int, 0, len(m.roles))
	left := f.team(m, at, b.site)
	for role := range m.roles {
		for rank, person := range m.roles[role] {
			if holds(team, person) {
				continue
			}
			own := f.person(m, role, rank, person, at, b)
			if own > left {
				continue
			}
			f.co = append(append(f.co[:0], team...), person)
			if others := f.fillRoles(m, role+1, at, b, impossible); own+others == left {
				team, left = append(team, person), left-own
				break
			}
		}
	}
	return team
}
