package scheduling

import (
	"cmp"
	"math"
	"slices"
)

// Rate is Part people out of N: never printed without its N.
type Rate struct {
	Part int
	N    int
}

// Percent is Part over N in percent, 0 to 100. ok is false when N is 0: a rate
// of nobody is not 0 %.
func (r Rate) Percent() (percent float64, ok bool) {
	if r.N <= 0 {
		return 0, false
	}
	return 100 * float64(r.Part) / float64(r.N), true
}

// Wilson is the 95 % score interval of the rate, in percent (Wilson 1927): what
// a small group lets one say. 11 of 12 is 64.6 to 98.5 %. ok is false when N is 0.
func (r Rate) Wilson() (low, high float64, ok bool) {
	if r.N <= 0 {
		return 0, 0, false
	}
	const z = 1.959963984540054 // 97.5 % quantile of the normal law
	n, p := float64(r.N), float64(r.Part)/float64(r.N)
	spread := 1 + z*z/n
	middle := (p + z*z/(2*n)) / spread
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n)) / spread
	return 100 * max(0, middle-half), 100 * min(1, middle+half), true
}

// Scales of LargestRemainder.
const (
	InPercent = 100
	InTenths  = 1000 // tenths of a percent
)

// LargestRemainder shares whole (InPercent, InTenths) among counts so that the
// shares sum to whole exactly (rule 23): each gets its share rounded down, and
// what is left goes to the largest remainders, the earlier count first between
// equals. An empty count gets 0; when nobody is counted every share is 0.
// Counts are numbers of people: not negative.
func LargestRemainder(counts []int, whole int) []int {
	shares := make([]int, len(counts))
	base := 0
	for _, c := range counts {
		base += c
	}
	if base <= 0 {
		return shares
	}
	left, order := whole, make([]int, len(counts))
	for i, c := range counts {
		order[i] = i
		shares[i] = c * whole / base
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(counts[b]*whole%base, counts[a]*whole%base)
	})
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}
