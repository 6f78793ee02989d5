//go:build race

package planner

// seeds of each sample, and tiny cohorts: fewer where the race detector makes
// everything ten times slower, and looks for something else.
const (
	seeds       = 2
	tinyCohorts = 100
)
