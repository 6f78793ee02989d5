package store

import (
	"strings"

	"trame/scheduling"
)

// CohortsFilter chooses cohorts of units: every word typed is in the label,
// the site, the programme or the lead's name; the rest is "" for all.
type CohortsFilter struct {
	Units     []scheduling.UnitID
	Words     string
	State     scheduling.CohortState
	Site      scheduling.SiteID
	Programme scheduling.ProgrammeID
}

// cohortState is Cohort.State in SQL: a list by state is paged in the
// database. A test holds the two together.
const cohortState = `case
	when c.cancelled_at is not null then 'cancelled'
	when c.closed_at is not null then 'closed'
	when c.postponed_at is not null then 'postponed'
	when not exists (select 1 from meetings m where m.cohort_id = c.id) then 'draft'
	when (select count(*) from meetings m where m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null) >= 3
	 and (select m.held_at from meetings m where m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null
	      order by m.starts_at desc, m.position desc limit 1) is not null
	then case when exists (select 1 from meetings m where m.cohort_id = c.id and m.kind = 'supplementary' and m.starts_at <= ?)
	     then 'follow_up' else 'finished' end
	when exists (select 1 from meetings m where m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null
	     and m.starts_at <= ?) then 'running'
	when c.confirmed_at is not null then 'confirmed'
	when c.recruiting_at is not null then 'recruiting'
	else 'planned' end`

// SQLite's lower knows ASCII alone; É and È begin French names.
const cohortWords = `replace(replace(lower(c.label || ' ' || s.name || ' ' || s.city || ' ' || v.title || ' ' || u.first_name || ' ' || u.last_name),
	'É', 'é'), 'È', 'è') like ? escape '\'`

// Cohorts lists those of a filter, the latest first date first.
func (tx *Tx) Cohorts(f CohortsFilter, page Page) ([]scheduling.Cohort, error) {
	where, args := f.where(tx)
	if page.After != "" {
		where += " and (c.first_date, c.id) < (select first_date, id from cohorts where id = ?)"
		args = append(args, page.After)
	}
	rows, err := some[cohortRow](tx, "select c.*"+cohortTables+where+
		" order by c.first_date desc, c.id desc limit ?", append(args, page.limit())...)
	return each(rows, err, cohortOf)
}

// CountCohorts counts what Cohorts would list without pages.
func (tx *Tx) CountCohorts(f CohortsFilter) (int, error) {
	where, args := f.where(tx)
	counts, err := some[int](tx, "select count(*)"+cohortTables+where, args...)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// CohortsByID finds several at once.
func (tx *Tx) CohortsByID(ids []scheduling.CohortID) ([]scheduling.Cohort, error) {
	rows, err := all[cohortRow](tx, "first_date, id", "id in ?", ids)
	return each(rows, err, cohortOf)
}

// CohortsAsked lists those of some units whose participants were handed a
// questionnaire, the latest first.
func (tx *Tx) CohortsAsked(id scheduling.QuestionnaireID, units []scheduling.UnitID) ([]scheduling.Cohort, error) {
	rows, err := all[cohortRow](tx, "first_date desc, id",
		"unit_id in ? and cancelled_at is null and id in (select cohort_id from assignments where questionnaire_id = ?)", units, id)
	return each(rows, err, cohortOf)
}

// AskedAtEnd is a session and what its participants were handed at its end.
type AskedAtEnd struct {
	Cohort        scheduling.CohortID
	Questionnaire scheduling.QuestionnaireID
}

// AskedIn lists those of a scope, up to limit.
func (tx *Tx) AskedIn(scope CohortScope, limit int) ([]AskedAtEnd, error) {
	condition, about := scope.condition()
	about["limit"] = limit
	return some[AskedAtEnd](tx, `
		select distinct a.cohort_id as cohort, a.questionnaire_id as questionnaire
		from assignments a join cohorts c on c.id = a.cohort_id join programme_versions v on v.id = c.version_id
		where a.moment = 'end' and c.cancelled_at is null and `+condition+" limit @limit", about)
}

const cohortTables = `
	from cohorts c
	join sites s on s.id = c.site_id
	join users u on u.id = c.lead_id
	join programme_versions v on v.id = c.version_id`

func (f CohortsFilter) where(tx *Tx) (string, []any) {
	where, args := " where c.unit_id in ?", []any{f.Units}
	for word := range strings.FieldsSeq(f.Words) {
		where, args = where+" and "+cohortWords, append(args, like(word))
	}
	if f.State != "" {
		where, args = where+" and "+cohortState+" = ?", append(args, tx.Now, tx.Now, f.State)
	}
	if f.Site != "" {
		where, args = where+" and c.site_id = ?", append(args, f.Site)
	}
	if f.Programme != "" {
		where, args = where+" and v.programme_id = ?", append(args, f.Programme)
	}
	return where, args
}
