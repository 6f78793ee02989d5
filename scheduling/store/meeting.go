package store

import (
	"time"

	"trame/scheduling"
)

type meetingRow struct {
	ID           scheduling.MeetingID `gorm:"primaryKey"`
	Cohort       scheduling.CohortID  `gorm:"column:cohort_id"`
	Module       scheduling.ModuleID  `gorm:"column:module_id;serializer:optional"`
	Kind         scheduling.MeetingKind
	Position     int
	Date         scheduling.Date
	Start        scheduling.Clock `gorm:"column:start_minute"`
	Minutes      int
	Zone         string
	StartsAt     time.Time         `gorm:"serializer:utc"`
	EndsAt       time.Time         `gorm:"serializer:utc"`
	Site         scheduling.SiteID `gorm:"column:site_id"`
	Room         scheduling.RoomID `gorm:"column:room_id;serializer:optional"`
	HeldAt       time.Time         `gorm:"serializer:utc"`
	NobodyCame   bool
	CancelledAt  time.Time `gorm:"serializer:utc"`
	CancelReason string
	UID          string `gorm:"column:uid"`
	Sequence     int
	ChangedAt    time.Time `gorm:"serializer:utc"`
	Version      int
}

func (meetingRow) TableName() string { return "meetings" }

type moveRow struct {
	Meeting   scheduling.MeetingID `gorm:"column:meeting_id"`
	FromStart time.Time            `gorm:"serializer:utc"`
	ToStart   time.Time            `gorm:"serializer:utc"`
	Reason    string
	By        scheduling.UserID `gorm:"column:by_user"`
	At        time.Time         `gorm:"serializer:utc"`
}

func (moveRow) TableName() string { return "moves" }

// AddMeeting adds one.
func (tx *Tx) AddMeeting(m scheduling.Meeting) error { return add(tx, meetingRow(m)) }

// Meeting finds one.
func (tx *Tx) Meeting(id scheduling.MeetingID) (scheduling.Meeting, error) {
	row, err := one[meetingRow](tx, "id = ?", id)
	return scheduling.Meeting(row), err
}

func meetingOf(r meetingRow) scheduling.Meeting { return scheduling.Meeting(r) }

// ReplaceMeeting saves every column unless someone else did since m was read:
// then Conflict.
func (tx *Tx) ReplaceMeeting(m scheduling.Meeting) error {
	m.Version++
	return replace(tx, meetingRow(m), m.ID, m.Version)
}

// AddMove adds one.
func (tx *Tx) AddMove(m scheduling.Move) error { return add(tx, moveRow(m)) }

func moveOf(r moveRow) scheduling.Move { return scheduling.Move(r) }

// Meetings lists those of a cohort, in order.
func (tx *Tx) Meetings(id scheduling.CohortID) ([]scheduling.Meeting, error) {
	rows, err := all[meetingRow](tx, "position", "cohort_id = ?", id)
	return each(rows, err, meetingOf)
}

// Moves lists those of a meeting, in time.
func (tx *Tx) Moves(id scheduling.MeetingID) ([]scheduling.Move, error) {
	rows, err := all[moveRow](tx, "at", "meeting_id = ?", id)
	return each(rows, err, moveOf)
}
