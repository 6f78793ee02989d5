package importing

import "context"

// ahead makes slices of work one step before they are asked for: what is read
// and pleaded next, while the database writes what was before. Two slices are
// in memory at once, whatever the size of the file.
type ahead[Slice any] struct {
	made chan made[Slice]
	held made[Slice]
	at   int           // the place of the slice in hand
	over chan struct{} // nobody asks any more
	gone chan struct{}
}

type made[Slice any] struct {
	slice Slice
	err   error
}

// lookAhead has next make the slices, one after the other, until ctx ends or
// next fails; what next gives is handed out in its order.
func lookAhead[Slice any](ctx context.Context, next func() (Slice, error)) *ahead[Slice] {
	a := &ahead[Slice]{made: make(chan made[Slice]), at: -1, over: make(chan struct{}), gone: make(chan struct{})}
	go func() {
		defer close(a.gone)
		for {
			slice, err := next()
			select {
			case a.made <- made[Slice]{slice, err}:
			case <-a.over:
				return
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return a
}

// get is the slice that begins at a place; asked for again, as a transaction
// does that is run again, it is the same.
func (a *ahead[Slice]) get(ctx context.Context, place int) (Slice, error) {
	if a.at != place {
		select {
		case a.held = <-a.made:
			a.at = place
		case <-ctx.Done():
			return a.held.slice, ctx.Err()
		}
	}
	return a.held.slice, a.held.err
}

// close ends the looking ahead and waits for it.
func (a *ahead[Slice]) close() {
	close(a.over)
	<-a.gone
}
