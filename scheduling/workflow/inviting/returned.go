package inviting

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Returned notes that a posted letter came back (NPAI: she does not live at the
// address given). No other letter is sent to that address, and she is invited
// by the next channel that she accepts: the same link, the same code. It
// returns that channel, "" when there is none.
func (d *Desk) Returned(ctx context.Context, actor scheduling.Actor, id scheduling.InvitationID) (by scheduling.Channel, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		by = ""
		_, c, err := invited(tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := tx.LockCohort(c.ID); err != nil {
			return err
		}
		inv, err := tx.Invitation(id)
		if err != nil {
			return err
		}
		if inv.Channel != scheduling.ByLetter || inv.SentAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "letter.not_posted", "")
		}
		if !inv.ReturnedAt.IsZero() {
			return nil
		}
		inv.ReturnedAt = tx.Now
		if err := tx.ReturnedByKey(messageKeys(id)...); err != nil {
			return err
		}
		r, err := load(tx, c)
		if err != nil {
			return err
		}
		i, err := tx.Insured(inv.Insured)
		if err != nil {
			return err
		}
		i.AddressWrongOn = scheduling.DateOf(tx.Now.In(r.zone))
		if err := tx.ReplaceInsured(i); err != nil {
			return err
		}
		if by, err = d.again(tx, r, inv, i); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "returned", Subject: aboutPerson(i.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "channel": by}),
		})
	})
	return by, err
}

// again invites by another channel the person whose letter came back, while
// there is still something to answer.
func (d *Desk) again(tx *store.Tx, r run, inv scheduling.Invitation, i scheduling.Insured) (scheduling.Channel, error) {
	ways := d.post.Ways(i, r.organisation)
	if len(ways) == 0 || inv.Reply != "" || !inv.WithdrawnAt.IsZero() || scheduling.KindOf(gate(tx, r)) != 0 {
		return "", tx.SaveInvitation(inv)
	}
	inv.Channel, inv.PrintedAt, inv.SentAt = ways[0], time.Time{}, time.Time{}
	if err := tx.SaveInvitation(inv); err != nil {
		return "", err
	}
	due, err := tx.DueFor([]scheduling.InsuredID{i.ID}, inv.Channel, r.zone)
	if err != nil {
		return "", err
	}
	key := firstKey(inv.ID) + ":" + string(inv.Channel)
	return inv.Channel, d.writeTo(tx, r, inv, i, invitationKind, key, due[i.ID], r.closes())
}
