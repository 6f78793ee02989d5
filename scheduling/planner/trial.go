package planner

import (
	"slices"
	"sort"

	"trame/scheduling/timetable"
)

// beyond is how many days around a cohort's window are looked at when the
// window itself is in question.
const beyond = 60

// trial asks whether one cohort has a place when some reasons are not heard. It
// looks at the instance's own spans, and remembers what it saw.
type trial struct {
	e      *explainer
	c      *timetable.Cohort
	first  int // day of the instance at which it begins to look
	days   int
	window span // days of the cohort, counted from first
	off    []bool
	paused []bool
	starts []timetable.Clock // the cohort's, then others for when they are in question
	own    int               // how many are the cohort's

	rooms   []thing
	people  []thing
	leads   []int // in people
	modules []wanted
	sites   []string
}

// thing is a room or a person, and what is against each time of it.
type thing struct {
	open   []timetable.Opening
	closed []timetable.Closure
	busy   []held
	site   int // of a room
	seats  int
	seen   []byte // by site, module, start and day: against's bits, once known
}

// What is against a time, as bits.
const (
	hours byte = 1 << iota
	closed
	busy
	known
)

// wanted is a module as the trial sees it.
type wanted struct {
	minutes int
	roles   [][]int // in people
	pinned  *timetable.Meeting
}

// ears are what is heard of each kind of thing, and of the rest.
type ears struct {
	room, lead, person                 byte
	capacity, cadence, holidays, fixed bool
	window                             span
	starts                             int
}

func newTrial(e *explainer, c *timetable.Cohort) *trial {
	ins := e.ins
	from, to := ins.FirstDay.DaysUntil(c.From), ins.FirstDay.DaysUntil(c.To)
	last := ins.FirstDay.DaysUntil(ins.LastDay)
	t := &trial{e: e, c: c, first: max(0, from-beyond)}
	t.days = max(0, min(last, to+beyond)-t.first+1)
	t.window = span{max(from, 0) - t.first, min(to, last) + 1 - t.first}
	t.calendar()
	t.starts = slices.Clone(c.Starts)
	t.own = len(t.starts)
	for clock := timetable.Clock(8 * 60); clock <= 18*60; clock += 60 {
		if !slices.Contains(t.starts, clock) {
			t.starts = append(t.starts, clock)
		}
	}
	t.gather()
	return t
}

func (t *trial) calendar() {
	ins := t.e.ins
	t.off, t.paused = make([]bool, t.days), make([]bool, t.days)
	mark := func(days []bool, from, to int) {
		for d := max(from-t.first, 0); d < min(to-t.first+1, t.days); d++ {
			days[d] = true
		}
	}
	for _, date := range ins.NoMeeting {
		day := ins.FirstDay.DaysUntil(date)
		mark(t.off, day, day)
	}
	if t.c.Cadence.PauseInSchoolHolidays {
		for _, holiday := range ins.SchoolHolidays {
			mark(t.paused, ins.FirstDay.DaysUntil(holiday.From), ins.FirstDay.DaysUntil(holiday.To))
		}
	}
}

// gather numbers the rooms and people that the cohort can use.
func (t *trial) gather() {
	ins := t.e.ins
	for _, id := range t.c.Rooms {
		n := t.e.atlas.rooms[id]
		room := &ins.Rooms[n]
		site := slices.Index(t.sites, room.Site)
		if site < 0 {
			site, t.sites = len(t.sites), append(t.sites, room.Site)
		}
		t.rooms = append(t.rooms, thing{open: room.Open, closed: room.Closed, busy: t.e.rooms[n], site: site, seats: room.Seats})
	}
	numbers := map[string]int{}
	person := func(id string) int {
		n, seen := numbers[id]
		if !seen {
			n, numbers[id] = len(t.people), len(t.people)
			at := t.e.atlas.people[id]
			t.people = append(t.people, thing{open: ins.People[at].Open, closed: ins.People[at].Closed, busy: t.e.people[at]})
		}
		return n
	}
	for _, id := range t.c.Leads {
		t.leads = append(t.leads, person(id))
	}
	t.modules = make([]wanted, len(t.c.Modules))
	for i, m := range t.c.Modules {
		t.modules[i].minutes = m.Minutes
		for _, role := range m.Roles {
			people := make([]int, len(role))
			for k, id := range role {
				people[k] = person(id)
			}
			t.modules[i].roles = append(t.modules[i].roles, people)
		}
		for _, n := range t.e.pinned[t.c.ID] {
			if ins.Pinned[n].Module == m.ID {
				t.modules[i].pinned = &ins.Pinned[n]
			}
		}
	}
}

