package store

import (
	"time"

	"trame/scheduling"
)

type busyCalendarRow struct {
	ID           scheduling.BusyCalendarID `gorm:"primaryKey"`
	Resource     string
	Source       scheduling.BusySource
	Sealed       []byte
	Shown        string
	ETag         string `gorm:"column:etag"`
	LastModified string
	AddedBy      scheduling.UserID
	AddedAt      time.Time `gorm:"serializer:utc"`
	NextAt       time.Time `gorm:"serializer:utc"`
	AnsweredAt   time.Time `gorm:"serializer:utc"`
	ReadAt       time.Time `gorm:"serializer:utc"`
	FailingSince time.Time `gorm:"serializer:utc"`
	Failures     int
	Reason       scheduling.BusyFailure
	Unreadable   int
	FirstLine    int
}

func (busyCalendarRow) TableName() string { return "busy_calendars" }

func busyCalendarOf(r busyCalendarRow) scheduling.BusyCalendar { return scheduling.BusyCalendar(r) }

type busySpanRow struct {
	Calendar scheduling.BusyCalendarID `gorm:"column:calendar_id"`
	From     time.Time                 `gorm:"column:starts_at;serializer:utc"`
	Until    time.Time                 `gorm:"column:ends_at;serializer:utc"`
}

func (busySpanRow) TableName() string { return "busy_spans" }

// AddBusyCalendar adds one.
func (tx *Tx) AddBusyCalendar(b scheduling.BusyCalendar) error { return add(tx, busyCalendarRow(b)) }

// BusyCalendar finds one.
func (tx *Tx) BusyCalendar(id scheduling.BusyCalendarID) (scheduling.BusyCalendar, error) {
	row, err := one[busyCalendarRow](tx, "id = ?", id)
	return scheduling.BusyCalendar(row), err
}

// BusyCalendars lists those of some people, the oldest first.
func (tx *Tx) BusyCalendars(resources ...string) ([]scheduling.BusyCalendar, error) {
	rows, err := all[busyCalendarRow](tx, "added_at, id", "resource in ?", resources)
	return each(rows, err, busyCalendarOf)
}

// RemoveBusyCalendar forgets one with all that was read of it.
func (tx *Tx) RemoveBusyCalendar(id scheduling.BusyCalendarID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&busyCalendarRow{}))
}

// LeaseBusyCalendars hands out those that are due, the longest first, and none
// of them again before lease is over: two processes never ask for the same one.
func (tx *Tx) LeaseBusyCalendars(limit int, lease time.Duration) ([]scheduling.BusyCalendar, error) {
	skip := " for update skip locked"
	if tx.sqlite {
		skip = "" // its one writer holds everything
	}
	rows, err := some[busyCalendarRow](tx, "select * from busy_calendars where next_at <= ? order by next_at, id limit ?"+skip, tx.Now, limit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]scheduling.BusyCalendarID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	err = tx.db.Model(&busyCalendarRow{}).Where("id in ?", ids).Update("next_at", tx.Now.Add(lease)).Error
	return each(rows, err, busyCalendarOf)
}

// SaveBusyCalendar writes what a try has learnt; one that was removed
// meanwhile is a Conflict.
func (tx *Tx) SaveBusyCalendar(b scheduling.BusyCalendar) error {
	row := busyCalendarRow(b)
	return touched(tx.db.Model(&row).Where("id = ?", b.ID).Select("*").Updates(&row))
}

// ReplaceBusySpans puts spans in the place of all that was known of a calendar.
func (tx *Tx) ReplaceBusySpans(id scheduling.BusyCalendarID, spans []scheduling.Span) error {
	if err := tx.db.Where("calendar_id = ?", id).Delete(&busySpanRow{}).Error; err != nil {
		return err
	}
	rows := make([]busySpanRow, len(spans))
	for i, s := range spans {
		rows[i] = busySpanRow{id, s.From, s.Until}
	}
	return addAll(tx, rows)
}

// BusySpans lists those of a calendar, in time.
func (tx *Tx) BusySpans(id scheduling.BusyCalendarID) ([]scheduling.Span, error) {
	rows, err := all[busySpanRow](tx, "starts_at", "calendar_id = ?", id)
	return each(rows, err, func(r busySpanRow) scheduling.Span { return scheduling.Span{From: r.From, Until: r.Until} })
}
