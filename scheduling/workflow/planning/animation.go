package planning

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
)

// animated is a meeting held open to change who is on it.
type animated struct {
	cohort     scheduling.Cohort
	meeting    scheduling.Meeting
	animations []scheduling.Animation
}

// holdMeeting locks a meeting and reads who is on it. A meeting that is over
// or cancelled is a Conflict: nobody comes to it any more.
func holdMeeting(tx *store.Tx, actor scheduling.Actor, id scheduling.MeetingID) (a animated, err error) {
	if a.meeting, err = tx.LockMeeting(id); err != nil {
		return a, err
	}
	if a.cohort, err = tx.Cohort(a.meeting.Cohort); err != nil {
		return a, err
	}
	if err := actor.May(scheduling.Organise, a.cohort.Unit); err != nil {
		return a, err
	}
	if !a.meeting.CancelledAt.IsZero() {
		return a, scheduling.Refuse(scheduling.Conflict, "animation.meeting_cancelled", "")
	}
	if !a.meeting.EndsAt.After(tx.Now) {
		return a, scheduling.Refuse(scheduling.Conflict, "animation.meeting_over", "")
	}
	a.animations, err = tx.Animations(id)
	return a, err
}

// holdAnimation locks an animation behind its meeting: always in that order,
// so that two who change a meeting wait for each other.
func holdAnimation(tx *store.Tx, actor scheduling.Actor, id scheduling.AnimationID) (on animated, a scheduling.Animation, err error) {
	if a, err = tx.Animation(id); err != nil {
		return on, a, err
	}
	if on, err = holdMeeting(tx, actor, a.Meeting); err != nil {
		return on, a, err
	}
	a, err = tx.LockAnimation(id)
	return on, a, err
}

// Place puts a facilitator or an agent on a meeting, for a kind that its
// module requires or in addition, and holds him for its time (rule 6). Of a it
// reads the meeting, the person, the kind ("" is his partner's own) and who
// asked. Nothing is sent: Invite does that.
func (d *Desk) Place(ctx context.Context, actor scheduling.Actor, a scheduling.Animation) (scheduling.AnimationID, error) {
	if a.AskedBy == "" {
		a.AskedBy = scheduling.Askers[0]
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		on, err := holdMeeting(tx, actor, a.Meeting)
		if err != nil {
			return err
		}
		if err := a.Validate(); err != nil {
			return err
		}
		if a, err = take(tx, actor, on, a); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "placed", on.cohort, "", map[string]any{
			"meeting": a.Meeting, "animation": a.ID, "who": a.Resource(), "kind": a.PartnerKind, "asked_by": a.AskedBy,
		}))
	})
	return a.ID, err
}

// take seats a, and holds the person for the meeting's time.
func take(tx *store.Tx, actor scheduling.Actor, on animated, a scheduling.Animation) (scheduling.Animation, error) {
	if err := placeable(tx, on, &a); err != nil {
		return a, err
	}
	a, err := seat(tx, on, a)
	if err != nil {
		return a, err
	}
	err = book(tx, actor, bookings(withoutRoom(on.meeting), []scheduling.Animation{a}), []scheduling.Meeting{on.meeting}, "who")
	if err != nil {
		return a, err
	}
	return a, keepOpen(tx, on.meeting)
}

// withoutRoom is m for bookings of people alone: its room is held already.
func withoutRoom(m scheduling.Meeting) scheduling.Meeting {
	m.Room = ""
	return m
}

// placeable checks that the person of a is active, and works in reach of the
// cohort; it fills in the kind.
func placeable(tx *store.Tx, on animated, a *scheduling.Animation) error {
	unknown := scheduling.Refuse(scheduling.Invalid, "animation.who.unknown", "who")
	if a.User != "" {
		agents, err := agentsFor(tx, on.cohort)
		if err == nil && !slices.ContainsFunc(agents, func(u scheduling.User) bool { return u.ID == a.User }) {
			return unknown
		}
		return err
	}
	f, err := tx.Facilitator(a.Facilitator)
	if err != nil {
		return unknown
	}
	p, err := tx.Partner(f.Partner)
	if err != nil {
		return err
	}
	near, err := tx.PartnerInReach(p.Unit, []scheduling.UnitID{on.cohort.Unit})
	if err != nil {
		return err
	}
	if !near || !f.Active {
		return unknown
	}
	if a.PartnerKind == "" {
		a.PartnerKind = p.Kind
	}
	return nil
}

// agentsFor are the agents who may be on a cohort's meetings.
func agentsFor(tx *store.Tx, c scheduling.Cohort) ([]scheduling.User, error) {
	return tx.UsersIn([]scheduling.UnitID{c.Unit},
		[]scheduling.Role{scheduling.SocialWorker, scheduling.Adviser, scheduling.TechnicalLead}, scheduling.DateOf(tx.Now))
}

