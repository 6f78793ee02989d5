package importing

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

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

// apply writes the confirmed rows, a step after the other; while one is
// written the next is opened and pleaded.
func (w *worker) apply(ctx context.Context) error {
	layout, err := w.layout(w.im)
	if err != nil {
		return err
	}
	id, after := w.im.ID, w.im.Line // w.im changes with every step
	ahead := lookAhead(ctx, func() (pleas []plea, err error) {
		var staged []scheduling.ImportRow
		err = w.db.Read(ctx, func(tx *store.Tx) error {
			staged, err = tx.ImportRows(id, after, w.pace.write, scheduling.RowToCreate, scheduling.RowToUpdate)
			return err
		})
		if err != nil || len(staged) == 0 {
			return nil, err
		}
		after = staged[len(staged)-1].Line
		return w.pleadStaged(staged, layout)
	})
	defer ahead.close()
	return w.steps(ctx, func(tx *store.Tx, im *scheduling.Import) (bool, error) {
		pleas, err := ahead.get(ctx, im.Line)
		if err != nil {
			return false, err
		}
		return w.applySome(tx, im, layout, pleas)
	})
}

// measureEvery is how often, in steps, PostgreSQL is told to look at what grew:
// each time there is that many times as much.
const measureEvery = 8

// applySome writes the next rows; last says that there are no more.
func (w *worker) applySome(tx *store.Tx, im *scheduling.Import, layout transfer.Layout, pleas []plea) (last bool, err error) {
	if len(pleas) == 0 {
		return true, w.applied(tx, im)
	}
	if err := tx.LockUnit(im.Unit); err != nil { // two imports at once would both create
		return false, err
	}
	if steps := im.Done / w.pace.write; powerOf(measureEvery, steps) {
		if err := tx.Measure(); err != nil {
			return false, err
		}
	}
	c, err := w.court(tx, *im, layout, pleas)
	if err != nil {
		return false, err
	}
	b := batch{worker: w, tx: tx, im: *im}
	for _, p := range pleas {
		j := c.judge(p, p.kept.Choice)
		if j.verdict != p.kept.Verdict || j.before.ID != p.kept.Insured || !slices.Equal(j.changed, p.kept.Changed) {
			b.deeds = append(b.deeds, deed{change: scheduling.ImportChange{Import: im.ID, Line: p.row.Line, Outcome: scheduling.RowMoved}})
			continue
		}
		if err := b.add(&c, j); err != nil {
			return false, err
		}
	}
	im.Line, im.Done = pleas[len(pleas)-1].row.Line, im.Done+len(pleas)
	return false, b.write()
}

// powerOf reports whether n is 0, 1, or base times itself some times.
func powerOf(base, n int) bool {
	for n > base && n%base == 0 {
		n /= base
	}
	return n <= 1 || n == base
}

// applied ends an import: the file itself is of no use any more.
func (w *worker) applied(tx *store.Tx, im *scheduling.Import) error {
	count, err := tx.CountImportChanges(im.ID)
	if err != nil {
		return err
	}
	im.AppliedAt, im.BeatAt, im.ToExamine = tx.Now, time.Time{}, count[""]
	if im.ToExamine == 0 {
		im.ExaminedAt = tx.Now
	}
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
	over      over
	deeds     []deed
}

// over is what is written over what stood there.
type over struct {
	people    []scheduling.Insured
	referrals []scheduling.Referral
	nirs      []store.KeptNIR
}

func (o over) write(tx *store.Tx) error {
	if err := tx.ReplaceAllInsured(o.people); err != nil {
		return err
	}
	if err := tx.ReplaceReferrals(o.referrals); err != nil {
		return err
	}
	return tx.SetNIRs(o.nirs)
}

// deed is what one row did.
type deed struct {
	judgment
	change scheduling.ImportChange
	old    replaced
	nirKey string
}

// add prepares what a row writes.
func (b *batch) add(c *court, j judgment) (err error) {
	d := deed{judgment: j, change: scheduling.ImportChange{Import: b.im.ID, Line: j.row.Line, NewInsured: j.before.ID == ""}}
	if d.nirKey, err = b.person(c, &d); err != nil {
		return err
	}
	d.change.Insured = d.insured.ID
	b.refer(c, &d)
	b.deeds = append(b.deeds, d)
	return nil
}

