package planner

// insert finds the best programme for cohort i in a plan where it has none;
// nil when there is none. The finder takes a person's overload as if each
// meeting were the next one; when a programme carries somebody over a fair
// share, it is priced again and the better of both is kept. One that
// adds more than most is not looked for.
func (f *finder) insert(s *state, i int, most int64) *program {
	f.taken, f.travels, f.load = s.taken, s.travels, s.load
	c := &s.p.cohorts[i]
	if f.price != nil {
		f.load = nil // the prices know who is overloaded
		best, _ := f.cheapest(c, impossible)
		return best
	}
	if most < 0 {
		return nil
	}
	best, asked := f.cheapest(c, min(impossible, (min(most, impossible/scale)+1)*scale))
	if best == nil {
		return nil
	}
	true1, over := s.worth(best)
	if true1*scale == asked || len(over) == 0 {
		return best
	}
	for _, person := range over {
		f.use[person] = int64(s.p.cost.Overload) * scale
	}
	again, _ := f.cheapest(c, impossible)
	for _, person := range over {
		f.use[person] = 0
	}
	if again != nil {
		if true2, _ := s.worth(again); true2 < true1 {
			return again
		}
	}
	return best
}

// worth is what a programme would add to the plan's cost, and who it carries
// over a fair share.
func (s *state) worth(prog *program) (cost int64, over []int) {
	cost = int64(prog.moved)*perturbed + int64(prog.comfort)
	uses := map[int]int{prog.lead: len(prog.slots)}
	for _, slot := range prog.slots {
		for _, person := range slot.co {
			uses[person]++
		}
	}
	for person, n := range uses {
		added := s.p.overload(person, s.load[person]+n) - s.p.overload(person, s.load[person])
		if person != prog.lead && added > 0 && s.p.overload(person, s.load[person]+1) == 0 {
			over = append(over, person)
		}
		cost += int64(added)
	}
	return cost, over
}
