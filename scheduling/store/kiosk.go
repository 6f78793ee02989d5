package store

import (
	"time"

	"trame/scheduling"
)

type kioskRow struct {
	ID        scheduling.KioskID   `gorm:"primaryKey"`
	Meeting   scheduling.MeetingID `gorm:"column:meeting_id"`
	TokenHash string
	OpenedBy  scheduling.UserID `gorm:"column:opened_by"`
	OpenedAt  time.Time         `gorm:"serializer:utc"`
	ClosesAt  time.Time         `gorm:"serializer:utc"`
	ClosedAt  time.Time         `gorm:"serializer:utc"`
}

func (kioskRow) TableName() string { return "kiosks" }

// AddKiosk adds one.
func (tx *Tx) AddKiosk(k scheduling.Kiosk) error { return add(tx, kioskRow(k)) }

// KioskByToken finds the one at an address, open or not.
func (tx *Tx) KioskByToken(hash string) (scheduling.Kiosk, error) {
	row, err := one[kioskRow](tx, "token_hash = ?", hash)
	return scheduling.Kiosk(row), err
}

// OpenKiosks counts those of a meeting that take sign-ins.
func (tx *Tx) OpenKiosks(id scheduling.MeetingID) (n int64, err error) {
	return n, tx.db.Model(&kioskRow{}).Where("meeting_id = ? and closed_at is null and closes_at > ?", id, tx.Now).Count(&n).Error
}

// CloseKiosks ends those of a meeting.
func (tx *Tx) CloseKiosks(id scheduling.MeetingID) error {
	return tx.db.Model(&kioskRow{}).Where("meeting_id = ? and closed_at is null", id).Update("closed_at", tx.Now).Error
}
