package planning

import (
	"context"
	"strconv"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Answer is what a co-animator says by his link. It is the same answer as
// often as it is sent, may change until the meeting ends, and ends with it. An
// hour he is taken elsewhere, to which he comes back after a no, is a Conflict.
func (d *Desk) Answer(ctx context.Context, token string, reply scheduling.Reply, comment string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := byToken(tx, token)
		if err != nil {
			return err
		}
		m, err := tx.LockMeeting(a.Meeting)
		if err != nil {
			return err
		}
		if a, err = tx.LockAnimation(a.ID); err != nil {
			return err
		}
		return d.answer(tx, scheduling.Actor{}, "partner", m, a, scheduling.Given{Reply: reply, Comment: comment, Channel: scheduling.RepliedByWeb})
	})
}

// RecordReply notes an answer that came by telephone.
func (d *Desk) RecordReply(ctx context.Context, actor scheduling.Actor, id scheduling.AnimationID, reply scheduling.Reply, comment string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		on, a, err := holdAnimation(tx, actor, id)
		if err != nil {
			return err
		}
		return d.answer(tx, actor, actor.ID.Ref(), on.meeting, a, scheduling.Given{Reply: reply, Comment: comment, Channel: scheduling.RepliedByHand})
	})
}

// Hear takes an answer that came by mail, within the transaction of whoever
// weighed it: it has the same consequences as one by the link. Confirmed by
// nobody, actor is zero.
func (d *Desk) Hear(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, a scheduling.Animation, g scheduling.Given) error {
	g.Channel = scheduling.RepliedByMail
	if words := []rune(g.Comment); len(words) > longestComment {
		g.Comment = string(words[:longestComment])
	}
	who := "partner"
	if actor.ID != "" {
		who = actor.ID.Ref()
	}
	return d.answer(tx, actor, who, m, a, g)
}

// byToken finds what a link is for. A link taken back is Expired, one that
// never was is NotFound.
func byToken(tx *store.Tx, token string) (scheduling.Animation, error) {
	a, err := tx.AnimationByToken(vault.HashToken(token))
	if err == nil && !a.RemovedAt.IsZero() {
		return a, scheduling.Refuse(scheduling.Expired, "animation.link_ended", "")
	}
	return a, err
}

const longestComment = 1000 // characters

func (d *Desk) answer(tx *store.Tx, actor scheduling.Actor, who string, m scheduling.Meeting, a scheduling.Animation, g scheduling.Given) error {
	g.Comment, g.At = strings.TrimSpace(strings.ReplaceAll(g.Comment, "\r\n", "\n")), tx.Now
	reply := g.Reply
	var f scheduling.Faults
	f.Check(reply == scheduling.Accepted || reply == scheduling.Tentative || reply == scheduling.Declined, "reply", "animation.reply.unknown")
	f.Check(len([]rune(g.Comment)) <= longestComment, "comment", "animation.comment.long", "most", longestComment)
	if err := f.Err(); err != nil {
		return err
	}
	switch {
	case !a.RemovedAt.IsZero() || a.Resource() == "":
		return scheduling.Refuse(scheduling.Expired, "animation.link_ended", "")
	case !m.CancelledAt.IsZero():
		return scheduling.Refuse(scheduling.Expired, "animation.meeting_cancelled", "")
	case !m.EndsAt.After(tx.Now):
		return scheduling.Refuse(scheduling.Expired, "animation.meeting_over", "")
	}
	answered, changed := a.Answer(g)
	if !changed {
		return nil
	}
	if err := d.settle(tx, actor, m, a, &answered); err != nil {
		return err
	}
	if err := tx.SaveAnimation(answered); err != nil {
		return err
	}
	if err := keepOpen(tx, m); err != nil {
		return err
	}
	c, err := tx.Cohort(m.Cohort)
	if err != nil {
		return err
	}
	event := trace(actor, "replied", c, "", map[string]any{"meeting": m.ID, "animation": a.ID, "reply": reply, "channel": g.Channel})
	event.Actor = who
	return tx.Audit(event)
}

// settle frees the hour of who is not coming and tells the organiser, or takes
// it again for who comes after all.
func (d *Desk) settle(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, before scheduling.Animation, after *scheduling.Animation) error {
	switch {
	case before.On() && !after.On():
		if err := tx.UnbookResource(m.ID, before.Resource()); err != nil {
			return err
		}
		return d.tellLead(tx, actor, m, *after)
	case !before.On() && after.On():
		err := book(tx, actor, bookings(withoutRoom(m), []scheduling.Animation{*after}), []scheduling.Meeting{m}, "reply")
		if err != nil || after.SentSequence >= 0 || after.InvitedAt.IsZero() {
			return err
		}
		return d.askAfterAll(tx, m, after)
	}
	return nil
}

// askAfterAll sends the new date to somebody who declined an old one and now
// comes: his calendar never heard of it. A calendar that follows an address
// reads it there.
func (d *Desk) askAfterAll(tx *store.Tx, m scheduling.Meeting, a *scheduling.Animation) error {
	o, err := occasionOf(tx, m)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, []scheduling.Animation{*a})
	if err != nil || !people[a.Resource()].invitable(o) {
		return err
	}
	*a, err = request(tx, d.post, o, *a, people[a.Resource()], "meeting_update", nil)
	return err
}

// DeclineMail is what the organiser reads when somebody cannot come:
// templates/mail/animation_declined.
type DeclineMail struct {
	Name, Who  string
	Title      string
	Start, End time.Time
	Zone       *time.Location
	Place      string
	Comment    string
	Link       string
}

// tellLead tells whoever leads the cohort that a meeting needs somebody again,
// unless he noted it himself.
func (d *Desk) tellLead(tx *store.Tx, actor scheduling.Actor, m scheduling.Meeting, a scheduling.Animation) error {
	o, err := occasionOf(tx, m)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, []scheduling.Animation{a})
	if err != nil || actor.ID == o.lead.ID || a.User == o.lead.ID {
		return err
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: o.cohort.Unit, Organisation: o.organisation, Channel: scheduling.ByMail, Kind: "animation_declined", Template: "animation_declined",
		DedupeKey: "animation:" + string(a.ID) + ":declined:" + strconv.FormatInt(a.RepliedAt.UnixMicro(), 10),
		Thread:    o.lead.ID.Ref(), Cohort: o.cohort.ID, Meeting: m.ID, Recipient: o.lead.ID.Ref(),
		GraceAt: m.EndsAt, ToName: o.lead.Name(), ToAddress: o.lead.Email,
		Data: DeclineMail{
			Name: o.lead.FirstName, Who: people[a.Resource()].name, Title: o.title(), Start: m.StartsAt, End: m.EndsAt, Zone: o.zone,
			Place: o.site.PublicAddress(), Comment: a.Comment, Link: d.post.Link("/seances/" + string(m.ID) + "/intervenants"),
		},
	})
	return err
}