func aboutPerson(id scheduling.InsuredID) string { return "insured:" + string(id) }

// person prepares who the row is about, and gives the key of the NIR she has then.
func (b *batch) person(c *court, d *deed) (nirKey string, err error) {
	isNew, had := d.change.NewInsured, c.known.nirs[d.before.ID]
	nirKey = had.Key
	if isNew {
		d.insured.ID, d.insured.CreatedAt, d.insured.Version = store.NewID[scheduling.InsuredID](), b.tx.Now, 1
		b.people = append(b.people, d.insured)
	} else if len(d.insured.Changed(d.before)) > 0 {
		d.old.Insured = &d.before
		b.over.people = append(b.over.people, d.insured)
	}
	if d.nir != "" {
		nirKey = b.nirKey(d.nir)
		sealed, err := b.vault.Seal(scheduling.NIRPlace(d.insured.ID), []byte(d.nir))
		if err != nil {
			return "", err
		}
		kept := store.KeptNIR{Insured: d.insured.ID, Key: nirKey, Sealed: sealed, SetAt: b.tx.Now}
		if isNew {
			b.nirs = append(b.nirs, kept)
		} else {
			d.old.NIR = &had
			b.over.nirs = append(b.over.nirs, kept)
		}
	}
	if isNew { // a later row of the same step may be about her
		c.known.add(d.insured, d.name, nirKey)
	}
	return nirKey, nil
}

// refer prepares the referral of a row.
func (b *batch) refer(c *court, d *deed) {
	switch {
	case d.referral.Source == "":
		return
	case d.previous.ID == "":
		d.change.NewReferral = true
		d.referral.ID, d.referral.Insured, d.referral.Unit = store.NewID[scheduling.ReferralID](), d.insured.ID, d.insured.Unit
		d.referral.CreatedAt, d.referral.Version = b.tx.Now, 1
		b.referrals = append(b.referrals, d.referral)
		if d.referral.Reference != "" {
			c.known.byReference[d.referral.Reference] = d.insured.ID
		}
	case d.referral != d.previous:
		d.old.Referral = &d.previous
		b.over.referrals = append(b.over.referrals, d.referral)
	}
	d.change.Referral = d.referral.ID
}

// finish says blindly how the rows stand now, seals what was replaced, and
// words the trace; of a row that was left alone there is none.
func (b *batch) finish(d *deed) (trace scheduling.AuditEvent, err error) {
	if d.change.Outcome != "" {
		return trace, nil
	}
	d.change.After = b.mark(touchedOf(d.change, d.old), d.insured, d.nirKey, d.referral)
	verb := "updated"
	if d.change.NewInsured {
		verb = "created"
	}
	trace = scheduling.AuditEvent{
		Actor: b.im.ConfirmedBy.Ref(), Unit: d.insured.Unit, Verb: verb, Subject: aboutPerson(d.insured.ID),
		Fields: scheduling.TraceFields(map[string]any{"import": b.im.ID, "changed": d.changed}),
	}
	d.change.Before, err = b.sealed(d.change, d.old)
	return trace, err
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

// write writes over what changed and adds what is new; while the database takes
// the people, what is said of them is worded. The audit comes last: it holds the chain.
func (b *batch) write() error {
	changes, traces, errs := make([]scheduling.ImportChange, len(b.deeds)), make([]scheduling.AuditEvent, len(b.deeds)), make([]error, len(b.deeds))
	var worded sync.WaitGroup
	worded.Go(func() {
		everywhere(len(b.deeds), func(at int) {
			traces[at], errs[at] = b.finish(&b.deeds[at])
			changes[at] = b.deeds[at].change
		})
	})
	err := b.writePeople()
	worded.Wait()
	if err = errors.Join(err, first(errs)); err != nil {
		return err
	}
	if err := b.tx.AddImportChanges(changes); err != nil {
		return err
	}
	return b.tx.AuditAll(slices.DeleteFunc(traces, func(e scheduling.AuditEvent) bool { return e.Verb == "" }))
}

func (b *batch) writePeople() error {
	if err := b.over.write(b.tx); err != nil {
		return err
	}
	if err := b.tx.AddAllInsured(b.people); err != nil {
		return err
	}
	if err := b.tx.AddNIRs(b.nirs); err != nil {
		return err
	}
	return b.tx.AddReferrals(b.referrals)
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
