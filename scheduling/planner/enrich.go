package planner

import "math/rand/v2"

// enrich asks for another good programme of cohort i: at the prices, with some
// of what its last choice uses made dearer.
func (b *bounder) enrich(i int, rng *rand.Rand) {
	if b.last[i] == nil {
		return
	}
	by := int64(scale * (1 + rng.IntN(8)))
	b.raise(i, b.last[i], by, rng)
	if prog, _ := b.f.cheapest(&b.p.cohorts[i], impossible); prog != nil {
		b.seen = append(b.seen, taken{i, prog})
	}
	for _, k := range b.raised {
		b.now.points[k] -= by
	}
}

// raise makes about half of what a programme holds dearer.
func (b *bounder) raise(i int, prog *program, by int64, rng *rand.Rand) {
	b.raised = b.raised[:0]
	for k, cover := range b.p.needs(i, prog) {
		if rng.IntN(2) == 0 {
			first := k*len(b.p.points) + lowest(cover)
			b.now.points[first] += by
			b.raised = append(b.raised, first)
		}
	}
}
