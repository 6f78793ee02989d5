package importing

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// writeAtOnce is how many rows are applied in one transaction.
const writeAtOnce = 1000

// Confirm has the reviewed rows written, in the background. Rows in error and
// rows that nobody decided stay out.
func (d *Desk) Confirm(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, version int) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State() == scheduling.ImportReview); err != nil {
			return err
		}
		if version != 0 && version != im.Version {
			return scheduling.Refuse(scheduling.Conflict, "stale", "")
		}
		social := slices.ContainsFunc(im.Fields, func(f string) bool { return transfer.Field(f).Social() })
		if social {
			if err := actor.May(scheduling.SeeSocial, im.Unit); err != nil {
				return err
			}
		}
		count, err := tx.CountImportRows(id)
		if err != nil {
			return err
		}
		im.Wanted = count[scheduling.RowToCreate] + count[scheduling.RowToUpdate]
		if im.Wanted == 0 {
			return scheduling.Refuse(scheduling.Conflict, "import.nothing", "")
		}
		im.ConfirmedBy, im.ConfirmedAt, im.BeatAt, im.Line, im.Done = actor.ID, tx.Now, time.Time{}, 0, 0
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "confirmed", Subject: about(id), Unit: im.Unit,
			Fields: scheduling.TraceFields(map[string]any{"rows": im.Wanted}),
		})
	})
}

// apply writes the confirmed rows, a step after the other.
func (w *worker) apply(ctx context.Context) error {
	layout, err := w.layout(w.im)
	if err != nil {
		return err
	}
	return w.steps(ctx, func(tx *store.Tx, im *scheduling.Import) (bool, error) { return w.applySome(tx, im, layout) })
}

// applySome writes the next rows; last says that there are no more.
func (w *worker) applySome(tx *store.Tx, im *scheduling.Import, layout transfer.Layout) (last bool, err error) {
	if err := tx.LockUnit(im.Unit); err != nil { // two imports at once would both create
		return false, err
	}
	if steps := im.Done / writeAtOnce; im.Done == 0 || steps&(steps-1) == 0 { // each time they doubled
		if err := tx.Measure(); err != nil {
			return false, err
		}
	}
	staged, err := tx.ImportRows(im.ID, im.Line, writeAtOnce, scheduling.RowToCreate, scheduling.RowToUpdate)
	if err != nil {
		return false, err
	}
	if len(staged) == 0 {
		return true, w.applied(tx, im)
	}
	rows := make([]transfer.Row, len(staged))
	for at, s := range staged {
		if rows[at], err = w.opened(s, layout); err != nil {
			return false, err
		}
	}
	c, err := w.court(tx, *im, layout, rows)
	if err != nil {
		return false, err
	}
	b := batch{worker: w, tx: tx, im: *im}
	for at, row := range rows {
		j := c.judge(row, staged[at].Choice)
		if j.verdict != staged[at].Verdict || j.before.ID != staged[at].Insured || !slices.Equal(j.changed, staged[at].Changed) {
			b.changes = append(b.changes, scheduling.ImportChange{Import: im.ID, Line: row.Line, Outcome: scheduling.RowMoved})
			continue
		}
		if err := b.add(&c, j); err != nil {
			return false, err
		}
	}
	im.Line, im.Done = staged[len(staged)-1].Line, im.Done+len(staged)
	return false, b.write()
}

// applied ends an import: the file itself is of no use any more.
func (w *worker) applied(tx *store.Tx, im *scheduling.Import) error {
	count, err := tx.CountImportChanges(im.ID)
	if err != nil {
		return err
	}
	im.AppliedAt, im.BeatAt = tx.Now, time.Time{}
	if err := tx.RemoveImportParts(im.ID); err != nil {
		return err
	}
	return tx.Audit(scheduling.AuditEvent{
		Actor: im.ConfirmedBy.Ref(), Verb: "imported", Subject: about(im.ID), Unit: im.Unit,
		Fields: scheduling.TraceFields(map[string]any{"written": count[""], "moved": count[scheduling.RowMoved], "source": im.Source}),
	})
}

// replaced is what an import wrote over, sealed until it can no longer be undone.
type replaced struct {
	Insured  *scheduling.Insured  `json:"insured,omitempty"`
	Referral *scheduling.Referral `json:"referral,omitempty"`
	NIR      *store.KeptNIR       `json:"nir,omitempty"` // Sealed nil: she had none
}

// batch is what one step writes.
type batch struct {
	*worker
	tx        *store.Tx
	im        scheduling.Import
	people    []scheduling.Insured
	referrals []scheduling.Referral
	nirs      []store.KeptNIR
	changes   []scheduling.ImportChange
	traces    []scheduling.AuditEvent
}

