package reporting

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// Scope chooses what a report is about. From and Until bound the first day of
// the sessions; zero is open. Sessions whose follow-up is not over yet have no
// outcomes to speak of: they are left out, and counted, unless Running is set.
type Scope struct {
	From, Until scheduling.Date
	Running     bool
	Publication bool // masks the small cells: what leaves the house
}

// Validate refuses a period that ends before it begins.
func (s Scope) Validate() error {
	var f scheduling.Faults
	f.Check(s.From.IsZero() || s.Until.IsZero() || !s.Until.Before(s.From), "until", "report.period")
	return f.Err()
}

// Report is the bilan of a programme.
type Report struct {
	Programme scheduling.Programme
	Title     string
	Unit      string
	Scope     Scope
	Masked    bool // small cells are hidden from this reader
	Cohorts   []CohortLine
	Left      int // sessions of the period that are left out

	Meetings  int // held, of modules
	Enrolled  int
	Started   int // came at least once: the base of every table
	Completed int // came as often as the threshold of their session
	Gross     scheduling.Rate
	Net       scheduling.Rate

	Ages        Table
	Pathologies Table
	Outcomes    Table

	Satisfaction Satisfaction
}

// CohortLine is a session of the report.
type CohortLine struct {
	Cohort    scheduling.Cohort
	Site      string
	Last      scheduling.Date // of the modules
	Enrolled  int
	Started   int
	Completed int
}

// Report draws the bilan of a programme; only who may see reports of its unit
// may, and a statistician gets it with small cells masked (rule 25).
func (d *Desk) Report(ctx context.Context, actor scheduling.Actor, id scheduling.ProgrammeID, scope Scope) (r Report, err error) {
	if err := scope.Validate(); err != nil {
		return r, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err = draw(tx, actor, id, scope)
		return err
	})
	return r, err
}

// Export is Report for a file: it leaves a trace.
func (d *Desk) Export(ctx context.Context, actor scheduling.Actor, id scheduling.ProgrammeID, scope Scope) (r Report, err error) {
	if err := scope.Validate(); err != nil {
		return r, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		r, err = draw(tx, actor, id, scope)
		if err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "exported", Subject: "report:" + string(id), Unit: r.Programme.Unit, Fields: "{}",
		})
	})
	return r, err
}

func draw(tx *store.Tx, actor scheduling.Actor, id scheduling.ProgrammeID, scope Scope) (Report, error) {
	p, err := tx.Programme(id)
	if err != nil {
		return Report{}, err
	}
	if err := actor.May(scheduling.SeeReports, p.Unit); err != nil {
		return Report{}, err
	}
	r := Report{Programme: p, Scope: scope, Masked: scope.Publication || !reads(actor, p.Unit)}
	version, err := tx.LatestVersion(id)
	if err != nil {
		return r, err
	}
	unit, err := tx.Unit(p.Unit)
	if err != nil {
		return r, err
	}
	r.Title, r.Unit = version.Title, unit.Name
	cohorts, err := tx.CohortsOfProgramme(id)
	if err != nil {
		return r, err
	}
	ids := r.choose(cohorts)
	if err := r.lay(tx, ids); err != nil {
		return r, err
	}
	if err := r.count(tx, ids); err != nil {
		return r, err
	}
	r.Satisfaction, err = satisfaction(tx, version.Questionnaire, ids)
	return r, err
}

// reads reports whether the actor may see small counts: anybody who sees
// reports but the statistician alone.
func reads(actor scheduling.Actor, unit scheduling.UnitID) bool {
	return slices.ContainsFunc(actor.Grants, func(g scheduling.Grant) bool {
		return g.Role != scheduling.Statistician && slices.Contains(g.Units, unit) &&
			scheduling.Actor{Grants: []scheduling.Grant{g}}.Can(scheduling.SeeReports)
	})
}

// choose keeps the cohorts of the scope.
func (r *Report) choose(cohorts []scheduling.Cohort) (ids []scheduling.CohortID) {
	for _, c := range cohorts {
		switch {
		case c.FirstDate.Before(r.Scope.From), !r.Scope.Until.IsZero() && c.FirstDate.After(r.Scope.Until):
		case c.ClosedAt.IsZero() && !r.Scope.Running:
			r.Left++
		default:
			r.Cohorts, ids = append(r.Cohorts, CohortLine{Cohort: c}), append(ids, c.ID)
		}
	}
	return ids
}

