package inviting

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// againKind is the kind of the messages that ask once more.
const againKind = "invitation_again"

// AskAgain asks once more those who have not answered on the day that their wave
// chose, by the next channel that they accept. A server that was stopped
// catches up within three days, and never later (rule 15). The background
// runner calls it; it returns how many were asked.
func (d *Desk) AskAgain(ctx context.Context) (n int, err error) {
	var due []scheduling.Invitation
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		today := scheduling.DateOf(tx.Now)
		due, err = tx.InvitationsToRemind(today.AddDays(-scheduling.RemindGrace), today)
		return err
	})
	if err != nil {
		return 0, err
	}
	return store.InTurn(ctx, d.db, due, func(tx *store.Tx, inv scheduling.Invitation) (int, error) {
		asked, err := d.askAgain(tx, inv.ID)
		if !asked {
			return 0, err
		}
		return 1, err
	})
}

// askAgain asks one person once more, unless she is no longer concerned: she
// answered meanwhile, has a place, died, wishes a pause, or may not enter the
// group any more; or her first message is still on its way.
func (d *Desk) askAgain(tx *store.Tx, id scheduling.InvitationID) (bool, error) {
	inv, err := tx.Invitation(id)
	if err != nil {
		return false, err
	}
	c, err := tx.LockCohort(inv.Cohort)
	if err != nil {
		return false, err
	}
	if inv, err = tx.Invitation(id); err != nil { // as it is under the lock
		return false, err
	}
	r, err := load(tx, c)
	if err != nil {
		return false, err
	}
	i, err := tx.Insured(inv.Insured)
	if err != nil {
		return false, err
	}
	concerned, err := d.concerned(tx, r, inv, i)
	if err != nil || !concerned {
		return false, err
	}
	channel := following(d.post.Ways(i, r.organisation), inv.Channel)
	if channel == "" {
		return false, nil
	}
	inv.Channel, inv.RemindedAt, inv.PrintedAt, inv.SentAt = channel, tx.Now, time.Time{}, time.Time{}
	if err := tx.SaveInvitation(inv); err != nil {
		return false, err
	}
	due, err := tx.DueFrom(scheduling.InHours(tx.Now, r.zone), []scheduling.InsuredID{i.ID}, channel, r.zone)
	if err != nil {
		return false, err
	}
	end, _ := scheduling.Clock(24*60-1).At(inv.ReplyBy, r.zone)
	if r.closes().Before(end) {
		end = r.closes()
	}
	if err := d.writeTo(tx, r, inv, i, againKind, againKey(id), due[i.ID], end); err != nil {
		return false, err
	}
	return true, tx.Audit(scheduling.AuditEvent{
		Actor: "system", Verb: "reminded", Subject: aboutPerson(i.ID), Unit: c.Unit,
		Fields: scheduling.TraceFields(map[string]any{"cohort": c.ID, "channel": channel}),
	})
}

func (d *Desk) concerned(tx *store.Tx, r run, inv scheduling.Invitation, i scheduling.Insured) (bool, error) {
	today := scheduling.DateOf(tx.Now.In(r.zone))
	settled := inv.Reply != "" || !inv.WithdrawnAt.IsZero() || !inv.RemindedAt.IsZero() || inv.ReplyBy.Before(today)
	if settled || !i.DeceasedOn.IsZero() || i.Paused(today) {
		return false, nil
	}
	switch err := gate(tx, r); {
	case scheduling.KindOf(err) != 0:
		return false, nil // the group is full of other news: cancelled, begun, not approved any more
	case err != nil:
		return false, err
	}
	e, err := tx.LastEnrolment(inv.Cohort, inv.Insured)
	if err != nil && scheduling.KindOf(err) != scheduling.NotFound {
		return false, err
	}
	if e.State.Open() || inv.Channel == scheduling.ByLetter {
		return !e.State.Open() && !inv.SentAt.IsZero(), nil
	}
	return left(tx, inv)
}

// left reports whether a message about an invitation left the house, or failed
// to: the first is on its way no more.
func left(tx *store.Tx, inv scheduling.Invitation) (bool, error) {
	messages, err := tx.MessagesTo(inv.Insured)
	if err != nil {
		return false, err
	}
	keys := messageKeys(inv.ID)
	return slices.ContainsFunc(messages, func(m scheduling.Message) bool {
		return slices.Contains(keys, m.DedupeKey) && (!m.SentAt.IsZero() || !m.FailedAt.IsZero())
	}), nil
}

// following is the channel after used among those that a person accepts; the same
// again when she accepts no other, "" when she accepts none.
func following(ways []scheduling.Channel, used scheduling.Channel) scheduling.Channel {
	after := slices.Index(scheduling.Channels, used)
	for step := range scheduling.Channels {
		c := scheduling.Channels[(after+1+step)%len(scheduling.Channels)]
		if slices.Contains(ways, c) {
			return c
		}
	}
	return ""
}
