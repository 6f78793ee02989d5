package main

import (
	"fmt"
	"slices"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// flat is an instance as solvers like it: everything is a number from 1, and
// what the calendars forbid is gone. A slot is a day and an hour: slot
// (d-1)·len(starts) + s is hour s of day d.
type flat struct {
	Starts  []int        `json:"starts"`  // minutes since midnight
	Weekday []int        `json:"weekday"` // by day
	School  []int        `json:"school"`  // by day: 1 in school holidays
	Active  []int        `json:"active"`  // by day: the days before it that are not in school holidays
	Sites   int          `json:"sites"`
	Travel  [][]int      `json:"travel"` // minutes, by two sites
	Rooms   []int        `json:"rooms"`  // the site of each
	Fair    []int        `json:"fair"`   // by person: the fair share, -1 for none
	Cohorts []flatCohort `json:"cohorts"`
	Modules []flatModule `json:"modules"`
	Weights flatWeights  `json:"weights"`
	Hint    []placed     `json:"hint"` // the first-fit plan, for who can begin with one
}

type flatWeights struct {
	timetable.Weights
	Unplanned   int `json:"unplanned"`
	EarlyBefore int `json:"early_before"`
}

type flatCohort struct {
	First  int   `json:"first"` // its first module
	Last   int   `json:"last"`
	Pauses int   `json:"pauses"` // 1: distances count active days
	Wish   int   `json:"wish"`   // days between two meetings
	Min    int   `json:"min"`
	Max    int   `json:"max"`
	Starts []int `json:"starts"` // as numbers
	Leads  []int `json:"leads"`
	Rooms  []int `json:"rooms"`
}

type flatModule struct {
	Cohort  int        `json:"cohort"`
	Minutes int        `json:"minutes"`
	Slots   []int      `json:"slots"`
	Rooms   []choice   `json:"rooms"`
	Leads   []choice   `json:"leads"`
	Roles   [][]choice `json:"roles"` // the preferred first
}

// choice is a room or a person, and the slots of the module that it can take.
type choice struct {
	ID    int   `json:"id"`
	Slots []int `json:"slots"`
}

// flattener knows the numbers.
type flattener struct {
	sheet  *sheet // empty: it tells what the calendars alone allow
	ins    *timetable.Instance
	rooms  map[string]int
	people map[string]int
	starts []timetable.Clock
	days   []scheduling.Date
	flat   flat
}

func flatten(ins *timetable.Instance) *flattener {
	f := &flattener{sheet: newSheet(ins), ins: ins, rooms: map[string]int{}, people: map[string]int{}}
	f.flat.Weights = flatWeights{ins.Weights, 1_000_000, int(timetable.EarlyBefore)}
	f.calendar()
	f.places()
	for i := range ins.Cohorts {
		f.cohort(&ins.Cohorts[i])
	}
	f.hint(firstFit(ins))
	return f
}

func (f *flattener) calendar() {
	for _, c := range f.ins.Cohorts {
		f.starts = append(f.starts, c.Starts...)
	}
	slices.Sort(f.starts)
	f.starts = slices.Compact(f.starts)
	for _, s := range f.starts {
		f.flat.Starts = append(f.flat.Starts, int(s))
	}
	active := 0
	for d := f.ins.FirstDay; !d.After(f.ins.LastDay); d = d.AddDays(1) {
		school := 0
		if f.sheet.school[d] {
			school = 1
		}
		f.days = append(f.days, d)
		f.flat.Weekday = append(f.flat.Weekday, timetable.Weekday(d.Weekday()))
		f.flat.School = append(f.flat.School, school)
		f.flat.Active = append(f.flat.Active, active)
		active += 1 - school
	}
}

func (f *flattener) places() {
	sites := map[string]int{}
	for i, site := range f.ins.Sites {
		sites[site] = i + 1
		var row []int
		for _, other := range f.ins.Sites {
			row = append(row, int(f.sheet.road(site, other)))
		}
		f.flat.Travel = append(f.flat.Travel, row)
	}
	f.flat.Sites = len(sites)
	for i, r := range f.ins.Rooms {
		f.rooms[r.ID] = i + 1
		f.flat.Rooms = append(f.flat.Rooms, sites[r.Site])
	}
	for i, p := range f.ins.People {
		f.people[p.ID] = i + 1
		fair := -1
		if p.FairShare != nil {
			fair = *p.FairShare
		}
		f.flat.Fair = append(f.flat.Fair, fair)
	}
}

func (f *flattener) cohort(c *timetable.Cohort) {
	flat := flatCohort{First: len(f.flat.Modules) + 1, Wish: 7 * c.Cadence.Weeks, Min: c.Cadence.MinDays, Max: c.Cadence.MaxDays}
	if c.Cadence.PauseInSchoolHolidays {
		flat.Pauses = 1
	}
	for _, s := range c.Starts {
		flat.Starts = append(flat.Starts, 1+slices.Index(f.starts, s))
	}
	for _, id := range c.Leads {
		flat.Leads = append(flat.Leads, f.people[id])
	}
	for _, id := range c.Rooms {
		flat.Rooms = append(flat.Rooms, f.rooms[id])
	}
	for i := range c.Modules {
		f.flat.Modules = append(f.flat.Modules, f.module(c, i))
	}
	flat.Last = len(f.flat.Modules)
	f.flat.Cohorts = append(f.flat.Cohorts, flat)
}

// module keeps the slots for which a room, a lead and a person of each role can
// be had, when nothing else is planned.
func (f *flattener) module(c *timetable.Cohort, i int) flatModule {
	module := c.Modules[i]
	m := flatModule{Cohort: len(f.flat.Cohorts) + 1, Minutes: module.Minutes, Roles: [][]choice{}}
	slots := f.slots(c, i)
	for _, id := range c.Rooms {
		room := f.sheet.rooms[id]
		if room.Seats >= c.Size+1+len(module.Roles) {
			m.Rooms = append(m.Rooms, choice{f.rooms[id], f.open(slots, module, room.Open, room.Closed)})
		}
	}
	for _, id := range c.Leads {
		m.Leads = append(m.Leads, f.person(slots, module, id))
	}
	for _, role := range module.Roles {
		var choices []choice
		for _, id := range role {
			choices = append(choices, f.person(slots, module, id))
		}
		m.Roles = append(m.Roles, choices)
	}
	asked := append([][]choice{m.Rooms, m.Leads}, m.Roles...)
	m.Slots = slices.DeleteFunc(slots, func(slot int) bool {
		return slices.ContainsFunc(asked, func(choices []choice) bool {
			return !slices.ContainsFunc(choices, func(c choice) bool { return slices.Contains(c.Slots, slot) })
		})
	})
	for _, choices := range asked {
		for k := range choices {
			choices[k].Slots = slices.DeleteFunc(choices[k].Slots, func(slot int) bool { return !slices.Contains(m.Slots, slot) })
		}
	}
	return m
}

// slots of the cohort's days and hours that leave room for the modules before
// and after.
func (f *flattener) slots(c *timetable.Cohort, i int) []int {
	first, last := c.From.AddDays(i*c.Cadence.MinDays), c.To.AddDays(-(len(c.Modules)-1-i)*c.Cadence.MinDays)
	slots := []int{}
	for k, d := range f.days {
		if d.Before(first) || d.After(last) || f.sheet.off[d] || c.Cadence.PauseInSchoolHolidays && f.sheet.school[d] {
			continue
		}
		for s, start := range f.starts {
			if slices.Contains(c.Starts, start) {
				slots = append(slots, k*len(f.starts)+s+1)
			}
		}
	}
	return slots
}

func (f *flattener) person(slots []int, module timetable.Module, id string) choice {
	p := f.sheet.people[id]
	return choice{f.people[id], f.open(slots, module, p.Open, p.Closed)}
}

func (f *flattener) open(slots []int, module timetable.Module, open []timetable.Opening, closed []timetable.Closure) []int {
	allowed := []int{}
	for _, slot := range slots {
		at := f.moment(slot)
		if f.sheet.free("", open, closed, at, taken{at.Clock, at.Clock + timetable.Clock(module.Minutes), ""}, false) {
			allowed = append(allowed, slot)
		}
	}
	return allowed
}

func (f *flattener) moment(slot int) timetable.Moment {
	n := len(f.starts)
	return timetable.Moment{Day: f.days[(slot-1)/n], Clock: f.starts[(slot-1)%n]}
}

// hint notes a plan as a solver would answer it.
func (f *flattener) hint(plan *timetable.Plan) {
	planned := map[string]timetable.Meeting{}
	for _, m := range plan.Meetings {
		planned[m.Cohort+"/"+m.Module] = m
	}
	for _, c := range f.ins.Cohorts {
		for _, module := range c.Modules {
			m, ok := planned[c.ID+"/"+module.ID]
			if !ok {
				f.flat.Hint = append(f.flat.Hint, placed{})
				continue
			}
			slot := slices.Index(f.days, m.Start.Day)*len(f.starts) + slices.Index(f.starts, m.Start.Clock) + 1
			at := placed{Slot: slot, Room: f.rooms[m.Room], Lead: f.people[m.Lead]}
			for _, id := range m.Co {
				at.Co = append(at.Co, f.people[id])
			}
			f.flat.Hint = append(f.flat.Hint, at)
		}
	}
}

// answer is what a solver says: by module a slot (0: its cohort is not
// planned), a room, a lead, a person for each role.
type answer struct {
	Bound   float64  `json:"bound"` // what it proved of the objective
	Proven  bool     `json:"proven"`
	Modules []placed `json:"modules"`
}

type placed struct {
	Slot int   `json:"slot"`
	Room int   `json:"room"`
	Lead int   `json:"lead"`
	Co   []int `json:"co"`
}

// plan is the answer as Trame writes it.
func (f *flattener) plan(a *answer) (*timetable.Plan, error) {
	plan := &timetable.Plan{Format: timetable.PlanFormat, Instance: f.ins.Name}
	if len(a.Modules) != len(f.flat.Modules) {
		return nil, fmt.Errorf("%d modules answered of %d", len(a.Modules), len(f.flat.Modules))
	}
	k := 0
	for _, c := range f.ins.Cohorts {
		for _, module := range c.Modules {
			said := a.Modules[k]
			k++
			if said.Slot == 0 {
				continue
			}
			m := timetable.Meeting{Cohort: c.ID, Module: module.ID, Start: f.moment(said.Slot), Room: f.ins.Rooms[said.Room-1].ID, Lead: f.ins.People[said.Lead-1].ID}
			for _, id := range said.Co {
				m.Co = append(m.Co, f.ins.People[id-1].ID)
			}
			plan.Meetings = append(plan.Meetings, m)
		}
	}
	plan.Cost = timetable.Check(f.ins, plan).Cost
	return plan, nil
}
