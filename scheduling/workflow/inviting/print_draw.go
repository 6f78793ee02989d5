package inviting

import (
	"context"
	"errors"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// errRunLost says that a run was forgotten, or taken over: whoever draws it
// stops.
var errRunLost = errors.New("the print run was taken over")

// DrawPrintRuns makes the PDFs that are due. Any number of processes may run
// it; each run is drawn by one. What a stop cut short is begun anew: a PDF has
// no middle to go on from, and ten thousand letters are seconds.
func (d *Desk) DrawPrintRuns(ctx context.Context) error {
	var errs []error
	for ctx.Err() == nil {
		r, found, err := d.claimRun(ctx)
		if err != nil || !found {
			return errors.Join(append(errs, err)...)
		}
		p := &press{desk: d, run: r}
		switch err := p.draw(ctx); {
		case errors.Is(err, errRunLost):
		case err != nil && ctx.Err() != nil:
			return p.step(context.WithoutCancel(ctx), func(_ *store.Tx, r *scheduling.PrintRun) error {
				r.BeatAt = time.Time{} // whoever comes next need not wait
				return nil
			})
		default:
			errs = append(errs, err) // its lease runs out, then it is tried again
		}
	}
	return errors.Join(errs...)
}

// claimRun takes a run that nobody draws.
func (d *Desk) claimRun(ctx context.Context) (claimed scheduling.PrintRun, found bool, err error) {
	var runs []scheduling.PrintRun
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		runs, err = tx.PrintRunsKept("")
		return err
	})
	for _, one := range runs {
		if err != nil || found {
			break
		}
		if !dueRun(one, d.db.Now()) {
			continue
		}
		err = d.db.Write(ctx, func(tx *store.Tx) error {
			r, err := tx.LockPrintRun(one.ID)
			if found = err == nil && dueRun(r, tx.Now); !found {
				return err
			}
			r.BegunAt, r.BeatAt, r.Done, r.Written, r.Parts, r.Bytes = tx.Now, tx.Now, 0, 0, 0, 0
			claimed = r
			claimed.Version++
			if err := tx.RemovePrintParts(r.ID); err != nil {
				return err
			}
			return tx.SavePrintRun(r)
		})
	}
	return claimed, found, err
}

func dueRun(r scheduling.PrintRun, now time.Time) bool {
	return r.State() == scheduling.PrintRunDrawing && !r.BeatAt.After(now.Add(-leaseOfRun))
}

// press draws one run: what is drawn is sealed and kept piece by piece.
type press struct {
	desk  *Desk
	run   scheduling.PrintRun
	drawn []byte // not yet kept
}

// pieceBytes is how much of a PDF is sealed at once.
const pieceBytes = 1 << 20

// Write takes what is drawn.
func (p *press) Write(b []byte) (int, error) {
	p.drawn = append(p.drawn, b...)
	return len(b), nil
}

func (p *press) draw(ctx context.Context) error {
	printing := Printing{desk: p.desk}
	err := p.desk.db.Read(ctx, func(tx *store.Tx) (err error) {
		if printing.actor, err = authorOf(tx, p.run); err != nil {
			return err
		}
		letters, err := tx.PrintRunLetters(p.run.ID)
		printing.batches = p.desk.runInSheaves(letters)
		return err
	})
	if err != nil {
		return err
	}
	_, err = printing.draw(ctx, p, func(s sheafRead, pages []int) error {
		return p.step(ctx, func(tx *store.Tx, r *scheduling.PrintRun) error {
			r.Done += len(s.of.run)
			r.Written += len(s.letters)
			if err := tx.SetPrintPages(placed(s, pages)); err != nil {
				return err
			}
			return p.keep(tx, r, pieceBytes)
		})
	})
	if err != nil {
		return err
	}
	return p.step(ctx, func(tx *store.Tx, r *scheduling.PrintRun) error {
		r.ReadyAt = tx.Now
		if err := p.keep(tx, r, 1); err != nil {
			return err
		}
		return tx.PrintedRun(r.ID)
	})
}

