package attending

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Apologise notes that the reader of a link will not come to the n-th meeting
// of her cohort, from 1, and why if she likes to say. It is refused once the
// meeting has begun; saying it twice is saying it once.
func (d *Desk) Apologise(ctx context.Context, token string, n int, reason string) error {
	return d.herself(ctx, token, n, func(tx *store.Tx, w *writing, was scheduling.Attendance) error {
		if was.Status.Absent() && was.Reason == reason {
			return nil
		}
		now := was
		now.Status, now.Reason, now.MinutesMissed = scheduling.AbsentExcused, reason, 0
		if err := now.Validate(w.meeting); err != nil {
			return err
		}
		if err := tx.DropByKey(w.meeting.ReminderKey(was.Enrolment), "apologised"); err != nil {
			return err
		}
		return w.write(tx, was, now)
	})
}

// ComeAfterAll takes back what Apologise noted.
func (d *Desk) ComeAfterAll(ctx context.Context, token string, n int) error {
	return d.herself(ctx, token, n, func(tx *store.Tx, w *writing, was scheduling.Attendance) error {
		if was.Status != scheduling.AbsentExcused {
			return nil
		}
		now := was
		now.Status, now.Reason = scheduling.Expected, ""
		return w.write(tx, was, now)
	})
}

// Apologies are the meetings, by their place in her cohort from 1, to which
// the reader of a link is known not to come.
func (d *Desk) Apologies(ctx context.Context, token string) (away map[int]bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		e, err := seatBehind(tx, token)
		if err != nil {
			return err
		}
		meetings, err := tx.Meetings(e.Cohort)
		if err != nil {
			return err
		}
		marks, err := tx.AttendancesBy(e.ID)
		away = map[int]bool{}
		for i, m := range meetings {
			for _, a := range marks {
				if a.Meeting == m.ID && a.Status == scheduling.AbsentExcused {
					away[i+1] = true
				}
			}
		}
		return err
	})
	return away, err
}

// herself has the reader of a link write on her line of a sheet, ahead of the
// meeting.
func (d *Desk) herself(ctx context.Context, token string, n int, write func(*store.Tx, *writing, scheduling.Attendance) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		e, err := seatBehind(tx, token)
		if err != nil {
			return err
		}
		meetings, err := tx.Meetings(e.Cohort)
		if err != nil {
			return err
		}
		if n < 1 || n > len(meetings) {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		w, err := holdSheet(tx, meetings[n-1].ID)
		if err != nil {
			return err
		}
		was, ok := w.current(e.ID)
		if !ok || was.Status == scheduling.NotConcerned {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		if err := w.aheadOf(tx); err != nil {
			return err
		}
		if err := write(tx, w, was); err != nil {
			return err
		}
		return w.trace(tx)
	})
}

// seatBehind finds the place of a link's reader, while the link lives.
func seatBehind(tx *store.Tx, token string) (scheduling.Enrolment, error) {
	inv, err := tx.InvitationByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = scheduling.Refuse(scheduling.NotFound, "link.unknown", "")
	}
	if err != nil {
		return scheduling.Enrolment{}, err
	}
	return seatOf(tx, inv)
}

// seatOf finds the place that an invitation led to; none is NotFound.
func seatOf(tx *store.Tx, inv scheduling.Invitation) (scheduling.Enrolment, error) {
	i, err := tx.Insured(inv.Insured)
	if err != nil {
		return scheduling.Enrolment{}, err
	}
	if !inv.WithdrawnAt.IsZero() || !i.DeceasedOn.IsZero() {
		return scheduling.Enrolment{}, scheduling.Refuse(scheduling.Expired, "link.over", "")
	}
	e, err := tx.LastEnrolment(inv.Cohort, inv.Insured)
	if err == nil && e.State != scheduling.Enrolled {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return e, err
}
