package inviting_test

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

var walks = flag.Int("inviting.walks", 6, "how many random lives of a cohort are lived through")

// walk is one random life of a cohort of two places and six people: what they
// and the service do, at times together.
type walk struct {
	*world
	rng    *rand.Rand
	seed   int
	tokens []string
	ids    []scheduling.InsuredID
	did    []string
}

// Whatever people and the service do, in whatever order or at once, rules 7 to
// 9 hold: each step is looked at in the rows themselves.
func TestRule07_08_09_AnyInterleavingKeepsSeatsAndOrder(t *testing.T) {
	for seed := range *walks {
		story(t, 2, func(w *world) {
			ids := w.people(6)
			walk := &walk{world: w, rng: rand.New(rand.NewPCG(uint64(seed), 7)), seed: seed, ids: ids, tokens: w.invite(ids...)}
			for range 24 {
				walk.step()
				if walk.t.Failed() {
					walk.t.Logf("seed %d did %v", seed, walk.did)
					return
				}
			}
		})
	}
}

// step does one to three things at once, lets the runner pass, and looks.
func (k *walk) step() {
	before := k.roll()
	var all sync.WaitGroup
	overbooks := 0
	k.did = append(k.did, "|")
	for range 1 + k.rng.IntN(3) {
		name, act := k.pick(before)
		k.did = append(k.did, name)
		if name == "overbook" {
			overbooks++
		}
		all.Go(func() { // what is refused is refused: the rows are what counts
			if err := act(); err != nil && scheduling.KindOf(err) == 0 {
				k.t.Errorf("%s: %v", name, err)
			}
		})
	}
	all.Wait()
	k.clock.Add(time.Duration(k.rng.IntN(30*60)) * time.Minute)
	if _, err := k.desk.ExpireOffers(k.t.Context()); err != nil {
		k.t.Error(err)
	}
	k.look(before, overbooks)
}

// pick is something that one of them may do.
func (k *walk) pick(before roll) (string, func() error) {
	ctx, n := k.t.Context(), k.rng.IntN(len(k.ids))
	last, has := before.last(k.ids[n])
	switch at := k.rng.IntN(12); {
	case at < 4:
		return fmt.Sprint("accept", n), func() error { return k.desk.Reply(ctx, k.tokens[n], yes) }
	case at < 6:
		return fmt.Sprint("decline", n), func() error { return k.desk.Reply(ctx, k.tokens[n], no) }
	case at == 6:
		return fmt.Sprint("call", n), func() error { return k.desk.Reply(ctx, k.tokens[n], callMe) }
	case at == 7:
		places := 1 + k.rng.IntN(4)
		return fmt.Sprint("places=", places), func() error { return k.resize(places) }
	case !has:
		return "offer", func() error { return k.desk.OfferFree(ctx, k.worker, k.cohort) }
	case at == 8:
		return fmt.Sprint("leave", n), func() error {
			return k.desk.Leave(ctx, k.adviser, last.ID, scheduling.Withdrawn, "health", 0)
		}
	case at == 9:
		priority := k.rng.IntN(3)
		return fmt.Sprint("priority", n), func() error { return k.desk.Prioritise(ctx, k.adviser, last.ID, priority, "raison", 0) }
	case at == 10:
		return "overbook", func() error { return k.desk.Overbook(ctx, k.worker, last.ID, "raison", 0) }
	}
	return "offer", func() error { return k.desk.OfferFree(ctx, k.worker, k.cohort) }
}

// resize changes the places as an organiser may: never under those taken.
func (k *walk) resize(places int) error {
	return k.db.Write(k.t.Context(), func(tx *store.Tx) error {
		c, err := tx.LockCohort(k.cohort)
		if err != nil {
			return err
		}
		taken, err := tx.Seated(k.cohort)
		if err != nil || places < taken {
			return err
		}
		c.Capacity = places
		return tx.ReplaceCohort(c)
	})
}

// roll is every row of the cohort's enrolments, and what they went through.
type roll struct {
	capacity int
	closed   bool // entry
	closes   time.Time
	rows     []scheduling.Enrolment
	lines    map[scheduling.EnrolmentID][]scheduling.EnrolmentChange
}

