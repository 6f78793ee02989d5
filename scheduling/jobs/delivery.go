package jobs

import (
	"context"
	"sync"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

const (
	// exposure is how many messages may have left, or be leaving, without a
	// mark of it: what a kill -9 may have sent once more, under the same
	// Message-ID. A mail begins its journey only when it has a place among them.
	exposure = 64
	// marks are written together: this many, or whatever there is after markWait.
	marks    = exposure / 2
	markWait = 50 * time.Millisecond
	// markPatience is how long a database that takes no mark is asked again.
	markPatience = 30 * time.Second
)

// delivery is one batch on its way: several senders, each taking one
// recipient's messages after the other's, and one hand that marks what became
// of them, many in one transaction.
type delivery struct {
	line     *line
	until    time.Time // nothing is begun after it
	exposed  chan struct{}
	fates    chan fate
	patience int // messages put off in a row

	lock    sync.Mutex
	taken   bool // the carrier took a message, or refused one for good
	away    bool // the carrier: the rest is given back
	refused int  // for now, in a row
	back    []scheduling.MessageID
}

// fate is what became of a message.
type fate struct {
	message scheduling.Message
	late    bool // past its grace, and not tried
	outcome Outcome
	err     error
}

func newDelivery(l *line, messages, patience int) *delivery {
	return &delivery{
		line: l, until: time.Now().Add(begun), patience: patience,
		exposed: make(chan struct{}, exposure), fates: make(chan fate, messages),
	}
}

// deliver sends messages and says how many it settled. When ctx ends those
// being sent are finished, and the others given back.
func (d *delivery) deliver(ctx context.Context, messages []scheduling.Message) (int, error) {
	queue := make(chan []scheduling.Message, len(messages))
	for _, forOne := range byRecipient(messages) {
		queue <- forOne
	}
	close(queue)
	var senders sync.WaitGroup
	for range d.line.sender.AtOnce() {
		senders.Go(func() {
			for forOne := range queue {
				d.carry(ctx, forOne)
			}
		})
	}
	go func() {
		senders.Wait()
		close(d.fates)
	}()
	kept := context.WithoutCancel(ctx)
	settled, err := d.mark(kept)
	if len(d.back) > 0 {
		giveBack := d.line.db.Write(kept, func(tx *store.Tx) error { return tx.GiveBack(d.back) })
		if err == nil {
			err = giveBack
		}
	}
	return settled, err
}

// byRecipient keeps the order in which each is written to.
func byRecipient(messages []scheduling.Message) [][]scheduling.Message {
	var list [][]scheduling.Message
	at := map[string]int{}
	for _, m := range messages {
		n, known := at[m.Recipient]
		if !known {
			n = len(list)
			at[m.Recipient] = n
			list = append(list, nil)
		}
		list[n] = append(list[n], m)
	}
	return list
}

// carry sends one recipient's messages, in order.
func (d *delivery) carry(ctx context.Context, messages []scheduling.Message) {
	for _, m := range messages {
		d.exposed <- struct{}{} // freed by its mark
		if ctx.Err() != nil || !d.goesOn() {
			<-d.exposed
			d.giveBack(m)
			continue
		}
		if m.Insured != "" && !d.wanted(ctx, m) {
			<-d.exposed
			continue
		}
		if !m.GraceAt.IsZero() && d.line.db.Now().After(m.GraceAt) {
			d.fates <- fate{message: m, late: true}
			continue
		}
		outcome, err := d.line.sender.Send(context.WithoutCancel(ctx), m)
		d.learn(outcome, err)
		d.fates <- fate{message: m, outcome: outcome, err: err}
	}
}

// wanted asks once more of a message to a participant, in the instant before it
// leaves: she may have died since it was leased, and then silence is at once
// (rule 13). Without an answer it is given back.
func (d *delivery) wanted(ctx context.Context, m scheduling.Message) (wanted bool) {
	err := d.line.db.Read(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		wanted, err = tx.StillWanted(m.ID)
		return err
	})
	if err != nil {
		d.line.log.Error("wanted", "message", m.ID, "error", err)
		d.giveBack(m)
		return false
	}
	return wanted
}

