package inviting

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Letter is an invitation on paper: one page for a window envelope.
type Letter struct {
	Invitation scheduling.InvitationID
	From       string
	FromLines  []string
	ToLines    []string
	Place      string
	Date       scheduling.Date
	Asking     Asking
}

func (r run) letter(i scheduling.Insured, a Asking, now time.Time) Letter {
	site := r.sites[r.cohort.Site]
	var lines []string
	if r.organisation.Name != r.organisation.SenderName {
		lines = append(lines, r.organisation.Name)
	}
	return Letter{
		From:      r.organisation.SenderName,
		FromLines: lines,
		ToLines:   []string{i.Name(), i.Street, i.Postcode + " " + i.City},
		Place:     site.City, Date: scheduling.DateOf(now.In(r.zone)), Asking: a,
	}
}

// Letters are the invitations of a cohort on paper: one by its id, or every
// one still to be posted. Printing a person's letter shows her address and her
// code, so it is a reading of her data and leaves a trace.
func (d *Desk) Letters(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, only scheduling.InvitationID) (letters []Letter, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		letters = nil
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		r, err := load(tx, c)
		if err != nil {
			return err
		}
		invitations, err := toPrint(tx, id, only)
		if err != nil {
			return err
		}
		people, _, err := around(tx, actor.Units(scheduling.Invite), invitations)
		if err != nil {
			return err
		}
		for _, inv := range invitations {
			i, ok := people[inv.Insured]
			if !ok || !i.DeceasedOn.IsZero() {
				continue
			}
			s, err := d.secretsOf(inv)
			if err != nil {
				return err
			}
			a := d.asking(r, i, s, tx.Now)
			a.ReplyBy = inv.ReplyBy
			letter := r.letter(i, a, tx.Now)
			letter.Invitation = inv.ID
			letters = append(letters, letter)
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "printed", Subject: aboutCohort(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": len(letters)}),
		})
	})
	return letters, err
}

func toPrint(tx *store.Tx, id scheduling.CohortID, only scheduling.InvitationID) ([]scheduling.Invitation, error) {
	all, err := tx.Invitations(id)
	if err != nil {
		return nil, err
	}
	var list []scheduling.Invitation
	for _, inv := range all {
		if !inv.WithdrawnAt.IsZero() {
			continue
		}
		if inv.ID == only || only == "" && inv.Channel == scheduling.ByLetter && inv.SentAt.IsZero() && inv.Reply == "" {
			list = append(list, inv)
		}
	}
	if only != "" && len(list) == 0 {
		return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return list, nil
}

// Posted notes that letters of a cohort were put in the post.
func (d *Desk) Posted(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, invitations []scheduling.InvitationID) (posted int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		posted = 0
		c, err := tx.CohortFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		for _, each := range invitations {
			inv, err := tx.Invitation(each)
			if err != nil {
				return err
			}
			if inv.Cohort != id || inv.Channel != scheduling.ByLetter || !inv.SentAt.IsZero() {
				continue
			}
			inv.SentAt = tx.Now
			if err := tx.SaveInvitation(inv); err != nil {
				return err
			}
			if err := tx.SentByKey("invitation:" + string(inv.ID)); err != nil {
				return err
			}
			posted++
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "posted", Subject: aboutCohort(id), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"letters": posted}),
		})
	})
	return posted, err
}
