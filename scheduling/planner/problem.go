package planner

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// problem is an instance, or one independent part of it, made ready for the
// search: everything has a small number, everything that time alone decides is
// a table. Rooms and people are both resources: rooms first.
type problem struct {
	days     int
	firstDay scheduling.Date
	weekday  []int8 // of a day: 1 is Monday
	school   []bool
	points   []timetable.Clock // every hour at which a meeting may start, in order

	resources []resource
	until     []int16 // minute to which a resource stays open from a point on; see at
	sites     [][]int // minutes to travel between two sites

	cohorts []cohort
	cost    timetable.Weights
}

// resource is a room or a person.
type resource struct {
	id     string
	site   int // of a room
	person bool
	roams  bool // a person who may be needed at several sites
	fair   int  // fair share of meetings; -1: none
}

// cohort is a programme to place.
type cohort struct {
	at      int     // its place in the instance
	days    []int16 // on which it may meet, in order
	active  []int16 // for each of days, its count in active days
	before  []span  // for each of days, the places in days of a bearable day before
	gap     []int64 // cost of a distance in active days
	starts  []uint8 // points
	rooms   []int
	leads   []int
	modules []module
	oneSite bool
}

// module is a meeting to place.
type module struct {
	minutes int
	cover   []uint64 // for each start, the points that the meeting covers
	roles   [][]int
	seats   []bool // for each room, whether it is large enough
	within  span   // places in days that the cadence leaves to it
	like    int    // the first module that asks for the same: priced once for all
	hull    span   // of the first: every place in days that its like need
	pinned  *slot
	was     *slot // before the change
	wasLead int
}

// span is a range of indices, its end left out.
type span struct{ from, to int }

func (s span) cut(other span) span { return span{max(s.from, other.from), min(s.to, other.to)} }

// slot is a module placed.
type slot struct {
	day   int
	point uint8
	room  int
	co    []int
}

// program is a cohort placed. It never changes once made.
type program struct {
	lead    int
	slots   []slot
	comfort int // without overload
	moved   int // perturbation
}

// at numbers a resource's day: its place in tables by resource and day.
func (p *problem) at(resource, day int) int { return resource*p.days + day }

// covers are the points that a meeting from start on holds, as bits: two
// meetings overlap if and only if they share the start of the later one.
func covers(points []timetable.Clock, start timetable.Clock, minutes int) (cover uint64) {
	for i, point := range points {
		if start <= point && int(point) < int(start)+minutes {
			cover |= 1 << i
		}
	}
	return cover
}

func (p *problem) point(clock timetable.Clock) uint8 {
	i, _ := slices.BinarySearch(p.points, clock)
	return uint8(i)
}

func (p *problem) dayOf(date scheduling.Date) int { return p.firstDay.DaysUntil(date) }

// travels reports whether a person can hold both meetings of a day: they are at
// one site, or there is time to go from one to the other.
func (p *problem) travels(a, b booking) bool {
	minutes := p.sites[a.site][b.site]
	return minutes == 0 || a.to+minutes <= b.from || b.to+minutes <= a.from
}

// booking is a person's meeting on a day, in minutes since midnight.
type booking struct{ site, from, to int }

func (p *problem) booking(c *cohort, i int, s slot) booking {
	from := int(p.points[s.point])
	return booking{p.resources[s.room].site, from, from + c.modules[i].minutes}
}
