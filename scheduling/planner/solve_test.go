package planner

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

// sound fails the test unless the independent check finds nothing hard, agrees
// with the plan's own figures, and the bound is below them.
func sound(t *testing.T, ins *timetable.Instance, plan *timetable.Plan) {
	t.Helper()
	v := timetable.Check(ins, plan)
	for _, fault := range v.Hard[:min(3, len(v.Hard))] {
		t.Errorf("%s: %s", ins.Name, fault)
	}
	if v.Cost != plan.Cost {
		t.Errorf("%s: the plan says %v, the check %v", ins.Name, plan.Cost, v.Cost)
	}
	if plan.Bound > plan.Comfort {
		t.Errorf("%s: bound %d above comfort %d", ins.Name, plan.Bound, plan.Comfort)
	}
}

func solve(t *testing.T, ins *timetable.Instance, o Options) *timetable.Plan {
	t.Helper()
	plan, err := Solve(t.Context(), ins, o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestEverySampleIsPlannedWithoutAClash(t *testing.T) {
	t.Parallel()
	rounds := map[sample.Size]int{sample.XS: 3, sample.S: 2, sample.M: 1, sample.L: 0}
	for size, iterations := range rounds {
		for seed := range uint64(seeds) {
			for _, tight := range []bool{false, true} {
				ins := sample.Instance(size, seed+1, tight)
				sound(t, ins, solve(t, ins, Options{Iterations: iterations, Seed: seed}))
			}
		}
	}
}

func TestTheSameSeedAndRoundsGiveTheSamePlan(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.M, 7, false)
	written := func(workers int) string {
		var out bytes.Buffer
		if err := solve(t, ins, Options{Iterations: 6, Seed: 3, Workers: workers}).Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if one, two := written(1), written(2); one != two {
		t.Error("one worker and two find different plans")
	}
}

func TestSearchingLowersTheCostAndRaisesTheBound(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.S, 1, false)
	first, later := solve(t, ins, Options{}), solve(t, ins, Options{Iterations: 60, Seed: 1})
	if later.Cost.Compare(first.Cost) > 0 {
		t.Errorf("built at %v, searched to %v", first.Cost, later.Cost)
	}
	if gap := later.Comfort - later.Bound; gap > later.Comfort/20 {
		t.Errorf("after 60 rounds comfort %d is %d above the bound", later.Comfort, gap)
	}
}

func TestMoreAvailabilityNeverHurts(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		ins := tiny(rng)
		before := solve(t, ins, Options{Workers: 1})
		for i := range ins.People {
			if rng.IntN(2) == 0 {
				ins.People[i].Closed = nil
			}
			ins.People[i].Open = append(ins.People[i].Open, timetable.Opening{Weekday: 1 + rng.IntN(7), From: 8 * 60, To: 18 * 60})
		}
		if after := solve(t, ins, Options{Workers: 1}); after.Cost.Compare(before.Cost) > 0 {
			t.Fatalf("%v became %v\n%s", before.Cost, after.Cost, text(ins))
		}
	}
}

func TestCohortsThatShareNothingArePlannedApart(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.Region, 1, false)
	groups := split(ins)
	if len(groups) < 8 {
		t.Fatalf("%d groups in a region of 8 départements", len(groups))
	}
	group, shared := map[string]int{}, func(n int, id string, seen map[string]int) {
		if other, known := seen[id]; known && other != n {
			t.Fatalf("%s is in two groups", id)
		}
		seen[id] = n
	}
	for n, cohorts := range groups {
		for _, at := range cohorts {
			for _, id := range slices.Concat(ins.Cohorts[at].Rooms, ins.Cohorts[at].Leads) {
				shared(n, id, group)
			}
		}
	}
}

func TestAWordOfHoursHoldsSixtyFourDifferentOnes(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.XS, 1, false)
	for minute := range timetable.Clock(70) {
		ins.Cohorts[0].Starts = append(ins.Cohorts[0].Starts, 8*60+minute)
	}
	if _, err := Solve(t.Context(), ins, Options{}); err == nil || !strings.Contains(err.Error(), "cohorts: ") {
		t.Errorf("the error is %v", err)
	}
}

