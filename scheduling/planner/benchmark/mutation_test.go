package main

import (
	"math/rand/v2"
	"slices"

	"trame/scheduling/timetable"
)

// disturbed makes an instance ask for what the samples do not: towns that
// break the triangle, rooms of two sites, pinned and previous meetings.
func disturbed(r *rand.Rand, ins *timetable.Instance) *timetable.Instance {
	for i := range ins.Cohorts {
		c := &ins.Cohorts[i]
		if extra := ins.Rooms[r.IntN(len(ins.Rooms))].ID; r.IntN(3) == 0 && !slices.Contains(c.Rooms, extra) {
			c.Rooms = append(c.Rooms, extra)
		}
	}
	for _, m := range firstFit(ins).Meetings {
		switch r.IntN(12) {
		case 0:
			ins.Pinned = append(ins.Pinned, m)
		case 1, 2:
			m.Start.Day = m.Start.Day.AddDays(r.IntN(2))
			m.Start.Clock += timetable.Clock(90 * r.IntN(2))
			m.Lead = ins.People[r.IntN(2)].ID
			m.Room = ins.Rooms[r.IntN(len(ins.Rooms))].ID
			if r.IntN(2) == 0 {
				m.Co = append(slices.Clone(m.Co), ins.People[0].ID)
			}
			ins.Previous = append(ins.Previous, m)
		}
	}
	return ins
}

// mutated is a plan with one to three things changed, most of them small.
func mutated(r *rand.Rand, ins *timetable.Instance, plan *timetable.Plan) *timetable.Plan {
	changed := *plan
	changed.Meetings = slices.Clone(plan.Meetings)
	if len(changed.Meetings) == 0 {
		return &changed
	}
	for range 1 + r.IntN(3) {
		mutations[r.IntN(len(mutations))](r, ins, &changed)
		if len(changed.Meetings) == 0 {
			break
		}
	}
	return &changed
}

var mutations = []func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan){
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a day
		m := anyOf(r, p)
		m.Start.Day = m.Start.Day.AddDays(r.IntN(29) - 14)
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a week
		m := anyOf(r, p)
		m.Start.Day = m.Start.Day.AddDays(7 * (r.IntN(3) - 1))
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // an hour of the cohort
		m := anyOf(r, p)
		starts := cohortOf(ins, m).Starts
		m.Start.Clock = starts[r.IntN(len(starts))]
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // any hour
		anyOf(r, p).Start.Clock = timetable.Clock(r.IntN(24 * 60))
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a room of the cohort
		m := anyOf(r, p)
		rooms := cohortOf(ins, m).Rooms
		m.Room = rooms[r.IntN(len(rooms))]
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // any room
		anyOf(r, p).Room = ins.Rooms[r.IntN(len(ins.Rooms))].ID
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // the rooms of two
		a, b := anyOf(r, p), anyOf(r, p)
		a.Room, b.Room = b.Room, a.Room
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // the lead of a cohort
		id := anyOf(r, p).Cohort
		for i := range p.Meetings {
			if m := &p.Meetings[i]; m.Cohort == id {
				m.Lead = cohortOf(ins, m).Leads[1]
			}
		}
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // the lead of a meeting
		anyOf(r, p).Lead = ins.People[r.IntN(len(ins.People))].ID
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a partner
		m := anyOf(r, p)
		for _, module := range cohortOf(ins, m).Modules {
			if module.ID == m.Module && len(module.Roles) > 0 {
				m.Co = []string{module.Roles[0][r.IntN(len(module.Roles[0]))]}
			}
		}
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // the people of two
		a, b := anyOf(r, p), anyOf(r, p)
		a.Co, b.Co = b.Co, a.Co
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a meeting less
		i := r.IntN(len(p.Meetings))
		p.Meetings = slices.Delete(p.Meetings, i, i+1)
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a meeting twice
		p.Meetings = append(p.Meetings, *anyOf(r, p))
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a cohort less
		id := anyOf(r, p).Cohort
		p.Meetings = slices.DeleteFunc(p.Meetings, func(m timetable.Meeting) bool { return m.Cohort == id })
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // a cohort's days
		id, days := anyOf(r, p).Cohort, r.IntN(29)-14
		for i := range p.Meetings {
			if m := &p.Meetings[i]; m.Cohort == id {
				m.Start.Day = m.Start.Day.AddDays(days)
			}
		}
	},
	func(r *rand.Rand, ins *timetable.Instance, p *timetable.Plan) { // the order
		r.Shuffle(len(p.Meetings), func(i, k int) { p.Meetings[i], p.Meetings[k] = p.Meetings[k], p.Meetings[i] })
	},
}

func anyOf(r *rand.Rand, p *timetable.Plan) *timetable.Meeting {
	return &p.Meetings[r.IntN(len(p.Meetings))]
}

func cohortOf(ins *timetable.Instance, m *timetable.Meeting) *timetable.Cohort {
	i := slices.IndexFunc(ins.Cohorts, func(c timetable.Cohort) bool { return c.ID == m.Cohort })
	return &ins.Cohorts[i]
}
