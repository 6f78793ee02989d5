package store

import (
	"time"

	"trame/scheduling"
)

type bookingRow struct {
	Meeting  scheduling.MeetingID `gorm:"column:meeting_id"`
	Resource string
	Site     scheduling.SiteID `gorm:"column:site_id"`
	StartsAt time.Time         `gorm:"serializer:utc"`
	EndsAt   time.Time         `gorm:"serializer:utc"`
}

func (bookingRow) TableName() string { return "bookings" }

// AddBooking adds one.
func (tx *Tx) AddBooking(b scheduling.Booking) error { return add(tx, bookingRow(b)) }

func bookingOf(r bookingRow) scheduling.Booking { return scheduling.Booking(r) }