func (d *delivery) goesOn() bool {
	d.lock.Lock()
	defer d.lock.Unlock()
	return !d.away && time.Now().Before(d.until)
}

func (d *delivery) giveBack(m scheduling.Message) {
	d.lock.Lock()
	defer d.lock.Unlock()
	d.back = append(d.back, m.ID)
}

// learn draws from one message what it says of the carrier.
func (d *delivery) learn(out Outcome, err error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if err == nil || out.Permanent {
		d.taken, d.refused = true, 0
		return
	}
	d.refused++
	d.away = d.away || out.Away || d.refused >= d.patience
}

// mark writes what became of the messages, until there is no more to come.
func (d *delivery) mark(ctx context.Context) (settled int, err error) {
	for {
		fates := d.gather()
		if len(fates) == 0 {
			return settled, err
		}
		if err == nil {
			err = d.write(ctx, fates)
		}
		if err == nil {
			settled += len(fates)
		} else {
			d.stop()
		}
		for range fates {
			<-d.exposed
		}
	}
}

// stop has nothing more begin: what is sent could not be marked.
func (d *delivery) stop() {
	d.lock.Lock()
	defer d.lock.Unlock()
	d.until = time.Time{}
}

// gather waits for a message's fate and takes those that follow it closely;
// none: the batch is over.
func (d *delivery) gather() []fate {
	first, more := <-d.fates
	if !more {
		return nil
	}
	fates := []fate{first}
	enough := time.NewTimer(markWait)
	defer enough.Stop()
	for len(fates) < marks {
		select {
		case f, more := <-d.fates:
			if !more {
				return fates
			}
			fates = append(fates, f)
		case <-enough.C:
			return fates
		}
	}
	return fates
}

// write marks messages in one transaction, again and again while the database
// takes none: a mail without a mark would come twice.
func (d *delivery) write(ctx context.Context, fates []fate) error {
	db, patience := d.line.db, time.Now().Add(markPatience)
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := db.Write(ctx, func(tx *store.Tx) error { return settle(tx, fates) })
		if err == nil || time.Now().After(patience) {
			d.tell(fates)
			return err
		}
		d.line.log.Error("mark", "channel", d.line.channel, "error", err)
		time.Sleep(pause)
	}
}

func settle(tx *store.Tx, fates []fate) error {
	var sent []scheduling.MessageID
	for _, f := range fates {
		if f.err == nil && !f.late && f.outcome.Receipt == "" {
			sent = append(sent, f.message.ID)
			continue
		}
		// Settled by somebody else meanwhile: what was said of it stays.
		if err := f.settle(tx); err != nil && scheduling.KindOf(err) != scheduling.Conflict {
			return err
		}
	}
	if len(sent) == 0 {
		return nil
	}
	return tx.SentAll(sent)
}

func (f fate) settle(tx *store.Tx) error {
	switch m := f.message; {
	case f.late:
		return tx.Drop(m.ID, "late")
	case f.err == nil:
		return tx.Sent(m.ID, f.outcome.Receipt)
	case f.failed():
		if err := tx.Failed(m.ID, f.outcome.Reason); err != nil || f.outcome.Wrong == "" {
			return err
		}
		return tx.AddReturnedAddress(store.ReturnedAddress{
			Key: f.outcome.Wrong, Owner: m.Recipient, Unit: m.Unit, Status: f.outcome.Status, ReturnedAt: tx.Now,
		})
	default:
		return tx.Again(m.ID, tx.Now.Add(wait(m.Attempts)), m.Attempts+1, f.outcome.Reason)
	}
}

func (f fate) failed() bool {
	return f.err != nil && (f.outcome.Permanent || f.message.Attempts+1 >= attempts)
}

func (d *delivery) tell(fates []fate) {
	log := d.line.log
	for _, f := range fates {
		switch m := f.message; {
		case f.failed():
			log.Error("message failed", "message", m.ID, "kind", m.Kind, "reason", f.outcome.Reason)
		case f.err != nil:
			log.Warn("message again", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "reason", f.outcome.Reason)
		}
	}
}
