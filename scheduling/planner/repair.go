package planner

import (
	"cmp"
	"slices"

	"trame/scheduling/timetable"
)

// Aim is what an option of a repair cares for first.
type Aim string

// The aims, in the order in which options are offered.
const (
	FewestChanges Aim = "fewest_changes"
	BestComfort   Aim = "best_comfort"
	Earliest      Aim = "earliest"
)

// Option is one way to mend a plan.
type Option struct {
	Aim     Aim
	Cost    timetable.Cost // of the whole plan mended so
	Changes []Change
}

// Change is a meeting that moves, or changes its room or people.
type Change struct {
	Before, After timetable.Meeting
}

// Mending is what became of a plan that no longer stood.
type Mending struct {
	Broken     []string // cohorts whose announced meetings are no longer possible
	Options    []Option // at most one an aim, the best of each; equal ones once
	Impossible []timetable.Impossible
}

// mostEjected is how many other cohorts a repair may move.
const mostEjected = 2

// Repair mends the plan that ins.Previous announces: only cohorts whose
// meetings are no longer possible change, and at most two others when there is
// no other way. What is pinned stays.
func Repair(ins *timetable.Instance) (*Mending, error) {
	a := newAtlas(ins)
	all := make([]int, len(ins.Cohorts))
	for i := range all {
		all[i] = i
	}
	p, err := a.compile(all)
	if err != nil {
		return nil, err
	}
	r := &repairer{ins: ins, p: p, s: newState(p), f: newFinder(p)}
	r.broken = r.s.restore()
	mending := &Mending{}
	for _, i := range r.broken {
		mending.Broken = append(mending.Broken, ins.Cohorts[p.cohorts[i].at].ID)
	}
	for _, aim := range []Aim{FewestChanges, BestComfort, Earliest} {
		if option, ok := r.option(aim); ok && !slices.ContainsFunc(mending.Options, option.same) {
			mending.Options = append(mending.Options, option)
		}
	}
	if len(mending.Options) == 0 {
		e := newExplainer(a, r.standing())
		for _, i := range r.broken {
			mending.Impossible = append(mending.Impossible, e.explain(p.cohorts[i].at))
		}
	}
	return mending, nil
}

func (o Option) same(other Option) bool {
	return slices.EqualFunc(o.Changes, other.Changes, func(x, y Change) bool { return x.After.Equal(y.After) })
}

type repairer struct {
	ins    *timetable.Instance
	p      *problem
	s      *state
	f      *finder
	broken []int
}

// option mends every broken cohort with an aim, those with the fewest choices
// first, and leaves the state as it was.
func (r *repairer) option(aim Aim) (Option, bool) {
	if len(r.broken) == 0 {
		return Option{}, false
	}
	r.f.calm, r.f.late = aim == BestComfort, 0
	if aim == Earliest {
		r.f.calm, r.f.late = true, perturbed
	}
	defer func() { r.f.calm, r.f.late = false, 0 }()
	before := slices.Clone(r.s.programs)
	order := slices.Clone(r.broken)
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(r.p.cohorts[x].freedom(), r.p.cohorts[y].freedom()) })
	ok := true
	for _, i := range order {
		ok = ok && (r.put(i) || r.push(i))
	}
	option := Option{Aim: aim, Cost: r.s.costs(), Changes: r.changes()}
	r.reset(before)
	return option, ok
}

func (r *repairer) put(i int) bool {
	prog := r.f.insert(r.s, i, impossible)
	if prog != nil {
		r.s.place(i, prog)
	}
	return prog != nil
}

// push makes room for cohort i by moving one or two others.
func (r *repairer) push(i int) bool {
	if r.s.owner == nil {
		r.s.watch()
	}
	for _, price := range []int64{perturbed * 64, perturbed, 16} {
		r.f.taken, r.f.pinned, r.f.travels, r.f.load = r.s.taken, r.s.pinned, r.s.travels, r.s.load
		r.f.eject = price * scale
		prog, _ := r.f.cheapest(&r.p.cohorts[i], impossible)
		r.f.eject = 0
		if prog != nil && r.makeWay(i, prog) {
			return true
		}
	}
	return false
}

// makeWay puts a programme in, and those who held what it needs elsewhere; all
// or nothing.
func (r *repairer) makeWay(i int, prog *program) bool {
	holders := r.s.holders(i, prog)
	if len(holders) > mostEjected {
		return false
	}
	before := slices.Clone(r.s.programs)
	for _, holder := range holders {
		r.s.remove(holder)
	}
	if r.s.fits(i, prog) {
		r.s.place(i, prog)
		if !slices.ContainsFunc(holders, func(holder int) bool { return !r.put(holder) }) {
			return true
		}
	}
	r.reset(before)
	return false
}

func (r *repairer) reset(to []*program) {
	for i := range to {
		if r.s.programs[i] != to[i] {
			r.s.remove(i)
		}
	}
	for i, prog := range to {
		if r.s.programs[i] == nil && prog != nil {
			r.s.place(i, prog)
		}
	}
}

// changes compares the plan with what was announced.
func (r *repairer) changes() (changes []Change) {
	was := map[[2]string]timetable.Meeting{}
	for _, m := range r.ins.Previous {
		was[[2]string{m.Cohort, m.Module}] = m
	}
	for _, m := range r.standing() {
		if before, announced := was[[2]string{m.Cohort, m.Module}]; announced && !before.Equal(m) {
			changes = append(changes, Change{before, m})
		}
	}
	return changes
}

// standing are the meetings of the plan as it is.
func (r *repairer) standing() (meetings []timetable.Meeting) {
	for i, prog := range r.s.programs {
		if prog != nil {
			meetings = append(meetings, r.p.meetings(r.ins, &r.p.cohorts[i], prog)...)
		}
	}
	return meetings
}
