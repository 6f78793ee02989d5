package planner

import (
	"cmp"
	"slices"
)

// mostColumns bounds how many programmes of a cohort are remembered.
const mostColumns = 120

// pool remembers programmes met on the way, by cohort: the columns among which
// the master chooses.
type pool struct {
	columns [][]column
	known   map[uint64]bool
}

// column is a programme and what it costs at the prices of the bound, scaled.
type column struct {
	prog   *program
	priced int64
}

func newPool(p *problem) *pool {
	return &pool{columns: make([][]column, len(p.cohorts)), known: map[uint64]bool{}}
}

// add remembers a programme of cohort i.
func (l *pool) add(i int, prog *program) {
	key := prog.key(i)
	if !l.known[key] {
		l.known[key] = true
		l.columns[i] = append(l.columns[i], column{prog: prog})
	}
}

// price values every column at the bound's prices for rooms and time, and keeps
// the cheapest of each cohort.
func (l *pool) price(b *bounder) {
	points := b.center.ofTime()
	for i, columns := range l.columns {
		for n := range columns {
			columns[n].priced = b.p.worth(i, columns[n].prog, points)
		}
		slices.SortStableFunc(columns, func(x, y column) int { return cmp.Compare(x.priced, y.priced) })
		l.columns[i] = columns[:min(len(columns), mostColumns)]
	}
}

// key tells programmes apart (FNV-1a over what they hold).
func (prog *program) key(i int) uint64 {
	hash := uint64(14695981039346656037)
	mix := func(n int) {
		hash = (hash ^ uint64(n)) * 1099511628211
	}
	mix(i)
	mix(prog.lead)
	for _, s := range prog.slots {
		mix(s.day<<8 | int(s.point))
		mix(s.room)
		for _, person := range s.co {
			mix(person)
		}
	}
	return hash
}
