package store

import (
	"maps"
	"slices"

	"trame/scheduling"
)

// sumOfFigures is a row of a sum.
type sumOfFigures struct {
	Kind FigureKind
	Code string
	N    int
}

func gathered(rows []sumOfFigures, err error) (Figures, error) {
	figures := Figures{}
	for _, r := range rows {
		figures.add(r.Kind, r.Code, r.N)
	}
	return figures, err
}

// CountFigures counts the cohorts of a scope from their rows, together.
func (tx *Tx) CountFigures(scope CohortScope) (Figures, error) {
	condition, about := scope.condition()
	return gathered(some[sumOfFigures](tx,
		"select kind, code, sum(n) as n from ("+tx.figures(condition)+") figures group by kind, code", tx.asked(about)))
}

// patience is how many touched cohorts are counted from their rows while the
// others are read from what is kept: beyond, all are counted.
const patience = 500

// Figures is what CountFigures gives, read from what is kept of the cohorts that
// nothing has touched since.
func (tx *Tx) Figures(scope CohortScope) (Figures, error) {
	touched, err := tx.touched(patience + 1)
	if err != nil {
		return nil, err
	}
	if scope.Cohort != "" || len(touched) > patience || slices.Contains(touched, "") {
		return tx.CountFigures(scope)
	}
	kept, about := scope.keptCondition()
	about["touched"] = touched
	query := "select kind, code, sum(n) as n from month_figures s where " + kept + " group by kind, code"
	if !scope.wholeMonths() {
		query = `select f.kind, f.code, sum(f.n) as n from cohort_summaries s join cohort_figures f on f.cohort_id = s.cohort_id
			where ` + scope.datedCondition() + " group by f.kind, f.code"
	}
	figures, err := gathered(some[sumOfFigures](tx, query, about))
	if err != nil || len(touched) == 0 {
		return figures, err
	}
	return figures, tx.correct(figures, scope, about)
}

// correct takes the touched cohorts out of figures, as they were, and puts them
// in as they are.
func (tx *Tx) correct(figures Figures, scope CohortScope, about map[string]any) error {
	were, err := some[sumOfFigures](tx, `
		select f.kind, f.code, -sum(f.n) as n from cohort_summaries s join cohort_figures f on f.cohort_id = s.cohort_id
		where s.cohort_id in @touched and `+scope.datedCondition()+" group by f.kind, f.code", about)
	if err != nil {
		return err
	}
	condition, live := scope.condition()
	live["touched"] = about["touched"]
	are, err := some[sumOfFigures](tx, "select kind, code, sum(n) as n from ("+
		tx.figures(condition+" and c.id in @touched")+") figures group by kind, code", tx.asked(live))
	for _, r := range slices.Concat(were, are) {
		figures.add(r.Kind, r.Code, r.N)
	}
	return err
}

