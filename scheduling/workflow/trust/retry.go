package trust

import (
	"context"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// claimLife is how long a retry is recognised.
const claimLife = 24 * time.Hour

// Replay finds the answer already given to a claim. found is false for a new
// one. The same key with another request is Invalid; one whose answer is not
// known (still running, or lost in a crash after the change) is a Conflict.
func (d *Desk) Replay(ctx context.Context, c store.Claim) (reply store.Reply, found bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		reply, err = tx.ReplyTo(c)
		return err
	})
	switch {
	case scheduling.KindOf(err) == scheduling.NotFound:
		return reply, false, nil
	case err != nil:
		return reply, false, err
	case reply.RequestHash != c.RequestHash:
		return reply, false, scheduling.Refuse(scheduling.Invalid, "idempotency.reused", "")
	case reply.Status == 0:
		return reply, false, scheduling.Refuse(scheduling.Conflict, "idempotency.done", "")
	}
	reply.Body, err = d.vault.Open(replyPlace(c), reply.Body)
	return reply, err == nil, err
}

// Keep stores the answer to a claim, sealed: it may hold a person's name.
func (d *Desk) Keep(ctx context.Context, c store.Claim, status int, contentType string, body []byte) error {
	sealed, err := d.vault.Seal(replyPlace(c), body)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error { return tx.KeepReply(c, status, contentType, sealed) })
}

// ForgetClaims deletes the claims that no retry will ask for.
func (d *Desk) ForgetClaims(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error { return tx.ForgetClaims(tx.Now.Add(-claimLife)) })
}

func replyPlace(c store.Claim) string {
	return fmt.Sprintf("idempotency_keys/%q/%q/%q", c.Key, c.Actor, c.Route)
}