// hear turns a set of lifted reasons into what is still heard.
func (t *trial) hear(l lifted) ears {
	heard := func(reason timetable.Reason) bool { return l&bit[reason] == 0 }
	kind := func(h, c, b timetable.Reason) (mask byte) {
		for n, reason := range [3]timetable.Reason{h, c, b} {
			if heard(reason) {
				mask |= 1 << n
			}
		}
		return mask
	}
	e := ears{
		room:     kind(timetable.ReasonRoomOpening, timetable.ReasonRoomClosed, timetable.ReasonRoomBusy),
		lead:     kind(timetable.ReasonLeadHours, timetable.ReasonLeadAbsent, timetable.ReasonLeadBusy),
		person:   kind(timetable.ReasonPersonHours, timetable.ReasonPersonAbsent, timetable.ReasonPersonBusy),
		capacity: heard(timetable.ReasonCapacity), cadence: heard(timetable.ReasonCadence),
		holidays: heard(timetable.ReasonHolidays), fixed: heard(timetable.ReasonPinned),
		window: t.window, starts: t.own,
	}
	if !heard(timetable.ReasonWindow) {
		e.window = span{0, t.days}
	}
	if !heard(timetable.ReasonStarts) {
		e.starts = len(t.starts)
	}
	return e
}

// possible reports whether the cohort has a place when some reasons are lifted.
func (t *trial) possible(l lifted) bool {
	heard := t.hear(l)
	for _, lead := range t.leads {
		if t.reachable(lead, &heard) {
			return true
		}
	}
	return false
}

// reachable walks the modules in order: on which days can each be, given the
// days on which the one before can.
func (t *trial) reachable(lead int, heard *ears) bool {
	active := t.active(heard)
	days := t.open(heard)
	var before, now []int
	for i := range t.modules {
		now = now[:0]
		for _, d := range days {
			if (i == 0 || t.follows(active, before, d, heard)) && t.holds(i, d, lead, heard) {
				now = append(now, d)
			}
		}
		if len(now) == 0 {
			return false
		}
		before, now = now, before
	}
	return true
}

// follows reports whether day d is a bearable distance after one of before.
func (t *trial) follows(active, before []int, d int, heard *ears) bool {
	for _, b := range before {
		if b >= d {
			return false
		}
		distance := active[d] - active[b]
		if !heard.cadence || t.c.Cadence.MinDays <= distance && distance <= t.c.Cadence.MaxDays {
			return true
		}
	}
	return false
}

// active counts active days up to each day.
func (t *trial) active(heard *ears) []int {
	count := make([]int, t.days)
	n := 0
	for d := range count {
		if !t.paused[d] || !heard.holidays {
			n++
		}
		count[d] = n
	}
	return count
}

// open lists the days on which a meeting may be at all.
func (t *trial) open(heard *ears) (days []int) {
	for d := max(0, heard.window.from); d < min(heard.window.to, t.days); d++ {
		if !heard.holidays || !t.off[d] && !t.paused[d] {
			days = append(days, d)
		}
	}
	return days
}

// holds reports whether module i can be on day d with the lead.
func (t *trial) holds(i, d, lead int, heard *ears) bool {
	if pinned := t.modules[i].pinned; pinned != nil && heard.fixed {
		return t.e.ins.FirstDay.DaysUntil(pinned.Start.Day) == t.first+d && slices.Index(t.c.Leads, pinned.Lead) >= 0 && t.leads[slices.Index(t.c.Leads, pinned.Lead)] == lead
	}
	for start := range heard.starts {
		for room := range t.rooms {
			if t.depth(i, d, start, room, lead, heard) == 3 {
				return true
			}
		}
	}
	return false
}

