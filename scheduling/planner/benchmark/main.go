// Benchmark asks several planners for the same plans in the same seconds, has
// every answer judged by timetable.Check, and prints one table.
//
//	go run ./scheduling/planner/benchmark -seconds 10,60 -sizes XS,S,M,L
//
// docs/benchmarks.md says what each needs, and how to read the table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"trame/scheduling/timetable"
	"trame/scheduling/timetable/sample"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

// round is what to ask whom.
type round struct {
	sizes    []string
	seconds  []int
	planners []planner
	seed     uint64
	tight    bool
	growth   string // the file to draw growth in, and ask nobody else
	keep     string // the folder for what was asked and answered
}

func run(ctx context.Context, args []string, out io.Writer) error {
	r, write, err := asked(args)
	if err != nil {
		return err
	}
	if r.growth != "" {
		return r.grow(ctx, r.growth, out)
	}
	if write != "" {
		return save(write, sample.Instance(sample.Size(r.sizes[0]), r.seed, r.tight).Write)
	}
	return r.hold(ctx, out)
}

func asked(args []string) (r round, write string, err error) {
	flags := flag.NewFlagSet("benchmark", flag.ContinueOnError)
	sizes := flags.String("sizes", "XS,S,M,L", "of the instances: XS, S, M, L, department, region, nation")
	seconds := flags.String("seconds", "10,60", "for each planner")
	names := flags.String("planners", "first-fit,minizinc,cp-sat,trame", "whom to ask")
	flags.Uint64Var(&r.seed, "seed", 1, "of the instances")
	flags.BoolVar(&r.tight, "tight", false, "a third of the partners")
	flags.StringVar(&r.keep, "keep", filepath.Join(".ci", "cache", "benchmark", "plans"), "the folder for instances, models and plans")
	flags.StringVar(&r.growth, "growth", "", "build the first plan of every size, and draw time and memory in this file")
	flags.StringVar(&write, "write", "", "write the first instance to this file, and ask nobody")
	if err := flags.Parse(args); err != nil {
		return r, "", err
	}
	r.sizes = strings.Split(*sizes, ",")
	for _, size := range r.sizes {
		if !slices.Contains(sample.Sizes, sample.Size(size)) {
			return r, "", fmt.Errorf("no size %q", size)
		}
	}
	for text := range strings.SplitSeq(*seconds, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return r, "", fmt.Errorf("%q is no number of seconds", text)
		}
		r.seconds = append(r.seconds, n)
	}
	for name := range strings.SplitSeq(*names, ",") {
		i := slices.IndexFunc(planners, func(p planner) bool { return p.name == name })
		if i < 0 {
			return r, "", fmt.Errorf("no planner %q", name)
		}
		r.planners = append(r.planners, planners[i])
	}
	return r, write, nil
}

// hold prints a row as soon as it is known: the whole takes a while.
func (r round) hold(ctx context.Context, out io.Writer) error {
	if err := os.MkdirAll(r.keep, 0o750); err != nil {
		return err
	}
	fmt.Fprint(out, "| instance | cohorts / meetings | planner | asked | took | hard | unplanned | comfort | bound |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, size := range r.sizes {
		ins := sample.Instance(sample.Size(size), r.seed, r.tight)
		for _, p := range r.planners {
			for i, seconds := range r.seconds {
				if i > 0 && p.instant {
					continue
				}
				fmt.Fprintln(out, row(ins, p, seconds, func() (*timetable.Plan, error) { return p.ask(ctx, r.keep, ins, seconds) }))
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// row asks, times and judges.
func row(ins *timetable.Instance, p planner, seconds int, ask func() (*timetable.Plan, error)) string {
	meetings := 0
	for _, c := range ins.Cohorts {
		meetings += len(c.Modules)
	}
	given := fmt.Sprintf("%d s", seconds)
	if p.instant {
		given = "–"
	}
	head := fmt.Sprintf("| %s | %d / %d | %s | %s |", ins.Name, len(ins.Cohorts), meetings, p.name, given)
	from := time.Now()
	plan, err := ask()
	took := time.Since(from).Seconds()
	if err != nil {
		return fmt.Sprintf("%s %.1f s | – | – | %s | – |", head, took, err)
	}
	verdict := timetable.Check(ins, plan)
	bound := "–"
	if plan.Bound > 0 || plan.Bound == verdict.Comfort {
		bound = strconv.Itoa(plan.Bound)
	}
	return fmt.Sprintf("%s %.1f s | %d | %d | %d | %s |", head, took, len(verdict.Hard), verdict.Unplanned, verdict.Comfort, bound)
}
