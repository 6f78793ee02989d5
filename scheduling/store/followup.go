package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type followUpRow struct {
	ID            scheduling.FollowUpID  `gorm:"primaryKey"`
	Enrolment     scheduling.EnrolmentID `gorm:"column:enrolment_id"`
	Cohort        scheduling.CohortID    `gorm:"column:cohort_id"`
	DueOn         scheduling.Date
	Attempts      int
	LastAttemptAt time.Time `gorm:"serializer:utc"`
	ReachedAt     time.Time `gorm:"serializer:utc"`
	PlannedOn     scheduling.Date
	Outcome       scheduling.OutcomeCode
	Whereof       scheduling.Whereof
	Details       string
	AsOf          scheduling.Date
	Source        scheduling.FollowUpSource
	ClosedReason  string
	RecordedBy    scheduling.UserID `gorm:"column:recorded_by;serializer:optional"`
	RecordedAt    time.Time         `gorm:"serializer:utc"`
	ProposedAt    time.Time         `gorm:"serializer:utc"`
	ProposedBy    scheduling.Channel
	TokenHash     string `gorm:"serializer:optional"`
	Comes         string
	Testifies     string
	Version       int
}

func (followUpRow) TableName() string { return "follow_ups" }

func followUpOf(r followUpRow) scheduling.FollowUp { return scheduling.FollowUp(r) }

// AddFollowUps adds those whose enrolment has none yet: whoever asks twice, or
// at the same time as another, changes nothing.
func (tx *Tx) AddFollowUps(followUps []scheduling.FollowUp) error {
	rows := make([]followUpRow, len(followUps))
	for i, f := range followUps {
		rows[i] = followUpRow(f)
	}
	if len(rows) == 0 {
		return nil
	}
	once := clause.OnConflict{Columns: []clause.Column{{Name: "enrolment_id"}}, DoNothing: true}
	return tx.db.Clauses(once).CreateInBatches(rows, 200).Error
}

// FollowUp finds one.
func (tx *Tx) FollowUp(id scheduling.FollowUpID) (scheduling.FollowUp, error) {
	row, err := one[followUpRow](tx, "id = ?", id)
	return scheduling.FollowUp(row), err
}

// FollowUpsOf lists those of cohorts.
func (tx *Tx) FollowUpsOf(ids []scheduling.CohortID) ([]scheduling.FollowUp, error) {
	rows, err := all[followUpRow](tx, "cohort_id, id", "cohort_id in ?", ids)
	return each(rows, err, followUpOf)
}

// ReplaceFollowUp saves every column unless someone else did since f was read:
// then Conflict.
func (tx *Tx) ReplaceFollowUp(f scheduling.FollowUp) error {
	f.Version++
	return replace(tx, followUpRow(f), f.ID, f.Version)
}

// FollowUpByToken finds the one whose person holds a link.
func (tx *Tx) FollowUpByToken(hash string) (scheduling.FollowUp, error) {
	row, err := one[followUpRow](tx, "token_hash = ?", hash)
	return scheduling.FollowUp(row), err
}

// FollowUpOf finds that of an enrolment.
func (tx *Tx) FollowUpOf(id scheduling.EnrolmentID) (scheduling.FollowUp, error) {
	row, err := one[followUpRow](tx, "enrolment_id = ?", id)
	return scheduling.FollowUp(row), err
}
