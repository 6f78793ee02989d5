package reporting

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Span is a run of whole years over which reports are published, both ends
// within. The spans are those of the house, the same for every report: one that
// is published is made of whole ones, so that two of them never differ by a
// month, or by one session.
type Span struct{ From, Until int }

// First and Last are its days.
func (s Span) First() scheduling.Date {
	return scheduling.Date{Year: s.From, Month: time.January, Day: 1}
}

// Last is the day it ends with.
func (s Span) Last() scheduling.Date {
	return scheduling.Date{Year: s.Until, Month: time.December, Day: 31}
}

// enough is how many people make a span: as many years as it takes. It depends
// on how many came, which every report tells, and on nothing else of them.
const enough = 10 * evaluation.Threshold

// spans cuts the years that are over, every session of which is closed.
func spans(groups map[store.FigureGroup]store.Figures, open []int, today scheduling.Date) (list []Span) {
	people, met := map[int]int{}, map[int]int{}
	for at, f := range groups {
		people[at.Year] += f.Of(store.FigurePeople, "started")
		met[at.Year] += f.Of(store.FigureCohort, "met")
	}
	over := today.Year
	if len(open) > 0 {
		over = min(over, open[0])
	}
	from, n, sessions := 0, 0, 0
	for _, year := range slices.Sorted(maps.Keys(people)) {
		if year >= over {
			break
		}
		if from == 0 {
			from = year
		}
		n, sessions = n+people[year], sessions+met[year]
		if n >= enough && sessions > 1 {
			list = append(list, Span{from, year})
			from, n, sessions = year+1, 0, 0
		}
	}
	return list
}

// guard knows what of a report may be published.
type guard struct {
	groups map[store.FigureGroup]store.Figures // of all sessions that are closed
	above  map[scheduling.UnitID]scheduling.UnitID
	parts  []part // the spans that the report is made of; none: nothing by category
}

// part is the nested groups of a span: everybody, then each unit with those
// below it, then each programme that one unit alone runs.
type part struct {
	nested []evaluation.Group
	people []store.Figures // of each
	at     int             // the report's group; -1: nobody came in these years
}

// answersTold are the kinds of figures that say what was answered; byCategory
// those that a report tells of people, too.
var (
	answersTold = []store.FigureKind{
		store.FigureCohort, store.FigurePeople, store.FigureAsked, store.FigureSatisfied, store.FigureVeiled, store.FigureConfidence, store.FigureDoubted,
	}
	byCategory = append(slices.Clone(answersTold),
		store.FigureAge, store.FigurePathology, store.FigureOccupation, store.FigureOutcome, store.FigureWhereof, store.FigureLeaving,
		store.FigureZoneFilled, store.FigureZoneInvited, store.FigureZoneEnrolled, store.FigureFifthInvited, store.FigureFifth)
)

// load reads the groups that reports are published of, and cuts the spans.
func (r *Report) load(tx *store.Tx, kinds []store.FigureKind) (err error) {
	if r.guard.groups != nil {
		return nil
	}
	if r.guard.groups, err = tx.GroupFigures(store.CohortScope{Closed: true}, kinds); err != nil {
		return err
	}
	if r.guard.above, err = parents(tx); err != nil {
		return err
	}
	open, err := tx.OpenCohortYears()
	r.Spans = spans(r.guard.groups, open, scheduling.DateOf(tx.Now))
	return err
}

// protect finds the spans that a masked report is made of, and its group among
// those nested. A report without an end ends with the last span.
func (r *Report) protect(tx *store.Tx, scope *store.CohortScope) error {
	if err := r.load(tx, byCategory); err != nil {
		return err
	}
	if scope.Cohort != "" || !scope.Closed || len(r.Spans) == 0 {
		return nil
	}
	if scope.Until.IsZero() {
		scope.Until = r.Spans[len(r.Spans)-1].Last()
		r.Scope.Until = scope.Until
	}
	for _, s := range within(r.Spans, scope.From, scope.Until) {
		p, ok := r.part(s)
		if !ok {
			r.guard.parts = nil
			break
		}
		r.guard.parts = append(r.guard.parts, p)
	}
	r.Whole = len(r.guard.parts) > 0
	return nil
}

