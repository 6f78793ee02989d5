package planner

import (
	"fmt"
	"slices"

	"trame/scheduling/timetable"
)

// mostPoints is how many different hours of start fit in one word of bits.
const mostPoints = 64

// atlas finds an instance's things by their names.
type atlas struct {
	ins      *timetable.Instance
	rooms    map[string]int
	people   map[string]int
	pinned   map[string][]int // places in ins.Pinned, by cohort
	previous map[string][]int
}

func newAtlas(ins *timetable.Instance) *atlas {
	a := &atlas{ins: ins, rooms: index(len(ins.Rooms)), people: index(len(ins.People)), pinned: map[string][]int{}, previous: map[string][]int{}}
	for i, r := range ins.Rooms {
		a.rooms[r.ID] = i
	}
	for i, p := range ins.People {
		a.people[p.ID] = i
	}
	for i, m := range ins.Pinned {
		a.pinned[m.Cohort] = append(a.pinned[m.Cohort], i)
	}
	for i, m := range ins.Previous {
		a.previous[m.Cohort] = append(a.previous[m.Cohort], i)
	}
	return a
}

func index(n int) map[string]int { return make(map[string]int, n) }

// compiler makes a problem of some of an instance's cohorts.
type compiler struct {
	*atlas
	p      *problem
	rooms  map[string]int // room → resource
	people map[string]int
	site   map[string]int
}

// compile readies the cohorts at those places of the instance, with the
// resources that they can use.
func (a *atlas) compile(cohorts []int) (*problem, error) {
	ins := a.ins
	p := &problem{days: ins.FirstDay.DaysUntil(ins.LastDay) + 1, firstDay: ins.FirstDay, cost: ins.Weights}
	k := &compiler{atlas: a, p: p, rooms: map[string]int{}, people: map[string]int{}, site: map[string]int{}}
	k.calendar()
	if err := k.hours(cohorts); err != nil {
		return nil, err
	}
	k.gather(cohorts)
	k.open()
	p.cohorts = make([]cohort, len(cohorts))
	for i, at := range cohorts {
		k.cohort(&p.cohorts[i], at)
	}
	k.roaming()
	return p, nil
}

func (k *compiler) calendar() {
	k.p.weekday, k.p.school = make([]int8, k.p.days), make([]bool, k.p.days)
	first := timetable.Weekday(k.p.firstDay.Weekday())
	for d := range k.p.days {
		k.p.weekday[d] = int8((first-1+d)%7 + 1)
	}
	for _, holiday := range k.ins.SchoolHolidays {
		for d := max(0, k.p.dayOf(holiday.From)); d <= min(k.p.days-1, k.p.dayOf(holiday.To)); d++ {
			k.p.school[d] = true
		}
	}
}

// hours collects every hour at which a meeting of these cohorts may start.
func (k *compiler) hours(cohorts []int) error {
	var points []timetable.Clock
	for _, at := range cohorts {
		c := &k.ins.Cohorts[at]
		points = append(points, c.Starts...)
		for _, m := range k.pinned[c.ID] {
			points = append(points, k.ins.Pinned[m].Start.Clock)
		}
		for _, m := range k.previous[c.ID] {
			points = append(points, k.ins.Previous[m].Start.Clock)
		}
	}
	slices.Sort(points)
	k.p.points = slices.Compact(points)
	if len(k.p.points) > mostPoints {
		return fmt.Errorf("cohorts: %d different hours of start; %d can be planned together", len(k.p.points), mostPoints)
	}
	return nil
}

// gather numbers the resources that the cohorts can use: rooms, then people.
func (k *compiler) gather(cohorts []int) {
	for _, at := range cohorts {
		for _, id := range k.ins.Cohorts[at].Rooms {
			if _, known := k.rooms[id]; !known {
				k.rooms[id] = len(k.p.resources)
				room := k.ins.Rooms[k.atlas.rooms[id]]
				k.p.resources = append(k.p.resources, resource{id: id, site: k.siteOf(room.Site), fair: -1})
			}
		}
	}
	for _, at := range cohorts {
		c := &k.ins.Cohorts[at]
		k.person(c.Leads)
		for _, m := range c.Modules {
			for _, role := range m.Roles {
				k.person(role)
			}
		}
	}
	k.distances()
}

