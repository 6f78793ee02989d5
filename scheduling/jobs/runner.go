// Package jobs does what is due: it takes messages from the outbox after the
// commit that wrote them, and runs what comes round at intervals. Any number
// of processes may run it on one database: a lease hands each message to one.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

const (
	batch     = 20
	lease     = 2 * time.Minute // longer than any batch takes: a dead runner's messages go on after it
	idle      = time.Minute     // looks at the outbox at least this often
	attempts  = 12              // then the message is failed: about two days of trying
	firstWait = 30 * time.Second
	longest   = 6 * time.Hour
)

// Sender takes one message out of the house.
type Sender interface {
	Send(ctx context.Context, m scheduling.Message) (Outcome, error)
}

// Outcome is what the outbox keeps of a sending.
type Outcome struct {
	Receipt   string // the name under which its fate will be told; "" when it will not
	Reason    string // of a failure: holds no name
	Permanent bool   // trying again is of no use
}

// Carriers send each message by its channel.
type Carriers map[scheduling.Channel]Sender

var errNoCarrier = errors.New("nobody carries this channel")

// Send implements Sender.
func (c Carriers) Send(ctx context.Context, m scheduling.Message) (Outcome, error) {
	if sender, ok := c[m.Channel]; ok {
		return sender.Send(ctx, m)
	}
	return Outcome{Reason: "no gateway"}, errNoCarrier
}

// Round is work that comes round: expired offers, reminders that fall due.
type Round struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context) error
}

// Runner sends messages and does the rounds until its context ends.
type Runner struct {
	db     *store.DB
	sender Sender
	rounds []Round
	log    *slog.Logger
	wake   chan struct{}
}

// NewRunner is a runner; it is woken after each commit that queued a message.
func NewRunner(db *store.DB, sender Sender, log *slog.Logger, rounds ...Round) *Runner {
	r := &Runner{db: db, sender: sender, rounds: rounds, log: log, wake: make(chan struct{}, 1)}
	db.OnQueued(r.Wake)
	return r
}

// Wake has the runner look at the outbox now.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // already awake
	}
}

// Run works until ctx ends. A message in hand then is finished first: stopping
// loses none and doubles none.
func (r *Runner) Run(ctx context.Context) {
	var working sync.WaitGroup
	for _, round := range r.rounds {
		working.Go(func() { r.goRound(ctx, round) })
	}
	working.Go(func() { r.empty(ctx) })
	working.Wait()
}

func (r *Runner) goRound(ctx context.Context, round Round) {
	for {
		if err := round.Do(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("round", "round", round.Name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(round.Every):
		}
	}
}

// empty sends all there is, then waits for more.
func (r *Runner) empty(ctx context.Context) {
	for ctx.Err() == nil {
		sent, err := r.Once(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("outbox", "error", err)
		}
		if sent > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(r.nap(ctx)):
		}
	}
}

// nap is how long nothing falls due.
func (r *Runner) nap(ctx context.Context) time.Duration {
	nap := idle
	err := r.db.Read(ctx, func(tx *store.Tx) error {
		next, err := tx.NextDue()
		if !next.IsZero() {
			nap = min(nap, max(next.Sub(tx.Now), time.Second))
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		r.log.Error("outbox", "error", err)
	}
	return nap
}

// Once takes one batch of due messages and says how many it settled.
func (r *Runner) Once(ctx context.Context) (int, error) {
	var messages []scheduling.Message
	err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
		messages, err = tx.Lease(batch, lease)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, m := range messages {
		// A stop waits for the message in hand; the others' leases run out.
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err := r.settle(context.WithoutCancel(ctx), m); err != nil {
			return 0, err
		}
	}
	return len(messages), nil
}

func (r *Runner) settle(ctx context.Context, m scheduling.Message) error {
	if !m.GraceAt.IsZero() && r.db.Now().After(m.GraceAt) {
		return r.db.Write(ctx, func(tx *store.Tx) error { return tx.Drop(m.ID, "late") })
	}
	out, err := r.sender.Send(ctx, m)
	return r.db.Write(ctx, func(tx *store.Tx) error {
		switch {
		case err == nil:
			return tx.Sent(m.ID, out.Receipt)
		case out.Permanent || m.Attempts+1 >= attempts:
			r.log.Error("message failed", "message", m.ID, "kind", m.Kind, "reason", out.Reason)
			return tx.Failed(m.ID, out.Reason)
		default:
			r.log.Warn("message again", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "reason", out.Reason)
			return tx.Again(m.ID, tx.Now.Add(wait(m.Attempts)), m.Attempts+1, out.Reason)
		}
	})
}

// wait doubles from half a minute to six hours, spread by a quarter so that a
// server that comes back is not met by all at once.
func wait(attempt int) time.Duration {
	d := min(firstWait<<min(attempt, 10), longest)
	return d + rand.N(d/4) //nolint:gosec // a spread, not a secret
}
