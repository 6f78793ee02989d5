package main

import (
	"testing"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

func TestFirstFitBreaksNoRule(t *testing.T) {
	for _, size := range []sample.Size{sample.XS, sample.S, sample.M, sample.L} {
		for seed := range uint64(3) {
			ins := sample.Instance(size, seed, seed == 2)
			plan := firstFit(ins)
			if verdict := timetable.Check(ins, plan); len(verdict.Hard) > 0 || verdict.Cost != plan.Cost {
				t.Errorf("%s: %v, %+v, said %+v", ins.Name, verdict.Hard, verdict.Cost, plan.Cost)
			}
		}
	}
}

// What solvers are told of a plan, and what they answer, is the plan.
func TestAPlanSurvivesItsNumbers(t *testing.T) {
	for _, size := range []sample.Size{sample.XS, sample.M} {
		ins := sample.Instance(size, 1, true)
		f := flatten(ins)
		plan, err := f.plan(&answer{Modules: f.flat.Hint})
		if err != nil {
			t.Fatal(err)
		}
		if want := firstFit(ins); plan.Cost != want.Cost || len(plan.Meetings) != len(want.Meetings) {
			t.Errorf("%s: %+v, %d meetings; want %+v, %d", ins.Name, plan.Cost, len(plan.Meetings), want.Cost, len(want.Meetings))
		}
	}
}

// A slot that the numbers leave out is one that the calendars forbid: the
// first-fit plan needs none of those.
func TestNumbersForbidNoPlan(t *testing.T) {
	f := flatten(sample.Instance(sample.M, 3, false))
	for i, at := range f.flat.Hint {
		if at.Slot == 0 {
			continue
		}
		found := false
		for _, slot := range f.flat.Modules[i].Slots {
			found = found || slot == at.Slot
		}
		if !found {
			t.Errorf("module %d lacks slot %d", i, at.Slot)
		}
	}
}
