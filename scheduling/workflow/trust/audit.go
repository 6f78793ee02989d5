package trust

import (
	"context"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/store"
)

// BrokenChain says where the chain of traces does not hold.
type BrokenChain struct {
	Seq    int64
	Reason string
}

func (b *BrokenChain) Error() string { return fmt.Sprintf("trace %d: %s", b.Seq, b.Reason) }

// VerifyAudit reads the whole chain, a part at a time, and returns how many
// events hold and the last hash, to compare with a digest kept elsewhere. An
// event altered, deleted or reordered is a *BrokenChain.
func (d *Desk) VerifyAudit(ctx context.Context) (n int64, head string, err error) {
	const part = 1000
	for {
		var events []scheduling.AuditEvent
		err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
			events, err = tx.AuditAfter(n, part)
			return err
		})
		if err != nil {
			return n, head, err
		}
		for _, e := range events {
			switch {
			case e.Seq != n+1:
				return n, head, &BrokenChain{n + 1, "missing"}
			case e.Previous != head:
				return n, head, &BrokenChain{e.Seq, "does not follow the one before"}
			case e.Hash != e.Sum():
				return n, head, &BrokenChain{e.Seq, "altered"}
			}
			n, head = e.Seq, e.Hash
		}
		if len(events) < part {
			return n, head, nil
		}
	}
}