func TestPinnedMeetingsStay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		ins := sample.Instance(sample.S, seed+1, true)
		plan := solve(t, ins, Options{})
		rng := rand.New(rand.NewPCG(seed, 1))
		for _, m := range plan.Meetings {
			if rng.IntN(3) == 0 {
				ins.Pinned = append(ins.Pinned, m)
			}
		}
		again := solve(t, ins, Options{Iterations: 3, Seed: seed})
		sound(t, ins, again) // a pinned meeting that moved is a fault
		if again.Unplanned > plan.Unplanned {
			t.Errorf("seed %d: pinned to a plan of %d unplanned, %d are", seed, plan.Unplanned, again.Unplanned)
		}
	}
}

// TestCoversAreIntervals: two meetings overlap if and only if their covers do.
func FuzzCoversAreIntervals(f *testing.F) {
	f.Add(uint16(540), uint16(90), uint16(630), uint16(60))
	f.Fuzz(func(t *testing.T, a, lengthA, b, lengthB uint16) {
		a, b, lengthA, lengthB = a%1440, b%1440, 1+lengthA%600, 1+lengthB%600
		points := []timetable.Clock{timetable.Clock(min(a, b)), timetable.Clock(max(a, b))}
		points = slices.Compact(points)
		apart := a+lengthA <= b || b+lengthB <= a
		if coversApart := covers(points, timetable.Clock(a), int(lengthA))&covers(points, timetable.Clock(b), int(lengthB)) == 0; coversApart != apart {
			t.Errorf("[%d, %d) and [%d, %d): apart %t, by their covers %t", a, a+lengthA, b, b+lengthB, apart, coversApart)
		}
	})
}

func BenchmarkProposeInADepartment(b *testing.B) {
	ins := sample.Instance(sample.Department, 1, false)
	plan, err := Solve(b.Context(), ins, Options{})
	if err != nil {
		b.Fatal(err)
	}
	closeFor(ins, plan, ins.Cohorts[100].ID)
	for b.Loop() {
		if _, _, err := Propose(ins, ins.Cohorts[100].ID, 5); err != nil {
			b.Fatal(err)
		}
	}
}

// closeFor turns everybody else's meetings into closures.
func closeFor(ins *timetable.Instance, plan *timetable.Plan, cohort string) {
	minutes := map[string]int{}
	for _, c := range ins.Cohorts {
		for _, m := range c.Modules {
			minutes[c.ID+"/"+m.ID] = m.Minutes
		}
	}
	closed := map[string][]timetable.Closure{}
	for _, m := range plan.Meetings {
		if m.Cohort == cohort {
			continue
		}
		until := timetable.Moment{Day: m.Start.Day, Clock: m.Start.Clock + timetable.Clock(minutes[m.Cohort+"/"+m.Module])}
		for _, id := range append([]string{m.Room, m.Lead}, m.Co...) {
			closed[id] = append(closed[id], timetable.Closure{From: m.Start, To: until})
		}
	}
	for i := range ins.Rooms {
		ins.Rooms[i].Closed = append(ins.Rooms[i].Closed, closed[ins.Rooms[i].ID]...)
	}
	for i := range ins.People {
		ins.People[i].Closed = append(ins.People[i].Closed, closed[ins.People[i].ID]...)
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, size := range []sample.Size{sample.S, sample.M, sample.L, sample.Department, sample.Region} {
		ins := sample.Instance(size, 1, false)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				if _, err := Solve(b.Context(), ins, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAnEndedSearchStillGivesItsPlan(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.M, 3, true)
	ctx, stop := context.WithCancel(t.Context())
	var seen []Progress
	plan, err := Solve(ctx, ins, Options{Time: time.Hour, Seed: 1, Progress: func(p Progress) {
		seen = append(seen, p)
		if len(seen) == 4 {
			stop()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, ins, plan)
	last := seen[len(seen)-1]
	if last.Cost != plan.Cost || last.Placed != len(ins.Cohorts)-plan.Unplanned || last.Bound > plan.Comfort {
		t.Errorf("the last word was %+v, the plan %v, bound %d", last, plan.Cost, plan.Bound)
	}
	for i := range seen[1:] {
		if seen[i+1].Cost.Compare(seen[i].Cost) > 0 || seen[i+1].Bound < seen[i].Bound {
			t.Errorf("progress went back: %+v, then %+v", seen[i], seen[i+1])
		}
	}
}
