package planning

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Move puts one meeting on another day, hour or room; one that was cancelled
// is planned again. Version is the meeting's, as the actor saw it.
type Move struct {
	Meeting scheduling.MeetingID
	Version int
	Date    scheduling.Date
	Start   scheduling.Clock
	Room    scheduling.RoomID
	Reason  string
	Word    string // to the participants
}

func (c Move) of() (scheduling.CohortID, scheduling.MeetingID) { return "", c.Meeting }
func (c Move) words() (string, string)                         { return c.Reason, c.Word }

func (c Move) apply(b *board) error {
	b.effect.Verb = "moved"
	m, err := b.pick(c.Meeting, c.Version)
	if err != nil {
		return err
	}
	if !b.cohort.PostponedAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_postponed", "")
	}
	moved, faults := b.landing(m, c.Date, c.Start, c.Room)
	faults.Check(faults != nil || moved != m, "date", "meeting.move.same")
	if err := faults.Err(); err != nil {
		return err
	}
	return b.put(moved)
}

// landing is m on another day, hour or room, planned again if it was
// cancelled, and what keeps it from being there.
func (b *board) landing(m scheduling.Meeting, date scheduling.Date, start scheduling.Clock, room scheduling.RoomID) (moved scheduling.Meeting, faults scheduling.Faults) {
	faults.Check(!date.IsZero(), "date", "meeting.date.required")
	faults.Check(start >= 0 && start < 24*60, "start", "cohort.start.range")
	_, known := b.room(room)
	faults.Check(known, "room", "cohort.room.elsewhere")
	if faults != nil {
		return m, faults
	}
	moved, exists := m.At(date, start)
	faults.Check(exists, "start", "cadence.start.nonexistent", "start", start, "date", date)
	faults.Check(!exists || moved.StartsAt.After(b.now), "date", "meeting.date.past")
	if skip, closed := b.calendar.Closed(date); closed {
		faults.Check(false, "date", "meeting.date.closed", "why", skip.Name)
	}
	faults.Check(b.open(moved), "start", "cohort.start.site_closed", "date", date)
	moved.Room, moved.CancelledAt, moved.CancelReason = room, time.Time{}, ""
	return moved, faults
}

// Shift lays a meeting and all the later modules out again from a day, at the
// cohort's rhythm. Version is that of the first one.
type Shift struct {
	Meeting scheduling.MeetingID
	Version int
	Date    scheduling.Date
	Start   scheduling.Clock
	Reason  string
	Word    string
}

func (c Shift) of() (scheduling.CohortID, scheduling.MeetingID) { return "", c.Meeting }
func (c Shift) words() (string, string)                         { return c.Reason, c.Word }

func (c Shift) apply(b *board) error {
	b.effect.Verb = "shifted"
	first, err := b.pick(c.Meeting, c.Version)
	if err != nil {
		return err
	}
	if first.Kind == scheduling.Supplementary || !first.CancelledAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "meeting.shift.not_a_module", "")
	}
	var rest []scheduling.Meeting
	var previous scheduling.Meeting
	for _, m := range scheduling.LiveModules(b.meetings) {
		if m.StartsAt.Before(first.StartsAt) {
			previous = m
		} else if m.HeldAt.IsZero() {
			rest = append(rest, m)
		}
	}
	if !previous.Date.IsZero() && !c.Date.After(previous.Date) {
		return scheduling.Refuse(scheduling.Invalid, "cadence.shift.not_after_previous", "date", "previous", previous.Date)
	}
	return b.layOut(rest, c.Date, c.Start)
}

// CancelMeeting cancels one meeting; Move plans it again.
type CancelMeeting struct {
	Meeting scheduling.MeetingID
	Version int
	Reason  string
	Word    string
}

func (c CancelMeeting) of() (scheduling.CohortID, scheduling.MeetingID) { return "", c.Meeting }
func (c CancelMeeting) words() (string, string)                         { return c.Reason, c.Word }

func (c CancelMeeting) apply(b *board) error {
	b.effect.Verb = "cancelled"
	m, err := b.pick(c.Meeting, c.Version)
	if err != nil {
		return err
	}
	if !m.CancelledAt.IsZero() {
		return scheduling.Refuse(scheduling.Conflict, "meeting.is_cancelled", "")
	}
	m.CancelledAt, m.CancelReason = b.now, b.effect.Reason
	b.set(m)
	return nil
}

