package store

import (
	"time"

	"trame/scheduling"
)

type cohortRow struct {
	ID           scheduling.CohortID `gorm:"primaryKey"`
	VersionID    scheduling.VersionID
	Unit         scheduling.UnitID `gorm:"column:unit_id"`
	Label        string
	Site         scheduling.SiteID `gorm:"column:site_id"`
	Room         scheduling.RoomID `gorm:"column:room_id;serializer:optional"`
	Lead         scheduling.UserID `gorm:"column:lead_id"`
	Second       scheduling.UserID `gorm:"column:second_id;serializer:optional"`
	FirstDate    scheduling.Date
	Start        scheduling.Clock `gorm:"column:start_minute"`
	CadenceWeeks int
	SchoolPause  bool
	Capacity     int
	LastEntry    int
	Threshold    int
	Notes        string
	CreatedBy    scheduling.UserID `gorm:"column:created_by"`
	CreatedAt    time.Time         `gorm:"serializer:utc;autoCreateTime:false"`
	RecruitingAt time.Time         `gorm:"serializer:utc"`
	ConfirmedAt  time.Time         `gorm:"serializer:utc"`
	PostponedAt  time.Time         `gorm:"serializer:utc"`
	CancelledAt  time.Time         `gorm:"serializer:utc"`
	ClosedAt     time.Time         `gorm:"serializer:utc"`
	Reason       string
	Version      int
}

func (cohortRow) TableName() string { return "cohorts" }

// AddCohort adds one.
func (tx *Tx) AddCohort(c scheduling.Cohort) error { return add(tx, cohortRow(c)) }

// Cohort finds one.
func (tx *Tx) Cohort(id scheduling.CohortID) (scheduling.Cohort, error) {
	row, err := one[cohortRow](tx, "id = ?", id)
	return scheduling.Cohort(row), err
}

func cohortOf(r cohortRow) scheduling.Cohort { return scheduling.Cohort(r) }

// ReplaceCohort saves every column unless someone else did since c was read:
// then Conflict.
func (tx *Tx) ReplaceCohort(c scheduling.Cohort) error {
	c.Version++
	return replace(tx, cohortRow(c), c.ID, c.Version)
}

// CohortFor finds a cohort in which the actor may do deed: NotFound when he
// cannot see it, Forbidden when he sees it and may not.
func (tx *Tx) CohortFor(actor scheduling.Actor, id scheduling.CohortID, deed scheduling.Deed) (scheduling.Cohort, error) {
	c, err := tx.Cohort(id)
	if err != nil {
		return c, err
	}
	return c, actor.May(deed, c.Unit)
}

// LockCohort finds one and holds it against other writers until the end of
// the transaction: whoever seats a person does so (rule 7).
func (tx *Tx) LockCohort(id scheduling.CohortID) (scheduling.Cohort, error) {
	row, err := locked[cohortRow](tx, "id = ?", id)
	return scheduling.Cohort(row), err
}
