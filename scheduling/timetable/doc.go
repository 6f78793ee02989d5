// Package timetable is what the planning engine is asked and what it answers:
// an instance, a plan, both as files, and the check that judges a plan. The
// check shares nothing with the search (scheduling/planner) but these types.
//
// Times are wall clock at the place; a range of dates holds both its ends, a
// range of times leaves out its end. Costs are integers and compare in order:
// unplanned cohorts, then perturbation, then comfort.
package timetable
