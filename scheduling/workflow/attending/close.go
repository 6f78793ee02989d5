package attending

import (
	"context"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Close closes a meeting's sheet: the meeting was held. Everyone must be
// marked, and someone present; nobody says that no one came, and marks absent
// whoever is still expected. Version is the meeting's.
func (d *Desk) Close(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, version int, nobody bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if err := w.mayClose(version); err != nil {
			return err
		}
		if w.meeting.StartsAt.After(tx.Now) {
			return scheduling.Refuse(scheduling.Conflict, "attendance.close.not_begun", "")
		}
		if nobody {
			if _, err := w.fill(tx, scheduling.AbsentUnexcused); err != nil {
				return err
			}
		}
		if err := w.complete(nobody); err != nil {
			return err
		}
		w.meeting.HeldAt, w.meeting.NobodyCame = tx.Now, nobody
		if err := tx.ReplaceMeeting(w.meeting); err != nil {
			return err
		}
		if err := followUp(tx, w.cohort); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "closed", Subject: "meeting:" + string(id),
			Unit: w.cohort.Unit, Fields: scheduling.TraceFields(map[string]any{"nobody_came": nobody}),
		})
	})
}

// Reopen opens a closed sheet again, with a reason; what was marked and who
// closed it stay in its history.
func (d *Desk) Reopen(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	var faults scheduling.Faults
	faults.Check(reason != "", "reason", "attendance.reopen.reason")
	faults.Check(len(reason) <= 500, "reason", "attendance.reopen.long")
	if err := faults.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(id)
		if err != nil {
			return err
		}
		w := &writing{actor: actor, meeting: m}
		if w.cohort, err = tx.CohortFor(actor, m.Cohort, scheduling.SeePeople); err != nil {
			return err
		}
		if err := w.mayClose(version); err != nil {
			return err
		}
		if m.HeldAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "attendance.reopen.open", "")
		}
		if !w.cohort.ClosedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "attendance.cohort_closed", "")
		}
		m.HeldAt, m.NobodyCame = time.Time{}, false
		if err := tx.ReplaceMeeting(m); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "reopened", Subject: "meeting:" + string(id),
			Unit: w.cohort.Unit, Reason: reason,
		})
	})
}

// mayClose refuses who does not run the session, and who saw an older sheet.
func (w *writing) mayClose(version int) error {
	if err := w.actor.May(scheduling.Organise, w.cohort.Unit); err != nil {
		return err
	}
	if version != w.meeting.Version {
		return stale()
	}
	return nil
}

// complete refuses a sheet that does not say of everyone what happened, or
// says one thing as a whole and another of a person.
func (w *writing) complete(nobody bool) error {
	t := w.turnout()
	switch {
	case t.Unmarked > 0:
		return scheduling.Refuse(scheduling.Conflict, "attendance.close.unmarked", "", "n", t.Unmarked)
	case nobody && t.Present > 0:
		return scheduling.Refuse(scheduling.Conflict, "attendance.close.somebody", "", "n", t.Present)
	case !nobody && t.Present == 0:
		return scheduling.Refuse(scheduling.Conflict, "attendance.close.nobody", "")
	}
	return nil
}

// turnout counts a sheet's people as it now stands.
func (w *writing) turnout() (t store.Turnout) {
	for id := range w.people {
		if a, ok := w.current(id); ok {
			t.Add(a.Status)
		}
	}
	return t
}
