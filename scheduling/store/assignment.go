package store

import (
	"time"

	"trame/scheduling"
)

type assignmentRow struct {
	ID            scheduling.AssignmentID    `gorm:"primaryKey"`
	Cohort        scheduling.CohortID        `gorm:"column:cohort_id"`
	Enrolment     scheduling.EnrolmentID     `gorm:"column:enrolment_id"`
	Questionnaire scheduling.QuestionnaireID `gorm:"column:questionnaire_id"`
	Moment        scheduling.Moment
	Channel       scheduling.Channel
	TokenHash     string
	CreatedAt     time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	AnswerBy      scheduling.Date
	UsedOn        scheduling.Date
}

func (assignmentRow) TableName() string { return "assignments" }

func assignmentOf(r assignmentRow) scheduling.Assignment { return scheduling.Assignment(r) }

// AddAssignments adds several.
func (tx *Tx) AddAssignments(assignments []scheduling.Assignment) error {
	rows := make([]assignmentRow, len(assignments))
	for i, a := range assignments {
		rows[i] = assignmentRow(a)
	}
	return addAll(tx, rows)
}

// Assignments lists what was handed out to a cohort at a moment.
func (tx *Tx) Assignments(id scheduling.CohortID, moment scheduling.Moment) ([]scheduling.Assignment, error) {
	rows, err := all[assignmentRow](tx, "id", "cohort_id = ? and moment = ?", id, moment)
	return each(rows, err, assignmentOf)
}

// AssignmentsOf is Assignments of several cohorts.
func (tx *Tx) AssignmentsOf(ids []scheduling.CohortID, moment scheduling.Moment) (map[scheduling.CohortID][]scheduling.Assignment, error) {
	rows, err := all[assignmentRow](tx, "id", "cohort_id in ? and moment = ?", ids, moment)
	if err != nil {
		return nil, err
	}
	of := make(map[scheduling.CohortID][]scheduling.Assignment, len(ids))
	for _, r := range rows {
		of[r.Cohort] = append(of[r.Cohort], assignmentOf(r))
	}
	return of, nil
}

// AssignmentByToken finds the one that a link opens.
func (tx *Tx) AssignmentByToken(hash string) (scheduling.Assignment, error) {
	row, err := one[assignmentRow](tx, "token_hash = ?", hash)
	return scheduling.Assignment(row), err
}

// UseAssignment notes the day on which one was used. Every assignment of its
// group is written with it, so that no row's place or transaction in the
// database says who was the last (rule 21).
func (tx *Tx) UseAssignment(a scheduling.Assignment, day scheduling.Date) error {
	return touched(tx.db.Exec(`
		update assignments set used_on = case when id = ? then ? else used_on end
		where cohort_id = ? and questionnaire_id = ? and moment = ?`,
		a.ID, day, a.Cohort, a.Questionnaire, a.Moment))
}

// EndAnswering brings the last day of the unused links of a cohort forward.
func (tx *Tx) EndAnswering(id scheduling.CohortID, moment scheduling.Moment, last scheduling.Date) error {
	return tx.db.Model(&assignmentRow{}).
		Where("cohort_id = ? and moment = ? and used_on is null and answer_by > ?", id, moment, last).
		Update("answer_by", last).Error
}

// CohortsToAsk lists the sessions whose last module ended between two instants,
// with somebody who came, a questionnaire to ask, and nobody asked yet.
func (tx *Tx) CohortsToAsk(from, until time.Time) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select c.id from cohorts c
		join programme_versions v on v.id = c.version_id
		where v.questionnaire_id is not null
		  and c.cancelled_at is null and c.closed_at is null and c.postponed_at is null
		  and not exists (select 1 from assignments a where a.cohort_id = c.id and a.moment = 'end')
		  and exists (select 1 from meetings m where m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null
		              and m.ends_at > ? and m.ends_at <= ?)
		  and not exists (select 1 from meetings m where m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null
		                  and m.ends_at > ?)
		  and exists (select 1 from attendances t join enrolments e on e.id = t.enrolment_id
		              where e.cohort_id = c.id and t.status in ('present', 'partial'))
		order by c.id`, from.UTC(), until.UTC(), until.UTC())
}
