// Package jobs does what is due: it takes messages from the outbox after the
// commit that wrote them, and runs what comes round at intervals. Any number
// of processes may run it on one database: a lease hands each message to one.
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Round is work that comes round: expired offers, reminders that fall due.
type Round struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context) error
}

// Runner sends messages and does the rounds until its context ends.
type Runner struct {
	lines  []*line
	rounds []Round
	log    *slog.Logger
}

// NewRunner is a runner; it is woken after each commit that queued a message.
func NewRunner(db *store.DB, carriers Carriers, log *slog.Logger, rounds ...Round) *Runner {
	r := &Runner{rounds: rounds, log: log}
	for _, channel := range []scheduling.Channel{scheduling.ByMail, scheduling.BySMS} {
		r.lines = append(r.lines, newLine(db, channel, carriers.of(channel), log))
	}
	db.OnQueued(r.Wake)
	return r
}

// Wake has the runner look at the outbox now.
func (r *Runner) Wake() {
	for _, l := range r.lines {
		select {
		case l.wake <- struct{}{}:
		default: // already awake
		}
	}
}

// Run works until ctx ends. Messages in hand then are finished first: stopping
// loses none and doubles none.
func (r *Runner) Run(ctx context.Context) {
	var working sync.WaitGroup
	for _, round := range r.rounds {
		working.Go(func() { r.goRound(ctx, round) })
	}
	for _, l := range r.lines {
		working.Go(func() { l.empty(ctx) })
	}
	working.Wait()
}

// Once takes one batch of due messages of each channel and says how many it
// settled.
func (r *Runner) Once(ctx context.Context) (int, error) {
	settled := 0
	for _, l := range r.lines {
		n, err := l.once(ctx)
		if err != nil {
			return settled, err
		}
		settled += n
	}
	return settled, nil
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
