package trust

import (
	"context"
	"encoding/json"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/store"
)

// TracesFilter chooses traces; Verb and Subject are "" for all. Before is the
// cursor: the Seq of the last trace already seen.
type TracesFilter struct {
	Verb    string
	Subject string // its kind: insured, cohort, user…
	Before  int64
}

// Trace is an event with who did it, when that is an agent.
type Trace struct {
	scheduling.AuditEvent
	By string
}

const tracesMost = 50

// Traces lists what was done and read in the units whose traces the actor may
// read, the newest first; more tells that older ones follow.
func (d *Desk) Traces(ctx context.Context, actor scheduling.Actor, f TracesFilter) (traces []Trace, more bool, err error) {
	units := actor.Units(scheduling.ReadAudit)
	if len(units) == 0 {
		return nil, false, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.read_audit", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		events, err := tx.AuditIn(store.AuditFilter{Units: units, Verb: f.Verb, Subject: f.Subject, Before: f.Before}, tracesMost+1)
		if err != nil {
			return err
		}
		if more = len(events) > tracesMost; more {
			events = events[:tracesMost]
		}
		traces, err = named(tx, events)
		return err
	})
	return traces, more, err
}

func named(tx *store.Tx, events []scheduling.AuditEvent) ([]Trace, error) {
	actors := make([]string, len(events))
	for i, e := range events {
		actors[i] = e.Actor
	}
	names, err := tx.AgentNames(actors)
	if err != nil {
		return nil, err
	}
	traces := make([]Trace, len(events))
	for i, e := range events {
		traces[i] = Trace{e, names[e.Actor]}
	}
	return traces, nil
}

// BrokenChain says where the chain of traces does not hold.
type BrokenChain struct {
	Seq    int64
	Reason string
}

func (b *BrokenChain) Error() string {
	return fmt.Sprintf("the chain of traces breaks at %d: %s", b.Seq, b.Reason)
}

// VerifyAudit reads the whole chain, a part at a time, and returns how many
// events hold and the last hash, to compare with a digest kept elsewhere. An
// event altered, deleted or reordered is a *BrokenChain. One from which an
// erasure took a person's words hashes to something else: it holds when a later
// event, in the chain itself, says to what (rule 26).
func (d *Desk) VerifyAudit(ctx context.Context) (n int64, head string, err error) {
	const part = 1000
	redacted := redactions{}
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
				return n, head, redacted.first(&BrokenChain{n + 1, "missing"})
			case e.Previous != head:
				return n, head, redacted.first(&BrokenChain{e.Seq, "does not follow the one before"})
			}
			redacted.look(e)
			n, head = e.Seq, e.Hash
		}
		if len(events) < part {
			return n, head, redacted.first(nil)
		}
	}
}

// redactions are the events met so far that hash to something else than they
// say, by number, and that nothing vouched for yet.
type redactions map[int64]string

// look keeps e if it needs a voucher, and takes off whatever e vouches for.
func (r redactions) look(e scheduling.AuditEvent) {
	if sum := e.Sum(); e.Hash != sum {
		r[e.Seq] = sum
		return // altered itself, it vouches for nothing
	}
	if e.Verb != "erased" {
		return
	}
	var fields struct{ Redacted map[int64]string }
	if err := json.Unmarshal([]byte(e.Fields), &fields); err != nil {
		return
	}
	for seq, sum := range fields.Redacted {
		if seq < e.Seq && r[seq] == sum {
			delete(r, seq)
		}
	}
}

// first is the earliest break: of an event that nothing vouched for, else last.
func (r redactions) first(last *BrokenChain) error {
	for seq := range r {
		if last == nil || seq < last.Seq {
			last = &BrokenChain{seq, "altered"}
		}
	}
	if last == nil {
		return nil
	}
	return last
}