// lay adds the sites and the dates to the lines.
func (r *Report) lay(tx *store.Tx, ids []scheduling.CohortID) error {
	meetings, err := tx.MeetingsOf(ids)
	if err != nil {
		return err
	}
	siteIDs := make([]scheduling.SiteID, len(r.Cohorts))
	for i, l := range r.Cohorts {
		siteIDs[i] = l.Cohort.Site
	}
	sites, err := tx.SitesByID(siteIDs)
	if err != nil {
		return err
	}
	cities := map[scheduling.SiteID]string{}
	for _, s := range sites {
		cities[s.ID] = s.City
	}
	for i := range r.Cohorts {
		l := &r.Cohorts[i]
		l.Site = cities[l.Cohort.Site]
		for _, m := range scheduling.LiveModules(meetings[l.Cohort.ID]) {
			l.Last = m.Date
			if !m.HeldAt.IsZero() {
				r.Meetings++
			}
		}
	}
	return nil
}

// count draws the tables of people.
func (r *Report) count(tx *store.Tx, ids []scheduling.CohortID) error {
	people, err := tx.StudyPeople(ids)
	if err != nil {
		return err
	}
	followUps, err := tx.FollowUpsOf(ids)
	if err != nil {
		return err
	}
	var attendances []scheduling.AttendanceCounts
	pathologies, err := tx.Tallied(ids, store.TallyPathology)
	if err != nil {
		return err
	}
	var ages []followup.Aged
	var started []scheduling.EnrolmentID
	for _, p := range people {
		line := &r.Cohorts[slices.Index(ids, p.Cohort)]
		attendances = append(attendances, p.Counts)
		line.Enrolled++
		if p.Counts.Came() == 0 && !p.Tallied {
			continue
		}
		line.Started++
		if p.Counts.Came() >= line.Cohort.Threshold {
			line.Completed++
		}
		started = append(started, p.Enrolment)
		if p.Tallied {
			continue
		}
		ages = append(ages, followup.Aged{Birth: p.Birth, On: line.Cohort.FirstDate})
		pathologies[p.Pathology]++
	}
	for _, l := range r.Cohorts {
		r.Enrolled, r.Started, r.Completed = r.Enrolled+l.Enrolled, r.Started+l.Started, r.Completed+l.Completed
	}
	r.Gross, r.Net = scheduling.AttendanceRate(attendances)
	counted, err := tx.Tallied(ids, store.TallyAge)
	if err != nil {
		return err
	}
	r.Ages = r.table(followup.Ages(r.Started, ages, counted))
	r.Outcomes = r.table(followup.Study(started, followUps))
	illnesses, err := followup.Tabulate(r.Started, illnessCounts(pathologies))
	r.Pathologies = r.table(illnesses)
	return err
}

// illnessCounts keeps a code that the list does not know under other.
func illnessCounts(found map[string]int) []followup.Count {
	counts := make([]followup.Count, len(scheduling.Pathologies))
	for i, code := range scheduling.Pathologies {
		counts[i] = followup.Count{Code: code, Count: found[code], Answer: true}
	}
	for code, n := range found {
		if code != "" && !slices.Contains(scheduling.Pathologies, code) {
			counts[len(counts)-1].Count += n
		}
	}
	return counts
}

// table is a study's table as this reader may see it.
func (r *Report) table(t followup.Table) Table {
	shown := Table{Table: t, Hidden: make([]bool, len(t.Rows)), KnownShown: true}
	if !r.Masked {
		return shown
	}
	counts := make([]int, len(t.Rows))
	for i, row := range t.Rows {
		counts[i] = row.Count
	}
	shown.Hidden = evaluation.MaskExclusive(counts, evaluation.Threshold)
	for i, row := range t.Rows {
		if shown.Hidden[i] && !row.Known {
			shown.KnownShown = false // the base less the known would tell
		}
		if shown.Hidden[i] {
			shown.Rows[i].Count, shown.Rows[i].Share, shown.Rows[i].Within = 0, 0, 0
		}
	}
	return shown
}

// Table is a study's table; the hidden rows hold fewer than five people, or
// would give such a row away, and their figures are 0 and mean nothing.
type Table struct {
	followup.Table
	Hidden     []bool
	KnownShown bool
}