// pick finds a meeting that may still change, as the actor saw it.
func (b *board) pick(id scheduling.MeetingID, version int) (scheduling.Meeting, error) {
	i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool { return m.ID == id })
	m := b.meetings[i] // the cohort was found by it
	switch {
	case m.Version != version:
		return m, scheduling.Refuse(scheduling.Conflict, "stale", "")
	case !m.HeldAt.IsZero():
		return m, scheduling.Refuse(scheduling.Conflict, "meeting.is_held", "")
	}
	return m, b.openCohort()
}

// openCohort refuses to change what is over.
func (b *board) openCohort() error {
	switch {
	case !b.cohort.CancelledAt.IsZero():
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_cancelled", "")
	case !b.cohort.ClosedAt.IsZero():
		return scheduling.Refuse(scheduling.Conflict, "cohort.is_closed", "")
	}
	return nil
}

func (b *board) set(m scheduling.Meeting) {
	i := slices.IndexFunc(b.meetings, func(other scheduling.Meeting) bool { return other.ID == m.ID })
	b.meetings[i] = m
}

// put sets one meeting; when that moves the end of the modules, the
// supplementary meeting follows.
func (b *board) put(m scheduling.Meeting) error {
	before := b.lastDay()
	b.set(m)
	if m.Kind == scheduling.Supplementary || b.lastDay() == before {
		return nil
	}
	return b.followUp()
}

func (b *board) lastDay() scheduling.Date {
	live := scheduling.LiveModules(b.meetings)
	if len(live) == 0 {
		return scheduling.Date{}
	}
	return live[len(live)-1].Date
}

// layOut dates modules again from a day, at the cohort's rhythm.
func (b *board) layOut(rest []scheduling.Meeting, first scheduling.Date, start scheduling.Clock) error {
	layout, err := b.ground.cadence(b.cohort, start).Meetings(first, len(rest))
	if err != nil {
		return err
	}
	b.effect.Skipped, b.effect.Warning = layout.Skipped, layout.Warning
	var faults scheduling.Faults
	for i, m := range rest {
		moved, _ := m.At(layout.Meetings[i].Date, start)
		moved.CancelledAt, moved.CancelReason = time.Time{}, ""
		if len(faults) == 0 {
			faults.Check(moved.StartsAt.After(b.now), "date", "meeting.date.past")
			faults.Check(b.open(moved), "start", "cohort.start.site_closed", "date", moved.Date)
		}
		b.set(moved)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return b.followUp()
}

// followUp puts the supplementary meeting back some months after the last
// module (rule 4), unless it was held or cancelled.
func (b *board) followUp() error {
	i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool {
		return m.Kind == scheduling.Supplementary && m.CancelledAt.IsZero() && m.HeldAt.IsZero()
	})
	if i < 0 || b.version.FollowUpMonths == 0 {
		return nil
	}
	free := func(m scheduling.Meeting) (bool, error) {
		clashes, err := b.clashes(bookings(m, b.animations[m.ID]))
		return len(clashes) == 0, err
	}
	extra := b.meetings[i]
	moved, skipped, err := b.supplementary(b.ground.cadence(b.cohort, extra.Start), extra, b.lastDay(), b.version.FollowUpMonths, free)
	if err != nil {
		return err
	}
	b.effect.Skipped = append(b.effect.Skipped, skipped...)
	b.meetings[i] = moved
	return nil
}

// NextDay is where a cancelled meeting may be planned again: the next day of
// the cohort's rhythm after its last module.
func (d *Desk) NextDay(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (day scheduling.Date, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		b := &board{actor: actor, now: tx.Now}
		if b.cohort, err = tx.Cohort(id); err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, b.cohort.Unit); err != nil {
			return err
		}
		if err := b.read(tx); err != nil {
			return err
		}
		from := b.lastDay()
		if from.IsZero() {
			from = scheduling.DateOf(b.now.In(b.zone))
		}
		layout, err := b.ground.cadence(b.cohort, b.cohort.Start).Meetings(from.AddDays(7*b.cohort.CadenceWeeks), 1)
		if err == nil {
			day = layout.Meetings[0].Date
		}
		return err
	})
	return day, err
}
