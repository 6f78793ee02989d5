package inviting

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// longestPause is how many days a pause may last: then one asks her again.
const longestPause = 366

// Pause holds everything automatic to a person until a day, that day included:
// what is due meanwhile leaves after it, or never when it is stale by then. The
// zero day ends a pause (rule 13).
func (d *Desk) Pause(ctx context.Context, actor scheduling.Actor, id scheduling.InsuredID, until scheduling.Date) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.InsuredFor(actor, id, scheduling.Invite)
		if err != nil {
			return err
		}
		today := scheduling.DateOf(tx.Now)
		if !until.IsZero() && (until.Before(today) || until.After(today.AddDays(longestPause))) {
			return scheduling.Refuse(scheduling.Invalid, "insured.paused_until.range", "paused_until")
		}
		if i.PausedUntil == until {
			return nil
		}
		i.PausedUntil = until
		if err := tx.ReplaceInsured(i); err != nil {
			return err
		}
		verb := "paused"
		if until.IsZero() {
			verb = "resumed"
		}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: verb, Subject: aboutPerson(id), Unit: i.Unit})
	})
}
