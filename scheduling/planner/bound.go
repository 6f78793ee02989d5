package planner

import (
	"cmp"
	"slices"
)

// prices are what the bound asks for: a point of a resource and day, and a
// meeting of a person who has a fair share. Scaled.
type prices struct {
	points []int64
	people []int64
}

func (p *problem) newPrices() *prices {
	return &prices{make([]int64, len(p.resources)*p.days*len(p.points)), make([]int64, len(p.resources))}
}

func (q *prices) copy(from *prices) {
	copy(q.points, from.points)
	copy(q.people, from.people)
}

// ofTime are the prices of rooms and time alone.
func (q *prices) ofTime() *prices { return &prices{q.points, make([]int64, len(q.people))} }

// worth is what a programme of cohort i costs at prices.
func (p *problem) worth(i int, prog *program, at *prices) int64 {
	total := int64(prog.comfort)*scale + at.people[prog.lead]*int64(len(prog.slots))
	for _, s := range prog.slots {
		for _, person := range s.co {
			total += at.people[person]
		}
	}
	for k, cover := range p.needs(i, prog) {
		total += p.priced(at.points, k, cover)
	}
	return total
}

// bounder proves how little any plan can cost. Everything that is shared has a
// price; each cohort then chooses alone, and the sum of what they pay, less
// what the prices would earn if everything were sold once, is below every
// plan's comfort (Lagrangian duality). Prices rise where too many want the same
// thing, by the volume algorithm (Barahona and Anbil, 2000): steps go from the
// best prices met, along the average of what was wanted.
type bounder struct {
	p      *problem
	f      *finder
	now    *prices
	center *prices // the best ones met
	best   int64   // the bound at center, scaled

	least []int64    // what each cohort pays
	last  []*program // what it chose
	progs []*program // of these, those that count: a plan may leave some out

	want     []int32   // how many want a point in this round
	mean     []float64 // of want-1 over the rounds
	meanLoad []float64 // of each person's meetings above the fair share
	hot      []int     // points ever wanted, each once
	isHot    []bool
	theta    float64 // length of a step, of the one that would close the gap at once
	stale    int     // rounds without a better bound
	rounds   int

	seen   []taken // programmes met since the last exchange
	raised []int
}

// How the volume algorithm goes on.
const (
	forget   = 40.0 // rounds until the average is as slow as it gets
	slowest  = 0.05 // weight of the last want in the average by then
	patience = 4    // rounds without progress before steps get shorter
	shorter  = 0.67
	longer   = 1.1
	settled  = 0.004 // a step this short moves nothing any more
)

func newBounder(p *problem) *bounder {
	b := &bounder{
		p: p, f: newFinder(p), now: p.newPrices(), center: p.newPrices(), best: -impossible, theta: 0.7,
		least: make([]int64, len(p.cohorts)), last: make([]*program, len(p.cohorts)), progs: make([]*program, len(p.cohorts)),
	}
	n := len(b.now.points)
	b.want, b.mean, b.isHot, b.meanLoad = make([]int32, n), make([]float64, n), make([]bool, n), make([]float64, len(p.resources))
	pinned := newState(p)
	b.f.taken, b.f.travels, b.f.price, b.f.use, b.f.calm = pinned.taken, pinned.travels, b.now.points, b.now.people, true
	return b
}

// settled reports whether the bound has stopped rising.
func (b *bounder) settled() bool { return b.theta < settled }

// ideal is the comfort of each cohort alone; -1 when it has no place even so.
func (b *bounder) ideal() []int {
	b.choose()
	ideal := make([]int, len(b.last))
	for i, prog := range b.last {
		ideal[i] = -1
		if prog != nil {
			ideal[i] = prog.comfort
		}
	}
	return ideal
}

// round lets every cohort choose at the prices, notes the bound, and moves the
// prices towards one that meets comfort, the cost of a plan with as many
// cohorts missing.
func (b *bounder) round(comfort, missing int) {
	b.choose()
	bound := b.value(missing)
	better := bound > b.best
	b.best = max(b.best, bound)
	for _, k := range b.hot {
		b.want[k] = 0
	}
	meetings := b.count()
	b.steer(meetings, better)
	b.move(meetings, int64(comfort)*scale-b.best)
}

