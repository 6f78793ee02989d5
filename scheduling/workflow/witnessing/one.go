package witnessing

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// One is a testimony as an agent follows it.
type One struct {
	Time
	Insured     scheduling.Insured // identity and contact alone
	Zone        *time.Location
	Confirmable bool
	Answerable  bool // still to come: an answer may be noted, or it may be given up
	Notable     bool
}

// One reads one, which leaves a trace.
func (d *Desk) One(ctx context.Context, actor scheduling.Actor, id scheduling.TestimonyID) (o One, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.Testimony(id)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(t.Meeting)
		if err != nil {
			return err
		}
		c, err := tx.CohortFor(actor, m.Cohort, scheduling.SeePeople)
		if err != nil {
			return err
		}
		i, err := tx.Insured(t.Insured)
		if err != nil {
			return err
		}
		h, err := houseOf(tx, c.Unit)
		if err != nil {
			return err
		}
		o = One{Time: Time{t, m, c.Label, t.State(m, tx.Now, h.today)}, Insured: i.WithoutSocial(), Zone: h.zone}
		if actor.May(scheduling.Invite, c.Unit) == nil {
			o.steps(tx.Now)
		}
		return trace(tx, actor.ID.Ref(), "read", i, map[string]any{"testimony": id})
	})
	return o, err
}

// steps are what may be done with it now.
func (o *One) steps(now time.Time) {
	o.Confirmable = o.State == scheduling.TestimonyAccepted
	o.Answerable = o.Testimony.Answerable(o.Of, now)
	o.Notable = !o.Of.StartsAt.After(now) && o.CancelledAt.IsZero() && o.Reply != scheduling.TestifiesNo
}