func (k *walk) roll() (r roll) {
	r.lines = map[scheduling.EnrolmentID][]scheduling.EnrolmentChange{}
	k.read(func(tx *store.Tx) error {
		c, err := tx.Cohort(k.cohort)
		if err != nil {
			return err
		}
		meetings, err := tx.Meetings(k.cohort)
		if err != nil {
			return err
		}
		r.capacity, r.closes = c.Capacity, c.EntryCloses(meetings)
		r.closed = !tx.Now.Before(r.closes)
		for _, id := range k.ids {
			lines, err := tx.EnrolmentChangesOf(id)
			if err != nil {
				return err
			}
			for _, l := range lines {
				r.lines[l.Enrolment] = append(r.lines[l.Enrolment], l)
			}
		}
		r.rows, err = tx.Enrolments(k.cohort)
		return err
	})
	return r
}

func (r roll) last(id scheduling.InsuredID) (e scheduling.Enrolment, ok bool) {
	for _, row := range r.rows {
		if row.Insured == id && (!ok || row.ID > e.ID) {
			e, ok = row, true
		}
	}
	return e, ok
}

func (r roll) in(states ...scheduling.EnrolmentState) (rows []scheduling.Enrolment) {
	for _, e := range r.rows {
		if slices.Contains(states, e.State) {
			rows = append(rows, e)
		}
	}
	return rows
}

func (k *walk) look(before roll, overbooks int) {
	k.t.Helper()
	now := k.roll()
	seated := len(now.in(scheduling.Enrolled, scheduling.Offered))
	grew := seated - len(before.in(scheduling.Enrolled, scheduling.Offered))
	if seated > now.capacity && grew > overbooks {
		k.t.Errorf("rule 7: %d seated on %d places, %d overbooked just now", seated, now.capacity, overbooks)
	}
	waiting := now.in(scheduling.Waitlisted)
	if len(waiting) > 0 && seated < now.capacity && !now.closed {
		k.t.Errorf("rule 8: %d wait for %d free places", len(waiting), now.capacity-seated)
	}
	open := map[scheduling.InsuredID]int{}
	for _, e := range now.in(scheduling.Enrolled, scheduling.Offered, scheduling.Waitlisted) {
		if open[e.Insured]++; open[e.Insured] > 1 {
			k.t.Errorf("rule 9: somebody has two open enrolments")
		}
	}
	for _, e := range now.in(scheduling.Offered) {
		if !e.OfferedUntil.After(k.clock.Now()) || e.OfferedUntil.After(now.closes) {
			k.t.Errorf("rule 8: an offer until %s, seen at %s, entry closes at %s", e.OfferedUntil, k.clock.Now(), now.closes)
		}
	}
	k.order(before, now)
	k.history(now)
}

// order checks that nobody was passed over: of those who waited before and
// after a step in which nobody's rank changed, none stands before one who was
// offered a place.
func (k *walk) order(before, now roll) {
	k.t.Helper()
	ahead := func(a, b scheduling.Enrolment) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.RankedAt.Compare(b.RankedAt), cmp.Compare(a.ID, b.ID))
	}
	was := map[scheduling.EnrolmentID]scheduling.Enrolment{}
	for _, e := range before.in(scheduling.Waitlisted) {
		was[e.ID] = e
	}
	for _, got := range now.in(scheduling.Offered) {
		a, waited := was[got.ID]
		if !waited || a.Priority != got.Priority {
			continue
		}
		for _, still := range now.in(scheduling.Waitlisted) {
			if b, too := was[still.ID]; too && b.Priority == still.Priority && ahead(b, a) < 0 {
				k.t.Errorf("rule 8: one ranked %s was passed over for one ranked %s", b.RankedAt, a.RankedAt)
			}
		}
	}
}

// history checks that each enrolment went from state to state without a gap,
// and that nobody entered once entry was closed.
func (k *walk) history(now roll) {
	k.t.Helper()
	for _, e := range now.rows {
		var at scheduling.EnrolmentState
		for _, l := range now.lines[e.ID] {
			if l.From == l.To {
				continue // its rank changed
			}
			if l.From != at {
				k.t.Errorf("history goes from %q to %q out of %q", l.From, l.To, at)
			}
			if at = l.To; l.To.Open() && !l.At.Before(now.closes) {
				k.t.Errorf("rule 8: %s at %s, after entry closed", l.To, l.At)
			}
		}
		if at != e.State {
			k.t.Errorf("history ends in %q, the row says %q", at, e.State)
		}
	}
}
