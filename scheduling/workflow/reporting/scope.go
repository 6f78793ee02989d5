package reporting

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Scope chooses what a report is about: a session, a programme, a unit with
// those below it, or, when none is named, all that the reader may see. From and
// Until bound the first day of the sessions; zero is open. Sessions whose
// follow-up is not over yet have no outcomes to speak of: they are left out, and
// counted, unless Running is set, or the report is of that session.
type Scope struct {
	Cohort      scheduling.CohortID
	Programme   scheduling.ProgrammeID
	Unit        scheduling.UnitID
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

// Kind is what the report is of.
func (s Scope) Kind() string {
	switch {
	case s.Cohort != "":
		return "cohort"
	case s.Programme != "":
		return "programme"
	case s.Unit != "":
		return "unit"
	}
	return "all"
}

// subject is what the trace of an export is about.
func (s Scope) subject() string {
	switch s.Kind() {
	case "cohort":
		return "report:" + string(s.Cohort)
	case "programme":
		return "report:" + string(s.Programme)
	case "unit":
		return "report:" + string(s.Unit)
	}
	return "report:all"
}

// NationalThreshold is the least cell of a table of the whole that is published:
// the rule of the health data hub.
const NationalThreshold = 11

// open names what a report is of, and finds what it counts: only who may see
// reports of the unit may (rule 25).
func (r *Report) open(tx *store.Tx, actor scheduling.Actor, scope Scope) (store.CohortScope, error) {
	counted := store.CohortScope{From: scope.From, Until: scope.Until, Closed: !scope.Running}
	var err error
	switch scope.Kind() {
	case "cohort":
		err = r.openCohort(tx, actor, scope.Cohort)
		counted = store.CohortScope{Cohort: scope.Cohort}
	case "programme":
		err = r.openProgramme(tx, actor, scope.Programme)
		counted.Programme = scope.Programme
	case "unit":
		err = r.openUnit(tx, actor, scope.Unit)
		counted.Units = r.units
	default:
		err = r.openAll(tx, actor)
		counted.Units = r.units
	}
	r.Masked, r.Threshold = scope.Publication, evaluation.Threshold
	for _, u := range r.units {
		r.Masked = r.Masked || !reads(actor, u)
	}
	if r.Masked && scope.Kind() == "all" {
		r.Threshold = NationalThreshold
	}
	return counted, err
}

func (r *Report) openCohort(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) error {
	c, err := tx.Cohort(id)
	if err != nil {
		return err
	}
	if err := actor.May(scheduling.SeeReports, c.Unit); err != nil {
		return err
	}
	version, err := tx.Version(c.VersionID)
	if err != nil {
		return err
	}
	r.Title, r.Lead, r.questionnaire, r.units = c.Label, version.Title, version.Questionnaire, []scheduling.UnitID{c.Unit}
	return nil
}

func (r *Report) openProgramme(tx *store.Tx, actor scheduling.Actor, id scheduling.ProgrammeID) error {
	p, err := tx.Programme(id)
	if err != nil {
		return err
	}
	if err := actor.May(scheduling.SeeReports, p.Unit); err != nil {
		return err
	}
	version, err := tx.LatestVersion(id)
	if err != nil {
		return err
	}
	unit, err := tx.Unit(p.Unit)
	r.Title, r.Lead, r.questionnaire, r.units = version.Title, unit.Name+" · "+p.Code, version.Questionnaire, []scheduling.UnitID{p.Unit}
	return err
}

// openUnit takes the unit and all below it, where the actor may see reports too.
func (r *Report) openUnit(tx *store.Tx, actor scheduling.Actor, id scheduling.UnitID) error {
	if err := actor.May(scheduling.SeeReports, id); err != nil {
		return err
	}
	unit, err := tx.Unit(id)
	if err != nil {
		return err
	}
	below, err := tx.UnitsBelow(id)
	if err != nil {
		return err
	}
	mine := actor.Units(scheduling.SeeReports)
	r.units = slices.DeleteFunc(below, func(u scheduling.UnitID) bool { return !slices.Contains(mine, u) })
	organisation, err := tx.OrganisationOf(id)
	r.Title, r.Lead = unit.Name, organisation.Name
	return err
}

// openAll takes every unit whose reports the actor may see: of a whole
// organisation, or of the nation where a base holds them all.
func (r *Report) openAll(tx *store.Tx, actor scheduling.Actor) error {
	r.units = actor.Units(scheduling.SeeReports)
	if len(r.units) == 0 {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_reports", "")
	}
	names, err := tx.OrganisationsOver(r.units)
	if err != nil {
		return err
	}
	if len(names) == 1 {
		r.Title = names[0]
	}
	r.Organisations = len(names)
	return nil
}

// reads reports whether the actor may see small counts: anybody who sees
// reports but the statistician alone.
func reads(actor scheduling.Actor, unit scheduling.UnitID) bool {
	return slices.ContainsFunc(actor.Grants, func(g scheduling.Grant) bool {
		return g.Role != scheduling.Statistician && slices.Contains(g.Units, unit) &&
			scheduling.Actor{Grants: []scheduling.Grant{g}}.Can(scheduling.SeeReports)
	})
}