// depth is how far an hour in a room gets: 1 with the room, 2 with the lead, 3
// with the partners too.
func (t *trial) depth(i, d, start, room, lead int, heard *ears) int {
	r := &t.rooms[room]
	if heard.capacity && r.seats < t.c.Size+1+len(t.modules[i].roles) || t.against(r, i, d, start, r.site)&heard.room != 0 {
		return 0
	}
	if t.against(&t.people[lead], i, d, start, r.site)&heard.lead != 0 {
		return 1
	}
	if !t.team(i, d, start, r.site, []int{lead}, heard) {
		return 2
	}
	return 3
}

// team finds somebody for each further role who is not in the team yet.
func (t *trial) team(i, d, start, site int, team []int, heard *ears) bool {
	role := len(team) - 1
	if role == len(t.modules[i].roles) {
		return true
	}
	for _, person := range t.modules[i].roles[role] {
		if !holds(team, person) && t.against(&t.people[person], i, d, start, site)&heard.person == 0 && t.team(i, d, start, site, append(team, person), heard) {
			return true
		}
	}
	return false
}

// against is what keeps a thing from module i at a time and site.
func (t *trial) against(it *thing, i, d, start, site int) byte {
	if it.seen == nil {
		it.seen = make([]byte, len(t.sites)*len(t.modules)*len(t.starts)*t.days)
	}
	k := ((site*len(t.modules)+i)*len(t.starts)+start)*t.days + d
	if it.seen[k] == 0 {
		it.seen[k] = known | t.look(it, d, t.starts[start], t.starts[start]+timetable.Clock(t.modules[i].minutes), t.sites[site])
	}
	return it.seen[k]
}

func (t *trial) look(it *thing, d int, from, until timetable.Clock, site string) byte {
	date := t.e.ins.FirstDay.AddDays(t.first + d)
	weekday := timetable.Weekday(date.Weekday())
	found := hours
	for _, o := range it.open {
		if o.Weekday == weekday && o.From <= from && until <= o.To {
			found = 0
		}
	}
	begin, end := timetable.Moment{Day: date, Clock: from}, timetable.Moment{Day: date, Clock: until}
	for i := range it.closed {
		if it.closed[i].From.Before(end) && begin.Before(it.closed[i].To) {
			found |= closed
			break
		}
	}
	first := sort.Search(len(it.busy), func(i int) bool { return it.busy[i].day >= t.first+d })
	for _, h := range it.busy[first:] {
		if h.day != t.first+d {
			break
		}
		apart := timetable.Clock(0)
		if it.seats == 0 && h.site != site {
			apart = timetable.Clock(t.travel(h.site, site))
		}
		if h.cohort != t.c.ID && h.from < until+apart && from < h.until+apart {
			found |= busy
		}
	}
	return found
}

func (t *trial) travel(a, b string) int {
	for _, way := range t.e.ins.Travel {
		if way.From == a && way.To == b || way.From == b && way.To == a {
			return way.Minutes
		}
	}
	return t.e.ins.TravelDefault
}

// funnel counts the days left to module i as more is asked of them.
func (t *trial) funnel(i int) timetable.Funnel {
	heard := t.hear(0)
	days := t.open(&heard)
	counts := [3]int{}
	for _, d := range days {
		depth := 0
		for start := range t.own {
			for room := range t.rooms {
				for _, lead := range t.leads {
					depth = max(depth, t.depth(i, d, start, room, lead, &heard))
				}
			}
		}
		for n := range depth {
			counts[n]++
		}
	}
	return timetable.Funnel{Module: t.c.Modules[i].ID, Left: []timetable.Stage{
		{Name: "working_days", Days: len(days)}, {Name: "room", Days: counts[0]}, {Name: "lead", Days: counts[1]}, {Name: "roles", Days: counts[2]},
	}}
}
