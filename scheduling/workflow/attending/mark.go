package attending

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Mark is what an agent says of one person at one meeting. Version is that of
// the attendance he saw, 0 for one nobody had marked.
type Mark struct {
	Enrolment     scheduling.EnrolmentID
	Status        scheduling.AttendanceStatus
	Reason        string
	MinutesMissed int
	Version       int
}

// Mark writes marks on a sheet, all or none. It is refused before the
// meeting's day, on a closed sheet, for who is not enrolled, and when someone
// else marked the person since (rule 18). What is already so stays untouched.
func (d *Desk) Mark(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, marks ...Mark) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, id)
		if err != nil {
			return err
		}
		for _, m := range marks {
			if err := w.mark(tx, m); err != nil {
				return err
			}
		}
		return w.trace(tx)
	})
}

// AllPresent marks present whoever is still expected, and nobody else: an
// individual mark is never overwritten (rule 18). It returns how many.
func (d *Desk) AllPresent(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if n, err = w.fill(tx, scheduling.Present); err != nil {
			return err
		}
		return w.trace(tx)
	})
	return n, err
}

// Announce notes that a person will not come to a meeting that has not begun:
// she is excused, with the reason she gave.
func (d *Desk) Announce(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, m Mark) error {
	m.Status, m.MinutesMissed = scheduling.AbsentExcused, 0
	return d.ahead(ctx, actor, id, m)
}

// TakeBack forgets an announced absence: she comes after all.
func (d *Desk) TakeBack(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, enrolment scheduling.EnrolmentID, version int) error {
	return d.ahead(ctx, actor, id, Mark{Enrolment: enrolment, Status: scheduling.Expected, Version: version})
}

// ahead writes one mark before a meeting begins.
func (d *Desk) ahead(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, m Mark) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := lockSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if err := w.aheadOf(tx); err != nil {
			return err
		}
		if err := w.mark(tx, m); err != nil {
			return err
		}
		return w.trace(tx)
	})
}

// aheadOf refuses once the meeting has begun; until then an absence is
// announced, or taken back.
func (w *writing) aheadOf(tx *store.Tx) error {
	if !w.meeting.StartsAt.After(tx.Now) {
		return scheduling.Refuse(scheduling.Conflict, "attendance.announce.begun", "")
	}
	w.ahead = true
	return nil
}

// writing is a sheet while it is written on: its meeting is locked.
type writing struct {
	actor   scheduling.Actor // without id: the participant herself
	cohort  scheduling.Cohort
	meeting scheduling.Meeting
	people  map[scheduling.EnrolmentID]scheduling.Enrolment
	marked  map[scheduling.EnrolmentID]scheduling.Attendance
	social  bool
	ahead   bool // of the meeting: an absence is announced, or taken back
	written int
	name    string // a tablet's, of the one mark that it sends
}

// lockSheet finds a sheet that the actor may write on and holds it.
func lockSheet(tx *store.Tx, actor scheduling.Actor, id scheduling.MeetingID) (*writing, error) {
	m, err := tx.Meeting(id)
	if err != nil {
		return nil, err
	}
	c, err := tx.CohortFor(actor, m.Cohort, scheduling.Invite)
	if err != nil {
		return nil, err
	}
	w, err := holdSheet(tx, id)
	if err != nil {
		return nil, err
	}
	w.actor, w.social = actor, actor.May(scheduling.SeeSocial, c.Unit) == nil
	return w, nil
}

// holdSheet locks a sheet for whoever may write on it, and reads it; it is
// refused closed or cancelled.
func holdSheet(tx *store.Tx, id scheduling.MeetingID) (*writing, error) {
	m, err := tx.LockMeeting(id)
	if err != nil {
		return nil, err
	}
	switch {
	case !m.CancelledAt.IsZero():
		return nil, scheduling.Refuse(scheduling.Conflict, "attendance.meeting_cancelled", "")
	case !m.HeldAt.IsZero():
		return nil, scheduling.Refuse(scheduling.Conflict, "attendance.sheet_closed", "")
	}
	w := &writing{meeting: m, people: map[scheduling.EnrolmentID]scheduling.Enrolment{}}
	if w.cohort, err = tx.Cohort(m.Cohort); err != nil {
		return nil, err
	}
	enrolments, err := tx.Enrolments(m.Cohort)
	if err != nil {
		return nil, err
	}
	for _, e := range enrolments {
		w.people[e.ID] = e
	}
	attendances, err := tx.Attendances(id)
	w.marked = marksOf(id, attendances)
	return w, err
}

