package store

import (
	"maps"

	"trame/scheduling"
)

// Figures are numbers by kind and code.
type Figures map[FigureKind]map[string]int

// Of is a number; what was never counted is 0.
func (f Figures) Of(kind FigureKind, code string) int { return f[kind][code] }

func (f Figures) add(kind FigureKind, code string, n int) {
	if f[kind] == nil {
		f[kind] = map[string]int{}
	}
	f[kind][code] += n
	if f[kind][code] == 0 {
		delete(f[kind], code)
	}
}

// Sum adds two up; neither is changed.
func Sum(a, b Figures) Figures {
	sum := Figures{}
	for _, f := range []Figures{a, b} {
		for kind, counts := range f {
			for code, n := range counts {
				sum.add(kind, code, n)
			}
		}
	}
	return sum
}

// asked is what a query of figures is about, with the day and the threshold.
func (tx *Tx) asked(about map[string]any) map[string]any {
	about = maps.Clone(about)
	about["today"], about["countable"] = scheduling.DateOf(tx.Now), countable
	return about
}

// CohortFigures counts the people of each cohort of a scope, the earliest first,
// up to limit cohorts.
func (tx *Tx) CohortFigures(scope CohortScope, limit int) ([]CohortFigure, error) {
	condition, about := scope.condition()
	about["limit"] = limit
	return some[CohortFigure](tx, `
		with cs as materialized (
			select c.id, c.label, c.threshold, c.first_date, c.site_id
			from cohorts c join programme_versions v on v.id = c.version_id
			where c.cancelled_at is null and `+condition+` order by c.first_date, c.id limit @limit
		), people as (
			select e.id, e.cohort_id, e.tallied_at is not null as tallied,
				sum(case when a.status in ('present', 'partial') and m.id is not null then 1 else 0 end) as came
			from enrolments e join cs on cs.id = e.cohort_id
			left join attendances a on a.enrolment_id = e.id
			left join meetings m on m.id = a.meeting_id and m.kind = 'module' and m.cancelled_at is null and m.held_at is not null
			where e.enrolled_at is not null group by e.id, e.cohort_id, e.tallied_at
		)
		select cs.id, cs.label, s.city as site, cs.first_date as first,
			(select max(m.date) from meetings m where m.cohort_id = cs.id and m.kind = 'module' and m.cancelled_at is null) as last,
			(select count(*) from people p where p.cohort_id = cs.id) as enrolled,
			(select count(*) from people p where p.cohort_id = cs.id and (p.came > 0 or p.tallied)) as started,
			(select count(*) from people p where p.cohort_id = cs.id and (p.came > 0 or p.tallied) and p.came >= cs.threshold) as completed
		from cs join sites s on s.id = cs.site_id
		order by cs.first_date, cs.id`, about)
}

// CohortFigure is a cohort in a report.
type CohortFigure struct {
	ID        scheduling.CohortID
	Label     string
	Site      string // the city
	First     scheduling.Date
	Last      scheduling.Date // of the modules
	Enrolled  int
	Started   int
	Completed int
}

// CohortsLeft is how many cohorts of a scope are not closed yet.
func (tx *Tx) CohortsLeft(scope CohortScope) (int, error) {
	scope.Closed = false
	condition, about := scope.condition()
	n, err := some[int](tx, `select count(*) from cohorts c join programme_versions v on v.id = c.version_id
		where c.cancelled_at is null and c.closed_at is null and `+condition, about)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// OnLeaveByZone is how many insured people are on sick leave in each zone of the
// organisations of some units, as their communes say; "" is outside any zone.
func (tx *Tx) OnLeaveByZone(units []scheduling.UnitID) (map[string]int, error) {
	rows, err := some[struct {
		Zone string
		N    int
	}](tx, `select zone, sum(on_leave) as n from territories
		where organisation_id in (select organisation_id from units where id in ?) group by zone`, units)
	zones := make(map[string]int, len(rows))
	for _, r := range rows {
		zones[r.Zone] += r.N
	}
	return zones, err
}

// OrganisationsOver are the names of the organisations that some units belong to.
func (tx *Tx) OrganisationsOver(units []scheduling.UnitID) ([]string, error) {
	return some[string](tx, "select name from organisations where id in (select organisation_id from units where id in ?) order by name", units)
}

// CohortYears are the years in which cohorts of some units began, the last first.
func (tx *Tx) CohortYears(units []scheduling.UnitID) ([]int, error) {
	return some[int](tx, "select distinct "+tx.yearOf("first_date")+" as year from cohorts where unit_id in ? and cancelled_at is null order by year desc", units)
}
