package planning

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/cadence"
	"trame/scheduling/store"
)

// Change is something that can be done to the dates of a cohort: Move, Shift,
// CancelMeeting, Postpone, Resume, CancelCohort. Foresee says what it would
// do, Do does it.
type Change interface {
	// of is what it is about: a cohort, or one of its meetings.
	of() (scheduling.CohortID, scheduling.MeetingID)
	// words are why, for the service, and a word to the participants.
	words() (reason, word string)
	// apply makes the change on the board; it writes nothing.
	apply(b *board) error
}

// Effect is what a change does, and whom it tells (rule 17).
type Effect struct {
	Verb         string // moved, shifted, cancelled, postponed, resumed: of the audit and the messages
	Cohort       scheduling.Cohort
	Version      scheduling.ProgrammeVersion
	Site         scheduling.Site
	Rescheduled  []Rescheduled // in time, as they will be
	Meetings     []scheduling.Meeting
	Skipped      []cadence.Skip
	Warning      cadence.Warning
	Obstacles    []Obstacle
	Cautions     []Caution
	TooShort     bool // under three meetings from now on (rule 3)
	OutOfOrder   bool // a module comes after a later one
	Participants Addressees
	Animators    []Animator
	witnesses    []scheduling.Testimony
	Reason       string // for the service
	Word         string // to the participants
}

// Rescheduled is a meeting before and after a change.
type Rescheduled struct {
	Before scheduling.Meeting
	After  scheduling.Meeting
	Title  string
}

// Told reports whether people must hear of it: another hour, another site,
// cancelled or back. Another room is read at the door.
func (r Rescheduled) Told() bool { return !r.After.Told(r.Before) }

// Cancelled reports whether the meeting will not be held.
func (r Rescheduled) Cancelled() bool { return !r.After.CancelledAt.IsZero() }

// board is a cohort laid on the table to be changed.
type board struct {
	ground
	actor      scheduling.Actor
	now        time.Time
	cohort     scheduling.Cohort
	version    scheduling.ProgrammeVersion
	modules    map[scheduling.ModuleID]scheduling.Module
	before     []scheduling.Meeting
	meetings   []scheduling.Meeting
	animations map[scheduling.MeetingID][]scheduling.Animation
	effect     Effect
	clashes    func(wanted []scheduling.Booking) ([]scheduling.Clash, error)
}

// Foresee says what a change would do, whom it would tell, and what stands in
// its way; it writes nothing.
func (d *Desk) Foresee(ctx context.Context, actor scheduling.Actor, change Change) (effect Effect, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		b, err := lay(tx, actor, change, tx.Cohort)
		if err != nil {
			return err
		}
		clashes, err := b.clashes(b.wanted())
		if err != nil {
			return err
		}
		if b.effect.Obstacles, err = obstacles(tx, actor, clashes, b.meetings); err != nil {
			return err
		}
		if b.effect.Cautions, err = cautions(tx, b.wanted(), b.meetings); err != nil {
			return err
		}
		effect = b.effect
		return whom(tx, actor, b.cohort, &effect)
	})
	return effect, err
}

// Do makes a change in one transaction: dates, bookings, history, and the
// messages to everyone concerned (rule 17). What is taken, or was changed
// since the actor looked, is a Conflict.
func (d *Desk) Do(ctx context.Context, actor scheduling.Actor, change Change) (effect Effect, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		b, err := lay(tx, actor, change, tx.LockCohort)
		if err != nil {
			return err
		}
		if err := b.save(tx); err != nil {
			return err
		}
		effect = b.effect
		if err := whom(tx, actor, b.cohort, &effect); err != nil {
			return err
		}
		if err := d.tellAnimators(tx, actor, effect); err != nil {
			return err
		}
		if err := d.tellParticipants(tx, effect); err != nil {
			return err
		}
		if err := d.tellWitnesses(tx, effect); err != nil {
			return err
		}
		return tx.Audit(trace(actor, effect.Verb, b.cohort, effect.Reason, map[string]any{
			"meetings": idsOf(effect.Rescheduled), "told": effect.Participants.Count + len(effect.Animators),
		}))
	})
	return effect, err
}

// lay puts a cohort on the board and makes the change there. find reads the
// cohort, or locks it.
func lay(tx *store.Tx, actor scheduling.Actor, change Change, find func(scheduling.CohortID) (scheduling.Cohort, error)) (*board, error) {
	id, meeting := change.of()
	if id == "" {
		m, err := tx.Meeting(meeting)
		if err != nil {
			return nil, err
		}
		id = m.Cohort
	}
	b := &board{actor: actor, now: tx.Now}
	var err error
	if b.cohort, err = find(id); err != nil {
		return nil, err
	}
	if err := actor.May(scheduling.Organise, b.cohort.Unit); err != nil {
		return nil, err
	}
	if err := b.read(tx); err != nil {
		return nil, err
	}
	reason, word := change.words()
	if err := b.speak(reason, word); err != nil {
		return nil, err
	}
	if err := change.apply(b); err != nil {
		return nil, atField(err)
	}
	b.conclude()
	return b, nil
}

