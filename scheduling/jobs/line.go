package jobs

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

const (
	batch     = 400             // leased in one transaction
	lease     = 4 * time.Minute // a dead runner's messages go on after it
	begun     = time.Minute     // what was not begun this long after the lease is given back: a sending never outlasts it
	idle      = time.Minute     // looks at the outbox at least this often
	attempts  = 12              // then the message is failed: about two days of trying
	firstWait = 30 * time.Second
	longest   = 6 * time.Hour
	restless  = 10 // messages put off in a row, and the carrier is taken to be away
	restMost  = 10 * time.Minute
)

// line is one channel's way out of the outbox. Each has its own pace: a mail
// relay that is down holds up no short message.
type line struct {
	db      *store.DB
	log     *slog.Logger
	channel scheduling.Channel
	sender  Sender
	wake    chan struct{}

	rests     int       // in a row, since the carrier took a message
	restUntil time.Time // the carrier is away: nothing is tried before
}

func newLine(db *store.DB, channel scheduling.Channel, sender Sender, log *slog.Logger) *line {
	return &line{db: db, log: log, channel: channel, sender: sender, wake: make(chan struct{}, 1)}
}

// empty sends all there is, then waits for more.
func (l *line) empty(ctx context.Context) {
	for ctx.Err() == nil {
		settled, err := l.once(ctx)
		if err != nil && ctx.Err() == nil {
			l.log.Error("outbox", "channel", l.channel, "error", err)
		}
		if settled > 0 {
			continue
		}
		if rest := l.restUntil.Sub(l.db.Now()); rest > 0 {
			l.wait(ctx, rest, nil) // new messages do not bring the carrier back
		} else {
			l.wait(ctx, l.nap(ctx), l.wake)
		}
	}
}

func (l *line) wait(ctx context.Context, d time.Duration, wake chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

// nap is how long nothing falls due.
func (l *line) nap(ctx context.Context) time.Duration {
	nap := idle
	err := l.db.Read(ctx, func(tx *store.Tx) error {
		next, err := tx.NextDue(l.channel)
		if !next.IsZero() {
			nap = min(nap, max(next.Sub(tx.Now), time.Second))
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		l.log.Error("outbox", "channel", l.channel, "error", err)
	}
	return nap
}

// once leases one batch, sends it, and says how many messages it settled. A
// carrier that was away is asked with a few messages only.
func (l *line) once(ctx context.Context) (int, error) {
	if l.still(ctx) {
		return 0, nil
	}
	limit, patience := batch, restless
	if l.rests > 0 {
		limit, patience = l.sender.AtOnce(), l.sender.AtOnce()
	}
	var messages []scheduling.Message
	err := l.db.Write(ctx, func(tx *store.Tx) (err error) {
		messages, err = tx.Lease(limit, lease, l.channel)
		return err
	})
	if err != nil || len(messages) == 0 {
		return 0, err
	}
	d := newDelivery(l, len(messages), patience)
	settled, err := d.deliver(ctx, messages)
	l.judge(d)
	return settled, err
}

// still is when nothing is to be begun: at a stop, and while the carrier is away.
func (l *line) still(ctx context.Context) bool {
	return ctx.Err() != nil || l.db.Now().Before(l.restUntil)
}

// judge has the line rest after a batch that found the carrier away, each time
// twice as long, and go on after one that found it there.
func (l *line) judge(d *delivery) {
	switch {
	case d.away:
		rest := spread(min(firstWait<<min(l.rests, 10), restMost))
		l.rests++
		l.restUntil = l.db.Now().Add(rest)
		l.log.Warn("carrier away", "channel", l.channel, "rest", rest.Round(time.Second).String())
	case d.taken:
		l.rests = 0
	}
}

// wait doubles from half a minute to six hours.
func wait(attempt int) time.Duration { return spread(min(firstWait<<min(attempt, 10), longest)) }

// spread adds up to a quarter, so that a server that comes back is not met by
// all at once.
func spread(d time.Duration) time.Duration {
	return d + rand.N(d/4) //nolint:gosec // a spread, not a secret
}
