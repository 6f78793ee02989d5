package planner

// holders are the cohorts that hold what a programme of cohort i needs, each
// once. The state must be watched.
func (s *state) holders(i int, prog *program) (holders []int) {
	for k, cover := range s.p.needs(i, prog) {
		for base := k * len(s.p.points); cover != 0; cover &= cover - 1 {
			if holder := int(s.owner[base+lowest(cover)]) - 1; holder >= 0 && holder != i && !holds(holders, holder) {
				holders = append(holders, holder)
			}
		}
	}
	return holders
}

// fits reports whether everything that a programme needs is free, and its
// people can be there in time.
func (s *state) fits(i int, prog *program) bool {
	c := &s.p.cohorts[i]
	for n, at := range prog.slots {
		if c.modules[n].pinned != nil {
			continue
		}
		cover := s.p.cover(c, n, at.point)
		if s.taken[s.p.at(at.room, at.day)]&cover != 0 || s.taken[s.p.at(prog.lead, at.day)]&cover != 0 {
			return false
		}
		booking := s.p.booking(c, n, at)
		if !s.arrives(prog.lead, at.day, booking) {
			return false
		}
		for _, person := range at.co {
			if s.taken[s.p.at(person, at.day)]&cover != 0 || !s.arrives(person, at.day, booking) {
				return false
			}
		}
	}
	return true
}

func (s *state) arrives(person, day int, b booking) bool {
	k := s.p.at(person, day)
	if s.taken[k] == 0 {
		return true
	}
	for _, other := range s.travels[k] {
		if !s.p.travels(other, b) {
			return false
		}
	}
	return true
}
