package planner

import (
	"math"
	"math/rand/v2"

	"trame/scheduling/timetable"
)

// chain is a large-neighbourhood search on one plan: it takes a few cohorts
// out, puts them back otherwise, and keeps the change when it is better or,
// early on, not much worse.
type chain struct {
	s     *state
	f     *finder
	rng   *rand.Rand
	ideal []int     // comfort of each cohort as if it were alone; -1: none
	near  [][]int32 // for each cohort, those that may want the same resource

	best  []*program // the best plan met
	least int64
	cost  timetable.Cost // of best
	out   []taken
	seen  []taken // programmes met since the last exchange

	prices *prices // of the bound, to steer what is put back; nil: none yet
	times  *prices // of these, those of rooms and time
	pool   *pool
	free   []int64 // no price on people
}

// taken is a cohort and a programme of it.
type taken struct {
	i    int
	prog *program
}

func newChain(s *state, seed uint64, ideal []int, near [][]int32) *chain {
	s.watch()
	c := &chain{s: s, f: newFinder(s.p), rng: dice(seed, 0), ideal: ideal, near: near}
	c.free = c.f.use
	c.note()
	return c
}

// dice are a source of chance that a seed repeats.
func dice(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // a search, not a secret
}

// note keeps the plan as the best one.
func (c *chain) note() {
	c.best = append(c.best[:0], c.s.programs...)
	c.least = c.s.cost()
	c.cost = c.s.costs()
}

// adopt goes on from another plan.
func (c *chain) adopt(programs []*program) {
	for i := range programs {
		c.s.remove(i)
	}
	for i, prog := range programs {
		if prog != nil {
			c.s.place(i, prog)
		}
	}
	c.note()
}

// run takes so many steps, and lets the master choose now and then.
func (c *chain) run(steps int, temperature float64, pool *pool, prices *prices, stop func() bool) {
	m := &master{s: c.s, pool: pool, price: prices.points, rng: c.rng}
	c.prices, c.pool, c.times = prices, pool, prices.ofTime()
	for n := range steps {
		if n%16 == 0 && stop() {
			return
		}
		c.step(temperature)
		if n%choices == 0 && m.step(c.pick()) && c.s.cost() < c.least {
			c.note()
		}
	}
}

// step tries one change at a temperature, in units of comfort.
func (c *chain) step(temperature float64) {
	before := c.s.cost()
	c.out = c.out[:0]
	seed := c.pick()
	if c.rng.IntN(3) == 0 {
		c.shake(seed)
	} else {
		c.push(seed)
	}
	most := before + int64(-temperature*math.Log(1-c.rng.Float64()))
	if !c.refill(most) || c.s.cost() > most {
		c.undo()
		return
	}
	if c.s.cost() < c.least {
		c.note()
	}
}

// pick chooses a cohort, the more likely the worse it stands: by what it costs
// more than alone, or by what it costs more, at the bound's prices, than its
// best programme.
func (c *chain) pick() int {
	worst, pick := int64(-1), 0
	priced := c.pool != nil && c.rng.IntN(2) == 0
	for range 4 {
		i := c.rng.IntN(len(c.s.programs))
		prog := c.s.programs[i]
		var regret int64
		switch {
		case prog == nil && c.ideal[i] < 0:
			continue // nothing can help it
		case prog == nil:
			regret = impossible
		case priced && len(c.pool.columns[i]) > 0:
			regret = c.s.p.worth(i, prog, c.times) - c.pool.columns[i][0].priced
		default:
			regret = int64(prog.comfort-c.ideal[i]) * scale
		}
		if regret > worst {
			worst, pick = regret, i
		}
	}
	return pick
}

// take removes cohort i from the plan, once.
func (c *chain) take(i int) {
	for _, t := range c.out {
		if t.i == i {
			return
		}
	}
	c.out = append(c.out, taken{i, c.s.remove(i)})
}

// shake takes the seed and some cohorts out that may want the same resources.
func (c *chain) shake(seed int) {
	c.take(seed)
	for range c.rng.IntN(4) {
		if near := c.near[seed]; len(near) > 0 {
			c.take(int(near[c.rng.IntN(len(near))]))
		}
	}
	c.rng.Shuffle(len(c.out), func(a, b int) { c.out[a], c.out[b] = c.out[b], c.out[a] })
}

// push gives the seed what it would like, at a price for each thing that it
// takes from others, and takes those out.
func (c *chain) push(seed int) {
	c.take(seed)
	f := c.f
	f.taken, f.pinned, f.travels, f.load = c.s.taken, c.s.pinned, c.s.travels, c.s.load
	f.eject = int64(scale * (1 + c.rng.IntN(12)))
	prog, _ := f.cheapest(&c.s.p.cohorts[seed], impossible)
	f.eject = 0
	if prog == nil {
		return
	}
	for _, holder := range c.s.holders(seed, prog) {
		c.take(holder)
	}
	if c.s.fits(seed, prog) {
		c.s.place(seed, prog)
	}
	rest := c.out[1:]
	c.rng.Shuffle(len(rest), func(a, b int) { rest[a], rest[b] = rest[b], rest[a] })
}

// refill puts back what was taken out, as well as it goes: every other time
// with the bound's prices for what others may want. It gives up, false, as soon
// as the plan cannot come out at most at so much.
func (c *chain) refill(most int64) bool {
	defer func() { c.f.price, c.f.use = nil, c.free }()
	if c.prices != nil && c.rng.IntN(2) == 0 {
		c.f.price, c.f.use = c.prices.points, c.prices.people
	}
	pending, ideals := c.pending()
	for _, t := range c.out {
		if c.s.programs[t.i] != nil {
			continue
		}
		ideals -= int64(max(0, c.ideal[t.i]))
		prog := c.f.insert(c.s, t.i, most-ideals-c.s.cost()+pending*unplaced)
		pending--
		switch {
		case prog != nil:
			c.s.place(t.i, prog)
			c.seen = append(c.seen, taken{t.i, prog})
		case t.prog != nil:
			return false
		}
	}
	return true
}

// pending counts the cohorts out of the plan, and sums the least that they can
// cost.
func (c *chain) pending() (count, ideals int64) {
	for _, t := range c.out {
		if c.s.programs[t.i] == nil {
			count++
			ideals += int64(max(0, c.ideal[t.i]))
		}
	}
	return count, ideals
}

// undo puts everything back as it was.
func (c *chain) undo() {
	for _, t := range c.out {
		c.s.remove(t.i)
	}
	for _, t := range c.out {
		if t.prog != nil {
			c.s.place(t.i, t.prog)
		}
	}
}