// keep seals what is drawn, in pieces of at least so many bytes.
func (p *press) keep(tx *store.Tx, r *scheduling.PrintRun, least int) error {
	for rest := p.drawn; len(rest) >= least; {
		piece := rest[:min(len(rest), pieceBytes)]
		rest = rest[len(piece):]
		sealed, err := p.desk.vault.Seal(pieceOfRun(*r, r.Parts+1), piece)
		if err != nil {
			return err
		}
		r.Parts++
		r.Bytes += int64(len(piece))
		if err := tx.AddPrintPart(r.ID, r.Parts, sealed); err != nil {
			return err
		}
	}
	return nil
}

// step changes the run, and with it what f writes, unless it was forgotten or
// somebody else draws it since.
func (p *press) step(ctx context.Context, f func(tx *store.Tx, r *scheduling.PrintRun) error) error {
	var next scheduling.PrintRun
	err := p.desk.db.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockPrintRun(p.run.ID)
		if err != nil {
			return err
		}
		if r.Version != p.run.Version {
			return errRunLost
		}
		r.BeatAt = tx.Now
		if err := f(tx, &r); err != nil {
			return err
		}
		next = r
		next.Version++
		return tx.SavePrintRun(r)
	})
	if err == nil {
		kept := next.Bytes - p.run.Bytes
		p.drawn = append(p.drawn[:0], p.drawn[kept:]...)
		p.run = next
	}
	return err
}

// authorOf is who asked for a run, with the rights of today.
func authorOf(tx *store.Tx, r scheduling.PrintRun) (scheduling.Actor, error) {
	user, err := tx.User(r.AskedBy)
	if err != nil {
		return scheduling.Actor{}, err
	}
	o, err := tx.OrganisationOf(r.Units[0])
	if err != nil {
		return scheduling.Actor{}, err
	}
	zone, err := scheduling.LoadZone(o.TimeZone)
	if err != nil {
		return scheduling.Actor{}, err
	}
	return tx.Actor(user, scheduling.DateOf(tx.Now.In(zone)))
}

// runInSheaves cuts the letters of a run where one session ends or a sheaf is
// full.
func (d *Desk) runInSheaves(letters []store.PrintLetter) (batches []batch) {
	for len(letters) > 0 {
		end := slices.IndexFunc(letters, func(l store.PrintLetter) bool { return l.Cohort != letters[0].Cohort })
		if end < 0 {
			end = len(letters)
		}
		end = min(end, d.sheaf)
		batches = append(batches, batch{run: letters[:end]})
		letters = letters[end:]
	}
	return batches
}

// asOf is a batch of a run as it stands now, without the letters that need not
// be posted any more.
func (b batch) asOf(tx *store.Tx) (batch, error) {
	if len(b.run) == 0 {
		return b, nil
	}
	var invitations []scheduling.InvitationID
	var notices []scheduling.MessageID
	order := map[string]int{}
	for _, l := range b.run {
		order[string(l.Invitation)+string(l.Notice)] = l.Number
		if l.Invitation != "" {
			invitations = append(invitations, l.Invitation)
		} else {
			notices = append(notices, l.Notice)
		}
	}
	c, err := tx.Cohort(b.run[0].Cohort)
	if err != nil {
		return b, err
	}
	b.cohort = c
	if b.invitations, b.notices, err = tx.LettersIn(invitations, notices); err != nil {
		return b, err
	}
	if !c.CancelledAt.IsZero() {
		b.invitations = nil
	}
	slices.SortFunc(b.invitations, func(x, y scheduling.Invitation) int { return order[string(x.ID)] - order[string(y.ID)] })
	slices.SortFunc(b.notices, func(x, y scheduling.Message) int { return order[string(x.ID)] - order[string(y.ID)] })
	return b, nil
}

// placed are the letters of a sheaf with their pages.
func placed(s sheafRead, pages []int) []store.PrintLetter {
	at := map[string]int{}
	for n, l := range s.letters {
		at[string(l.Invitation)+string(l.Notice)] = pages[n]
	}
	letters := slices.Clone(s.of.run)
	for n, l := range letters {
		letters[n].Page = at[string(l.Invitation)+string(l.Notice)]
	}
	return letters
}
