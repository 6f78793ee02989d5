package store

import (
	"time"

	"trame/scheduling"
)

type lessonRow struct {
	Cohort    scheduling.CohortID `gorm:"column:cohort_id;primaryKey"`
	Keep      string              `gorm:"column:to_keep"`
	Change    string              `gorm:"column:to_change"`
	Collected bool
	WrittenBy scheduling.UserID `gorm:"column:written_by"`
	WrittenAt time.Time         `gorm:"serializer:utc"`
	Version   int
}

func (lessonRow) TableName() string { return "lessons" }

// Lesson finds a cohort's; the zero Lesson, of version 0, when nobody wrote one.
func (tx *Tx) Lesson(id scheduling.CohortID) (scheduling.Lesson, error) {
	rows, err := all[lessonRow](tx, "cohort_id", "cohort_id = ?", id)
	if err != nil || len(rows) == 0 {
		return scheduling.Lesson{Cohort: id}, err
	}
	return scheduling.Lesson(rows[0]), nil
}

// SaveLesson writes a cohort's for the first time, or over the one that the
// writer saw: Conflict when another came between.
func (tx *Tx) SaveLesson(l scheduling.Lesson) error {
	l.Version++
	row := lessonRow(l)
	if l.Version == 1 {
		return refusal(tx.db.Create(&row).Error)
	}
	return touched(tx.db.Model(&row).Where("cohort_id = ? and version = ? - 1", l.Cohort, l.Version).Select("*").Updates(&row))
}

// CollectedLesson is a lesson as a report tells it: of which session, never of
// whom.
type CollectedLesson struct {
	Cohort scheduling.CohortID
	Label  string
	First  scheduling.Date
	Keep   string
	Change string
}

// Lessons are those that reports of a scope collect, the earliest session first,
// up to limit.
func (tx *Tx) Lessons(scope CohortScope, limit int) ([]CollectedLesson, error) {
	condition, about := scope.condition()
	about["limit"] = limit
	return some[CollectedLesson](tx, `
		select c.id as cohort, c.label, c.first_date as first, l.to_keep as keep, l.to_change as change
		from lessons l join cohorts c on c.id = l.cohort_id join programme_versions v on v.id = c.version_id
		where l.collected and c.cancelled_at is null and `+condition+`
		order by c.first_date, c.id limit @limit`, about)
}
