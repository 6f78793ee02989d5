package availability

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/fetch"
	"trame/scheduling/ical/busy"
	"trame/scheduling/store"
)

// maxFollowed bounds how many calendars of one person are followed: work, home
// and one more.
const maxFollowed = 3

// Follow has the calendar at an address read every hour. It is read at once,
// so that whoever typed the address sees whether it works.
func (d *Desk) Follow(ctx context.Context, actor scheduling.Actor, resource, typed string) (scheduling.BusyCalendarID, error) {
	address, err := fetch.Clean(typed)
	if err != nil {
		return "", unreadable(err, "address")
	}
	zone, now, err := d.ready(ctx, actor, resource)
	if err != nil {
		return "", err
	}
	answer, err := d.fetch(ctx, address, fetch.Known{}) // outside any transaction
	if err != nil {
		return "", unreadable(err, "address")
	}
	read, err := busy.Read(answer.Body, scheduling.BusyWindow(now), zone)
	if err != nil {
		return "", unreadable(err, "address")
	}
	b := scheduling.BusyCalendar{
		ID: store.NewID[scheduling.BusyCalendarID](), Resource: resource, Source: scheduling.BusyAddress,
		Shown: fetch.Host(address), AddedBy: actor.ID,
	}
	if b.Sealed, err = d.vault.Seal(place(b.ID), []byte(address)); err != nil {
		return "", err
	}
	b.ETag, b.LastModified, b.NextAt = answer.ETag, answer.LastModified, next(now, 0)
	return b.ID, d.add(ctx, actor, b, read)
}

// Upload keeps the busy time of a file in the place of the one before: nothing
// else of it is kept, so a year later it is asked for again.
func (d *Desk) Upload(ctx context.Context, actor scheduling.Actor, resource string, content []byte) (scheduling.BusyCalendarID, error) {
	zone, now, err := d.ready(ctx, actor, resource)
	if err != nil {
		return "", err
	}
	read, err := busy.Read(content, scheduling.BusyWindow(now), zone)
	if err != nil {
		return "", unreadable(err, "file")
	}
	b := scheduling.BusyCalendar{
		ID: store.NewID[scheduling.BusyCalendarID](), Resource: resource, Source: scheduling.BusyFile, AddedBy: actor.ID,
	}
	return b.ID, d.add(ctx, actor, b, read)
}

// ready checks that the actor may give somebody a calendar, before anything is
// read in his name.
func (d *Desk) ready(ctx context.Context, actor scheduling.Actor, resource string) (zone *time.Location, now time.Time, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := keptPerson(tx, actor, resource); err != nil {
			return err
		}
		now = tx.Now
		zone, err = tx.ZoneOf(resource)
		return err
	})
	return zone, now, err
}

// add keeps a calendar with what was read of it.
func (d *Desk) add(ctx context.Context, actor scheduling.Actor, b scheduling.BusyCalendar, read busy.Calendar) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		p, err := keptPerson(tx, actor, b.Resource)
		if err != nil {
			return err
		}
		if err := makeRoom(tx, b); err != nil {
			return err
		}
		b.AddedAt = tx.Now
		b = learnt(b, tx.Now, read)
		if err := tx.AddBusyCalendar(b); err != nil {
			return err
		}
		if err := tx.ReplaceBusySpans(b.ID, read.Spans); err != nil {
			return err
		}
		return audit(tx, actor, p, map[string]any{"calendar": b.ID, "source": b.Source, "spans": len(read.Spans)})
	})
}

// makeRoom lets a file take the place of the one before, and refuses a
// calendar too many.
func makeRoom(tx *store.Tx, b scheduling.BusyCalendar) error {
	followed, err := tx.BusyCalendars(b.Resource)
	if err != nil {
		return err
	}
	left := 0
	for _, other := range followed {
		if other.Source == scheduling.BusyFile && b.Source == scheduling.BusyFile {
			if err := tx.RemoveBusyCalendar(other.ID); err != nil {
				return err
			}
			continue
		}
		left++
	}
	if left >= maxFollowed {
		return scheduling.Refuse(scheduling.Conflict, "busy_calendar.too_many", "", "max", maxFollowed)
	}
	return nil
}

// learnt is b after a good whole reading.
func learnt(b scheduling.BusyCalendar, now time.Time, read busy.Calendar) scheduling.BusyCalendar {
	b.AnsweredAt, b.ReadAt, b.FailingSince, b.Failures, b.Reason = now, now, time.Time{}, 0, ""
	b.Unreadable, b.FirstLine = read.Faults, 0
	if len(read.Wrong) > 0 {
		b.FirstLine = read.Wrong[0]
	}
	return b
}

// Unfollow forgets a calendar and all that was read of it, and says whose it
// was.
func (d *Desk) Unfollow(ctx context.Context, actor scheduling.Actor, id scheduling.BusyCalendarID) (resource string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		b, err := tx.BusyCalendar(id)
		if err != nil {
			return err
		}
		p, err := kept(tx, actor, b.Resource)
		if err != nil {
			return err
		}
		resource = b.Resource
		if err := tx.RemoveBusyCalendar(id); err != nil {
			return err
		}
		return audit(tx, actor, p, map[string]any{"calendar": id, "removed": true})
	})
	return resource, err
}

// failures say why a calendar could not be read.
var failures = []struct {
	err error
	why scheduling.BusyFailure
}{
	{fetch.ErrAddress, "address"},
	{fetch.ErrPrivate, "private"},
	{fetch.ErrUnknown, "unknown_host"},
	{fetch.ErrLate, "late"},
	{fetch.ErrForbidden, "password"},
	{fetch.ErrGone, "gone"},
	{fetch.ErrStatus, "status"},
	{fetch.ErrTooLarge, "too_large"},
	{fetch.ErrRedirects, "redirects"},
	{busy.ErrTooLarge, "too_large"},
	{busy.ErrNotCalendar, "not_calendar"},
}

func failureOf(err error) scheduling.BusyFailure {
	for _, f := range failures {
		if errors.Is(err, f.err) {
			return f.why
		}
	}
	return "network"
}

// unreadable words a failure at the field that it is about.
func unreadable(err error, field string) error {
	return scheduling.Refuse(scheduling.Invalid, "busy_calendar.unreadable."+string(failureOf(err)), field)
}

func place(id scheduling.BusyCalendarID) string { return "busy_calendars/" + string(id) + "/sealed" }