func (k *compiler) person(ids []string) {
	for _, id := range ids {
		if _, known := k.people[id]; known {
			continue
		}
		k.people[id] = len(k.p.resources)
		fair := -1
		if share := k.ins.People[k.atlas.people[id]].FairShare; share != nil {
			fair = *share
		}
		k.p.resources = append(k.p.resources, resource{id: id, site: -1, person: true, fair: fair})
	}
}

func (k *compiler) siteOf(id string) int {
	n, known := k.site[id]
	if !known {
		n = len(k.site)
		k.site[id] = n
	}
	return n
}

func (k *compiler) distances() {
	k.p.sites = make([][]int, len(k.site))
	for i := range k.p.sites {
		k.p.sites[i] = make([]int, len(k.site))
		for j := range k.p.sites[i] {
			if i != j {
				k.p.sites[i][j] = k.ins.TravelDefault
			}
		}
	}
	for _, t := range k.ins.Travel {
		from, here := k.site[t.From]
		to, there := k.site[t.To]
		if here && there && from != to {
			k.p.sites[from][to], k.p.sites[to][from] = t.Minutes, t.Minutes
		}
	}
}

// open fills until: for each resource, day and point, the minute to which it
// stays open, 0 when it is not. A meeting must lie within one opening.
func (k *compiler) open() {
	k.p.until = make([]int16, len(k.p.resources)*k.p.days*len(k.p.points))
	for n, r := range k.p.resources {
		if r.person {
			person := k.ins.People[k.atlas.people[r.id]]
			k.openOne(n, person.Open, person.Closed)
		} else {
			room := k.ins.Rooms[k.atlas.rooms[r.id]]
			k.openOne(n, room.Open, room.Closed)
		}
	}
}

func (k *compiler) openOne(n int, openings []timetable.Opening, closures []timetable.Closure) {
	p := k.p
	hours := len(p.points)
	week := make([]int16, 8*hours)
	for _, o := range openings {
		for i, point := range p.points {
			if o.From <= point && point < o.To {
				week[o.Weekday*hours+i] = max(week[o.Weekday*hours+i], int16(o.To))
			}
		}
	}
	table := p.until[p.at(n, 0)*hours : p.at(n, p.days)*hours]
	for d := range p.days {
		copy(table[d*hours:], week[int(p.weekday[d])*hours:][:hours])
	}
	for _, closure := range closures {
		for d := max(0, p.dayOf(closure.From.Day)); d <= min(p.days-1, p.dayOf(closure.To.Day)); d++ {
			from, to := timetable.Clock(0), timetable.Clock(24*60)
			if d == p.dayOf(closure.From.Day) {
				from = closure.From.Clock
			}
			if d == p.dayOf(closure.To.Day) {
				to = closure.To.Clock
			}
			shut(table[d*hours:][:hours], p.points, from, to)
		}
	}
}

// shut takes [from, to) from a day.
func shut(until []int16, points []timetable.Clock, from, to timetable.Clock) {
	if from >= to {
		return
	}
	for i, point := range points {
		switch {
		case from <= point && point < to:
			until[i] = 0
		case point < from:
			until[i] = min(until[i], int16(from))
		}
	}
}

// roaming marks the people who may be needed at several sites: for the others
// travel needs no look.
func (k *compiler) roaming() {
	seen := make([]int, len(k.p.resources))
	for i := range seen {
		seen[i] = -1
	}
	visit := func(person, site int) {
		r := &k.p.resources[person]
		r.roams = r.roams || seen[person] >= 0 && seen[person] != site
		seen[person] = site
	}
	for i := range k.p.cohorts {
		c := &k.p.cohorts[i]
		for _, room := range c.rooms {
			site := k.p.resources[room].site
			for _, lead := range c.leads {
				visit(lead, site)
			}
			for _, m := range c.modules {
				for _, role := range m.roles {
					for _, person := range role {
						visit(person, site)
					}
				}
			}
		}
	}
}
