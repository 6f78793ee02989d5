package planning

import (
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// mend is a repair as a Change: meetings that go elsewhere, and people who
// take the place of others.
type mend struct {
	cohort scheduling.CohortID
	steps  []step
	reason string
	word   string
}

// step is one meeting as it will be: when, in which room, who leaves it and
// who joins it.
type step struct {
	meeting scheduling.MeetingID
	date    scheduling.Date
	start   scheduling.Clock
	room    scheduling.RoomID
	out     []scheduling.Animation
	in      []scheduling.Animation
}

func (c mend) of() (scheduling.CohortID, scheduling.MeetingID) { return c.cohort, "" }
func (c mend) words() (string, string)                         { return c.reason, c.word }

// apply puts the meetings where they go, by the rules of any move: what was
// held, or has begun, stays.
func (c mend) apply(b *board) error {
	b.effect.Verb = "mended"
	if err := b.openCohort(); err != nil {
		return err
	}
	var faults scheduling.Faults
	for _, s := range c.steps {
		i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool { return m.ID == s.meeting })
		if i < 0 || b.meetings[i].State(b.now) != scheduling.MeetingPlanned {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		m := b.meetings[i]
		b.animations[m.ID] = without(b.animations[m.ID], s.out)
		if m.Date == s.date && m.Start == s.start && m.Room == s.room {
			continue
		}
		moved, found := b.landing(m, s.date, s.start, s.room)
		faults = append(faults, found...)
		if len(found) > 0 {
			continue
		}
		if err := b.put(moved); err != nil {
			return err
		}
	}
	return faults.Err()
}

func without(list, gone []scheduling.Animation) []scheduling.Animation {
	return slices.DeleteFunc(slices.Clone(list), func(a scheduling.Animation) bool {
		return slices.ContainsFunc(gone, func(g scheduling.Animation) bool { return g.ID == a.ID })
	})
}

// joining is what those who join the meetings of a mend take, on b.
func (c mend) joining(b *board) (list []scheduling.Booking) {
	for _, s := range c.steps {
		i := slices.IndexFunc(b.meetings, func(m scheduling.Meeting) bool { return m.ID == s.meeting })
		list = append(list, bookings(withoutRoom(b.meetings[i]), s.in)...)
	}
	return list
}

// carryOut makes a mend in tx, whose cohort is held: those who leave are told
// first, while their calendars show the old hour; then the meetings move, and
// everybody on them is told; then those who join are asked.
func (d *Desk) carryOut(tx *store.Tx, actor scheduling.Actor, c mend) (effect Effect, err error) {
	for _, s := range c.steps {
		for _, a := range s.out {
			m, err := tx.LockMeeting(s.meeting) // each who leaves makes its SEQUENCE grow
			if err != nil {
				return effect, err
			}
			if err := d.release(tx, actor, m, a); err != nil {
				return effect, err
			}
		}
	}
	b, err := lay(tx, actor, c, tx.Cohort)
	if err != nil {
		return effect, err
	}
	if err := b.save(tx); err != nil {
		return effect, err
	}
	effect = b.effect
	if err := whom(tx, actor, b.cohort, &effect); err != nil {
		return effect, err
	}
	if err := d.tellAnimators(tx, actor, effect); err != nil {
		return effect, err
	}
	if err := d.tellParticipants(tx, effect); err != nil {
		return effect, err
	}
	if err := d.tellWitnesses(tx, effect); err != nil {
		return effect, err
	}
	for _, s := range c.steps {
		for _, a := range s.in {
			if err := d.join(tx, actor, b.cohort, a); err != nil {
				return effect, err
			}
		}
	}
	return effect, nil
}

// join puts somebody on a meeting and asks him at once: the organiser has read
// that his invitation leaves. Who is on it already becomes its lead.
func (d *Desk) join(tx *store.Tx, actor scheduling.Actor, c scheduling.Cohort, a scheduling.Animation) error {
	m, err := tx.LockMeeting(a.Meeting)
	if err != nil {
		return err
	}
	on := animated{cohort: c, meeting: m}
	if on.animations, err = tx.Animations(m.ID); err != nil {
		return err
	}
	already := func(other scheduling.Animation) bool { return other.On() && other.Resource() == a.Resource() }
	if i := slices.IndexFunc(on.animations, already); i >= 0 {
		on.animations[i].Role = a.Role
		return tx.SaveAnimation(on.animations[i])
	}
	if a, err = take(tx, actor, on, a); err != nil {
		return err
	}
	o, err := occasionOf(tx, m)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, []scheduling.Animation{a})
	if err != nil || !people[a.Resource()].reachable(o) {
		return err
	}
	if err := d.ask(tx, o, a, people[a.Resource()]); err != nil {
		return err
	}
	a.InvitedAt = tx.Now
	return d.tellRecap(tx, actor, m, a)
}
