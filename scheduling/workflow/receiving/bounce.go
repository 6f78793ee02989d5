package receiving

import (
	"strings"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/store"
)

// returned finds which message came back. One that is only late changes
// nothing: the server keeps trying. One that failed is failed in the outbox,
// and when its address is at fault nothing else is sent there.
func (d *Desk) returned(tx *store.Tx, r inbox.Received, in *scheduling.Incoming) error {
	in.Verdict = scheduling.IncomingUnknown
	m, err := messageOf(tx, r)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	in.Unit, in.Message, in.Verdict = m.Unit, m.ID, scheduling.IncomingDelayed
	if !r.Returned.Failed {
		return nil
	}
	in.Verdict = scheduling.IncomingUndeliverable
	if err := tx.Told(m.Receipt, false, strings.TrimSpace("bounce "+r.Returned.Status)); err != nil || !r.Returned.AddressIsWrong() {
		return err
	}
	letter, err := d.post.Open(m)
	if err != nil {
		return err
	}
	return tx.AddReturnedAddress(store.ReturnedAddress{
		Key: d.post.AddressKey(letter.ToAddress), Owner: m.Recipient, Unit: m.Unit, Status: r.Returned.Status, ReturnedAt: tx.Now,
	})
}

// messageOf is the message that came back: by the Message-ID that the report
// quotes, by the address it came back to, or the last of its invitation.
func messageOf(tx *store.Tx, r inbox.Received) (scheduling.Message, error) {
	receipt, _, _ := strings.Cut(r.Returned.Original, "@")
	for _, name := range append([]string{receipt}, r.Tokens...) {
		if name == "" {
			continue
		}
		m, err := tx.MessageByReceipt(name)
		if scheduling.KindOf(err) != scheduling.NotFound {
			return m, err
		}
	}
	a, err := addressed(tx, r)
	if err != nil {
		return scheduling.Message{}, err
	}
	return tx.LastSent(a.Thread())
}
