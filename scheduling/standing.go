package scheduling

import "time"

// Standing is how far a person is on the way to the threshold of meetings that
// makes a parcours suivi (rule 20).
type Standing struct {
	Came      int // module meetings she was at, whole or in part
	Left      int // module meetings that may still count for her
	Threshold int
}

// Completed reports whether she came often enough.
func (s Standing) Completed() bool { return s.Came >= s.Threshold }

// OutOfReach reports whether she cannot come often enough any more: known, and
// shown, as soon as it is true.
func (s Standing) OutOfReach() bool { return s.Came+s.Left < s.Threshold }

// Started reports whether she came at all.
func (s Standing) Started() bool { return s.Came > 0 }

// Standing counts e's module meetings from her attendances, whatever meetings
// they are of. A meeting may still count while its sheet is open and she is
// neither marked nor excused, as long as she keeps her place.
func (c Cohort) Standing(e Enrolment, meetings []Meeting, attendances []Attendance) Standing {
	marks := make(map[MeetingID]AttendanceStatus, len(attendances))
	for _, a := range attendances {
		if a.Enrolment == e.ID {
			marks[a.Meeting] = a.Status
		}
	}
	s := Standing{Threshold: c.Threshold}
	for _, m := range LiveModules(meetings) {
		mark, ok := marks[m.ID]
		switch {
		case mark.Came():
			s.Came++
		case !m.HeldAt.IsZero() || mark.Absent() || mark == NotConcerned || e.State != Enrolled:
		case ok || e.Concerned(m):
			s.Left++
		}
	}
	return s
}

// AttendanceCountsOf counts e's module meetings that have begun by now: an
// absence announced for a meeting to come is in no rate yet (rule 19).
func AttendanceCountsOf(e EnrolmentID, now time.Time, meetings []Meeting, attendances []Attendance) AttendanceCounts {
	begun := make(map[MeetingID]bool, len(meetings))
	for _, m := range LiveModules(meetings) {
		begun[m.ID] = !m.StartsAt.After(now)
	}
	var counts AttendanceCounts
	for _, a := range attendances {
		if a.Enrolment == e && begun[a.Meeting] {
			counts.Add(a.Status)
		}
	}
	return counts
}
