package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"trame/scheduling/planner"
	"trame/scheduling/timetable"
)

// longestSearch and mostWorkers are beyond any use, and before any accident.
const (
	longestSearch = 24 * time.Hour
	mostWorkers   = 256
)

// runPlan plans an instance. Interrupted, it writes the best plan so far.
func runPlan(ctx context.Context, args, _ []string, out io.Writer) error {
	flags := flag.NewFlagSet("plan", flag.ContinueOnError)
	seconds := flags.Float64("seconds", 10, "how long to search; 0: take the first plan")
	iterations := flags.Int("iterations", 0, "search so many rounds instead: the same plan every time")
	seed := flags.Uint64("seed", 1, "another seed, another search")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "how many processors to use")
	target := flags.String("out", "", "write the plan to this `file` rather than to the output")
	explain := flags.Bool("explain", false, "print for a person instead of a program")
	files, helped, err := parseFiles(flags, args, out, "INSTANCE.json")
	if helped || err != nil {
		return err
	}
	o := planner.Options{Time: time.Duration(*seconds * float64(time.Second)), Iterations: *iterations, Seed: *seed, Workers: *workers}
	if err := usable(o); err != nil {
		return handedIn(err)
	}
	ins, err := load(files[0], timetable.ReadInstance)
	if err != nil {
		return err
	}
	o.Progress = progress(os.Stderr)
	plan, err := planner.Solve(ctx, ins, o)
	if err != nil {
		return handedIn(fmt.Errorf("%s: %w", files[0], err))
	}
	if *target != "" {
		if err := writeWhole(*target, plan.Write); err != nil {
			return err
		}
	}
	switch {
	case *explain:
		return explainPlan(out, ins, plan)
	case *target == "":
		return plan.Write(out)
	}
	return nil
}

func usable(o planner.Options) error {
	switch {
	case o.Time < 0 || o.Time > longestSearch:
		return fmt.Errorf("--seconds: from 0 to %.0f", longestSearch.Seconds())
	case o.Iterations < 0:
		return errors.New("--iterations: 0 or more")
	case o.Workers < 1 || o.Workers > mostWorkers:
		return fmt.Errorf("--workers: from 1 to %d", mostWorkers)
	}
	return nil
}

// writeWhole writes a file all or nothing: what stood there before stays until
// the new one is complete.
func writeWhole(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".trame-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already, once renamed
	if err := errors.Join(write(file), file.Chmod(0o644), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(file.Name(), name)
}

// progress shows a line that keeps changing on a terminal, and nothing in a
// pipe.
func progress(to *os.File) func(planner.Progress) {
	if info, err := to.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var last time.Time
	return func(p planner.Progress) {
		now := time.Now()
		if now.Sub(last) < 200*time.Millisecond {
			return
		}
		last = now
		line := fmt.Sprintf("%d of %d cohorts placed, cost %d, bound %d, gap %.2f %%", p.Placed, p.Cohorts, p.Cost.Comfort, p.Bound, 100*p.Gap())
		if p.Cost.Perturbation > 0 {
			line += fmt.Sprintf(", perturbation %d", p.Cost.Perturbation)
		}
		if p.Left > 0 {
			line += fmt.Sprintf(", %s left", p.Left.Round(time.Second))
		}
		_, _ = fmt.Fprintf(to, "\r\033[K%s", line) // a terminal that went away stops nothing
	}
}
