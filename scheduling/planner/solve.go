package planner

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"trame/scheduling/timetable"
)

// Options say how long and how to search.
type Options struct {
	Time       time.Duration // from the start; 0 with Iterations 0: as built
	Iterations int           // rounds of each part, instead of Time: the same plan every time
	Seed       uint64
	Workers    int            // 0: one a processor
	Progress   func(Progress) // may be nil; called by one goroutine at a time
}

// Progress is how far the search is.
type Progress struct {
	Cohorts, Placed int
	Cost            timetable.Cost
	Bound           int
	Left            time.Duration // 0 when rounds are counted instead
}

// Gap is how far the comfort may be from the best, as a fraction of it.
func (p Progress) Gap() float64 {
	if p.Cost.Comfort == 0 {
		return 0
	}
	return float64(p.Cost.Comfort-p.Bound) / float64(p.Cost.Comfort)
}

// Solve plans an instance that timetable.ReadInstance let through. When ctx
// ends it returns the best plan so far, and no error.
func Solve(ctx context.Context, ins *timetable.Instance, o Options) (*timetable.Plan, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	s := &solver{ctx: ctx, ins: ins, o: o, begin: time.Now(), tokens: make(chan struct{}, o.Workers)}
	if err := s.build(); err != nil {
		return nil, err
	}
	s.improve()
	plan := s.plan()
	s.explain(plan)
	return plan, nil
}

type solver struct {
	ctx    context.Context
	ins    *timetable.Instance
	atlas  *atlas
	o      Options
	begin  time.Time
	tokens chan struct{} // one for each worker at work
	parts  []*part

	mu    sync.Mutex
	costs []timetable.Cost
	bound []int
}

// build places what can be placed in every part.
func (s *solver) build() error {
	groups := split(s.ins)
	s.atlas = newAtlas(s.ins)
	s.parts = make([]*part, len(groups))
	s.costs, s.bound = make([]timetable.Cost, len(groups)), make([]int, len(groups))
	errs := make([]error, len(groups))
	tasks := make([]func(), len(groups))
	for n, cohorts := range groups {
		tasks[n] = func() {
			s.parts[n], errs[n] = s.atlas.open(cohorts, s.o.Seed+uint64(n))
			if errs[n] == nil {
				s.note(n)
			}
		}
	}
	s.run(tasks...)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// run does tasks side by side, on as many workers as there are.
func (s *solver) run(tasks ...func()) {
	var all sync.WaitGroup
	for _, task := range tasks {
		s.tokens <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-s.tokens; all.Done() }()
			task()
		}()
	}
	all.Wait()
}

// improve gives every part its share of the time.
func (s *solver) improve() {
	if s.o.Time == 0 && s.o.Iterations == 0 || len(s.parts) == 0 {
		return
	}
	left := s.o.Time - time.Since(s.begin)
	share := func(t *part, workers int) time.Duration {
		return min(left, left*time.Duration(workers*len(t.p.cohorts))/time.Duration(len(s.ins.Cohorts)))
	}
	if 2*len(s.parts[0].p.cohorts) > len(s.ins.Cohorts) {
		for n, t := range s.parts { // one is most of it: all workers on each in turn
			s.improvePart(n, share(t, 1), s.run)
		}
		return
	}
	alone := func(tasks ...func()) {
		for _, task := range tasks {
			task()
		}
	}
	tasks := make([]func(), len(s.parts))
	for n, t := range s.parts {
		tasks[n] = func() { s.improvePart(n, share(t, s.o.Workers), alone) }
	}
	s.run(tasks...)
}

func (s *solver) improvePart(n int, budget time.Duration, run func(...func())) {
	t := s.parts[n]
	began := time.Now()
	elapsed := func() float64 { return time.Since(began).Seconds() / budget.Seconds() }
	over := func() bool { return elapsed() >= 1 || time.Since(s.begin) >= s.o.Time }
	if s.o.Iterations > 0 {
		elapsed = func() float64 { return float64(t.rounds) / float64(s.o.Iterations) }
		over = func() bool { return t.rounds >= s.o.Iterations }
	}
	stop := func() bool { return s.ctx.Err() != nil || s.o.Iterations == 0 && over() }
	if stop() {
		return
	}
	t.ready()
	s.note(n)
	for !t.proved() && !over() && s.ctx.Err() == nil {
		t.round(1-elapsed(), run, stop)
		s.note(n)
	}
	t.finish()
	s.note(n)
}

// note tells where part n stands.
func (s *solver) note(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.parts[n]
	s.costs[n] = t.cost()
	if t.bounder != nil {
		s.bound[n] = t.bound()
	}
	if s.o.Progress == nil {
		return
	}
	progress := Progress{Cohorts: len(s.ins.Cohorts), Placed: len(s.ins.Cohorts)}
	for i, cost := range s.costs {
		progress.Cost.Unplanned += cost.Unplanned
		progress.Cost.Perturbation += cost.Perturbation
		progress.Cost.Comfort += cost.Comfort
		progress.Bound += s.bound[i]
	}
	progress.Placed -= progress.Cost.Unplanned
	if s.o.Iterations == 0 {
		progress.Left = max(0, s.o.Time-time.Since(s.begin))
	}
	s.o.Progress(progress)
}

// plan gathers the parts, in the instance's order.
func (s *solver) plan() *timetable.Plan {
	plan := &timetable.Plan{Format: timetable.PlanFormat, Instance: s.ins.Name}
	meetings := make([][]timetable.Meeting, len(s.ins.Cohorts))
	count := 0
	for n, t := range s.parts {
		cost := t.cost()
		plan.Unplanned += cost.Unplanned
		plan.Perturbation += cost.Perturbation
		plan.Comfort += cost.Comfort
		plan.Bound += min(s.bound[n], cost.Comfort)
		for i, prog := range t.s.programs {
			if prog != nil {
				c := &t.p.cohorts[i]
				meetings[c.at] = t.p.meetings(s.ins, c, prog)
				count += len(prog.slots)
			}
		}
	}
	plan.Meetings = make([]timetable.Meeting, 0, count)
	for _, of := range meetings {
		plan.Meetings = append(plan.Meetings, of...)
	}
	return plan
}

// explain says of every cohort without a place why it has none.
func (s *solver) explain(plan *timetable.Plan) {
	var missing []int
	for _, t := range s.parts {
		for i, prog := range t.s.programs {
			if prog == nil {
				missing = append(missing, t.p.cohorts[i].at)
			}
		}
	}
	slices.Sort(missing)
	plan.Impossible = make([]timetable.Impossible, len(missing))
	if len(missing) == 0 {
		return
	}
	e := newExplainer(s.atlas, plan.Meetings)
	tasks := make([]func(), len(missing))
	for n, at := range missing {
		tasks[n] = func() { plan.Impossible[n] = e.explain(at) }
	}
	s.run(tasks...)
}
