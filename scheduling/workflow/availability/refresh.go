package availability

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"trame/scheduling"
	"trame/scheduling/fetch"
	"trame/scheduling/ical/busy"
	"trame/scheduling/store"
)

const (
	every    = time.Hour          // at most; spread by a quarter more
	longest  = 24 * time.Hour     // between two tries of one that fails
	batch    = 20                 // calendars a round
	lease    = 10 * time.Minute   // longer than a batch takes at its slowest
	wholeFor = 7 * 24 * time.Hour // then even an unchanged calendar is read again: what recurs has come nearer
)

// next is when a calendar is due again: in an hour, and longer each time that
// it fails. The spread keeps a thousand of them from one minute.
func next(now time.Time, failures int) time.Time {
	wait := min(every<<min(failures, 5), longest)
	return now.Add(wait + rand.N(every/4)) //nolint:gosec // a spread, not a secret
}

// Refresh reads the calendars that are due, and says how many. Each is settled
// by itself: one that fails holds no other up.
func (d *Desk) Refresh(ctx context.Context) (n int, err error) {
	var due []scheduling.BusyCalendar
	err = d.db.Write(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.LeaseBusyCalendars(batch, lease)
		return err
	})
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, b := range due {
		if ctx.Err() != nil {
			return n, ctx.Err() // the others' leases run out
		}
		if err := d.refresh(ctx, b); err != nil && scheduling.KindOf(err) != scheduling.Conflict { // unfollowed meanwhile
			errs = append(errs, err)
			continue
		}
		n++
	}
	return n, errors.Join(errs...)
}

// refresh asks and reads before it writes: no transaction waits for a stranger.
func (d *Desk) refresh(ctx context.Context, b scheduling.BusyCalendar) error {
	address, err := d.vault.Open(place(b.ID), b.Sealed)
	if err != nil {
		return err
	}
	zone, err := d.zoneOf(ctx, b.Resource)
	if err != nil {
		return err
	}
	now := d.db.Now()
	known := fetch.Known{ETag: b.ETag, LastModified: b.LastModified}
	if now.Sub(b.ReadAt) > wholeFor {
		known = fetch.Known{}
	}
	answer, failed := d.fetch(ctx, string(address), known)
	if failed != nil && ctx.Err() != nil {
		return ctx.Err() // we stopped: not the calendar's failure
	}
	var read busy.Calendar
	if failed == nil && !answer.Unchanged {
		read, failed = busy.Read(answer.Body, scheduling.BusyWindow(now), zone)
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		switch {
		case failed != nil:
			return tx.SaveBusyCalendar(missed(b, now, failed))
		case answer.Unchanged:
			b.AnsweredAt, b.FailingSince, b.Failures, b.Reason, b.NextAt = now, time.Time{}, 0, "", next(now, 0)
			return tx.SaveBusyCalendar(b)
		}
		b := learnt(b, now, read)
		b.ETag, b.LastModified, b.NextAt = answer.ETag, answer.LastModified, next(now, 0)
		if err := tx.SaveBusyCalendar(b); err != nil {
			return err
		}
		return tx.ReplaceBusySpans(b.ID, read.Spans)
	})
}

func (d *Desk) zoneOf(ctx context.Context, resource string) (zone *time.Location, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		zone, err = tx.ZoneOf(resource)
		return err
	})
	return zone, err
}

// missed is b after a try that failed: what was known of it stays, being the
// best there is.
func missed(b scheduling.BusyCalendar, now time.Time, err error) scheduling.BusyCalendar {
	b.Failures++
	b.Reason, b.NextAt = failureOf(err), next(now, b.Failures)
	if b.FailingSince.IsZero() {
		b.FailingSince = now
	}
	return b
}
