package planning

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Outgoing is a mail before it is sent: what a preview shows. Silent says why
// none goes: "no_address", "self" (he is the sender), "" when one goes.
type Outgoing struct {
	Animation scheduling.AnimationID
	Meeting   scheduling.Meeting
	Title     string
	Name      string
	Silent    string
	Letter    post.Letter
}

// Goes reports whether a mail goes.
func (o Outgoing) Goes() bool { return o.Silent == "" }

// ToInvite lists who is on a cohort's meetings to come and was not asked yet,
// with the very mail each would get; its link is not open before it is sent.
// With a meeting, that one alone.
func (d *Desk) ToInvite(ctx context.Context, actor scheduling.Actor, cohort scheduling.CohortID, meeting scheduling.MeetingID) (list []Outgoing, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list = nil
		c, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		meetings, err := tx.Meetings(cohort)
		if err != nil {
			return err
		}
		for _, m := range meetings {
			if meeting != "" && m.ID != meeting {
				continue
			}
			more, err := d.outgoing(tx, m)
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
		return nil
	})
	return list, err
}

// unasked are the people on a meeting to whom no invitation was sent.
func unasked(tx *store.Tx, m scheduling.Meeting) ([]scheduling.Animation, error) {
	if !m.CancelledAt.IsZero() || !m.EndsAt.After(tx.Now) {
		return nil, nil
	}
	animations, err := tx.Animations(m.ID)
	var list []scheduling.Animation
	for _, a := range animations {
		if a.State() == scheduling.AnimationProposed {
			list = append(list, a)
		}
	}
	return list, err
}

func (d *Desk) outgoing(tx *store.Tx, m scheduling.Meeting) ([]Outgoing, error) {
	animations, err := unasked(tx, m)
	if err != nil || len(animations) == 0 {
		return nil, err
	}
	o, err := occasionOf(tx, m)
	if err != nil {
		return nil, err
	}
	people, err := peopleOf(tx, animations)
	if err != nil {
		return nil, err
	}
	list := make([]Outgoing, len(animations))
	for i, a := range animations {
		p := people[a.Resource()]
		list[i] = Outgoing{Animation: a.ID, Meeting: m, Title: o.title(), Name: p.name, Silent: p.silent(o)}
		if !list[i].Goes() {
			continue
		}
		draft := o.draft(a, p, "meeting_request")
		draft.Data = o.mail(p, d.post.Link("/i/…"))
		if list[i].Letter, err = d.post.Compose(draft, tx.Now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// silent is why no mail goes to p about o, "" when one does.
func (p person) silent(o occasion) string {
	switch {
	case !scheduling.Mailable(p.email):
		return "no_address"
	case !p.reachable(o):
		return "self"
	}
	return ""
}

// Invite sends each of some people of one meeting his own invitation, in one
// transaction, and says how many mails go. Who was asked already, or cannot be
// reached by mail, gets none: asked twice is once.
func (d *Desk) Invite(ctx context.Context, actor scheduling.Actor, meeting scheduling.MeetingID, ids []scheduling.AnimationID) (sent int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		sent = 0
		on, err := holdMeeting(tx, actor, meeting)
		if err != nil {
			return err
		}
		o, err := occasionOf(tx, on.meeting)
		if err != nil {
			return err
		}
		people, err := peopleOf(tx, on.animations)
		if err != nil {
			return err
		}
		wanted := map[scheduling.AnimationID]bool{}
		for _, id := range ids {
			wanted[id] = true
		}
		var invited []scheduling.AnimationID
		for _, a := range on.animations {
			p := people[a.Resource()]
			if !wanted[a.ID] || a.State() != scheduling.AnimationProposed || !p.reachable(o) {
				continue
			}
			if err := d.ask(tx, o, a, p); err != nil {
				return err
			}
			invited = append(invited, a.ID)
		}
		sent = len(invited)
		if sent == 0 {
			return nil
		}
		return tx.Audit(trace(actor, "invited", on.cohort, "", map[string]any{"meeting": meeting, "animations": invited}))
	})
	return sent, err
}

// ask sends a his first invitation.
func (d *Desk) ask(tx *store.Tx, o occasion, a scheduling.Animation, p person) error {
	a.InvitedAt = tx.Now
	a, err := request(tx, d.post, o, a, p, "meeting_request", nil)
	if err != nil {
		return err
	}
	return tx.SaveAnimation(a)
}
