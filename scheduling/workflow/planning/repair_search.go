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

// The aims: those of the engine, and one of ours.
const (
	FewestChanges = Aim(planner.FewestChanges)
	BestComfort   = Aim(planner.BestComfort)
	Earliest      = Aim(planner.Earliest)
	SamePeople    = Aim("same_people") // another date rather than another face
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
	if list, _, err = m.repair(false, nil); err != nil {
		return nil, nil, err
	}
	same, _, err := m.samePeople()
	if err != nil {
		return nil, nil, err
	}
	if len(list) > 0 || len(same) > 0 {
		return worthwhile(list, same), nil, nil
	}
	list, why, err = m.repair(true, nil)
	return list[:min(1, len(list))], why, err
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
func (m *mender) repair(later bool, modules []timetable.Module) ([]found, []timetable.Impossible, error) {
	ins := *m.Instance
	ins.Cohorts = slices.Clone(m.Cohorts)
	if modules != nil {
		ins.Cohorts[0].Modules = modules
	}
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
	modules := slices.Clone(m.Cohorts[0].Modules)
	for i, module := range modules {
		co := m.previous(module.ID).Co
		modules[i].Roles = make([][]string, len(co))
		for k, id := range co {
			modules[i].Roles[k] = []string{id}
		}
	}
	return m.repair(false, modules)
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
