//go:build !race

package planner

// seeds of each sample, and tiny cohorts to compare with every plan that they
// could have.
const (
	seeds       = 20
	tinyCohorts = 1_000
)
