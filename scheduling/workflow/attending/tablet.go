package attending

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Taken is what became of a mark that a tablet made, maybe hours before it was
// sent, and how the line stands now.
type Taken struct {
	Saved      bool // false: somebody else marked the person since, and his mark stands
	Attendance scheduling.Attendance
	By         string // the agent whose mark stands; "" is the person herself, or nobody
	At         time.Time
	Turnout    store.Turnout
}

const shortestName, longestName = 8, 64

// Take writes a mark that a tablet kept while it had no network. name is the
// tablet's own for it: the same mark sent again, by whatever way its first
// answer was lost, is one mark with one line of history. A mark made on what
// is no longer so overwrites nothing; Taken then tells what stands (rule 18).
func (d *Desk) Take(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, name string, m Mark) (t Taken, err error) {
	if len(name) < shortestName || len(name) > longestName {
		return t, scheduling.Refuse(scheduling.Invalid, "attendance.mark.name", "mark")
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, id)
		if err != nil {
			return err
		}
		known, err := w.known(tx, name, m.Enrolment)
		if err != nil {
			return err
		}
		t.Saved = true
		if !known {
			w.name = name
			if err := w.mark(tx, m); isStale(err) {
				t.Saved = false
			} else if err != nil {
				return err
			}
		}
		if err := w.trace(tx); err != nil {
			return err
		}
		return t.tell(tx, w, m.Enrolment)
	})
	return t, err
}

// known reports whether a mark of that name was taken before; a name that
// stands for somebody else's line, or another agent's mark, is refused.
func (w *writing) known(tx *store.Tx, name string, enrolment scheduling.EnrolmentID) (bool, error) {
	change, err := tx.AttendanceChangeOfMark(name)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if a, marked := w.marked[enrolment]; !marked || change.Attendance != a.ID || change.By != w.actor.ID {
		return false, scheduling.Refuse(scheduling.Conflict, "idempotency.reused", "mark")
	}
	return true, nil
}

// tell reads how a line stands, as the actor may know it.
func (t *Taken) tell(tx *store.Tx, w *writing, enrolment scheduling.EnrolmentID) error {
	t.Attendance, _ = w.current(enrolment)
	t.At = t.Attendance.MarkedAt
	if !w.social {
		t.Attendance.Reason = ""
	}
	t.Turnout = w.turnout()
	names, err := namesOf(tx, map[scheduling.UserID]bool{t.Attendance.MarkedBy: true})
	t.By = names[t.Attendance.MarkedBy]
	return err
}

func isStale(err error) bool {
	refusal, ok := errors.AsType[*scheduling.Error](err)
	return ok && refusal.Key == "stale"
}
