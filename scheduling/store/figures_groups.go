package store

import (
	"slices"

	"trame/scheduling"
)

// FigureGroup is the sessions of one programme that one unit began in one year:
// reports that are published are made of whole ones.
type FigureGroup struct {
	Unit      scheduling.UnitID
	Programme scheduling.ProgrammeID
	Year      int
}

type groupedFigures struct {
	Unit      scheduling.UnitID
	Programme scheduling.ProgrammeID
	Year      int
	Kind      FigureKind
	Code      string
	N         int
}

// GroupFigures is Figures of some kinds, group by group, over a scope of whole
// months.
func (tx *Tx) GroupFigures(scope CohortScope, kinds []FigureKind) (map[FigureGroup]Figures, error) {
	touched, err := tx.touched(patience + 1)
	if err != nil {
		return nil, err
	}
	condition, live := scope.condition()
	live["kinds"], live["touched"] = kinds, touched
	if len(touched) > patience || slices.Contains(touched, "") {
		return grouped(some[groupedFigures](tx, tx.groupedLive(condition), tx.asked(live)))
	}
	condition, about := scope.keptCondition()
	about["kinds"], about["touched"] = kinds, touched
	kept, err := some[groupedFigures](tx, `
		select s.unit_id as unit, s.programme_id as programme, cast(substr(s.month, 1, 4) as integer) as year, s.kind, s.code, sum(s.n) as n
		from month_figures s where s.kind in @kinds and `+condition+" group by 1, 2, 3, 4, 5", about)
	if err != nil || len(touched) == 0 {
		return grouped(kept, err)
	}
	were, err := some[groupedFigures](tx, `
		select s.unit_id as unit, s.programme_id as programme, `+tx.yearOf("s.first_date")+` as year, f.kind, f.code, -sum(f.n) as n
		from cohort_summaries s join cohort_figures f on f.cohort_id = s.cohort_id
		where f.kind in @kinds and s.cohort_id in @touched and `+scope.datedCondition()+" group by 1, 2, 3, 4, 5", about)
	if err != nil {
		return nil, err
	}
	condition, _ = scope.condition()
	are, err := some[groupedFigures](tx, tx.groupedLive(condition+" and c.id in @touched"), tx.asked(live))
	return grouped(slices.Concat(kept, were, are), err)
}

// groupedLive counts from the rows of the cohorts that a condition keeps.
func (tx *Tx) groupedLive(condition string) string {
	return `select k.unit_id as unit, w.programme_id as programme, ` + tx.yearOf("k.first_date") + ` as year, f.kind, f.code, sum(f.n) as n
		from (` + tx.figures(condition) + `) f join cohorts k on k.id = f.cohort_id join programme_versions w on w.id = k.version_id
		where f.kind in @kinds group by 1, 2, 3, 4, 5`
}

func (tx *Tx) yearOf(day string) string {
	if tx.sqlite {
		return "cast(substr(" + day + ", 1, 4) as integer)"
	}
	return "extract(year from " + day + ")::int"
}

func grouped(rows []groupedFigures, err error) (map[FigureGroup]Figures, error) {
	groups := map[FigureGroup]Figures{}
	for _, r := range rows {
		at := FigureGroup{r.Unit, r.Programme, r.Year}
		if groups[at] == nil {
			groups[at] = Figures{}
		}
		groups[at].add(r.Kind, r.Code, r.N)
	}
	return groups, err
}

// OpenCohortYears are the years in which cohorts began that are neither closed
// nor cancelled, the earliest first.
func (tx *Tx) OpenCohortYears() ([]int, error) {
	return some[int](tx, "select distinct "+tx.yearOf("first_date")+" as year from cohorts where closed_at is null and cancelled_at is null order by year")
}
