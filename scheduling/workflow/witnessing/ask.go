package witnessing

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/ranking"
	"trame/scheduling/store"
	"trame/templates"
)

// Request is how a witness is asked.
type Request struct {
	Form     scheduling.WitnessForm
	ByPhone  bool            // she is called: no message leaves
	AnswerBy scheduling.Date // zero: as proposed
}

// Ask asks a witness to a meeting: a message by her own channel, with its date
// and public place and a link to answer by, or a call. Whom something bars is
// not asked.
func (d *Desk) Ask(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID, who scheduling.InsuredID, r Request) (asked scheduling.TestimonyID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(id)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, m.Cohort, scheduling.Invite)
		if err != nil {
			return err
		}
		g, err := gather(tx, actor, c, m)
		if err != nil {
			return err
		}
		t, err := d.ready(tx, g, who, r)
		if err != nil {
			return err
		}
		t.AskedBy = actor.ID
		if err := tx.AddTestimony(t); err != nil {
			return err
		}
		if t.Channel != "" {
			if _, err := d.post.TellWitness(tx, t, m, post.TestimonyAsk); err != nil {
				return err
			}
		}
		asked = t.ID
		return trace(tx, actor.ID.Ref(), "testimony_asked", g.files[who], map[string]any{"meeting": m.ID, "by": t.Channel})
	})
	return asked, err
}

// ready is a testimony about to be asked for, or what keeps it from being.
func (d *Desk) ready(tx *store.Tx, g gathered, who scheduling.InsuredID, r Request) (t scheduling.Testimony, err error) {
	m := g.meeting
	at := slices.IndexFunc(g.people, func(w ranking.Witness) bool { return w.ID == who })
	switch {
	case !m.CancelledAt.IsZero() || !m.StartsAt.After(tx.Now):
		return t, refuse(scheduling.Conflict, "testimony.meeting_over")
	case !g.wanted:
		return t, refuse(scheduling.Conflict, "testimony.not_wanted")
	case at < 0:
		return t, refuse(scheduling.NotFound, "not_found")
	}
	if bars := g.call.Bars(g.people[at]); len(bars) > 0 {
		return t, refuse(scheduling.Conflict, "testimony.barred", "why", templates.Label("witness_bar", bars[0]))
	}
	if r.AnswerBy.IsZero() {
		r.AnswerBy = g.answerBy()
	}
	t = scheduling.Testimony{
		ID: store.NewID[scheduling.TestimonyID](), Insured: who, Meeting: m.ID, Form: r.Form, AskedAt: tx.Now, AnswerBy: r.AnswerBy, Version: 1,
	}
	_, t.TokenHash = d.post.Token(post.TestimonyToken(t.ID))
	var f scheduling.Faults
	f.Check(slices.Contains(g.people[at].Consent.Forms, r.Form), "form", "testimony.form.refused")
	f.Check(!r.AnswerBy.Before(g.today) && !r.AnswerBy.After(m.Date), "answer_by", "testimony.answer_by.range")
	if ways := d.post.Ways(g.files[who], g.Organisation); !r.ByPhone {
		if f.Check(len(ways) > 0, "by_phone", "witness.unreachable"); len(ways) > 0 {
			t.Channel = ways[0]
		}
	}
	return t, f.Err()
}

// holdTestimony finds one of a session in which the actor invites.
func holdTestimony(tx *store.Tx, actor scheduling.Actor, id scheduling.TestimonyID, version int) (t scheduling.Testimony, m scheduling.Meeting, i scheduling.Insured, err error) {
	if t, err = tx.Testimony(id); err != nil {
		return t, m, i, err
	}
	if m, err = tx.LockMeeting(t.Meeting); err != nil {
		return t, m, i, err
	}
	if _, err = tx.CohortFor(actor, m.Cohort, scheduling.Invite); err != nil {
		return t, m, i, err
	}
	if t.Version != version {
		return t, m, i, refuse(scheduling.Conflict, "stale")
	}
	i, err = tx.Insured(t.Insured)
	return t, m, i, err
}

// RecordReply notes what a witness answered by telephone.
func (d *Desk) RecordReply(ctx context.Context, actor scheduling.Actor, id scheduling.TestimonyID, reply scheduling.TestimonyReply, version int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		t, m, i, err := holdTestimony(tx, actor, id, version)
		if err != nil {
			return err
		}
		return d.reply(tx, t, m, i, reply, actor.ID)
	})
}

// Confirm tells a witness who said yes that the group counts on her.
func (d *Desk) Confirm(ctx context.Context, actor scheduling.Actor, id scheduling.TestimonyID, version int) (told scheduling.Channel, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		t, m, i, err := holdTestimony(tx, actor, id, version)
		if err != nil {
			return err
		}
		h, err := houseOf(tx, i.Unit)
		if err != nil {
			return err
		}
		if t.State(m, tx.Now, h.today) != scheduling.TestimonyAccepted {
			return refuse(scheduling.Conflict, "testimony.not_accepted")
		}
		t.ConfirmedBy, t.ConfirmedAt = actor.ID, tx.Now
		if err := tx.ReplaceTestimony(t); err != nil {
			return err
		}
		if told, err = d.post.TellWitness(tx, t, m, post.TestimonyConfirm); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "testimony_confirmed", i, map[string]any{"meeting": m.ID})
	})
	return told, err
}

// CallOff gives up a testimony that is still to come: she is told that she is
// not needed that day.
func (d *Desk) CallOff(ctx context.Context, actor scheduling.Actor, id scheduling.TestimonyID, version int) (told scheduling.Channel, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		t, m, i, err := holdTestimony(tx, actor, id, version)
		if err != nil {
			return err
		}
		if !t.Open() || !m.StartsAt.After(tx.Now) {
			return refuse(scheduling.Conflict, "testimony.over")
		}
		if told, err = d.post.TellWitness(tx, t, m, post.TestimonyCalledOff); err != nil {
			return err
		}
		t.CancelledAt, t.CancelledBy = tx.Now, scheduling.CancelledByOrganiser
		if err := tx.ReplaceTestimony(t); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "testimony_called_off", i, map[string]any{"meeting": m.ID})
	})
	return told, err
}

// Note writes down, once the meeting began, whether she came, with a word that
// holds nothing of anyone's health.
func (d *Desk) Note(ctx context.Context, actor scheduling.Actor, id scheduling.TestimonyID, outcome scheduling.TestimonyOutcome, note string, version int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		t, m, i, err := holdTestimony(tx, actor, id, version)
		if err != nil {
			return err
		}
		if m.StartsAt.After(tx.Now) || !t.CancelledAt.IsZero() || t.Reply == scheduling.TestifiesNo {
			return refuse(scheduling.Conflict, "testimony.too_early")
		}
		t.Outcome, t.Note, t.NotedBy, t.NotedAt = outcome, note, actor.ID, tx.Now
		if err := t.CheckNote(); err != nil {
			return err
		}
		if err := tx.ReplaceTestimony(t); err != nil {
			return err
		}
		return trace(tx, actor.ID.Ref(), "testimony_noted", i, map[string]any{"meeting": m.ID, "outcome": outcome})
	})
}
