package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"trame/scheduling/timetable"
)

// explainPlan prints a plan for a person: what it costs and how good that is,
// the meetings of each cohort, and why the others have no place.
func explainPlan(out io.Writer, ins *timetable.Instance, plan *timetable.Plan) error {
	w := &lines{to: out}
	w.say("%s: %d of %d cohorts placed, %d meetings\n", ins.Name, len(ins.Cohorts)-plan.Unplanned, len(ins.Cohorts), len(plan.Meetings))
	w.say("%s; no plan of its kind can cost less comfort than %d\n", figures(plan.Cost), plan.Bound)
	minutes := map[[2]string]int{}
	for _, c := range ins.Cohorts {
		for _, m := range c.Modules {
			minutes[[2]string{c.ID, m.ID}] = m.Minutes
		}
	}
	for rest := plan.Meetings; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Cohort == rest[0].Cohort {
			n++
		}
		explainCohort(w, rest[:n], minutes)
		rest = rest[n:]
	}
	for _, i := range plan.Impossible {
		explainImpossible(w, i)
	}
	explainLoads(w, ins, plan)
	return w.err
}

func explainCohort(w *lines, meetings []timetable.Meeting, minutes map[[2]string]int) {
	w.say("\n%s, with %s\n", meetings[0].Cohort, meetings[0].Lead)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range meetings {
		until := m.Start.Clock + timetable.Clock(minutes[[2]string{m.Cohort, m.Module}])
		row := fmt.Sprintf("  %s\t%s %s\t%s–%s\t%s", m.Module, m.Start.Day.Weekday().String()[:3], m.Start.Day, m.Start.Clock, until, m.Room)
		if len(m.Co) > 0 {
			row += "\t" + strings.Join(m.Co, ", ")
		}
		_, _ = table.Write([]byte(row + "\n")) // w keeps the error
	}
	_ = table.Flush()
}

func explainImpossible(w *lines, i timetable.Impossible) {
	w.say("\n%s has no place\n", i.Cohort)
	if len(i.Blocking) == 0 {
		w.say("  beside the others in this plan, though it would fit alone\n")
		return
	}
	w.say("  together in the way: %s\n", list(i.Blocking))
	if len(i.Repairs) > 0 {
		w.say("  one of these lifted would do: %s\n", list(i.Repairs))
	}
	for _, f := range i.Funnel {
		stages := make([]string, len(f.Left))
		for n, stage := range f.Left {
			stages[n] = fmt.Sprintf("%d %s", stage.Days, words(stage.Name))
		}
		w.say("  days for %s: %s\n", f.Module, strings.Join(stages, " → "))
	}
}

// explainLoads lists those who animate more than their fair share.
func explainLoads(w *lines, ins *timetable.Instance, plan *timetable.Plan) {
	load := map[string]int{}
	for _, m := range plan.Meetings {
		load[m.Lead]++
		for _, person := range m.Co {
			load[person]++
		}
	}
	over := slices.DeleteFunc(slices.Clone(ins.People), func(p timetable.Person) bool { return p.FairShare == nil || load[p.ID] <= *p.FairShare })
	if len(over) == 0 {
		return
	}
	slices.SortStableFunc(over, func(a, b timetable.Person) int {
		return cmp.Compare(load[b.ID]-*b.FairShare, load[a.ID]-*a.FairShare)
	})
	w.say("\nAbove their fair share of meetings\n")
	for _, p := range over {
		w.say("  %s: %d, share %d\n", p.ID, load[p.ID], *p.FairShare)
	}
}

func list(reasons []timetable.Reason) string {
	all := make([]string, len(reasons))
	for i, r := range reasons {
		all[i] = words(string(r))
	}
	return strings.Join(all, ", ")
}

func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// lines keeps the first error of many writes.
type lines struct {
	to  io.Writer
	err error
}

func (s *lines) Write(p []byte) (int, error) {
	if s.err == nil {
		_, s.err = s.to.Write(p)
	}
	return len(p), nil
}

func (s *lines) say(format string, args ...any) { _, _ = fmt.Fprintf(s, format, args...) }
