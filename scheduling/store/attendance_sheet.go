package store

import "trame/scheduling"

// Turnout counts a meeting's people; it names nobody.
type Turnout struct {
	Present  int // whole or in part
	Enrolled int // whom the meeting concerned
	Unmarked int // of them, not marked yet
}

// Add counts one person's chair.
func (t *Turnout) Add(status scheduling.AttendanceStatus) {
	switch {
	case status == scheduling.NotConcerned:
		return
	case status.Came():
		t.Present++
	case status == scheduling.Expected:
		t.Unmarked++
	}
	t.Enrolled++
}

// concerned is Enrolment.Concerned in SQL. A test holds the two together.
const concerned = `(e.enrolled_at is not null and e.enrolled_at <= m.ends_at
	and (e.left_at is null or e.left_at > m.starts_at))`

// Turnouts counts for each meeting of cohorts: what a session's thread shows.
func (tx *Tx) Turnouts(cohorts []scheduling.CohortID) (map[scheduling.MeetingID]Turnout, error) {
	type tally struct {
		Meeting                     scheduling.MeetingID
		Present, Enrolled, Unmarked int
	}
	rows, err := some[tally](tx, `
		select meeting,
			sum(case when status in ('present', 'partial') then 1 else 0 end) as present,
			sum(case when status <> 'not_concerned' then 1 else 0 end) as enrolled,
			sum(case when status = 'expected' then 1 else 0 end) as unmarked
		from (
			select m.id as meeting, coalesce(a.status, case when `+concerned+` then 'expected' else 'not_concerned' end) as status
			from meetings m
			join enrolments e on e.cohort_id = m.cohort_id
			left join attendances a on a.meeting_id = m.id and a.enrolment_id = e.id
			where m.cohort_id in ?
		) as chairs
		group by meeting`, cohorts)
	if err != nil {
		return nil, err
	}
	turnouts := make(map[scheduling.MeetingID]Turnout, len(rows))
	for _, r := range rows {
		turnouts[r.Meeting] = Turnout{r.Present, r.Enrolled, r.Unmarked}
	}
	return turnouts, nil
}

// AttendancesOf lists those of all meetings of cohorts.
func (tx *Tx) AttendancesOf(cohorts []scheduling.CohortID) ([]scheduling.Attendance, error) {
	rows, err := all[attendanceRow](tx, "meeting_id, enrolment_id",
		"meeting_id in (select id from meetings where cohort_id in ?)", cohorts)
	return each(rows, err, attendanceOf)
}

// AttendanceOf finds an enrolment's at a meeting; none is NotFound.
func (tx *Tx) AttendanceOf(meeting scheduling.MeetingID, enrolment scheduling.EnrolmentID) (scheduling.Attendance, error) {
	row, err := one[attendanceRow](tx, "meeting_id = ? and enrolment_id = ?", meeting, enrolment)
	return scheduling.Attendance(row), err
}

// AttendancesBy lists one enrolment's, whatever meetings they are of.
func (tx *Tx) AttendancesBy(id scheduling.EnrolmentID) ([]scheduling.Attendance, error) {
	rows, err := all[attendanceRow](tx, "meeting_id", "enrolment_id = ?", id)
	return each(rows, err, attendanceOf)
}

// AttendanceChangesOf lists those of a meeting's sheet, in time.
func (tx *Tx) AttendanceChangesOf(id scheduling.MeetingID) ([]scheduling.AttendanceChange, error) {
	rows, err := all[attendanceChangeRow](tx, "at, attendance_id",
		"attendance_id in (select id from attendances where meeting_id = ?)", id)
	return each(rows, err, attendanceChangeOf)
}
