package planning

import (
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/planner"
	"trame/scheduling/timetable"
)

// Aim is what an option of a repair cares for.
type Aim string

// The aims: those of the engine, and ours.
const (
	FewestChanges = Aim(planner.FewestChanges)
	BestComfort   = Aim(planner.BestComfort)
	Earliest      = Aim(planner.Earliest)
	SamePeople    = Aim("same_people") // another date rather than another face
	AnotherWay    = Aim("another_way") // neither the days nor the people of the others
)

// mostOptions is how many an organiser is asked to choose from.
const mostOptions = 3

// found is an option as the engine gives it.
type found struct {
	aim     Aim
	comfort int
	changes []planner.Change
}

// moves reports whether a meeting goes to another day.
func (f found) moves() bool {
	return slices.ContainsFunc(f.changes, func(c planner.Change) bool { return c.Before.Start.Day != c.After.Start.Day })
}

// search looks for ways to mend, in a scope that grows only when it must: the
// meetings that no longer stand, with somebody else or elsewhere; then the
// same people on another day; then also the meetings that follow. A quarter
// that was promised is not laid out anew for comfort's sake.
func (m *mender) search() (list []found, why []timetable.Impossible, err error) {
	if list, _, err = m.repair(m.Instance, false); err != nil {
		return nil, nil, err
	}
	same, _, err := m.samePeople()
	if err != nil {
		return nil, nil, err
	}
	if len(list) > 0 || len(same) > 0 {
		list, err = m.others(worthwhile(list, same))
		return list, nil, err
	}
	list, why, err = m.repair(m.Instance, true)
	return list[:min(1, len(list))], why, err
}

// others adds ways that use neither the new days nor the new people of those
// in list, as long as there are too few to choose from.
func (m *mender) others(list []found) ([]found, error) {
	ins := *m.Instance
	ins.Rooms, ins.People = slices.Clone(m.Rooms), slices.Clone(m.People)
	for n := 0; n < len(list) && len(list) < mostOptions; n++ {
		for _, change := range list[n].changes {
			forgo(&ins, change)
		}
		more, _, err := m.repair(&ins, false)
		if err != nil {
			return nil, err
		}
		if len(more) > 0 {
			list = addDistinct(list, found{AnotherWay, more[0].comfort, more[0].changes})
		}
	}
	return list, nil
}

// forgo closes the day to which a meeting would move, or keeps away who would
// come on the day it has.
func forgo(ins *timetable.Instance, c planner.Change) {
	day := c.After.Start.Day
	if day != c.Before.Start.Day {
		for i := range ins.Rooms {
			ins.Rooms[i].Closed = append(slices.Clone(ins.Rooms[i].Closed), wholeDay(day))
		}
		return
	}
	for i := range ins.People {
		id := ins.People[i].ID
		if slices.Contains(c.After.Co, id) && !slices.Contains(c.Before.Co, id) {
			ins.People[i].Closed = append(slices.Clone(ins.People[i].Closed), wholeDay(day))
		}
	}
}

// worthwhile leaves out what is another option with more upheaval: better
// comfort must be better, and nobody is told another day to win one.
func worthwhile(list, same []found) []found {
	kept := list[:min(1, len(list))]
	for _, f := range list[len(kept):] {
		if f.aim == BestComfort && f.comfort < kept[0].comfort || f.aim == Earliest && kept[0].moves() {
			kept = append(kept, f)
		}
	}
	list = kept
	if len(same) > 0 {
		list = addDistinct(list, found{SamePeople, same[0].comfort, same[0].changes})
	}
	return list[:min(mostOptions, len(list))]
}

func addDistinct(list []found, f found) []found {
	same := func(x, y planner.Change) bool { return x.After.Equal(y.After) }
	if slices.ContainsFunc(list, func(other found) bool { return slices.EqualFunc(other.changes, f.changes, same) }) {
		return list
	}
	return append(list, f)
}

// repair asks the engine, with everything pinned but the meetings that no
// longer stand, and later those too that follow the first of them.
func (m *mender) repair(asked *timetable.Instance, later bool) ([]found, []timetable.Impossible, error) {
	ins := *asked
	ins.Pinned = slices.Clone(m.Pinned)
	pinned := func(module string) bool {
		return slices.ContainsFunc(m.Pinned, func(p timetable.Meeting) bool { return p.Module == module })
	}
	free := false
	for _, was := range m.Previous {
		broken := len(m.breaches[m.meetings[[2]string{m.id, was.Module}]]) > 0
		free = free || broken
		if !pinned(was.Module) && !broken && (!later || !free) {
			ins.Pinned = append(ins.Pinned, was)
		}
	}
	mending, err := planner.Repair(&ins)
	if err != nil {
		return nil, nil, err
	}
	var list []found
	for _, option := range mending.Options {
		list = append(list, found{Aim(option.Aim), option.Cost.Comfort, option.Changes})
	}
	return list, mending.Impossible, nil
}

// samePeople asks the engine to replace nobody.
func (m *mender) samePeople() ([]found, []timetable.Impossible, error) {
	ins := *m.Instance
	ins.Cohorts = slices.Clone(m.Cohorts)
	modules := slices.Clone(m.Cohorts[0].Modules)
	for i, module := range modules {
		co := m.previous(module.ID).Co
		modules[i].Roles = make([][]string, len(co))
		for k, id := range co {
			modules[i].Roles[k] = []string{id}
		}
	}
	ins.Cohorts[0].Modules = modules
	return m.repair(&ins, false)
}

// mend is an option as a Change.
func (m *mender) mend(f found) mend {
	c := mend{cohort: scheduling.CohortID(m.id)}
	for _, change := range f.changes {
		after := change.After
		s := step{
			meeting: m.meetings[[2]string{m.id, after.Module}],
			date:    after.Start.Day, start: scheduling.Clock(after.Start.Clock), room: roomNamed(after.Room),
		}
		for k, id := range after.Co {
			p := m.parts[after.Module][k]
			if id == nobody || id == p.was.Resource() && p.was.On() {
				continue
			}
			if p.was.On() {
				s.out = append(s.out, p.was)
			}
			in := scheduling.Animation{Meeting: s.meeting, Role: p.role, PartnerKind: p.kind, AskedBy: scheduling.Askers[0]}
			if p.was.AskedBy != "" {
				in.AskedBy = p.was.AskedBy
			}
			in.User, in.Facilitator = personNamed(id)
			s.in = append(s.in, in)
		}
		c.steps = append(c.steps, s)
	}
	return c
}

// key is what a mend does, in a form that no other has.
func (c mend) key() string {
	var b strings.Builder
	for _, s := range c.steps {
		b.WriteString(string(s.meeting) + " " + s.date.String() + " " + s.start.String() + " " + string(s.room))
		for _, a := range s.out {
			b.WriteString(" -" + string(a.ID))
		}
		for _, a := range s.in {
			b.WriteString(" +" + a.Resource())
		}
		b.WriteString("\n")
	}
	return b.String()
}
