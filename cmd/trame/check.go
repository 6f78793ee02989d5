package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"trame/scheduling/timetable"
)

// runCheck judges a plan by its instance, whoever made it.
func runCheck(_ context.Context, args, _ []string, out io.Writer) error {
	files, helped, err := parseFiles(flag.NewFlagSet("check", flag.ContinueOnError), args, out, "INSTANCE.json", "PLAN.json")
	if helped || err != nil {
		return err
	}
	ins, err := load(files[0], timetable.ReadInstance)
	if err != nil {
		return err
	}
	plan, err := load(files[1], timetable.ReadPlan)
	if err != nil {
		return err
	}
	if plan.Instance != ins.Name {
		return handedIn(fmt.Errorf("%s: instance: is %q, not %q", files[1], plan.Instance, ins.Name))
	}
	verdict := timetable.Check(ins, plan)
	if _, err := fmt.Fprintf(out, "hard=%d %s\n", len(verdict.Hard), figures(verdict.Cost)); err != nil {
		return err
	}
	if len(verdict.Hard) > 0 {
		return broken(verdict.Hard)
	}
	if verdict.Cost != plan.Cost {
		fmt.Fprintf(os.Stderr, "trame: the plan says of itself %s\n", figures(plan.Cost))
	}
	return nil
}

func figures(c timetable.Cost) string {
	return fmt.Sprintf("unplanned=%d perturbation=%d comfort=%d", c.Unplanned, c.Perturbation, c.Comfort)
}

// mostFaults are shown; a plan for another instance breaks thousands.
const mostFaults = 20

func broken(faults []timetable.Fault) error {
	lines := []string{fmt.Sprintf("hard rules are broken, %d times:", len(faults))}
	for _, f := range faults[:min(len(faults), mostFaults)] {
		lines = append(lines, f.String())
	}
	if more := len(faults) - mostFaults; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return errors.New(strings.Join(lines, "\n"))
}
