package store

import (
	"time"

	"trame/scheduling"
)

type visitorRow struct {
	ID      scheduling.VisitorID `gorm:"primaryKey"`
	Meeting scheduling.MeetingID `gorm:"column:meeting_id"`
	Kind    scheduling.VisitorKind
	Name    string
	AddedBy scheduling.UserID `gorm:"column:added_by"`
	AddedAt time.Time         `gorm:"serializer:utc"`
}

func (visitorRow) TableName() string { return "visitors" }

// AddVisitor adds one.
func (tx *Tx) AddVisitor(v scheduling.Visitor) error { return add(tx, visitorRow(v)) }

// Visitors lists those of a meeting, as they were added.
func (tx *Tx) Visitors(id scheduling.MeetingID) ([]scheduling.Visitor, error) {
	rows, err := all[visitorRow](tx, "added_at, id", "meeting_id = ?", id)
	return each(rows, err, func(r visitorRow) scheduling.Visitor { return scheduling.Visitor(r) })
}

// DeleteVisitor takes one off a meeting's sheet; none is NotFound.
func (tx *Tx) DeleteVisitor(meeting scheduling.MeetingID, id scheduling.VisitorID) error {
	result := tx.db.Where("id = ? and meeting_id = ?", id, meeting).Delete(&visitorRow{})
	if result.Error == nil && result.RowsAffected == 0 {
		return scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return result.Error
}
