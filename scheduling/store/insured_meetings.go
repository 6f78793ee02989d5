package store

import "trame/scheduling"

// MeetingsWith lists the meetings of every cohort a person is or was enrolled
// in, in time.
func (tx *Tx) MeetingsWith(id scheduling.InsuredID) ([]scheduling.Meeting, error) {
	rows, err := all[meetingRow](tx, "starts_at, id", "cohort_id in (select cohort_id from enrolments where insured_id = ?)", id)
	return each(rows, err, meetingOf)
}

// AttendancesWith lists what was marked of a person at any meeting.
func (tx *Tx) AttendancesWith(id scheduling.InsuredID) ([]scheduling.Attendance, error) {
	rows, err := all[attendanceRow](tx, "id", "enrolment_id in (select id from enrolments where insured_id = ?)", id)
	return each(rows, err, attendanceOf)
}
