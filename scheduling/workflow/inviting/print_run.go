package inviting

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Waited is how many letters one waits for in front of the screen: a fraction
// of a second. More become a PDF in the background.
const Waited = 300

// Print takes the letters that are still to be posted, as PrintLetters does.
// Few of them are to be written at once; many, or those that later asks for,
// are a run, whose id it gives instead. Asked again while the same letters are
// being drawn, it is the same run.
func (d *Desk) Print(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, later bool) (p Printing, run scheduling.PrintRunID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		p, run = Printing{desk: d, actor: actor}, ""
		if run, err = underway(tx, actor, id); err != nil || run != "" {
			return err
		}
		p.batches, p.Letters, err = d.takeToPrint(tx, actor, id)
		if err != nil {
			return err
		}
		if p.Letters <= Waited && !later {
			return notedAll(tx, p.batches)
		}
		run, err = addRun(tx, actor, id, p)
		return err
	})
	return p, run, err
}

// underway finds the run of an actor that is being drawn of the same sessions.
func underway(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID) (scheduling.PrintRunID, error) {
	runs, err := tx.PrintRunsKept(actor.ID)
	for _, r := range runs {
		if r.Cohort == id && r.State() == scheduling.PrintRunDrawing {
			return r.ID, err
		}
	}
	return "", err
}

func addRun(tx *store.Tx, actor scheduling.Actor, id scheduling.CohortID, p Printing) (scheduling.PrintRunID, error) {
	r := scheduling.PrintRun{
		ID: store.NewID[scheduling.PrintRunID](), AskedBy: actor.ID, AskedAt: tx.Now, Cohort: id, Wanted: p.Letters, Version: 1,
	}
	var letters []store.PrintLetter
	for _, b := range p.batches {
		if !slices.Contains(r.Units, b.cohort.Unit) {
			r.Units = append(r.Units, b.cohort.Unit)
		}
		for _, m := range b.notices {
			letters = append(letters, store.PrintLetter{Run: r.ID, Number: len(letters) + 1, Cohort: b.cohort.ID, Notice: m.ID})
		}
		for _, inv := range b.invitations {
			letters = append(letters, store.PrintLetter{Run: r.ID, Number: len(letters) + 1, Cohort: b.cohort.ID, Invitation: inv.ID})
		}
	}
	return r.ID, tx.AddPrintRun(r, letters)
}

// RunView is a run as its author reads it.
type RunView struct {
	scheduling.PrintRun
	State   scheduling.PrintRunState
	Session string // its name; "" of every session
	Over    []int  // pages whose letters need not be posted any more
	Moved   []string
	Beside  int // letters to be posted that it was never about
}

// Changed reports whether what its pages say is not how things stand.
func (v RunView) Changed() bool { return len(v.Over) > 0 || len(v.Moved) > 0 || v.Beside > 0 }

// PrintRun shows how far a run is and, once it is ready, what has changed since
// it was begun.
func (d *Desk) PrintRun(ctx context.Context, actor scheduling.Actor, id scheduling.PrintRunID) (v RunView, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err := ownRun(tx, actor, id)
		if err != nil {
			return err
		}
		if v, err = viewRun(tx, r); err != nil || v.State != scheduling.PrintRunReady {
			return err
		}
		if v.Over, err = tx.PagesOver(id); err != nil {
			return err
		}
		if v.Moved, err = tx.CohortsMoved(id, r.BegunAt); err != nil {
			return err
		}
		v.Beside, err = tx.LettersBeside(r)
		return err
	})
	return v, err
}

// PrintRuns lists those of the actor that are being drawn or wait to be
// printed: of a session, or all.
func (d *Desk) PrintRuns(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (list []RunView, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		runs, err := tx.PrintRunsKept(actor.ID)
		for _, r := range runs {
			if err != nil {
				return err
			}
			if id != "" && r.Cohort != id || !mayOpen(actor, r) {
				continue
			}
			var v RunView
			v, err = viewRun(tx, r)
			list = append(list, v)
		}
		return err
	})
	return list, err
}

func viewRun(tx *store.Tx, r scheduling.PrintRun) (RunView, error) {
	v := RunView{PrintRun: r, State: r.State()}
	if r.Cohort == "" {
		return v, nil
	}
	c, err := tx.Cohort(r.Cohort)
	v.Session = c.Label
	return v, err
}

