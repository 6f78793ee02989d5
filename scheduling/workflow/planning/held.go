package planning

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// notices are the messages that tell participants of a change. Whoever tells
// them otherwise may keep them back: nothing else follows from them.
var notices = []string{"meeting_moved", "meeting_cancelled", "cohort_postponed", "cohort_cancelled"}

// settled are the messages that wait for a few minutes, so that an organiser
// who changes her mind tells it once. Those to co-animators carry what their
// calendars must learn: they may go at once, and not be kept back.
var settled = append([]string{
	"meeting_request", "meeting_update", "meeting_to_recap", "meeting_to_calendar", "recap", "recap_update",
}, notices...)

// Held is what waits to leave after a change of a session.
type Held struct {
	Cohort  scheduling.CohortID
	At      time.Time // when all of it has left
	Kinds   []HeldKind
	Total   int
	Notices int // to participants, which may be kept back
}

// HeldKind counts the messages of a kind. Whom they go to is none of a list's
// business.
type HeldKind struct {
	Kind  string
	Count int
}

// Held counts what waits. Who may not organise there reads nothing of it.
func (d *Desk) Held(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (h Held, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cohort(id)
		if err != nil {
			return err
		}
		if mayNot := actor.May(scheduling.Organise, c.Unit); scheduling.KindOf(mayNot) != 0 {
			return nil
		}
		list, err := tx.Held(id, settled)
		h = heldOf(id, list)
		return err
	})
	return h, err
}

func heldOf(id scheduling.CohortID, list []scheduling.Message) Held {
	h := Held{Cohort: id, Total: len(list)}
	for _, m := range list {
		if m.DueAt.After(h.At) {
			h.At = m.DueAt
		}
		if slices.Contains(notices, m.Kind) {
			h.Notices++
		}
		i := slices.IndexFunc(h.Kinds, func(k HeldKind) bool { return k.Kind == m.Kind })
		if i < 0 {
			i = len(h.Kinds)
			h.Kinds = append(h.Kinds, HeldKind{Kind: m.Kind})
		}
		h.Kinds[i].Count++
	}
	return h
}

// SendNow has what waits leave at once, and says how many; twice is once.
func (d *Desk) SendNow(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	return d.decideHeld(ctx, actor, id, "sent_now", settled, func(tx *store.Tx, ids []scheduling.MessageID) (int, error) { return tx.Hasten(ids) })
}

// KeepBack has the participants not be written to of the last changes: the
// actor tells them. The next change tells all dates again.
func (d *Desk) KeepBack(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (n int, err error) {
	return d.decideHeld(ctx, actor, id, "kept_back", notices, func(tx *store.Tx, ids []scheduling.MessageID) (int, error) {
		return tx.DropHeld(ids, "kept_back")
	})
}

func (d *Desk) decideHeld(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID, verb string, kinds []string,
	do func(tx *store.Tx, ids []scheduling.MessageID) (int, error),
) (n int, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Cohort(id)
		if err != nil {
			return err
		}
		if err := actor.May(scheduling.Organise, c.Unit); err != nil {
			return err
		}
		list, err := tx.Held(id, kinds)
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]scheduling.MessageID, len(list))
		for i, m := range list {
			ids[i] = m.ID
		}
		if n, err = do(tx, ids); err != nil || n == 0 {
			return err
		}
		return tx.Audit(trace(actor, verb, c, "", map[string]any{"messages": n}))
	})
	return n, err
}