// openSheet is lockSheet on the meeting's day or after it.
func openSheet(tx *store.Tx, actor scheduling.Actor, id scheduling.MeetingID) (*writing, error) {
	w, err := lockSheet(tx, actor, id)
	if err == nil && !w.meeting.DayHasCome(tx.Now) {
		err = scheduling.Refuse(scheduling.Conflict, "attendance.too_early", "")
	}
	return w, err
}

// current is what stands for an enrolment, marked or not; ok is false for who
// was never enrolled.
func (w *writing) current(id scheduling.EnrolmentID) (a scheduling.Attendance, ok bool) {
	if a, ok = w.marked[id]; ok {
		return a, true
	}
	e, ok := w.people[id]
	a = e.Blank(w.meeting)
	return a, ok && (a.Status == scheduling.Expected || e.State == scheduling.Enrolled)
}

func (w *writing) mark(tx *store.Tx, m Mark) error {
	was, ok := w.current(m.Enrolment)
	if !ok {
		return scheduling.Refuse(scheduling.Invalid, "attendance.not_enrolled", "status."+string(m.Enrolment))
	}
	now := was
	now.Status, now.Reason, now.MinutesMissed = m.Status, m.Reason, m.MinutesMissed
	if !w.social { // reasons are neither shown to nor taken from who may not see them
		now.Reason = ""
		if m.Status == was.Status {
			now.Reason = was.Reason
		}
	}
	if err := now.Validate(w.meeting); err != nil {
		return about(m.Enrolment, err)
	}
	if now == was {
		return nil
	}
	if m.Version != was.Version {
		return stale()
	}
	return w.write(tx, was, now)
}

// about says whose line of the sheet a fault is in: minutes_missed.ENROLMENT.
func about(id scheduling.EnrolmentID, err error) error {
	if faults, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, f := range faults {
			f.Field += "." + string(id)
		}
	}
	return err
}

// fill gives every one still expected a status.
func (w *writing) fill(tx *store.Tx, status scheduling.AttendanceStatus) (n int, err error) {
	for id := range w.people {
		was, ok := w.current(id)
		if !ok || was.Status != scheduling.Expected {
			continue
		}
		now := was
		now.Status = status
		if err := w.write(tx, was, now); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// write saves a mark with its line of history.
func (w *writing) write(tx *store.Tx, was, now scheduling.Attendance) error {
	now.MarkedBy, now.MarkedAt = w.actor.ID, tx.Now
	if w.ahead {
		now.AnnouncedAt = tx.Now
	}
	if now.Status == scheduling.Expected {
		now.AnnouncedAt = time.Time{}
	}
	var err error
	if was.Version == 0 {
		now.ID, now.Version = store.NewID[scheduling.AttendanceID](), 1
		err = tx.AddAttendance(now)
	} else {
		err = tx.ReplaceAttendance(now)
		now.Version++
	}
	if err != nil {
		return err
	}
	w.marked[now.Enrolment] = now
	w.written++
	return tx.AddAttendanceChange(scheduling.AttendanceChange{
		Attendance: now.ID, From: was.Status, To: now.Status, Reason: now.Reason, By: w.actor.ID, At: tx.Now, Mark: w.name,
	})
}

// trace tells how many marks were made, when any was.
func (w *writing) trace(tx *store.Tx) error {
	if w.written == 0 {
		return nil
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: w.by(), Verb: "marked", Subject: "meeting:" + string(w.meeting.ID),
		Unit: w.cohort.Unit, Fields: scheduling.TraceFields(map[string]any{"marks": w.written}),
	})
}

// by is who writes, as traces name him.
func (w *writing) by() string {
	if w.actor.ID == "" {
		return "participant"
	}
	return w.actor.ID.Ref()
}
