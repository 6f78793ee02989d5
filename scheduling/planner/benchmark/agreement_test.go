package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

// Two checkers that share no line, in two languages, are asked the same
// thousands of questions: good plans, nearly good ones, and bad ones.
func TestTwoCheckersAgree(t *testing.T) {
	second := strings.Fields(os.Getenv("TRAME_TEST_CHECKER"))
	if len(second) == 0 {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "checker") {
			t.Fatal("TRAME_TEST_REQUIRE asks for a second checker, TRAME_TEST_CHECKER names none")
		}
		t.Log("no second checker here: .ci/test has one")
		return
	}
	good, bad := 0, 0
	for _, size := range []sample.Size{sample.XS, sample.S, sample.M} {
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 7))
			ins := disturbed(r, sample.Instance(size, seed, seed%2 == 1))
			plans := []*timetable.Plan{firstFit(ins)}
			for range 150 {
				plans = append(plans, mutated(r, ins, plans[0]))
			}
			opinions := ask(t, second, ins, plans)
			for i, plan := range plans {
				verdict := timetable.Check(ins, plan)
				if len(verdict.Hard) == 0 {
					good++
				} else {
					bad++
				}
				if ours, theirs := opinion(verdict), opinions[i]; !agree(ours, theirs) {
					t.Errorf("%s, plan %d: %s here, %s there; %v", ins.Name, i, ours, theirs, verdict.Hard)
				}
			}
		}
	}
	t.Logf("%d good plans, %d bad ones", good, bad)
	if good < 500 || bad < 500 {
		t.Errorf("%d good plans and %d bad ones: one kind proves little", good, bad)
	}
}

func opinion(v timetable.Verdict) string {
	return fmt.Sprintf("hard=%d unplanned=%d perturbation=%d comfort=%d", len(v.Hard), v.Unplanned, v.Perturbation, v.Comfort)
}

// agree asks whether both call a plan possible, and then for the same cost.
// How often a rule is broken, and what an impossible plan costs, may differ.
func agree(a, b string) bool {
	possible := strings.HasPrefix(a, "hard=0 ")
	if possible != strings.HasPrefix(b, "hard=0 ") {
		return false
	}
	return !possible || a == b
}

func ask(t *testing.T, checker []string, ins *timetable.Instance, plans []*timetable.Plan) []string {
	t.Helper()
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "instance.json")}
	if err := save(files[0], ins.Write); err != nil {
		t.Fatal(err)
	}
	for i, plan := range plans {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%d.json", i)))
		if err := save(files[i+1], plan.Write); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	command := exec.Command(checker[0], append(checker[1:], files...)...)
	command.Stdout, command.Stderr = &said, os.Stderr
	if err := command.Run(); err != nil {
		t.Fatal(err)
	}
	opinions := strings.Split(strings.TrimSpace(said.String()), "\n")
	if len(opinions) != len(plans) {
		t.Fatalf("%d opinions of %d plans", len(opinions), len(plans))
	}
	return opinions
}