// seat writes a where it belongs: on his earlier row when he was on the
// meeting before, so that his mails stay in one thread; else on the row of the
// kind that is still to be found; else on a new one.
func seat(tx *store.Tx, on animated, a scheduling.Animation) (scheduling.Animation, error) {
	a.Reply, a.SentSequence, a.CreatedAt = scheduling.NoReply, -1, tx.Now
	if a.Role == "" {
		a.Role = "co"
	}
	earlier, err := tx.AnimationOn(a.Meeting, a.User, a.Facilitator)
	switch {
	case err == nil && earlier.On():
		return a, scheduling.Refuse(scheduling.Conflict, "animation.already_on", "who")
	case err == nil:
		a.ID, a.CreatedAt = earlier.ID, earlier.CreatedAt
		return a, tx.SaveAnimation(a)
	case scheduling.KindOf(err) != scheduling.NotFound:
		return a, err
	}
	for _, open := range on.animations {
		if a.Role == "co" && open.State() == scheduling.AnimationToFind && open.PartnerKind == a.PartnerKind {
			a.ID, a.CreatedAt = open.ID, open.CreatedAt
			return a, tx.SaveAnimation(a)
		}
	}
	a.ID = store.NewID[scheduling.AnimationID]()
	return a, tx.AddAnimation(a)
}

// keepOpen keeps one row “to find” for each kind that m's module requires and
// nobody holds, and none for the others: lists find open needs by it.
func keepOpen(tx *store.Tx, m scheduling.Meeting) error {
	if m.Module == "" {
		return nil
	}
	module, err := tx.Module(m.Module)
	if err != nil {
		return err
	}
	animations, err := tx.Animations(m.ID)
	if err != nil {
		return err
	}
	open := map[scheduling.PartnerKind]scheduling.Animation{}
	for _, a := range animations {
		if a.State() == scheduling.AnimationToFind {
			open[a.PartnerKind] = a
		}
	}
	for _, need := range scheduling.Needs(module.Partners, animations) {
		row, kept := open[need.Kind]
		switch {
		case len(need.On) > 0 && kept:
			row.RemovedAt = tx.Now
			err = tx.SaveAnimation(row)
		case len(need.On) == 0 && !kept:
			err = tx.AddAnimation(scheduling.Animation{
				ID: store.NewID[scheduling.AnimationID](), Meeting: m.ID, Role: "co", PartnerKind: need.Kind,
				AskedBy: scheduling.Askers[0], Reply: scheduling.NoReply, SentSequence: -1, CreatedAt: tx.Now,
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TakeOff takes somebody off a meeting that goes on without him. If his
// invitation left he is told, and his calendar forgets the date; his link ends
// (calendar.md §1: un-invite is not cancel).
func (d *Desk) TakeOff(ctx context.Context, actor scheduling.Actor, id scheduling.AnimationID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		on, a, err := holdAnimation(tx, actor, id)
		if err != nil {
			return err
		}
		if !a.RemovedAt.IsZero() || a.Resource() == "" {
			return scheduling.Refuse(scheduling.Conflict, "animation.removed", "")
		}
		if a.Role == "lead" || a.User != "" && (a.User == on.cohort.Lead || a.User == on.cohort.Second) {
			return scheduling.Refuse(scheduling.Conflict, "animation.leads", "")
		}
		if err := d.release(tx, actor, on.meeting, a); err != nil {
			return err
		}
		return tx.Audit(trace(actor, "taken_off", on.cohort, "", map[string]any{"meeting": a.Meeting, "animation": a.ID, "who": a.Resource()}))
	})
}

// release takes a off m: he is told, his hour is his own again.
func (d *Desk) release(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, a scheduling.Animation) error {
	if err := d.uninvite(tx, actor, a, m); err != nil {
		return err
	}
	if err := tx.UnbookResource(a.Meeting, a.Resource()); err != nil {
		return err
	}
	a.RemovedAt = tx.Now
	if err := tx.SaveAnimation(a); err != nil {
		return err
	}
	if err := d.tellRecap(tx, actor, m, a); err != nil {
		return err
	}
	return keepOpen(tx, m)
}

// tellRecap has the next recap of a tell what just became of it, if he wants
// one and was asked at all.
func (d *Desk) tellRecap(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, a scheduling.Animation) error {
	if a.Facilitator == "" || a.InvitedAt.IsZero() {
		return nil
	}
	f, err := tx.Facilitator(a.Facilitator)
	if err != nil || !f.Recap {
		return err
	}
	return recapitulate(tx, d.post, actor.Name, m.Cohort, f.ID)
}

// uninvite sends the CANCEL of one person, with a SEQUENCE of its own.
func (d *Desk) uninvite(tx *store.Tx, actor scheduling.Actor, a scheduling.Animation, m scheduling.Meeting) error {
	people, err := peopleOf(tx, []scheduling.Animation{a})
	if err != nil || a.InvitedAt.IsZero() || people[a.Resource()].recap {
		return err
	}
	if err := tx.NextSequence(m.ID); err != nil {
		return err
	}
	m.Sequence++
	o, err := occasionOf(tx, m)
	if err != nil {
		return err
	}
	return withdraw(tx, d.post, actor, o, a, people[a.Resource()], "meeting_uninvite", ical.Uninvite)
}
