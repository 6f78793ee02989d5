package timetable

import "fmt"

// Verdict is what Check found. A plan is possible when nothing is hard.
type Verdict struct {
	Hard []Fault
	Cost
}

// Fault is a hard rule (planning §2) that a plan breaks.
type Fault struct {
	Rule   string // H1 to H8
	Cohort string
	Module string
	Says   string
}

// String is c1/m5: H5 room osny-1 is taken by c2/m1 on 2027-01-12.
func (f Fault) String() string {
	return fmt.Sprintf("%s/%s: %s %s", cut(f.Cohort), cut(f.Module), f.Rule, f.Says)
}

// Check judges a plan by a valid instance: the hard rules, one by one, and the
// cost, by interval arithmetic. The figures that the plan gives of itself are
// not looked at. The cost of a plan that breaks a rule is an estimate.
func Check(ins *Instance, plan *Plan) Verdict {
	c := newChecker(ins)
	c.gather(plan)
	for i := range ins.Cohorts {
		c.cohort(&ins.Cohorts[i])
	}
	c.clashes()
	c.overload()
	c.changes()
	return c.verdict
}

// checker knows the instance by its ids, and who and what is used when.
type checker struct {
	ins       *Instance
	rooms     map[string]*resource
	people    map[string]*resource
	planned   map[string][]*Meeting // by cohort, in the plan's order
	noMeeting map[int]bool
	school    []span                 // merged
	travel    map[[2]string]int      // both ways
	seats     map[string]int         // by room
	placed    map[[2]string]*Meeting // by cohort and module
	verdict   Verdict
}

// span is from a day or a minute until another, which it leaves out.
type span struct{ from, to int }

func (s span) overlaps(other span) bool { return s.from < other.to && other.from < s.to }

// resource is a room or a person: when it can be had, what it is used for.
type resource struct {
	what   string // room osny-1
	site   string // of a room
	open   []Opening
	closed []span // in minutes
	uses   []use
}

// use is one meeting of a resource, in minutes since the first of all days.
type use struct {
	span
	site    string
	meeting *Meeting
}

func newChecker(ins *Instance) *checker {
	c := &checker{
		ins: ins, rooms: map[string]*resource{}, people: map[string]*resource{}, planned: map[string][]*Meeting{},
		noMeeting: map[int]bool{}, school: schoolSpans(ins.SchoolHolidays), travel: map[[2]string]int{}, seats: map[string]int{},
		placed: map[[2]string]*Meeting{},
	}
	for _, r := range ins.Rooms {
		c.rooms[r.ID] = &resource{what: "room " + r.ID, site: r.Site, open: r.Open, closed: closedSpans(r.Closed)}
		c.seats[r.ID] = r.Seats
	}
	for _, p := range ins.People {
		c.people[p.ID] = &resource{what: "person " + p.ID, open: p.Open, closed: closedSpans(p.Closed)}
	}
	for _, d := range ins.NoMeeting {
		c.noMeeting[dayNumber(d)] = true
	}
	for _, t := range ins.Travel {
		c.travel[[2]string{t.From, t.To}], c.travel[[2]string{t.To, t.From}] = t.Minutes, t.Minutes
	}
	return c
}

// gather sorts the meetings by cohort. A cohort that nobody asked for is no
// module of the instance either.
func (c *checker) gather(plan *Plan) {
	asked := map[string]bool{}
	for _, cohort := range c.ins.Cohorts {
		asked[cohort.ID] = true
	}
	for i := range plan.Meetings {
		m := &plan.Meetings[i]
		if !asked[m.Cohort] {
			c.fault("H1", m, "no such cohort")
			continue
		}
		c.planned[m.Cohort] = append(c.planned[m.Cohort], m)
	}
}

func (c *checker) fault(rule string, m *Meeting, format string, args ...any) {
	c.verdict.Hard = append(c.verdict.Hard, Fault{rule, m.Cohort, m.Module, fmt.Sprintf(format, args...)})
}
