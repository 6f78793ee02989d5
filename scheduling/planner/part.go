package planner

import (
	"slices"

	"trame/scheduling/timetable"
)

// Work in a round of the search. Both tasks of a round take about as long, so
// two workers are both of use.
const (
	pricings   = 2  // of all cohorts, for the bound; more in a small part
	manyEnough = 64 // cohorts priced in a round at least
	stepsShare = 3  // steps of a chain: pricings × cohorts / stepsShare, at least
	fewest     = 24 // so many
	choices    = 4  // one choice of the master for so many steps
	warm       = 3.0
	cold       = 0.1
)

// part is one independent group of cohorts on its way to a good plan.
type part struct {
	p      *problem
	s      *state
	seed   uint64
	rounds int

	bounder *bounder
	pool    *pool
	chains  []*chain
	guide   *prices // the bound's, as they were at the last exchange
	ideal   []int
	calm    bool // the bound has settled; its worker searches too
}

// open places what can be placed, at once.
func (a *atlas) open(cohorts []int, seed uint64) (*part, error) {
	p, err := a.compile(cohorts)
	if err != nil {
		return nil, err
	}
	t := &part{p: p, s: newState(p), seed: seed}
	t.s.restore()
	construct(t.s, newFinder(p))
	return t, nil
}

// ready looks at each cohort alone: the first bound, and what hurts most.
func (t *part) ready() {
	t.bounder = newBounder(t.p)
	t.pool = newPool(t.p)
	t.guide = t.p.newPrices()
	t.ideal = t.bounder.ideal()
	near := t.p.neighbours()
	for n := range 2 {
		s := t.s
		if n > 0 {
			s = t.s.clone()
		}
		t.chains = append(t.chains, newChain(s, t.seed+uint64(n)<<32, t.ideal, near))
	}
}

// cost is that of the best plan so far.
func (t *part) cost() timetable.Cost {
	best := t.s.costs()
	if t.chains != nil {
		best = t.chains[0].cost
	}
	return best
}

// proved reports whether no better plan can be.
func (t *part) proved() bool {
	cost := t.cost()
	return cost.Perturbation == 0 && cost.Unplanned == t.hopeless() && t.bound() >= cost.Comfort
}

// hopeless counts the cohorts that have no place even alone.
func (t *part) hopeless() (n int) {
	for _, comfort := range t.ideal {
		if comfort < 0 {
			n++
		}
	}
	return n
}

// bound is the least comfort that any plan can cost.
func (t *part) bound() int {
	return max(0, int((t.bounder.best+scale-1)/scale))
}

// round searches and prices side by side, then tells each what the other met.
// left runs from 1 to 0 in the course of the search.
func (t *part) round(left float64, run func(tasks ...func()), stop func() bool) {
	steps := max(fewest, t.pricings()*len(t.p.cohorts)/stepsShare)
	temperature := cold + warm*left
	search := func(c *chain) func() { return func() { c.run(steps, temperature, t.pool, t.guide, stop) } }
	cost := t.cost()
	if t.calm {
		run(search(t.chains[0]), search(t.chains[1]))
	} else {
		run(search(t.chains[0]), func() { t.tighten(cost, stop) })
	}
	t.exchange()
	t.rounds++
}

func (t *part) pricings() int { return max(pricings, manyEnough/len(t.p.cohorts)) }

// tighten moves the prices, and asks for other programmes near them.
func (t *part) tighten(cost timetable.Cost, stop func() bool) {
	b := t.bounder
	for range t.pricings() {
		if stop() {
			return
		}
		b.round(cost.Comfort, cost.Unplanned)
	}
	rng := dice(t.seed, 1+uint64(t.rounds))
	for range len(t.p.cohorts) / 4 {
		b.enrich(rng.IntN(len(t.p.cohorts)), rng)
	}
}

// exchange brings the best plan to both chains and the programmes met to the
// pool.
func (t *part) exchange() {
	first, second := t.chains[0], t.chains[1]
	for _, c := range t.chains {
		for _, m := range c.seen {
			t.pool.add(m.i, m.prog)
		}
		c.seen = c.seen[:0]
	}
	for _, m := range t.bounder.seen {
		t.pool.add(m.i, m.prog)
	}
	t.bounder.seen = t.bounder.seen[:0]
	if t.calm {
		if second.least < first.least {
			first.adopt(second.best)
		} else if first.least < second.least {
			second.adopt(first.best)
		}
	} else if t.bounder.settled() {
		t.calm = true
		second.adopt(first.best)
	}
	t.pool.price(t.bounder)
	t.guide.copy(t.bounder.center)
}

// finish leaves the best plan met in the state.
func (t *part) finish() {
	if t.chains == nil {
		return
	}
	t.chains[0].adopt(slices.Clone(t.chains[0].best))
}
