package planner

import "slices"

// mostNear bounds how many neighbours a cohort has.
const mostNear = 40

// neighbours lists, for each cohort, others that may want the same lead, room
// or partner at the same time of the year.
func (p *problem) neighbours() [][]int32 {
	users := make([][]int32, len(p.resources))
	for i := range p.cohorts {
		for _, resource := range p.cohorts[i].resources() {
			users[resource] = append(users[resource], int32(i))
		}
	}
	near := make([][]int32, len(p.cohorts))
	for i := range p.cohorts {
		c := &p.cohorts[i]
		for _, resource := range c.resources() {
			for _, other := range users[resource] {
				if int(other) != i && c.overlaps(&p.cohorts[other]) {
					near[i] = append(near[i], other)
				}
			}
		}
		if step := len(near[i]) / mostNear; step > 1 {
			thinned := near[i][:0]
			for n := 0; n < len(near[i]); n += step {
				thinned = append(thinned, near[i][n])
			}
			near[i] = slices.Clip(thinned)
		}
	}
	return near
}

// resources are all that a cohort can use, each once.
func (c *cohort) resources() []int {
	all := append(slices.Clone(c.rooms), c.leads...)
	for i := range c.modules {
		for _, role := range c.modules[i].roles {
			all = append(all, role...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *cohort) overlaps(other *cohort) bool {
	if len(c.days) == 0 || len(other.days) == 0 {
		return false
	}
	return c.days[0] <= other.days[len(other.days)-1] && other.days[0] <= c.days[len(c.days)-1]
}