// ownRun finds a run for its author: to anybody else, and to an author who may
// not invite any more, it is not there.
func ownRun(tx *store.Tx, actor scheduling.Actor, id scheduling.PrintRunID) (scheduling.PrintRun, error) {
	r, err := tx.PrintRun(id)
	if err == nil && !mayOpen(actor, r) {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return r, err
}

func mayOpen(actor scheduling.Actor, r scheduling.PrintRun) bool {
	return r.AskedBy == actor.ID && !slices.ContainsFunc(r.Units, func(u scheduling.UnitID) bool { return actor.May(scheduling.Invite, u) != nil })
}

// OpenPrintRun gives the PDF of a run, which WriteTo writes out piece by piece.
// Opening it is a reading of everybody in it, and leaves a trace.
func (d *Desk) OpenPrintRun(ctx context.Context, actor scheduling.Actor, id scheduling.PrintRunID) (pdf RunPDF, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		r, err := ownRun(tx, actor, id)
		if err != nil {
			return err
		}
		if r.State() != scheduling.PrintRunReady || r.Written == 0 {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		pdf = RunPDF{d, r}
		return tx.Audit(traceOfRun(actor, r, "read"))
	})
	return pdf, err
}

// traceOfRun is about the run as a whole: of its sessions, when they are one.
func traceOfRun(actor scheduling.Actor, r scheduling.PrintRun, verb string) scheduling.AuditEvent {
	e := scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "print_run:" + string(r.ID), Unit: r.Units[0],
		Fields: scheduling.TraceFields(map[string]any{"letters": r.Written}),
	}
	return e
}

// RunPDF is the PDF of a run, sealed where it is kept.
type RunPDF struct {
	desk *Desk
	run  scheduling.PrintRun
}

// Bytes is how long it is.
func (f RunPDF) Bytes() int64 { return f.run.Bytes }

// Write writes it out; a piece at a time is held.
func (f RunPDF) Write(ctx context.Context, w io.Writer) error {
	for number := 1; number <= f.run.Parts; number++ {
		var sealed []byte
		err := f.desk.db.Read(ctx, func(tx *store.Tx) (err error) {
			sealed, err = tx.PrintPart(f.run.ID, number)
			return err
		})
		if err != nil {
			return err
		}
		piece, err := f.desk.vault.Open(pieceOfRun(f.run, number), sealed)
		if err != nil {
			return err
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// pieceOfRun is where a piece may be opened: begun anew, it is another.
func pieceOfRun(r scheduling.PrintRun, number int) string {
	return fmt.Sprintf("print_run_parts/%s/%d/%d", r.ID, r.BegunAt.UnixMicro(), number)
}

// ForgetPrintRun takes the PDF of a run away: it was printed, or is not wanted.
func (d *Desk) ForgetPrintRun(ctx context.Context, actor scheduling.Actor, id scheduling.PrintRunID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		r, err := ownRun(tx, actor, id)
		if err != nil || r.State() == scheduling.PrintRunForgotten {
			return err
		}
		if err := forgetRun(tx, id); err != nil {
			return err
		}
		return tx.Audit(traceOfRun(actor, r, "deleted"))
	})
}

// PrintAgain forgets a run and begins another of the same sessions, as things
// stand now.
func (d *Desk) PrintAgain(ctx context.Context, actor scheduling.Actor, id scheduling.PrintRunID) (scheduling.PrintRunID, error) {
	var of scheduling.PrintRun
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		of, err = ownRun(tx, actor, id)
		return err
	})
	if err != nil {
		return "", err
	}
	if err := d.ForgetPrintRun(ctx, actor, id); err != nil {
		return "", err
	}
	_, run, err := d.Print(ctx, actor, of.Cohort, true)
	return run, err
}

// ForgetPrintRuns takes the PDFs whose time is over. The background runner
// calls it.
func (d *Desk) ForgetPrintRuns(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		runs, err := tx.PrintRunsKept("")
		for _, r := range runs {
			if err == nil && !tx.Now.Before(r.Until()) {
				err = forgetRun(tx, r.ID)
			}
		}
		return err
	})
}

func forgetRun(tx *store.Tx, id scheduling.PrintRunID) error {
	r, err := tx.LockPrintRun(id)
	if err != nil {
		return err
	}
	if err := tx.RemovePrintParts(id); err != nil {
		return err
	}
	if err := tx.RemovePrintLetters(id); err != nil {
		return err
	}
	r.ForgottenAt = tx.Now
	return tx.SavePrintRun(r)
}

// leaseOfRun is how long one who draws may be silent before another takes over.
const leaseOfRun = 2 * time.Minute
