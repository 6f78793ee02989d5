package scheduling_test

import (
	"testing"
	"time"

	"trame/scheduling"
)

func TestRule16_AnAnswerByMailIsWeighed(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2027, 1, 5, hour, 0, 0, 0, time.UTC) }
	type world struct {
		a scheduling.Animation
		m scheduling.Meeting
		r scheduling.IncomingReply
	}
	for name, c := range map[string]struct {
		change func(w *world)
		want   scheduling.IncomingVerdict
	}{
		"an answer":                     {func(*world) {}, scheduling.IncomingCounted},
		"the address in capitals":       {func(w *world) { w.r.Address = "Odile@Exemple.FR" }, scheduling.IncomingCounted},
		"another address":               {func(w *world) { w.r.Address = "paul@exemple.fr" }, scheduling.IncomingToConfirm},
		"another meeting's":             {func(w *world) { w.r.UID = "uid-2" }, scheduling.IncomingUnknown},
		"an earlier date":               {func(w *world) { w.r.Sequence = 1 }, scheduling.IncomingOldDate},
		"a SEQUENCE of its own":         {func(w *world) { w.r.Sequence = 3 }, scheduling.IncomingCounted},
		"a date he never heard of":      {func(w *world) { w.a.SentSequence = -1; w.m.Sequence = 3 }, scheduling.IncomingOldDate},
		"the same again":                {func(w *world) { w.a.RepliedAt, w.a.ReplyStamp = at(10), at(9) }, scheduling.IncomingAgain},
		"after an earlier one":          {func(w *world) { w.a.RepliedAt, w.a.ReplyStamp = at(10), at(8) }, scheduling.IncomingCounted},
		"before a later one, by web":    {func(w *world) { w.a.RepliedAt, w.a.ReplyStamp = at(10), at(10) }, scheduling.IncomingOverdue},
		"another hour asked for":        {func(w *world) { w.r.Counters = true }, scheduling.IncomingCountered},
		"somebody else sent":            {func(w *world) { w.r.Delegated = true }, scheduling.IncomingDelegated},
		"taken off":                     {func(w *world) { w.a.RemovedAt = at(9) }, scheduling.IncomingEnded},
		"cancelled":                     {func(w *world) { w.m.CancelledAt = at(9) }, scheduling.IncomingEnded},
		"over":                          {func(w *world) { w.m.EndsAt = at(12) }, scheduling.IncomingEnded},
		"another hour of an ended link": {func(w *world) { w.r.Counters = true; w.a.RemovedAt = at(9) }, scheduling.IncomingEnded},
	} {
		t.Run(name, func(t *testing.T) {
			w := world{
				a: scheduling.Animation{Facilitator: "f1", SentSequence: 2},
				m: scheduling.Meeting{UID: "uid-1", Sequence: 2, EndsAt: at(20)},
				r: scheduling.IncomingReply{UID: "uid-1", Address: "odile@exemple.fr", Sequence: 2, Stamp: at(9), Reply: scheduling.Accepted},
			}
			c.change(&w)
			if got := w.r.Weigh(w.a, w.m, "odile@exemple.fr", at(12)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			waits := c.want == scheduling.IncomingToConfirm || c.want == scheduling.IncomingCountered || c.want == scheduling.IncomingDelegated
			if c.want.Waits() != waits {
				t.Errorf("%q waits: %t", c.want, c.want.Waits())
			}
		})
	}
}
