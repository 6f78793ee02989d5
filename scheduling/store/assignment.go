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
	Sealed        []byte
	RemindedAt    time.Time `gorm:"serializer:utc"`
	HeldAt        time.Time `gorm:"serializer:utc"`
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
		update assignments set used_on = case when id = ? then ? else used_on end, sealed = case when id = ? then null else sealed end
		where cohort_id = ? and questionnaire_id = ? and moment = ?`,
		a.ID, day, a.ID, a.Cohort, a.Questionnaire, a.Moment))
}

// EndAnswering brings the last day of the unused links of a cohort forward.
func (tx *Tx) EndAnswering(id scheduling.CohortID, moment scheduling.Moment, last scheduling.Date) error {
	return tx.db.Model(&assignmentRow{}).
		Where("cohort_id = ? and moment = ? and used_on is null and answer_by > ?", id, moment, last).
		Update("answer_by", last).Error
}

// CohortsToRemind lists the sessions with somebody who was handed a
// questionnaire before an instant, was not reminded of it, and may still answer
// after a day.
func (tx *Tx) CohortsToRemind(before time.Time, day scheduling.Date) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select distinct a.cohort_id from assignments a join cohorts c on c.id = a.cohort_id
		where a.used_on is null and a.reminded_at is null and a.held_at is null and a.sealed is not null
		  and a.created_at <= ? and a.answer_by > ? and c.cancelled_at is null
		order by a.cohort_id`, before.UTC(), day)
}

// AssignmentsReminded notes that the reminders of some are written.
func (tx *Tx) AssignmentsReminded(ids []scheduling.AssignmentID) error {
	return tx.db.Model(&assignmentRow{}).Where("id in ?", ids).Update("reminded_at", tx.Now).Error
}

// HoldReminders puts the reminders of a cohort off, or has them leave again.
func (tx *Tx) HoldReminders(id scheduling.CohortID, moment scheduling.Moment, hold bool) error {
	var at any
	if hold {
		at = tx.Now
	}
	return tx.db.Model(&assignmentRow{}).Where("cohort_id = ? and moment = ?", id, moment).Update("held_at", at).Error
}

// ForgetAssignmentLinks drops the sealed links that took answers until a day.
func (tx *Tx) ForgetAssignmentLinks(until scheduling.Date) error {
	return tx.db.Model(&assignmentRow{}).Where("sealed is not null and answer_by <= ?", until).Update("sealed", nil).Error
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
