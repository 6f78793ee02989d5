package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

// announced is a sample with its plan told to everybody.
func announced(t testing.TB, size sample.Size, seed uint64) *timetable.Instance {
	t.Helper()
	ins := sample.Instance(size, seed, false)
	plan, err := Solve(t.Context(), ins, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ins.Previous = plan.Meetings
	planned := map[string]bool{}
	for _, m := range plan.Meetings {
		planned[m.Cohort] = true
	}
	ins.Cohorts = slices.DeleteFunc(ins.Cohorts, func(c timetable.Cohort) bool { return !planned[c.ID] })
	return ins
}

// absent takes the person of a meeting away for its day.
func absent(ins *timetable.Instance, id string, m timetable.Meeting) {
	for i := range ins.People {
		if ins.People[i].ID == id {
			next := timetable.Moment{Day: m.Start.Day.AddDays(1)}
			ins.People[i].Closed = append(ins.People[i].Closed, timetable.Closure{From: timetable.Moment{Day: m.Start.Day}, To: next})
		}
	}
}

func TestARepairTouchesOnlyWhatItMust(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 9))
	mended := 0
	for seed := range uint64(30) {
		ins := announced(t, sample.M, seed+1)
		m := ins.Previous[rng.IntN(len(ins.Previous))]
		who := m.Lead
		if len(m.Co) > 0 {
			who = m.Co[0]
		}
		absent(ins, who, m)
		for _, other := range ins.Previous {
			if other.Cohort != m.Cohort && rng.IntN(4) == 0 {
				ins.Pinned = append(ins.Pinned, other)
			}
		}
		mending, err := Repair(ins)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(mending.Broken, m.Cohort) {
			t.Fatalf("seed %d: %s is away on %s, broken are %v", seed, who, m.Start, mending.Broken)
		}
		for _, option := range mending.Options {
			mended++
			mustMend(t, ins, mending, option)
		}
		if len(mending.Options) == 0 && len(mending.Impossible) == 0 {
			t.Errorf("seed %d: no option and no reason", seed)
		}
	}
	if mended < 30 {
		t.Errorf("only %d options in 30 absences", mended)
	}
}

// mustMend checks an option as a whole plan, by the independent check, and that
// it moves no more cohorts than it may.
func mustMend(t *testing.T, ins *timetable.Instance, mending *Mending, option Option) {
	t.Helper()
	plan := &timetable.Plan{Meetings: slices.Clone(ins.Previous)}
	touched := map[string]bool{}
	for _, change := range option.Changes {
		touched[change.Before.Cohort] = true
		for i := range plan.Meetings {
			if plan.Meetings[i].Equal(change.Before) {
				plan.Meetings[i] = change.After
			}
		}
	}
	v := timetable.Check(ins, plan)
	if len(v.Hard) > 0 || v.Cost != option.Cost {
		t.Errorf("%s: the option says %v, the check %v and %v", option.Aim, option.Cost, v.Cost, v.Hard)
	}
	if len(touched) > len(mending.Broken)*(1+mostEjected) {
		t.Errorf("%s: %d cohorts change for %d broken ones", option.Aim, len(touched), len(mending.Broken))
	}
}

func TestTheFirstOptionChangesLeast(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		ins := announced(t, sample.S, seed+1)
		absent(ins, ins.Previous[3].Lead, ins.Previous[3])
		mending, err := Repair(ins)
		if err != nil {
			t.Fatal(err)
		}
		for _, option := range mending.Options[min(1, len(mending.Options)):] {
			if option.Cost.Perturbation < mending.Options[0].Cost.Perturbation {
				t.Errorf("seed %d: %s changes less than %s", seed, option.Aim, mending.Options[0].Aim)
			}
		}
	}
}

func TestAPlanThatStandsNeedsNoRepair(t *testing.T) {
	t.Parallel()
	mending, err := Repair(announced(t, sample.S, 1))
	if err != nil || len(mending.Broken)+len(mending.Options) > 0 {
		t.Errorf("%v, %v", mending, err)
	}
}

func TestABlockingSetIsMinimal(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	seen := 0
	for seen < 200 {
		ins := tiny(rng)
		plan := solve(t, ins, Options{Workers: 1})
		if plan.Unplanned == 0 {
			if why := Explain(ins, nil, "c"); len(why.Blocking) > 0 {
				t.Fatalf("a cohort that has a place is blocked by %v\n%s", why.Blocking, text(ins))
			}
			continue
		}
		seen++
		trial := newTrial(newExplainer(newAtlas(ins), nil), &ins.Cohorts[0])
		all := lifted(1<<len(reasons) - 1)
		why := plan.Impossible[0]
		blocking := lifted(0)
		for _, reason := range why.Blocking {
			blocking |= bit[reason]
		}
		if len(why.Blocking) > 0 && trial.possible(all&^blocking) {
			t.Fatalf("%v alone do not block\n%s", why.Blocking, text(ins))
		}
		for _, reason := range why.Blocking {
			if !trial.possible(all&^blocking | bit[reason]) {
				t.Fatalf("without %s the others of %v still block\n%s", reason, why.Blocking, text(ins))
			}
		}
		for _, reason := range why.Repairs {
			if !trial.possible(bit[reason]) {
				t.Fatalf("%s is no repair\n%s", reason, text(ins))
			}
		}
	}
}

func TestProposalsArePossibleAndDifferent(t *testing.T) {
	t.Parallel()
	ins := sample.Instance(sample.M, 2, false)
	plan := solve(t, ins, Options{})
	cohort := plan.Meetings[0].Cohort
	closeFor(ins, plan, cohort)
	proposals, why, err := Propose(ins, cohort, 5)
	if err != nil || len(proposals) < 2 {
		t.Fatalf("%d proposals, %v, %v", len(proposals), why, err)
	}
	one := *ins
	one.Cohorts = slices.Clone(ins.Cohorts)
	one.Cohorts = slices.DeleteFunc(one.Cohorts, func(c timetable.Cohort) bool { return c.ID != cohort })
	seen := map[string]bool{}
	for i, proposal := range proposals {
		v := timetable.Check(&one, &timetable.Plan{Meetings: proposal.Meetings})
		total := 0
		for _, term := range proposal.Terms {
			total += term.Cost
		}
		if len(v.Hard) > 0 || v.Comfort != proposal.Comfort || total != proposal.Comfort {
			t.Errorf("proposal %d costs %d, its terms %d, the check says %d and %v", i, proposal.Comfort, total, v.Comfort, v.Hard)
		}
		if i > 0 && proposal.Comfort < proposals[i-1].Comfort {
			t.Errorf("proposal %d is better than the one before", i)
		}
		seen[fmt.Sprint(proposal.Meetings)] = true
	}
	if len(seen) != len(proposals) {
		t.Error("two proposals are the same")
	}
}

func BenchmarkRepairInADepartment(b *testing.B) {
	ins := announced(b, sample.Department, 1)
	absent(ins, ins.Previous[700].Lead, ins.Previous[700])
	for b.Loop() {
		if _, err := Repair(ins); err != nil {
			b.Fatal(err)
		}
	}
}
