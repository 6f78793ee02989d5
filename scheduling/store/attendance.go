package store

import (
	"time"

	"trame/scheduling"
)

type attendanceRow struct {
	ID            scheduling.AttendanceID `gorm:"primaryKey"`
	Meeting       scheduling.MeetingID    `gorm:"column:meeting_id"`
	Enrolment     scheduling.EnrolmentID  `gorm:"column:enrolment_id"`
	Status        scheduling.AttendanceStatus
	Reason        string
	MinutesMissed int
	AnnouncedAt   time.Time         `gorm:"serializer:utc"`
	MarkedBy      scheduling.UserID `gorm:"column:marked_by;serializer:optional"`
	MarkedAt      time.Time         `gorm:"serializer:utc"`
	Version       int
}

func (attendanceRow) TableName() string { return "attendances" }

type attendanceChangeRow struct {
	Attendance scheduling.AttendanceID     `gorm:"column:attendance_id"`
	From       scheduling.AttendanceStatus `gorm:"column:from_status"`
	To         scheduling.AttendanceStatus `gorm:"column:to_status"`
	Reason     string
	By         scheduling.UserID `gorm:"column:by_user;serializer:optional"`
	At         time.Time         `gorm:"serializer:utc"`
	Mark       string            `gorm:"serializer:optional"`
}

func (attendanceChangeRow) TableName() string { return "attendance_changes" }

// AddAttendance adds one.
func (tx *Tx) AddAttendance(a scheduling.Attendance) error { return add(tx, attendanceRow(a)) }

// Attendance finds one.
func (tx *Tx) Attendance(id scheduling.AttendanceID) (scheduling.Attendance, error) {
	row, err := one[attendanceRow](tx, "id = ?", id)
	return scheduling.Attendance(row), err
}

func attendanceOf(r attendanceRow) scheduling.Attendance { return scheduling.Attendance(r) }

// ReplaceAttendance saves every column unless someone else did since a was read:
// then Conflict.
func (tx *Tx) ReplaceAttendance(a scheduling.Attendance) error {
	a.Version++
	return replace(tx, attendanceRow(a), a.ID, a.Version)
}

// AddAttendanceChange adds one.
func (tx *Tx) AddAttendanceChange(a scheduling.AttendanceChange) error {
	return add(tx, attendanceChangeRow(a))
}

func attendanceChangeOf(r attendanceChangeRow) scheduling.AttendanceChange {
	return scheduling.AttendanceChange(r)
}

// Attendances lists those of a meeting.
func (tx *Tx) Attendances(id scheduling.MeetingID) ([]scheduling.Attendance, error) {
	rows, err := all[attendanceRow](tx, "id", "meeting_id = ?", id)
	return each(rows, err, attendanceOf)
}

// AttendanceChanges lists those of an attendance, in time.
func (tx *Tx) AttendanceChanges(id scheduling.AttendanceID) ([]scheduling.AttendanceChange, error) {
	rows, err := all[attendanceChangeRow](tx, "at", "attendance_id = ?", id)
	return each(rows, err, attendanceChangeOf)
}

// AttendanceChangeOfMark finds the line that a tablet's mark made; none is
// NotFound.
func (tx *Tx) AttendanceChangeOfMark(name string) (scheduling.AttendanceChange, error) {
	row, err := one[attendanceChangeRow](tx, "mark = ?", name)
	return scheduling.AttendanceChange(row), err
}
