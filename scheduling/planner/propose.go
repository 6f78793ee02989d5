package planner

import (
	"fmt"
	"slices"

	"trame/scheduling/timetable"
)

// Proposal is a good programme for one cohort, with what it costs.
type Proposal struct {
	Meetings []timetable.Meeting
	Comfort  int
	Terms    []Term
}

// Propose lists up to n good programmes for a cohort, the best first. They
// differ in their lead, or in their usual weekday, hour or room, so that they
// are real alternatives. Everybody else's meetings are closures of the
// instance. Without any proposal, the reasons say why.
func Propose(ins *timetable.Instance, cohort string, n int) ([]Proposal, *timetable.Impossible, error) {
	at := slices.IndexFunc(ins.Cohorts, func(c timetable.Cohort) bool { return c.ID == cohort })
	if at < 0 {
		return nil, nil, fmt.Errorf("cohorts: no %q", cohort)
	}
	a := newAtlas(ins)
	p, err := a.compile([]int{at})
	if err != nil {
		return nil, nil, err
	}
	s, f := newState(p), newFinder(p)
	f.taken, f.travels, f.load = s.taken, s.travels, s.load
	programs := f.alternatives(&p.cohorts[0], n)
	if len(programs) == 0 {
		why := newExplainer(a, nil).explain(at)
		return nil, &why, nil
	}
	names := make([]string, len(ins.Cohorts[at].Modules))
	for i, m := range ins.Cohorts[at].Modules {
		names[i] = m.ID
	}
	proposals := make([]Proposal, len(programs))
	for k, prog := range programs {
		meetings := p.meetings(ins, &p.cohorts[0], prog)
		proposals[k] = Proposal{meetings, prog.comfort, p.terms(&p.cohorts[0], names, prog)}
	}
	return proposals, nil, nil
}

// alternatives are the best programmes of c, of each lead and pattern the best.
func (f *finder) alternatives(c *cohort, n int) (best []*program) {
	seen := map[pattern]bool{}
	for _, prog := range f.several(c, impossible) {
		shape := f.p.habits(c, prog.slots)
		shape.lead = prog.lead
		if !seen[shape] && len(best) < n {
			seen[shape] = true
			best = append(best, prog)
		}
	}
	return best
}
