package receiving

import (
	"context"
	"errors"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Line is a mail that came back about a meeting, in words.
type Line struct {
	scheduling.Incoming
	Of       scheduling.Meeting
	Cohort   scheduling.Cohort
	Name     string // who was invited
	Address  string // who answered
	Delegate string
	Comment  string
	Zone     *time.Location
}

// Countable reports whether l can be accepted as the answer.
func (l Line) Countable() bool {
	return l.Verdict == scheduling.IncomingToConfirm || l.Verdict == scheduling.IncomingTaken
}

// Waiting lists what waits for the actor to say what it is, the oldest first.
func (d *Desk) Waiting(ctx context.Context, actor scheduling.Actor) (list []Line, err error) {
	units := actor.Units(scheduling.Organise)
	if len(units) == 0 {
		return nil, nil
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.IncomingWaiting(units)
		if err != nil {
			return err
		}
		list, err = d.lines(tx, found)
		return err
	})
	return list, err
}

// OfMeeting lists what came back about a meeting and either waits for the
// actor or answers a date that no longer holds.
func (d *Desk) OfMeeting(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (list []Line, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		c, err := tx.Cohort(m.Cohort)
		if err != nil {
			return err
		}
		if mayNot := actor.May(scheduling.Organise, c.Unit); scheduling.KindOf(mayNot) != 0 {
			return nil // nothing of it is his to see
		}
		found, err := tx.IncomingOf(id)
		if err != nil {
			return err
		}
		list, err = d.lines(tx, slices.DeleteFunc(found, func(i scheduling.Incoming) bool {
			return !i.SettledAt.IsZero() || !i.Verdict.Waits() && i.Verdict != scheduling.IncomingOldDate
		}))
		return err
	})
	return list, err
}

// lines puts mails in words: as many queries for fifty as for one.
func (d *Desk) lines(tx *store.Tx, found []scheduling.Incoming) ([]Line, error) {
	var ids []scheduling.MeetingID
	var of []scheduling.AnimationID
	for _, i := range found {
		ids, of = append(ids, i.Meeting), append(of, i.Animation)
	}
	meetings, err1 := tx.MeetingsByID(ids)
	animations, err2 := tx.AnimationsByID(of)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	held := map[scheduling.MeetingID]scheduling.Meeting{}
	var sessions []scheduling.CohortID
	for _, m := range meetings {
		held[m.ID] = m
		sessions = append(sessions, m.Cohort)
	}
	asked := map[scheduling.AnimationID]string{}
	var refs []string
	for _, a := range animations {
		asked[a.ID] = a.Resource()
		refs = append(refs, a.Resource())
	}
	cohorts, err1 := tx.CohortsByID(sessions)
	who, err2 := owners(tx, refs)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	run := map[scheduling.CohortID]scheduling.Cohort{}
	for _, c := range cohorts {
		run[c.ID] = c
	}
	list := make([]Line, 0, len(found))
	for _, i := range found {
		said, err := d.open(i)
		if err != nil {
			return nil, err
		}
		m := held[i.Meeting]
		l := Line{
			Incoming: i, Of: m, Cohort: run[m.Cohort], Name: who[asked[i.Animation]].Name,
			Address: said.Address, Delegate: said.Delegate, Comment: said.Comment,
		}
		if l.Zone, err = time.LoadLocation(m.Zone); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// Accept takes what waits as the answer of whoever was invited.
func (d *Desk) Accept(ctx context.Context, actor scheduling.Actor, id scheduling.IncomingID) error {
	return d.settle(ctx, actor, id, "mail_accepted", func(tx *store.Tx, in scheduling.Incoming) error {
		if !(Line{Incoming: in}).Countable() {
			return scheduling.Refuse(scheduling.Conflict, "incoming.no_answer", "")
		}
		m, err := tx.LockMeeting(in.Meeting)
		if err != nil {
			return err
		}
		a, err := tx.LockAnimation(in.Animation)
		if err != nil {
			return err
		}
		said, err := d.open(in)
		if err != nil {
			return err
		}
		return d.hear(tx, actor, m, a, scheduling.Given{Reply: in.Reply, Comment: said.Comment})
	})
}

// Close says that nothing more is to be made of what waits.
func (d *Desk) Close(ctx context.Context, actor scheduling.Actor, id scheduling.IncomingID) error {
	return d.settle(ctx, actor, id, "mail_closed", func(*store.Tx, scheduling.Incoming) error { return nil })
}

func (d *Desk) settle(ctx context.Context, actor scheduling.Actor, id scheduling.IncomingID, verb string, do func(*store.Tx, scheduling.Incoming) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		in, err := tx.LockIncoming(id)
		if err != nil {
			return err
		}
		if in.Unit == "" || actor.May(scheduling.Organise, in.Unit) != nil {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		if !in.SettledAt.IsZero() { // pressed twice, or by two
			return nil
		}
		if err := do(tx, in); err != nil {
			return err
		}
		in.SettledAt, in.SettledBy = tx.Now, actor.ID
		if err := tx.SaveIncoming(in); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: verb, Subject: "incoming:" + string(id), Unit: in.Unit,
			Fields: scheduling.TraceFields(map[string]any{"meeting": in.Meeting, "animation": in.Animation}),
		})
	})
}
