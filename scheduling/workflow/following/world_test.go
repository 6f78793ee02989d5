package following_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/following"
)

// cohort is the session in Osny of the reference world.
const cohort scheduling.CohortID = "cohort-osny"

type world struct {
	*testing.T
	db    *store.DB
	clock *storetest.Clock
	post  *post.Office
	desk  *following.Desk

	worker, adviser, manager, elsewhere scheduling.Actor
}

const today = "2027-01-12T09:00:00+01:00"

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

// story runs f on each database, in the reference world, where the session in
// Osny ended and its six months are two weeks away.
func story(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := storetest.NewClock(today)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC))
		w := &world{T: t, db: db, clock: clock}
		keyset, err := vault.Generate()
		w.must(err)
		keys, err := vault.New(keyset)
		w.must(err)
		w.must(valdoise.AddPresent(t.Context(), db, keys))
		w.post = post.New(keys, "https://trame.example").WithTexts()
		w.desk = following.New(db, w.post)
		grant := func(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
		}
		w.worker, w.adviser = grant("agent-claire", scheduling.SocialWorker, "unit-95"), grant("agent-lucie", scheduling.Adviser, "unit-95")
		w.manager, w.elsewhere = grant("agent-helene", scheduling.UnitManager, "unit-95"), grant("agent-samir", scheduling.SocialWorker, "unit-92")
		w.ended()
		f(w)
	})
}

// ended has every meeting of a module held, the clock two weeks before the six
// months, and a follow-up open for each who came.
func (w *world) ended() {
	w.Helper()
	var last scheduling.Date
	w.write(func(tx *store.Tx) error {
		meetings, err := tx.Meetings(cohort)
		for _, m := range scheduling.LiveModules(meetings) {
			if last = m.Date; m.HeldAt.IsZero() {
				m.HeldAt = m.EndsAt
				err = errors.Join(err, tx.ReplaceMeeting(m))
			}
		}
		return err
	})
	w.clock.Set(last.AddMonths(6).AddDays(-14).UTC().Add(9 * time.Hour))
	var due []scheduling.FollowUp
	for _, p := range w.progress(w.worker).People {
		due = append(due, scheduling.FollowUp{
			ID: store.NewID[scheduling.FollowUpID](), Enrolment: p.Enrolment.ID, Cohort: cohort, DueOn: last.AddMonths(6), Version: 1,
		})
	}
	w.write(func(tx *store.Tx) error { return tx.AddFollowUps(due) })
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) write(f func(tx *store.Tx) error) { w.Helper(); w.must(w.db.Write(w.Context(), f)) }
func (w *world) read(f func(tx *store.Tx) error)  { w.Helper(); w.must(w.db.Read(w.Context(), f)) }

// refused fails unless err bears key.
func (w *world) refused(err error, key string) {
	w.Helper()
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		err = list[0]
	}
	if e, ok := errors.AsType[*scheduling.Error](err); !ok || e.Key != key {
		w.Errorf("got %v, want %s", err, key)
	}
}

func (w *world) progress(actor scheduling.Actor) following.Progress {
	w.Helper()
	p, err := w.desk.Progress(w.Context(), actor, cohort)
	w.must(err)
	return p
}

// messages are those about the six months that wait to leave.
func (w *world) messages() (list []scheduling.Message) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		list, err = tx.MessagesAbout(cohort, "follow_up")
		return err
	})
	return list
}

var links = regexp.MustCompile(`/nouvelles/([\w-]{43})`)

// token is that of the link in a message.
func (w *world) token(m scheduling.Message) string {
	w.Helper()
	letter, err := w.post.Open(m)
	w.must(err)
	found := links.FindStringSubmatch(letter.Text)
	if found == nil {
		w.Fatalf("no link in %s", letter.Text)
	}
	return found[1]
}
