package receiving

import (
	"context"
	"errors"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Judgement is what became of a mail, or would.
type Judgement struct {
	Verdict scheduling.IncomingVerdict
	Known   bool // the same mail came before: nothing was done
	Meeting scheduling.MeetingID
	Message scheduling.MessageID
}

// errRehearsed ends a transaction that must leave nothing behind.
var errRehearsed = errors.New("rehearsed")

// Receive judges one mail and does what follows from it, in one transaction.
// The same mail again does nothing, however often it is fetched.
func (d *Desk) Receive(ctx context.Context, r inbox.Received) (Judgement, error) {
	return d.receive(ctx, r, false)
}

// Rehearse says what Receive would make of a mail, and does nothing.
func (d *Desk) Rehearse(ctx context.Context, r inbox.Received) (Judgement, error) {
	return d.receive(ctx, r, true)
}

func (d *Desk) receive(ctx context.Context, r inbox.Received, rehearse bool) (j Judgement, err error) {
	answers := r.Kind == inbox.Reply || r.Kind == inbox.Counter
	known, err := d.invitation(ctx, r)
	if err != nil {
		return j, err
	}
	// The DNS is asked before the transaction, and only where no secret address speaks.
	vouched := answers && known == "" && r.From == r.Answer.Attendee && r.Vouched(ctx, d.lookup)
	err = d.write(ctx, rehearse, func(tx *store.Tx) error {
		j, err = d.judge(tx, r, vouched, "")
		return err
	})
	if scheduling.KindOf(err) == scheduling.Conflict && answers {
		// He comes after all, but his hour is taken: nothing of it stands, and a person decides.
		err = d.write(ctx, rehearse, func(tx *store.Tx) error {
			j, err = d.judge(tx, r, vouched, scheduling.IncomingTaken)
			return err
		})
	}
	return j, err
}

func (d *Desk) write(ctx context.Context, rehearse bool, f func(tx *store.Tx) error) error {
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := f(tx); err != nil || !rehearse {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// invitation is the one whose secret address a mail came to, "" for none.
func (d *Desk) invitation(ctx context.Context, r inbox.Received) (id scheduling.AnimationID, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, err := addressed(tx, r)
		id = a.ID
		return err
	})
	return id, err
}

func addressed(tx *store.Tx, r inbox.Received) (scheduling.Animation, error) {
	for _, token := range r.Tokens {
		a, err := tx.AnimationByMail(vault.HashToken(token))
		if scheduling.KindOf(err) != scheduling.NotFound {
			return a, err
		}
	}
	return scheduling.Animation{}, nil
}

// judge decides and writes. forced stands in the place of a verdict that could
// not be carried out.
func (d *Desk) judge(tx *store.Tx, r inbox.Received, vouched bool, forced scheduling.IncomingVerdict) (Judgement, error) {
	known, err := tx.HasIncoming(r.Digest)
	if err != nil || known {
		return Judgement{Known: true}, err
	}
	in := scheduling.Incoming{
		ID: store.NewID[scheduling.IncomingID](), Digest: r.Digest, Kind: string(r.Kind), Verdict: scheduling.IncomingIgnored, ReceivedAt: tx.Now,
	}
	switch r.Kind {
	case inbox.Reply, inbox.Counter:
		err = d.answered(tx, r, vouched, forced, &in)
	case inbox.Bounce:
		err = d.returned(tx, r, &in)
	}
	if err != nil {
		return Judgement{}, err
	}
	if d.keep > 0 && in.Unit != "" && r.Raw != nil {
		if in.Raw, err = d.vault.Seal(place(in.ID, "raw"), r.Raw); err != nil {
			return Judgement{}, err
		}
	}
	j := Judgement{Verdict: in.Verdict, Meeting: in.Meeting, Message: in.Message}
	added, err := tx.AddIncoming(in)
	if err != nil || !added || in.Unit == "" {
		return j, err
	}
	return j, tx.Audit(scheduling.AuditEvent{
		Actor: "mail", Verb: "mail_received", Subject: "incoming:" + string(in.ID), Unit: in.Unit,
		Fields: scheduling.TraceFields(map[string]any{"kind": in.Kind, "verdict": in.Verdict, "meeting": in.Meeting, "animation": in.Animation, "message": in.Message}),
	})
}

// Purge forgets the mails that were kept for long enough.
func (d *Desk) Purge(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error { return tx.PurgeIncoming(tx.Now.Add(-d.keep)) })
}
