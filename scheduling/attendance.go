package scheduling

import (
	"slices"
	"time"
)

// AttendanceStatuses in the order of the screens.
var AttendanceStatuses = []AttendanceStatus{Expected, Present, Partial, AbsentExcused, AbsentUnexcused, NotConcerned}

// AbsenceReasons are why a person is not there, whole or in part, in the order
// of the screens. Some tell of her health: personal social content.
var AbsenceReasons = []string{"care", "health", "transport", "caring", "work", "paperwork", "other"}

// Came reports whether the status means that she was there, whole or in part.
func (s AttendanceStatus) Came() bool { return s == Present || s == Partial }

// Absent reports whether the status means that she was not there.
func (s AttendanceStatus) Absent() bool { return s == AbsentExcused || s == AbsentUnexcused }

// Marked reports whether the status says what happened to her chair.
func (s AttendanceStatus) Marked() bool { return s.Came() || s.Absent() }

// Concerned reports whether e holds a place while m takes place: attendance is
// for the enrolled alone (rule 18).
func (e Enrolment) Concerned(m Meeting) bool {
	return !e.EnrolledAt.IsZero() && !e.EnrolledAt.After(m.EndsAt) &&
		(e.LeftAt.IsZero() || e.LeftAt.After(m.StartsAt))
}

// Blank is e's attendance at m before anybody marked it; its Version is 0.
func (e Enrolment) Blank(m Meeting) Attendance {
	a := Attendance{Meeting: m.ID, Enrolment: e.ID, Status: NotConcerned}
	if e.Concerned(m) {
		a.Status = Expected
	}
	return a
}

// Validate checks a mark against the meeting it is for: a reason explains what
// was missed, minutes say how much of it.
func (a Attendance) Validate(m Meeting) error {
	var f Faults
	f.Check(slices.Contains(AttendanceStatuses, a.Status), "status", "attendance.status.unknown")
	f.Check(a.Reason == "" || slices.Contains(AbsenceReasons, a.Reason), "reason", "attendance.reason.unknown")
	f.Check(a.Reason == "" || a.Status == Partial || a.Status.Absent(), "reason", "attendance.reason.present")
	f.Check(a.MinutesMissed == 0 || a.Status == Partial, "minutes_missed", "attendance.minutes.whole")
	f.Check(a.MinutesMissed >= 0 && a.MinutesMissed < max(m.Minutes, 1), "minutes_missed", "attendance.minutes.range", "minutes", m.Minutes)
	return f.Err()
}

// DayHasCome reports whether now is on or after m's day, at its own place: before
// it nobody was there yet (rule 18). An unknown zone is UTC.
func (m Meeting) DayHasCome(now time.Time) bool {
	return !DateOf(now.In(m.zone())).Before(m.Date)
}
