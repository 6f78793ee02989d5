package reporting

import (
	"cmp"
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Report is a bilan: the same over one session or over a nation's.
type Report struct {
	Scope         Scope
	Title         string // of the programme, the session, the unit, the organisation; "" over several organisations
	Lead          string // what stands under it: the unit, the programme, the organisation
	Organisations int    // of a report of all; 0 otherwise
	Masked        bool   // small cells are hidden from this reader
	Threshold     int    // the least cell that is shown, when Masked
	Whole         bool   // a masked report is of whole spans and of a known group: it tells by category
	Spans         []Span // of which a masked report may be made, the earliest first

	Cohorts int
	Left    int                  // sessions of the period that are left out
	Lines   []store.CohortFigure // of the sessions, when they are few enough to be read

	Meetings  int // held, of modules
	Minutes   int // of those meetings
	Places    int
	Invited   int // people to whom an invitation was sent
	Enrolled  int
	Started   int // came at least once: the base of every table
	Completed int // came as often as the threshold of their session
	Booklets  int // people who were given the livret de synthèse
	Gross     scheduling.Rate
	Net       scheduling.Rate

	Ages        Table
	Pathologies Table
	Occupations Table // socio-professional groups
	Outcomes    Table
	Whereof     map[string][]Part // the « dont » lines, by outcome
	Leavings    Table             // of those who dropped out
	Confidence  Confidence
	Partners    []PartnerTime
	Zones       []Area // as the communes are drawn; the last is outside any
	Fifths      []Area // of the communes by fragility, the least fragile first; the last is unknown

	Satisfaction Satisfaction
	Lessons      []store.CollectedLesson // what the teams would keep and change, of the sessions that count

	guard         guard
	units         []scheduling.UnitID
	questionnaire scheduling.QuestionnaireID
}

// readable is how many sessions a report lists one by one.
const readable = 60

// Report draws the bilan of a scope; a statistician gets it with small cells
// masked (rule 25).
func (d *Desk) Report(ctx context.Context, actor scheduling.Actor, scope Scope) (r Report, err error) {
	if err := scope.Validate(); err != nil {
		return r, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err = draw(tx, actor, scope)
		return err
	})
	return r, err
}

// Export is Report for a file: it leaves a trace.
func (d *Desk) Export(ctx context.Context, actor scheduling.Actor, scope Scope) (r Report, err error) {
	if err := scope.Validate(); err != nil {
		return r, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		r, err = draw(tx, actor, scope)
		if err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: scope.subject(), Unit: r.units[0], Fields: "{}",
		})
	})
	return r, err
}

func draw(tx *store.Tx, actor scheduling.Actor, scope Scope) (r Report, err error) {
	r.Scope = scope
	counted, err := r.open(tx, actor, scope)
	if err != nil {
		return r, err
	}
	if r.Masked {
		if err := r.protect(tx, &counted); err != nil {
			return r, err
		}
	}
	figures, err := tx.Figures(counted)
	if err != nil {
		return r, err
	}
	if r.Left, err = leftOut(tx, counted); err != nil {
		return r, err
	}
	r.count(figures)
	if err := r.tabulate(figures); err != nil {
		return r, err
	}
	if err := r.place(tx, figures); err != nil {
		return r, err
	}
	if r.Lessons, err = tx.Lessons(counted, readable); err != nil {
		return r, err
	}
	if r.Cohorts <= readable {
		if r.Lines, err = tx.CohortFigures(counted, readable); err != nil {
			return r, err
		}
	}
	return r, r.satisfy(tx, actor, counted)
}

func leftOut(tx *store.Tx, counted store.CohortScope) (int, error) {
	if !counted.Closed {
		return 0, nil
	}
	return tx.CohortsLeft(counted)
}

// count takes the plain numbers.
func (r *Report) count(f store.Figures) {
	cohort, people := f[store.FigureCohort], f[store.FigurePeople]
	r.Cohorts, r.Meetings, r.Minutes = cohort["cohorts"], cohort["meetings"], cohort["minutes"]
	r.Places, r.Invited = cohort["places"], cohort["invited"]
	r.Enrolled, r.Started, r.Completed = people["enrolled"], people["started"], people["completed"]
	r.Booklets = people["booklets"]
	r.Gross = scheduling.Rate{Part: people["came"], N: people["marked"]}
	r.Net = scheduling.Rate{Part: people["came"], N: people["marked_net"]}
}

// tabulate draws the tables of people.
func (r *Report) tabulate(f store.Figures) error {
	for _, t := range []struct {
		into  *Table
		base  func(store.Figures) int
		kind  store.FigureKind
		codes []string
		other bool // what the list does not know is other; unknown without it
	}{
		{&r.Ages, started, store.FigureAge, followup.AgeBands(), false},
		{&r.Pathologies, started, store.FigurePathology, scheduling.Pathologies, true},
		{&r.Occupations, started, store.FigureOccupation, scheduling.OccupationGroups, false},
		{&r.Outcomes, started, store.FigureOutcome, outcomeCodes(), false},
		{&r.Leavings, left, store.FigureLeaving, leavings, true},
	} {
		tabulate := func(f store.Figures) (followup.Table, error) {
			return followup.Tabulate(t.base(f), listed(f[t.kind], t.codes, t.other))
		}
		table, err := tabulate(f)
		if err != nil {
			return err
		}
		*t.into = r.table(table, func(f store.Figures) []int {
			table, failed := tabulate(f)
			err = cmp.Or(err, failed)
			return countsOf(table)
		})
		if err != nil {
			return err
		}
		if t.kind == store.FigureOutcome {
			r.Whereof = r.parts(table, f)
		}
	}
	return nil
}

// started are who came once, left who came and then dropped out.
func started(f store.Figures) int { return f.Of(store.FigurePeople, "started") }

func left(f store.Figures) (people int) {
	for _, n := range f[store.FigureLeaving] {
		people += n
	}
	return people
}

// leavings are why somebody who started stopped, in the words of the reasons that
// people and teams give.
var leavings = []string{
	"health", "care", "transport", "hours", "date", "caring", "already_followed", "prefers_individual", "not_interested", "back_at_work", "other",
}

func outcomeCodes() []string {
	codes := make([]string, len(scheduling.OutcomeCodes))
	for i, c := range scheduling.OutcomeCodes {
		codes[i] = string(c)
	}
	return codes
}

// listed is what was found of each code of a list.
func listed(found map[string]int, codes []string, other bool) []followup.Count {
	counts := make([]followup.Count, len(codes))
	for i, code := range codes {
		counts[i] = followup.Count{Code: code, Count: found[code], Answer: scheduling.OutcomeCode(code).Answered()}
	}
	for code, n := range found {
		if other && code != "" && !slices.Contains(codes, code) {
			counts[len(counts)-1].Count += n
		}
	}
	return counts
}