// add prepares what a row writes; what is replaced is replaced at once.
func (b *batch) add(c *court, j judgment) error {
	change := scheduling.ImportChange{Import: b.im.ID, Line: j.row.Line, NewInsured: j.before.ID == ""}
	var old replaced
	nirKey, err := b.person(c, &j, change.NewInsured, &old)
	if err != nil {
		return err
	}
	change.Insured = j.insured.ID
	if err := b.refer(c, &j, &change, &old); err != nil {
		return err
	}
	change.After = b.mark(touchedOf(change, old), j.insured, nirKey, j.referral)
	if change.Before, err = b.sealed(change, old); err != nil {
		return err
	}
	b.changes = append(b.changes, change)
	verb := "updated"
	if change.NewInsured {
		verb = "created"
	}
	b.traces = append(b.traces, scheduling.AuditEvent{
		Actor: b.im.ConfirmedBy.Ref(), Unit: j.insured.Unit, Verb: verb, Subject: aboutPerson(j.insured.ID),
		Fields: scheduling.TraceFields(map[string]any{"import": b.im.ID, "changed": j.changed}),
	})
	return nil
}

func aboutPerson(id scheduling.InsuredID) string { return "insured:" + string(id) }

// person writes who the row is about, and gives the key of the NIR she has then.
func (b *batch) person(c *court, j *judgment, isNew bool, old *replaced) (nirKey string, err error) {
	nirKey = c.known.nirs[j.before.ID].Key
	if isNew {
		j.insured.ID, j.insured.CreatedAt, j.insured.Version = store.NewID[scheduling.InsuredID](), b.tx.Now, 1
		b.people = append(b.people, j.insured)
	} else if len(j.insured.Changed(j.before)) > 0 {
		old.Insured = &j.before
		if err := b.tx.ReplaceInsured(j.insured); err != nil {
			return "", err
		}
	}
	if j.nir != "" {
		nirKey = b.nirKey(j.nir)
		sealed, err := b.vault.Seal(scheduling.NIRPlace(j.insured.ID), []byte(j.nir))
		if err != nil {
			return "", err
		}
		kept := store.KeptNIR{Insured: j.insured.ID, Key: nirKey, Sealed: sealed, SetAt: b.tx.Now}
		if isNew {
			b.nirs = append(b.nirs, kept)
		} else {
			had := c.known.nirs[j.before.ID]
			old.NIR = &had
			if err := b.tx.SetNIR(kept); err != nil {
				return "", err
			}
		}
	}
	if isNew { // a later row of the same step may be about her
		c.known.add(j.insured, nirKey)
	}
	return nirKey, nil
}

// refer writes the referral of a row.
func (b *batch) refer(c *court, j *judgment, change *scheduling.ImportChange, old *replaced) error {
	switch {
	case j.referral.Source == "":
		return nil
	case j.previous.ID == "":
		change.NewReferral = true
		j.referral.ID, j.referral.Insured, j.referral.Unit = store.NewID[scheduling.ReferralID](), j.insured.ID, j.insured.Unit
		j.referral.CreatedAt, j.referral.Version = b.tx.Now, 1
		b.referrals = append(b.referrals, j.referral)
		if j.referral.Reference != "" {
			c.known.byReference[j.referral.Reference] = j.insured.ID
		}
	case j.referral != j.previous:
		old.Referral = &j.previous
		if err := b.tx.ReplaceReferral(j.referral); err != nil {
			return err
		}
	}
	change.Referral = j.referral.ID
	return nil
}

func (b *batch) sealed(change scheduling.ImportChange, old replaced) ([]byte, error) {
	if old == (replaced{}) {
		return nil, nil
	}
	plain, err := json.Marshal(old)
	if err != nil {
		return nil, err
	}
	return b.vault.Seal(changePlace(change.Import, change.Line), plain)
}

// write adds what is new. The audit comes last: it holds the chain.
func (b *batch) write() error {
	if err := b.tx.AddAllInsured(b.people); err != nil {
		return err
	}
	if err := b.tx.AddNIRs(b.nirs); err != nil {
		return err
	}
	if err := b.tx.AddReferrals(b.referrals); err != nil {
		return err
	}
	if err := b.tx.AddImportChanges(b.changes); err != nil {
		return err
	}
	return b.tx.AuditAll(b.traces)
}

// touched is which rows a change wrote.
type touched struct{ insured, referral bool }

func touchedOf(c scheduling.ImportChange, old replaced) touched {
	return touched{c.NewInsured || old.Insured != nil || old.NIR != nil, c.NewReferral || old.Referral != nil}
}

// mark stands blindly for how the touched rows stand, whatever their version.
func (d *Desk) mark(t touched, i scheduling.Insured, nirKey string, r scheduling.Referral) string {
	i.Version, r.Version = 0, 0
	i.CreatedAt, r.CreatedAt = time.Time{}, time.Time{}
	state := struct {
		Insured  *scheduling.Insured
		NIR      string
		Referral *scheduling.Referral
	}{}
	if t.insured {
		state.Insured, state.NIR = &i, nirKey
	}
	if t.referral {
		state.Referral = &r
	}
	plain, err := json.Marshal(state)
	if err != nil { // plain structs
		return ""
	}
	return d.vault.Index("import.after", string(plain))[:32]
}