func (b *board) read(tx *store.Tx) (err error) {
	if b.ground, err = groundAt(tx, b.actor.Organisation, b.cohort.Site); err != nil {
		return err
	}
	if b.version, err = tx.Version(b.cohort.VersionID); err != nil {
		return err
	}
	modules, err := tx.Modules(b.cohort.VersionID)
	if err != nil {
		return err
	}
	b.modules = index(modules, func(m scheduling.Module) scheduling.ModuleID { return m.ID })
	if b.before, err = tx.Meetings(b.cohort.ID); err != nil {
		return err
	}
	b.meetings = slices.Clone(b.before)
	ids := make([]scheduling.MeetingID, len(b.before))
	for i, m := range b.before {
		ids[i] = m.ID
	}
	b.clashes = func(wanted []scheduling.Booking) ([]scheduling.Clash, error) { return tx.Clashes(wanted, b.changed()) }
	b.animations, err = tx.AnimationsOf(ids)
	return err
}

// speak takes the words of a change. The reason stays in the service; the word
// goes out, so it holds nothing of anyone's health (rule 13).
func (b *board) speak(reason, word string) error {
	reason, word = strings.TrimSpace(reason), strings.TrimSpace(word)
	var faults scheduling.Faults
	faults.Check(reason != "", "reason", "change.reason.required")
	faults.Check(len([]rune(reason)) <= 500, "reason", "change.words.long", "max", 500)
	faults.Check(len([]rune(word)) <= 300, "word", "change.words.long", "max", 300)
	said := scheduling.HealthWord(word)
	faults.Check(said == "", "word", "change.word.health", "word", said)
	b.effect.Reason, b.effect.Word = reason, word
	return faults.Err()
}

// conclude compares what was with what will be.
func (b *board) conclude() {
	for i, m := range b.meetings {
		if m == b.before[i] {
			continue
		}
		m.ChangedAt = b.now
		if !m.Told(b.before[i]) {
			m.Sequence++
		}
		b.meetings[i] = m
		b.effect.Rescheduled = append(b.effect.Rescheduled, Rescheduled{b.before[i], m, meetingTitle(m, b.modules[m.Module])})
	}
	slices.SortStableFunc(b.effect.Rescheduled, func(x, y Rescheduled) int { return x.After.StartsAt.Compare(y.After.StartsAt) })
	live := scheduling.LiveModules(b.meetings)
	b.effect.OutOfOrder = !slices.IsSortedFunc(live, func(x, y scheduling.Meeting) int { return x.Position - y.Position })
	b.effect.TooShort = b.cohort.CancelledAt.IsZero() && b.cohort.PostponedAt.IsZero() && scheduling.TooShort(b.meetings)
	b.effect.Cohort, b.effect.Version, b.effect.Site, b.effect.Meetings = b.cohort, b.version, b.site, b.meetings
}

// changed are the meetings whose bookings are about to be freed.
func (b *board) changed() []scheduling.MeetingID {
	var ids []scheduling.MeetingID
	for i, m := range b.meetings {
		if m != b.before[i] {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// wanted is what the changed meetings take, once changed.
func (b *board) wanted() []scheduling.Booking {
	var list []scheduling.Booking
	for i, m := range b.meetings {
		if m != b.before[i] && m.CancelledAt.IsZero() {
			list = append(list, bookings(m, b.animations[m.ID])...)
		}
	}
	return list
}

func (b *board) save(tx *store.Tx) error {
	if err := tx.Unbook(b.changed()); err != nil {
		return err
	}
	if err := book(tx, b.actor, b.wanted(), b.meetings, "date"); err != nil {
		return err
	}
	var errs []error
	for _, r := range b.effect.Rescheduled {
		errs = append(errs, tx.ReplaceMeeting(r.After))
		if !r.After.StartsAt.Equal(r.Before.StartsAt) {
			errs = append(errs, tx.AddMove(scheduling.Move{
				Meeting: r.After.ID, FromStart: r.Before.StartsAt, ToStart: r.After.StartsAt,
				Reason: b.effect.Reason, By: b.actor.ID, At: b.now,
			}))
		}
	}
	return errors.Join(append(errs, tx.ReplaceCohort(b.cohort))...)
}

func idsOf(list []Rescheduled) []scheduling.MeetingID {
	ids := make([]scheduling.MeetingID, len(list))
	for i, r := range list {
		ids[i] = r.After.ID
	}
	return ids
}
