package importing

import (
	"context"
	"errors"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// lease is how long one who works on an import may be silent before another
// takes over.
const lease = 2 * time.Minute

// errLost says that an import was changed by somebody else: whoever works on it
// stops.
var errLost = errors.New("the import was taken over")

// Work does what is due: it reads files, applies what was confirmed, takes back
// what was to be undone. Any number of processes may run it; each import is
// worked on by one, in steps that are kept as they are done, so that what a
// stop cut short goes on from there.
func (d *Desk) Work(ctx context.Context) error {
	var errs []error
	for ctx.Err() == nil {
		im, found, err := d.claim(ctx)
		if err != nil || !found {
			return errors.Join(append(errs, err)...)
		}
		if err := d.work(ctx, im); err != nil && !errors.Is(err, errLost) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// claim takes an import on which something is due and nobody works.
func (d *Desk) claim(ctx context.Context) (claimed scheduling.Import, found bool, err error) {
	var waiting []scheduling.Import
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		waiting, err = tx.ImportsKept()
		return err
	})
	for _, one := range waiting {
		if err != nil || found {
			break
		}
		if !due(one, d.db.Now()) {
			continue
		}
		err = d.db.Write(ctx, func(tx *store.Tx) error {
			im, err := tx.LockImport(one.ID)
			if found = err == nil && due(im, tx.Now); !found {
				return err
			}
			im.BeatAt = tx.Now
			claimed = im
			claimed.Version++
			return tx.SaveImport(im)
		})
	}
	return claimed, found, err
}

func due(im scheduling.Import, now time.Time) bool {
	state := im.State()
	return state.Working() && state != scheduling.ImportExamining && !im.BeatAt.After(now.Add(-lease))
}

func (d *Desk) work(ctx context.Context, im scheduling.Import) error {
	w := &worker{d, im}
	var err error
	switch im.State() {
	case scheduling.ImportReading:
		err = w.read(ctx)
	case scheduling.ImportApplying:
		err = w.apply(ctx)
	default:
		err = w.undo(ctx)
	}
	if err == nil || errors.Is(err, errLost) {
		return err
	}
	if ctx.Err() != nil {
		return w.rest(context.WithoutCancel(ctx))
	}
	if defect(err) != nil && im.State() != scheduling.ImportReading {
		return err // its lease runs out, then it is tried again
	}
	return errors.Join(w.fail(context.WithoutCancel(ctx), err), defect(err))
}

// worker is one who works on an import.
type worker struct {
	*Desk
	im scheduling.Import
}

// step changes the import, and with it what f writes, unless somebody else
// changed it since.
func (w *worker) step(ctx context.Context, f func(tx *store.Tx, im *scheduling.Import) error) error {
	var next scheduling.Import
	err := w.db.WriteMany(ctx, func(tx *store.Tx) error {
		im, err := tx.LockImport(w.im.ID)
		if err != nil {
			return err
		}
		if im.Version != w.im.Version {
			return errLost
		}
		im.BeatAt = tx.Now
		if err := f(tx, &im); err != nil {
			return err
		}
		next = im
		next.Version++
		return tx.SaveImport(im)
	})
	if err == nil {
		w.im = next
	}
	return err
}

// retries bounds how often a step is tried again when somebody else changed one
// of its people at that instant.
const retries = 5

// steps does one after the other until some says that it was the last.
func (w *worker) steps(ctx context.Context, some func(tx *store.Tx, im *scheduling.Import) (last bool, err error)) error {
	for clashes := 0; ; {
		var last bool
		err := w.step(ctx, func(tx *store.Tx, im *scheduling.Import) (err error) {
			last, err = some(tx, im)
			return err
		})
		if scheduling.KindOf(err) == scheduling.Conflict && clashes < retries {
			clashes++
			continue
		}
		if err != nil || last {
			return err
		}
		clashes = 0
	}
}

// rest leaves the import to whoever comes next.
func (w *worker) rest(ctx context.Context) error {
	return w.step(ctx, func(_ *store.Tx, im *scheduling.Import) error {
		im.BeatAt = time.Time{}
		return nil
	})
}

// fail keeps why the file cannot be brought in.
func (w *worker) fail(ctx context.Context, why error) error {
	return w.step(ctx, func(tx *store.Tx, im *scheduling.Import) error {
		im.FailedAt, im.BeatAt = tx.Now, time.Time{}
		im.Failure, im.FailureLine = keyOf(why)
		return nil
	})
}

// Purge forgets the rows of imports whose time is over, and of files that never
// came whole.
func (d *Desk) Purge(ctx context.Context) error {
	var kept []scheduling.Import
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.ImportsKept()
		return err
	})
	for _, one := range kept {
		until := one.Until()
		if until.IsZero() && !one.State().Working() {
			until = one.AskedAt.Add(scheduling.ImportKept)
		}
		if until.IsZero() || d.db.Now().Before(until) {
			continue
		}
		err = errors.Join(err, d.db.Write(ctx, func(tx *store.Tx) error {
			im, err := tx.LockImport(one.ID)
			if err != nil {
				return err
			}
			if im.State() == scheduling.ImportReview || im.State() == scheduling.ImportUploading {
				im.AbandonedAt = tx.Now
			}
			if im.Examining() {
				im.ExaminedAt = tx.Now
			}
			return errors.Join(forget(tx, &im), tx.SaveImport(im))
		}))
	}
	return err
}
