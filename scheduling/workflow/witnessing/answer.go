package witnessing

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Invitation is what the link of one testimony opens: the public title and
// place, and nobody else.
type Invitation struct {
	Organisation scheduling.Organisation
	Title        string
	Form         scheduling.WitnessForm
	Start, End   time.Time
	Zone         *time.Location
	Place        string
	Transport    string
	StepFree     bool
	AnswerBy     scheduling.Date
	Reply        scheduling.TestimonyReply
	State        scheduling.TestimonyState
	Cancelled    bool // the meeting, or that she is needed
}

// Invitation finds it. It acts on nothing; past the meeting it is Expired.
func (d *Desk) Invitation(ctx context.Context, token string) (v Invitation, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		t, m, _, err := behind(tx, token)
		if err != nil {
			return err
		}
		c, err := tx.Cohort(m.Cohort)
		if err != nil {
			return err
		}
		version, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		site, err := tx.Site(m.Site)
		if err != nil {
			return err
		}
		h, err := houseOf(tx, c.Unit)
		if err != nil {
			return err
		}
		zone, err := scheduling.LoadZone(m.Zone)
		v = Invitation{
			Organisation: h.Organisation, Title: version.PublicTitle, Form: t.Form, Start: m.StartsAt, End: m.EndsAt, Zone: zone,
			Place: site.PublicAddress(), Transport: site.Transport, StepFree: site.StepFree, AnswerBy: t.AnswerBy, Reply: t.Reply,
			State: t.State(m, tx.Now, h.today), Cancelled: !t.CancelledAt.IsZero() || !m.CancelledAt.IsZero(),
		}
		return err
	})
	return v, err
}

// Answer takes what a witness says by her link. She may change her mind until
// the meeting; a no is told to whoever leads the session.
func (d *Desk) Answer(ctx context.Context, token string, reply scheduling.TestimonyReply) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		t, m, i, err := behind(tx, token)
		if err != nil {
			return err
		}
		return d.reply(tx, t, m, i, reply, "")
	})
}

// reply keeps an answer, her own or noted by an agent. She comes back from a no
// only while her consent stands.
func (d *Desk) reply(tx *store.Tx, t scheduling.Testimony, m scheduling.Meeting, i scheduling.Insured, reply scheduling.TestimonyReply, by scheduling.UserID) error {
	if !slices.Contains([]scheduling.TestimonyReply{scheduling.TestifiesYes, scheduling.TestifiesNo}, reply) {
		return scheduling.Refuse(scheduling.Invalid, "testimony.reply.unknown", "reply")
	}
	if !t.Answerable(m, tx.Now) {
		return refuse(scheduling.Conflict, "testimony.over")
	}
	if reply == scheduling.TestifiesYes {
		if _, err := tx.StandingWitness(i.ID); err != nil {
			return refuse(scheduling.Conflict, "testimony.over")
		}
	}
	t, changed := t.Answered(reply, m, by, tx.Now)
	if !changed {
		return nil
	}
	if err := tx.ReplaceTestimony(t); err != nil {
		return err
	}
	who := "participant"
	if by != "" {
		who = by.Ref() // what asked her need not leave any more
		if _, err := tx.DropUnsent("testimony:" + string(t.ID)); err != nil {
			return err
		}
	}
	if reply == scheduling.TestifiesNo {
		if err := d.tellLead(tx, t, by); err != nil {
			return err
		}
	}
	return trace(tx, who, "testimony_answered", i, map[string]any{"meeting": m.ID, "reply": reply})
}

func behind(tx *store.Tx, token string) (t scheduling.Testimony, m scheduling.Meeting, i scheduling.Insured, err error) {
	t, err = tx.TestimonyByToken(vault.HashToken(token))
	if scheduling.KindOf(err) == scheduling.NotFound {
		err = refuse(scheduling.NotFound, "link.unknown")
	}
	if err != nil {
		return t, m, i, err
	}
	if m, err = tx.Meeting(t.Meeting); err != nil {
		return t, m, i, err
	}
	if i, err = tx.Insured(t.Insured); err != nil || !i.DeceasedOn.IsZero() || !m.EndsAt.After(tx.Now) {
		return t, m, i, refuse(scheduling.Expired, "link.over")
	}
	return t, m, i, nil
}
