package store

import (
	"time"

	"trame/scheduling"
)

type followUpAttemptRow struct {
	ID       scheduling.AttemptID  `gorm:"primaryKey"`
	FollowUp scheduling.FollowUpID `gorm:"column:follow_up_id"`
	Way      scheduling.AttemptWay
	Outcome  scheduling.AttemptOutcome
	NextOn   scheduling.Date
	By       scheduling.UserID `gorm:"column:by_user;serializer:optional"`
	At       time.Time         `gorm:"serializer:utc"`
}

func (followUpAttemptRow) TableName() string { return "follow_up_attempts" }

// AddFollowUpAttempt adds one.
func (tx *Tx) AddFollowUpAttempt(a scheduling.Attempt) error { return add(tx, followUpAttemptRow(a)) }

// FollowUpAttempts lists those of a follow-up, the latest first.
func (tx *Tx) FollowUpAttempts(id scheduling.FollowUpID) ([]scheduling.Attempt, error) {
	rows, err := all[followUpAttemptRow](tx, "at desc, id desc", "follow_up_id = ?", id)
	return each(rows, err, func(r followUpAttemptRow) scheduling.Attempt { return scheduling.Attempt(r) })
}

// LastFollowUpAttempts finds the latest of each follow-up of a cohort.
func (tx *Tx) LastFollowUpAttempts(id scheduling.CohortID) (map[scheduling.FollowUpID]scheduling.Attempt, error) {
	rows, err := all[followUpAttemptRow](tx, "at, id", "follow_up_id in (select id from follow_ups where cohort_id = ?)", id)
	if err != nil {
		return nil, err
	}
	last := make(map[scheduling.FollowUpID]scheduling.Attempt, len(rows))
	for _, r := range rows {
		last[r.FollowUp] = scheduling.Attempt(r)
	}
	return last, nil
}