func (b *bounder) choose() {
	for i := range b.p.cohorts {
		limit := impossible
		if b.last[i] != nil {
			limit = b.p.worth(i, b.last[i], b.now)
		}
		b.least[i] = limit
		if prog, least := b.f.cheapest(&b.p.cohorts[i], limit); prog != nil {
			b.last[i], b.least[i] = prog, least
			b.seen = append(b.seen, taken{i, prog})
		}
		b.progs[i] = b.last[i]
	}
}

// value is the bound at the prices of the last choice. A plan that leaves
// cohorts out leaves at best the dearest out.
func (b *bounder) value(missing int) int64 {
	order := make([]int, len(b.least))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(b.least[y], b.least[x]) })
	for _, i := range order[:missing] {
		b.progs[i] = nil
	}
	total := int64(0)
	for _, i := range order[missing:] {
		total += b.least[i]
	}
	for _, k := range b.hot {
		total -= b.now.points[k]
	}
	for person, use := range b.now.people {
		if use > 0 {
			total -= use * int64(b.p.resources[person].fair)
		}
	}
	return total
}

// count fills want and returns the meetings of each resource.
func (b *bounder) count() []int {
	meetings := make([]int, len(b.p.resources))
	for i, prog := range b.progs {
		if prog == nil {
			continue
		}
		for k, cover := range b.p.needs(i, prog) {
			b.wants(k, cover)
		}
		meetings[prog.lead] += len(prog.slots)
		for _, at := range prog.slots {
			for _, person := range at.co {
				meetings[person]++
			}
		}
	}
	return meetings
}

func (b *bounder) wants(k int, cover uint64) {
	for base := k * len(b.p.points); cover != 0; cover &= cover - 1 {
		point := base + lowest(cover)
		b.want[point]++
		if !b.isHot[point] {
			b.isHot[point] = true
			b.hot = append(b.hot, point)
		}
	}
}

// steer moves the center to better prices, and lengthens or shortens the steps.
func (b *bounder) steer(meetings []int, better bool) {
	if !better {
		if b.stale++; b.stale >= patience {
			b.theta, b.stale = b.theta*shorter, 0
		}
		return
	}
	along := 0.0
	for _, k := range b.hot {
		along += b.mean[k] * float64(b.want[k]-1)
	}
	for person, r := range b.p.resources {
		if r.fair >= 0 {
			along += b.meanLoad[person] * float64(meetings[person]-r.fair)
		}
	}
	b.center.copy(b.now)
	b.stale = 0
	if along > 0 {
		b.theta = min(2, b.theta*longer)
	}
}

// move averages what was wanted and sets the next prices.
func (b *bounder) move(meetings []int, gap int64) {
	memory := max(slowest, 1-float64(b.rounds)/forget)
	b.rounds++
	norm := 0.0
	for _, k := range b.hot {
		b.mean[k] += memory * (float64(b.want[k]-1) - b.mean[k])
		if b.mean[k] > 0 || b.center.points[k] > 0 {
			norm += b.mean[k] * b.mean[k]
		}
	}
	for person, r := range b.p.resources {
		if r.fair < 0 {
			continue
		}
		b.meanLoad[person] += memory * (float64(meetings[person]-r.fair) - b.meanLoad[person])
		if b.meanLoad[person] > 0 || b.center.people[person] > 0 {
			norm += b.meanLoad[person] * b.meanLoad[person]
		}
	}
	if norm == 0 || gap <= 0 {
		return
	}
	step := b.theta * float64(gap) / norm
	for _, k := range b.hot {
		b.now.points[k] = max(0, b.center.points[k]+int64(step*b.mean[k]))
	}
	most := int64(b.p.cost.Overload) * scale
	for person, r := range b.p.resources {
		if r.fair >= 0 {
			b.now.people[person] = min(most, max(0, b.center.people[person]+int64(step*b.meanLoad[person])))
		}
	}
}
