package inviting

import (
	"context"

	"trame/scheduling/sms"
	"trame/scheduling/store"
)

// Told notes what a gateway tells of a message it took. A message that it names
// before its sending is written is NotFound: it tells again.
func (d *Desk) Told(ctx context.Context, r sms.Receipt) error {
	if !r.Delivered && !r.Failed {
		return nil // on its way
	}
	reason := "receipt"
	if r.Reason != "" {
		reason += " " + r.Reason
	}
	return d.db.Write(ctx, func(tx *store.Tx) error { return tx.Told(r.ID, r.Delivered, reason) })
}
