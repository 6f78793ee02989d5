package planner

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Sizes of a choice: how many cohorts are free at once, and how many partial
// plans are looked at.
const (
	mostFreed = 12
	mostNodes = 1000
)

// master chooses among columns: it frees a few cohorts that stand in each
// other's way and finds the best combination of their remembered programmes,
// depth first, with two bounds: each cohort's cheapest column, and the same at
// the bound's prices.
type master struct {
	s     *state
	pool  *pool
	price []int64
	rng   *rand.Rand

	freed  []int
	old    []*program
	fit    [][]column
	rest   []int64 // least comfort of the freed cohorts from a depth on
	priced []int64 // the same at prices
	spare  int64   // what everything priced that is free would earn
	chosen []*program
	best   []*program
	least  int64
	nodes  int
	base   int64
}

// step tries one choice around a cohort; true when the plan got better.
func (m *master) step(seed int) bool {
	m.gather(seed)
	before := m.s.cost()
	m.old = m.old[:0]
	for _, i := range m.freed {
		m.old = append(m.old, m.s.remove(i))
	}
	m.ready()
	m.least, m.best, m.nodes = before, nil, 0
	m.chosen = m.chosen[:0]
	m.choose(0, 0)
	if m.best == nil {
		for n, i := range m.freed {
			if m.old[n] != nil {
				m.s.place(i, m.old[n])
			}
		}
		return false
	}
	for n, i := range m.freed {
		if m.best[n] != nil {
			m.s.place(i, m.best[n])
		}
	}
	return true
}

// gather frees the seed, those who hold what its better columns want, and
// those who hold what these want in turn.
func (m *master) gather(seed int) {
	m.freed = append(m.freed[:0], seed)
	for at := 0; at < len(m.freed) && len(m.freed) < mostFreed; at++ {
		i := m.freed[at]
		columns := m.pool.columns[i]
		for range 6 {
			if len(columns) == 0 || len(m.freed) >= mostFreed {
				break
			}
			n := m.rng.IntN(min(len(columns), 16))
			for _, holder := range m.s.holders(i, columns[n].prog) {
				if len(m.freed) < mostFreed && !holds(m.freed, holder) {
					m.freed = append(m.freed, holder)
				}
			}
		}
	}
}

// ready lists the columns that fit beside the plan's rest, fewest first, and
// the bounds on what the freed cohorts can cost.
func (m *master) ready() {
	s := m.s
	type choice struct {
		i   int
		old *program
		fit []column
	}
	choices := make([]choice, len(m.freed))
	for n, i := range m.freed {
		choices[n] = choice{i: i, old: m.old[n]}
		for _, column := range m.pool.columns[i] {
			if s.fits(i, column.prog) {
				choices[n].fit = append(choices[n].fit, column)
			}
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(len(a.fit), len(b.fit)) })
	m.fit = m.fit[:0]
	for n, c := range choices {
		m.freed[n], m.old[n] = c.i, c.old
		m.fit = append(m.fit, c.fit)
	}
	m.bounds()
}

func (m *master) bounds() {
	n := len(m.freed)
	m.rest, m.priced = sized(m.rest, n+1), sized(m.priced, n+1)
	m.rest[n], m.priced[n] = 0, 0
	for d := n - 1; d >= 0; d-- {
		least, priced := unplaced, unplaced*scale
		if m.old[d] != nil {
			least, priced = impossible/1024, impossible/64
		}
		for _, column := range m.fit[d] {
			least = min(least, column.prog.worth())
			priced = min(priced, column.priced)
		}
		m.rest[d], m.priced[d] = m.rest[d+1]+least, m.priced[d+1]+priced
	}
	m.base = m.s.cost() - unplaced*int64(n)
	m.spare = m.earnings()
}

// worth is a programme's cost without overload.
func (prog *program) worth() int64 { return int64(prog.moved)*perturbed + int64(prog.comfort) }

// earnings is what selling every priced point that the columns ask for would
// bring, once each.
func (m *master) earnings() (total int64) {
	seen := map[int]bool{}
	for d, i := range m.freed {
		for _, column := range m.fit[d] {
			for k, cover := range m.s.p.needs(i, column.prog) {
				for base := k * len(m.s.p.points); cover != 0; cover &= cover - 1 {
					if point := base + lowest(cover); m.price[point] > 0 && !seen[point] {
						seen[point] = true
						total += m.price[point]
					}
				}
			}
		}
	}
	return total
}

// choose tries the columns of the freed cohort at a depth; priced is what the
// chosen ones cost at prices.
func (m *master) choose(depth int, priced int64) {
	if depth == len(m.freed) {
		if cost := m.s.cost(); cost < m.least {
			m.least, m.best = cost, slices.Clone(m.chosen)
		}
		return
	}
	i := m.freed[depth]
	for _, column := range m.fit[depth] {
		if (m.base+1-m.least)*scale+priced+column.priced+m.priced[depth+1]-m.spare > 0 {
			break // the others cost more
		}
		left := int64(len(m.freed) - depth)
		if m.s.cost()-unplaced*left+column.prog.worth()+m.rest[depth+1] >= m.least || !m.s.fits(i, column.prog) {
			continue
		}
		if m.nodes++; m.nodes > mostNodes {
			return
		}
		m.s.place(i, column.prog)
		m.chosen = append(m.chosen, column.prog)
		m.choose(depth+1, priced+column.priced)
		m.chosen = m.chosen[:depth]
		m.s.remove(i)
	}
	if m.old[depth] == nil {
		m.chosen = append(m.chosen, nil)
		m.choose(depth+1, priced+unplaced*scale)
		m.chosen = m.chosen[:depth]
	}
}
