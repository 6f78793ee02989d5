package store

import (
	"time"

	"trame/scheduling"
)

type enrolmentRow struct {
	ID             scheduling.EnrolmentID  `gorm:"primaryKey"`
	Cohort         scheduling.CohortID     `gorm:"column:cohort_id"`
	Insured        scheduling.InsuredID    `gorm:"column:insured_id"`
	Invitation     scheduling.InvitationID `gorm:"column:invitation_id;serializer:optional"`
	State          scheduling.EnrolmentState
	Reason         string
	RankedAt       time.Time `gorm:"serializer:utc"`
	Priority       int
	PriorityReason string
	OfferedUntil   time.Time `gorm:"serializer:utc"`
	EnrolledAt     time.Time `gorm:"serializer:utc"`
	LeftAt         time.Time `gorm:"serializer:utc"`
	CreatedAt      time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Version        int
}

func (enrolmentRow) TableName() string { return "enrolments" }

type enrolmentChangeRow struct {
	Enrolment scheduling.EnrolmentID    `gorm:"column:enrolment_id"`
	From      scheduling.EnrolmentState `gorm:"column:from_state"`
	To        scheduling.EnrolmentState `gorm:"column:to_state"`
	Reason    string
	By        string
	At        time.Time `gorm:"serializer:utc"`
}

func (enrolmentChangeRow) TableName() string { return "enrolment_changes" }

// AddEnrolment adds one.
func (tx *Tx) AddEnrolment(e scheduling.Enrolment) error { return add(tx, enrolmentRow(e)) }

// Enrolment finds one.
func (tx *Tx) Enrolment(id scheduling.EnrolmentID) (scheduling.Enrolment, error) {
	row, err := one[enrolmentRow](tx, "id = ?", id)
	return scheduling.Enrolment(row), err
}

func enrolmentOf(r enrolmentRow) scheduling.Enrolment { return scheduling.Enrolment(r) }

// ReplaceEnrolment saves every column unless someone else did since e was read:
// then Conflict.
func (tx *Tx) ReplaceEnrolment(e scheduling.Enrolment) error {
	e.Version++
	return replace(tx, enrolmentRow(e), e.ID, e.Version)
}

// AddEnrolmentChange adds one.
func (tx *Tx) AddEnrolmentChange(e scheduling.EnrolmentChange) error {
	return add(tx, enrolmentChangeRow(e))
}

func enrolmentChangeOf(r enrolmentChangeRow) scheduling.EnrolmentChange {
	return scheduling.EnrolmentChange(r)
}

// Enrolments lists those of a cohort, the waiting list in its order.
func (tx *Tx) Enrolments(id scheduling.CohortID) ([]scheduling.Enrolment, error) {
	rows, err := all[enrolmentRow](tx, "priority desc, ranked_at, id", "cohort_id = ?", id)
	return each(rows, err, enrolmentOf)
}

// EnrolmentChanges lists those of an enrolment, in time.
func (tx *Tx) EnrolmentChanges(id scheduling.EnrolmentID) ([]scheduling.EnrolmentChange, error) {
	rows, err := all[enrolmentChangeRow](tx, "at", "enrolment_id = ?", id)
	return each(rows, err, enrolmentChangeOf)
}
