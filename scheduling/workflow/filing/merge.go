package filing

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/templates"
)

// Merge is two files side by side, before they are made one. Keep is the one
// that stays.
type Merge struct {
	Keep, Gone scheduling.Insured
	Fields     []Field
	Both       []scheduling.Cohort // in which both have a place: to be ended first
}

// Merge reads two files side by side: a reading of both.
func (d *Desk) Merge(ctx context.Context, actor scheduling.Actor, keep, gone scheduling.InsuredID) (m Merge, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if m, err = d.pair(tx, actor, keep, gone); err != nil {
			return err
		}
		return tx.AuditAll([]scheduling.AuditEvent{
			{Actor: actor.ID.Ref(), Verb: "read", Subject: about(keep), Unit: m.Keep.Unit, Fields: scheduling.TraceFields(map[string]any{"social": true})},
			{Actor: actor.ID.Ref(), Verb: "read", Subject: about(gone), Unit: m.Gone.Unit, Fields: scheduling.TraceFields(map[string]any{"social": true})},
		})
	})
	return m, err
}

func (d *Desk) pair(tx *store.Tx, actor scheduling.Actor, keep, gone scheduling.InsuredID) (m Merge, err error) {
	if keep == gone {
		return m, scheduling.Refuse(scheduling.Invalid, "merge.itself", "")
	}
	if m.Keep, err = tx.InsuredFor(actor, keep, scheduling.AnswerRights); err != nil {
		return m, err
	}
	if m.Gone, err = tx.InsuredFor(actor, gone, scheduling.AnswerRights); err != nil {
		return m, err
	}
	m.Fields = fields(m.Keep, m.Gone)
	m.Both, err = tx.BothOpen(keep, gone)
	return m, err
}

// Choice is a merge as an agent decides it: which version of each file was read,
// and from which each field comes: "keep", "gone" or, for notes, "both". A field
// that is not named comes as it was proposed.
type Choice struct {
	KeepVersion, GoneVersion int
	From                     map[string]string
}

// MergeInto makes two files of one person one: all that hangs on the one that
// goes comes to the one that stays, and whoever asks for the old one is led there.
// It cannot be undone. With a place in the same session in both, one is ended
// first by hand: which of the two chairs was hers is not ours to guess (rule 9).
func (d *Desk) MergeInto(ctx context.Context, actor scheduling.Actor, keep, gone scheduling.InsuredID, c Choice) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		for _, id := range []scheduling.InsuredID{min(keep, gone), max(keep, gone)} { // always in this order: no deadlock
			if _, err := tx.InsuredFor(actor, id, scheduling.AnswerRights); err != nil {
				return err
			}
			if _, err := tx.LockFile(id); err != nil {
				return err
			}
		}
		m, err := d.pair(tx, actor, keep, gone)
		if err != nil {
			return err
		}
		if c.KeepVersion != m.Keep.Version || c.GoneVersion != m.Gone.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		if len(m.Both) > 0 {
			return scheduling.Refuse(scheduling.Conflict, "merge.both_enrolled", "", "cohort", m.Both[0].Label)
		}
		return d.unite(tx, actor, m, c)
	})
}

func (d *Desk) unite(tx *store.Tx, actor scheduling.Actor, m Merge, c Choice) error {
	one, err := m.one(c.From)
	if err != nil {
		return err
	}
	if err := seatless(tx, one, m); err != nil {
		return err
	}
	if err := d.carryNIR(tx, m, c.From["nir"]); err != nil {
		return err
	}
	if err := tx.MergeInsured(m.Keep.ID, m.Gone.ID, templates.Message("insured.merged_name")); err != nil {
		return err
	}
	if err := tx.ReplaceInsured(one); err != nil {
		return err
	}
	if !one.DeceasedOn.IsZero() {
		if err := tx.DropMessagesTo(one.ID, "deceased"); err != nil {
			return err
		}
		if _, err := tx.EndWitness(one.ID, "system"); err != nil {
			return err
		}
	}
	return tx.AuditAll([]scheduling.AuditEvent{
		{
			Actor: actor.ID.Ref(), Verb: "merged", Subject: about(one.ID), Unit: one.Unit,
			Fields: scheduling.TraceFields(map[string]any{"from": m.Gone.ID, "changed": one.Changed(m.Keep)}),
		},
		{
			Actor: actor.ID.Ref(), Verb: "merged", Subject: about(m.Gone.ID), Unit: m.Gone.Unit,
			Fields: scheduling.TraceFields(map[string]any{"into": one.ID}),
		},
	})
}

// seatless refuses to make one of a person who died and one who has a place: the
// death is entered on that file first, which gives her chair to the next.
func seatless(tx *store.Tx, one scheduling.Insured, m Merge) error {
	if one.DeceasedOn.IsZero() {
		return nil
	}
	for _, i := range []scheduling.Insured{m.Keep, m.Gone} {
		running, err := tx.RunningSeats(i.ID)
		if err != nil {
			return err
		}
		if len(running) > 0 {
			return scheduling.Refuse(scheduling.Conflict, "merge.deceased", "", "cohort", running[0].Label)
		}
	}
	return nil
}

// carryNIR brings the number of the file that goes to the one that stays, sealed
// in its new place, when it is chosen or the only one.
func (d *Desk) carryNIR(tx *store.Tx, m Merge, from string) error {
	kept, err := tx.NIRs([]scheduling.InsuredID{m.Keep.ID, m.Gone.ID})
	if err != nil {
		return err
	}
	mine, others := kept[m.Keep.ID], kept[m.Gone.ID]
	if others.Sealed == nil || mine.Sealed != nil && from != "gone" {
		return nil
	}
	plain, err := d.vault.Open(scheduling.NIRPlace(m.Gone.ID), others.Sealed)
	if err != nil {
		return err
	}
	if others.Sealed, err = d.vault.Seal(scheduling.NIRPlace(m.Keep.ID), plain); err != nil {
		return err
	}
	others.Insured = m.Keep.ID
	return tx.SetNIR(others)
}
