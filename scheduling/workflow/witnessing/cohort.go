package witnessing

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Place is a meeting that receives a witness, and how far that has come; it names
// nobody.
type Place struct {
	Meeting scheduling.Meeting
	Yes     int // said yes and hold to it
	Waiting int // asked, and no answer yet
	Came    int
}

// Cohort lists the meetings of a session that receive a witness, or have one, in
// time: for whoever sees the plan.
func (d *Desk) Cohort(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (list []Place, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list = nil
		c, err := tx.CohortFor(actor, id, scheduling.SeePlan)
		if err != nil {
			return err
		}
		modules, err := tx.Modules(c.VersionID)
		if err != nil {
			return err
		}
		meetings, err := tx.Meetings(id)
		if err != nil {
			return err
		}
		wanted, at := scheduling.WelcomesWitness(modules), map[scheduling.MeetingID]int{}
		var ids []scheduling.MeetingID
		for _, m := range meetings {
			if wanted[m.Module] && m.CancelledAt.IsZero() {
				at[m.ID], ids, list = len(list), append(ids, m.ID), append(list, Place{Meeting: m})
			}
		}
		testimonies, err := tx.TestimoniesAt(ids)
		for _, t := range testimonies {
			list[at[t.Meeting]].add(t)
		}
		return err
	})
	return list, err
}

func (p *Place) add(t scheduling.Testimony) {
	switch {
	case t.Outcome == scheduling.WitnessCame:
		p.Came++
	case !t.Open():
	case t.Reply == scheduling.TestifiesYes && t.ReplyFor.Equal(p.Meeting.StartsAt):
		p.Yes++
	default:
		p.Waiting++
	}
}
