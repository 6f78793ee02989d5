package planner

import "iter"

// needs walks what a programme of cohort i asks of its room and people: each
// time the resource's day (see at) and the points of it, meeting by meeting,
// the room first, then the lead. A pinned meeting asks for nothing: what it
// needs is its own already.
func (p *problem) needs(i int, prog *program) iter.Seq2[int, uint64] {
	return func(yield func(k int, cover uint64) bool) {
		c := &p.cohorts[i]
		for n, at := range prog.slots {
			if c.modules[n].pinned != nil {
				continue
			}
			cover := p.cover(c, n, at.point)
			if !yield(p.at(at.room, at.day), cover) || !yield(p.at(prog.lead, at.day), cover) {
				return
			}
			for _, person := range at.co {
				if !yield(p.at(person, at.day), cover) {
					return
				}
			}
		}
	}
}
