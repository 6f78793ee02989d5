package receiving

import (
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/store"
)

// answered finds what an answer is to, weighs it, and counts it if it counts.
func (d *Desk) answered(tx *store.Tx, r inbox.Received, vouched bool, forced scheduling.IncomingVerdict, in *scheduling.Incoming) error {
	in.Verdict, in.Reply = scheduling.IncomingUnknown, r.Answer.Reply
	a, err := d.answeredTo(tx, r, vouched)
	if err != nil || a.ID == "" {
		return err
	}
	m, err := tx.LockMeeting(a.Meeting)
	if err != nil {
		return err
	}
	if a, err = tx.LockAnimation(a.ID); err != nil {
		return err
	}
	c, err := tx.Cohort(m.Cohort)
	if err != nil {
		return err
	}
	address, err := addressOf(tx, a)
	if err != nil {
		return err
	}
	in.Unit, in.Meeting, in.Animation = c.Unit, m.ID, a.ID
	if r.Answer.Stamp.IsZero() {
		r.Answer.Stamp = tx.Now
	}
	in.Verdict = replyOf(r).Weigh(a, m, address, tx.Now)
	if forced != "" && in.Verdict == scheduling.IncomingCounted {
		in.Verdict = forced
	}
	if in.Verdict == scheduling.IncomingCountered {
		if zone, err := time.LoadLocation(m.Zone); err == nil {
			in.StartsAt, in.EndsAt = r.Answer.Start.In(zone), r.Answer.End.In(zone)
		}
	}
	said := words{Address: r.Answer.Attendee, Delegate: r.Answer.Delegate, Comment: r.Answer.Comment}
	if in.Sealed, err = d.seal(in.ID, said); err != nil || in.Verdict != scheduling.IncomingCounted {
		return err
	}
	return d.hear(tx, scheduling.Actor{}, m, a, scheduling.Given{Reply: r.Answer.Reply, Comment: r.Answer.Comment, Stamp: r.Answer.Stamp})
}

// replyOf is all that is weighed of a mail.
func replyOf(r inbox.Received) scheduling.IncomingReply {
	return scheduling.IncomingReply{
		UID: r.Answer.UID, Address: r.Answer.Attendee, Sequence: r.Answer.Sequence, Stamp: r.Answer.Stamp, Reply: r.Answer.Reply,
		Comment: r.Answer.Comment, Counters: r.Kind == inbox.Counter, Delegated: r.Answer.Delegated,
	}
}

// answeredTo is the invitation of a mail: by its secret address, else, where
// the sender's domain vouches for it, by the meeting and the person.
func (d *Desk) answeredTo(tx *store.Tx, r inbox.Received, vouched bool) (scheduling.Animation, error) {
	none := scheduling.Animation{}
	if a, err := addressed(tx, r); err != nil || a.ID != "" || !vouched {
		return a, err
	}
	m, err := tx.MeetingByUID(r.Answer.UID)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return none, nil
	}
	if err != nil {
		return none, err
	}
	animations, err := tx.Animations(m.ID)
	if err != nil {
		return none, err
	}
	for _, a := range animations {
		address, err := addressOf(tx, a)
		if err != nil {
			return none, err
		}
		if address != "" && strings.EqualFold(address, r.Answer.Attendee) && !a.InvitedAt.IsZero() {
			return a, nil
		}
	}
	return none, nil
}

// addressOf is where whoever is on a meeting was invited.
func addressOf(tx *store.Tx, a scheduling.Animation) (string, error) {
	switch {
	case a.Facilitator != "":
		f, err := tx.Facilitator(a.Facilitator)
		return f.Email, err
	case a.User != "":
		u, err := tx.User(a.User)
		return u.Email, err
	}
	return "", nil
}