// touched are up to limit cohorts whose kept figures may no longer be true: a
// fact changed, or the last day to answer went by.
func (tx *Tx) touched(limit int) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select cohort_id from cohort_touches
		union select cohort_id from cohort_summaries where answers_until < @today
		order by cohort_id limit @limit`, map[string]any{"today": scheduling.DateOf(tx.Now), "limit": limit})
}

// FiguresDue reports whether KeepFigures would find anything: asked first, nothing
// is written where nothing changed.
func (tx *Tx) FiguresDue() (bool, error) {
	touched, err := tx.touched(1)
	return len(touched) > 0, err
}

// wholeMonths reports whether the scope begins and ends with a month.
func (s CohortScope) wholeMonths() bool {
	return (s.From.IsZero() || s.From.Day == 1) && (s.Until.IsZero() || s.Until.AddDays(1).Day == 1)
}

// keptCondition is the scope as SQL about the months.
func (s CohortScope) keptCondition() (string, map[string]any) {
	_, about := s.condition()
	about["none"] = ""
	if !s.From.IsZero() {
		about["from_month"] = s.From.String()[:7]
	}
	if !s.Until.IsZero() {
		about["until_month"] = s.Until.String()[:7]
	}
	return s.ofKept("s.month >= @from_month", "s.month <= @until_month"), about
}

// datedCondition is the scope as SQL about summaries of single cohorts.
func (s CohortScope) datedCondition() string {
	return s.ofKept("s.first_date >= @from", "s.first_date <= @until")
}

func (s CohortScope) ofKept(from, until string) string {
	sql := "s.unit_id > @none" // always true: a query must name something of what it is given
	for _, part := range []struct {
		sql string
		on  bool
	}{
		{"s.programme_id = @programme", s.Programme != ""},
		{"s.unit_id in @units", s.Units != nil},
		{from, !s.From.IsZero()},
		{until, !s.Until.IsZero()},
		{"s.closed", s.Closed},
	} {
		if part.on {
			sql += " and " + part.sql
		}
	}
	return sql
}

// KeepFigures counts again up to limit of the cohorts that something touched, and
// says how many: with 0, what is kept is true. One counts at a time.
func (tx *Tx) KeepFigures(limit int) (int, error) {
	if !tx.sqlite {
		if err := tx.db.Exec("select pg_advisory_xact_lock(?)", keepLock).Error; err != nil {
			return 0, err
		}
	}
	touched, err := tx.touched(limit)
	if err != nil || len(touched) == 0 {
		return 0, err
	}
	if touched[0] == "" { // all of them
		return 1, tx.runs(map[string]any{"all": ""}, "delete from cohort_touches where cohort_id >= @all",
			"insert into cohort_touches select id from cohorts union select cohort_id from cohort_summaries where cohort_id > @all")
	}
	about := map[string]any{"touched": touched}
	// What is touched from here on is touched again: the touches go first.
	if err := tx.runs(about, "delete from cohort_touches where cohort_id in @touched"); err != nil {
		return 0, err
	}
	return len(touched), tx.keep(about)
}

// keepLock is the advisory lock of whoever counts.
const keepLock = 720_060

func (tx *Tx) keep(about map[string]any) error {
	about = maps.Clone(about)
	about["today"], about["countable"] = scheduling.DateOf(tx.Now), countable
	turned := func(sign string) string {
		month := "to_char(s.first_date, 'YYYY-MM')"
		if tx.sqlite {
			month = "substr(s.first_date, 1, 7)"
		}
		return `insert into month_figures (unit_id, programme_id, month, closed, kind, code, n)
			select s.unit_id, s.programme_id, ` + month + ` as month, s.closed, f.kind, f.code, ` + sign + `sum(f.n)
			from cohort_summaries s join cohort_figures f on f.cohort_id = s.cohort_id
			where s.cohort_id in @touched
			group by 1, 2, 3, 4, 5, 6
			on conflict (unit_id, programme_id, month, closed, kind, code) do update set n = month_figures.n + excluded.n`
	}
	return tx.runs(about,
		turned("-"),
		"delete from cohort_figures where cohort_id in @touched",
		"delete from cohort_summaries where cohort_id in @touched",
		`insert into cohort_summaries (cohort_id, unit_id, programme_id, first_date, closed, answers_until)
			select c.id, c.unit_id, v.programme_id, c.first_date, c.closed_at is not null, (
				select max(a.answer_by) from assignments a
				where a.cohort_id = c.id and a.moment = 'end' and a.used_on is null and a.answer_by >= @today)
			from cohorts c join programme_versions v on v.id = c.version_id
			where c.cancelled_at is null and c.id in @touched`,
		`insert into cohort_figures (cohort_id, kind, code, n)
			select cohort_id, kind, code, sum(n) from (`+tx.figures("c.id in @touched")+`) figures
			group by cohort_id, kind, code`,
		turned(""),
	)
}

// runs executes statements about the same things, one after the other.
func (tx *Tx) runs(about map[string]any, statements ...string) error {
	for _, s := range statements {
		if err := tx.db.Exec(s, about).Error; err != nil {
			return err
		}
	}
	return nil
}
