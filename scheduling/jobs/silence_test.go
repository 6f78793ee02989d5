package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"trame/scheduling"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// news is a relay during whose first mail something happens.
type news struct {
	*mail.Memory
	happens func()
}

func (n *news) Send(ctx context.Context, m mail.Mail) error {
	if n.happens != nil {
		n.happens()
		n.happens = nil
	}
	return n.Memory.Send(ctx, m)
}

func (n *news) AtOnce() int { return 1 }

// mourned is a house that knows Ada, in whose outbox a mail to an agent stands
// before one to her.
func mourned(h *house) scheduling.MessageID {
	h.write(func(tx *store.Tx) error {
		return tx.AddInsured(scheduling.Insured{ID: "ada", Unit: "unit", FirstName: "Ada", LastName: "Personne", CreatedAt: tx.Now, Version: 1})
	})
	h.queue("agent", "", nil)
	return h.queue("ada", "", func(d *post.Draft) { d.Insured, d.Recipient = "ada", "insured:ada" })
}

func (h *house) ada(change func(tx *store.Tx, i scheduling.Insured) error) {
	h.write(func(tx *store.Tx) error {
		i, err := tx.Insured("ada")
		return errors.Join(err, change(tx, i))
	})
}

func TestRule13_AMessageInTheRunnersHandsIsStoppedByADeath(t *testing.T) {
	eachHouse(t, func(h *house) {
		id := mourned(h)
		relay := &news{Memory: h.sent, happens: func() { // both are leased, the first is on its way
			h.ada(func(tx *store.Tx, i scheduling.Insured) error {
				i.DeceasedOn = scheduling.DateOf(tx.Now)
				return errors.Join(tx.ReplaceInsured(i), tx.DropMessagesTo("ada", "deceased"))
			})
		}}
		h.runner = jobs.NewRunner(h.db, carriers(h.office, relay), slog.New(slog.DiscardHandler))
		h.once()
		h.want("agent@example.org")
		if m := h.message(id); m.State() != scheduling.MessageDropped || m.Error != "deceased" {
			h.t.Errorf("the message is %s, %q", m.State(), m.Error)
		}
	})
}

func TestRule13_NothingQueuedForTheDeadEverLeaves(t *testing.T) {
	eachHouse(t, func(h *house) {
		mourned(h)
		h.ada(func(tx *store.Tx, i scheduling.Insured) error { // a hand that forgot the outbox
			i.DeceasedOn = scheduling.DateOf(tx.Now)
			return tx.ReplaceInsured(i)
		})
		h.once()
		h.once()
		h.want("agent@example.org")
	})
}