// within are the spans between two days; none when the days cut one.
func within(list []Span, from, until scheduling.Date) []Span {
	first := slices.IndexFunc(list, func(s Span) bool { return s.First() == from })
	if first < 0 && !from.After(list[0].First()) {
		first = 0
	}
	last := slices.IndexFunc(list, func(s Span) bool { return s.Last() == until })
	if first < 0 || last < first {
		return nil
	}
	return list[first : last+1]
}

// parents is the unit above each.
func parents(tx *store.Tx) (map[scheduling.UnitID]scheduling.UnitID, error) {
	houses, err := tx.Organisations()
	above := map[scheduling.UnitID]scheduling.UnitID{}
	for _, o := range houses {
		units, err := tx.UnitsOf(o.ID)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			above[u.ID] = u.Parent
		}
	}
	return above, err
}

// block is the sessions of a programme in a unit.
type block struct {
	unit      scheduling.UnitID
	programme scheduling.ProgrammeID
}

// part nests the groups of a span; ok is false when the report is of none of them.
func (r *Report) part(s Span) (p part, ok bool) {
	blocks := map[block]store.Figures{}
	for g, f := range r.guard.groups {
		if g.Year >= s.From && g.Year <= s.Until {
			at := block{g.Unit, g.Programme}
			blocks[at] = store.Sum(blocks[at], f)
		}
	}
	wanted := map[block]bool{}
	for b := range blocks {
		if r.Scope.Programme != "" && b.programme == r.Scope.Programme || r.Scope.Programme == "" && slices.Contains(r.units, b.unit) {
			wanted[b] = true
		}
	}
	if len(wanted) == 0 {
		return part{at: -1}, true
	}
	p.at = -1
	for _, n := range nested(blocks, r.guard.above) {
		sum := store.Figures(nil)
		for b := range n.blocks {
			sum = store.Sum(sum, blocks[b])
		}
		if p.at < 0 && maps.Equal(n.blocks, wanted) {
			p.at = len(p.nested)
		}
		p.people = append(p.people, sum)
		p.nested = append(p.nested, evaluation.Group{Parent: n.parent, Sessions: sum.Of(store.FigureCohort, "met")})
	}
	return p, p.at >= 0
}

// node is a group by what is in it.
type node struct {
	parent int
	blocks map[block]bool
}

// nested are the groups, each after the one it lies in.
func nested(blocks map[block]store.Figures, above map[scheduling.UnitID]scheduling.UnitID) []node {
	nodes := []node{{parent: -1, blocks: map[block]bool{}}}
	runs := map[scheduling.ProgrammeID]map[scheduling.UnitID]bool{}
	units := map[scheduling.UnitID]map[block]bool{}
	for b := range blocks {
		nodes[0].blocks[b] = true
		if runs[b.programme] == nil {
			runs[b.programme] = map[scheduling.UnitID]bool{}
		}
		runs[b.programme][b.unit] = true
		for u := b.unit; u != ""; u = above[u] {
			if units[u] == nil {
				units[u] = map[block]bool{}
			}
			units[u][b] = true
		}
	}
	placed := map[scheduling.UnitID]int{"": 0}
	var place func(u scheduling.UnitID) int
	place = func(u scheduling.UnitID) int {
		if at, done := placed[u]; done {
			return at
		}
		parent := place(above[u])
		placed[u] = len(nodes)
		nodes = append(nodes, node{parent, units[u]})
		return placed[u]
	}
	for _, u := range slices.Sorted(maps.Keys(units)) {
		place(u)
	}
	for _, b := range slices.SortedFunc(maps.Keys(blocks), func(a, b block) int {
		return cmp.Or(cmp.Compare(a.programme, b.programme), cmp.Compare(a.unit, b.unit))
	}) {
		if len(runs[b.programme]) == 1 {
			nodes = append(nodes, node{placed[b.unit], map[block]bool{b: true}})
		}
	}
	return nodes
}

// hides says which classes of a table to hide; ok is false when none is shown.
func (g guard) hides(count func(store.Figures) []int) (hidden []bool, ok bool) {
	for _, p := range g.parts {
		if p.at < 0 {
			continue
		}
		groups := slices.Clone(p.nested)
		for i := range groups {
			groups[i].Counts = count(p.people[i])
		}
		masked, may := evaluation.Nest(groups, evaluation.Threshold)
		if !may[p.at] {
			return nil, false
		}
		if hidden == nil {
			hidden = make([]bool, len(masked))
		}
		for k := range masked {
			hidden[k] = hidden[k] || masked[k]
		}
	}
	return hidden, hidden != nil
}
