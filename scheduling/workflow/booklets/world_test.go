package booklets_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/booklets"
)

// cohort is the session in Osny of the reference world.
const cohort scheduling.CohortID = "cohort-osny"

type world struct {
	*testing.T
	db    *store.DB
	clock *storetest.Clock
	post  *post.Office
	desk  *booklets.Desk

	worker, adviser, manager, elsewhere scheduling.Actor
}

const today = "2027-01-12T09:00:00+01:00"

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

// story runs f on each database, in the reference world.
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
		w.desk = booklets.New(db, w.post)
		grant := func(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
		}
		w.worker, w.adviser = grant("agent-claire", scheduling.SocialWorker, "unit-95"), grant("agent-lucie", scheduling.Adviser, "unit-95")
		w.manager, w.elsewhere = grant("agent-helene", scheduling.UnitManager, "unit-95"), grant("agent-samir", scheduling.SocialWorker, "unit-92")
		f(w)
	})
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

// entry adds a question of the first module, written by Claire.
func (w *world) entry(answer string, reviewed bool) scheduling.BookletEntryID {
	w.Helper()
	e := scheduling.BookletEntry{
		ID: store.NewID[scheduling.BookletEntryID](), Cohort: cohort, Position: 90, Question: "Peut-on reprendre à mi-temps ?", Answer: answer,
		WrittenBy: "agent-claire", Version: 1,
	}
	w.write(func(tx *store.Tx) error {
		c, err := tx.Cohort(cohort)
		w.must(err)
		modules, err := tx.Modules(c.VersionID)
		w.must(err)
		if e.Module, e.WrittenAt = modules[0].ID, tx.Now; reviewed {
			e.ReviewedBy, e.ReviewedAt = "agent-samir", tx.Now
		}
		return tx.AddBookletEntry(e)
	})
	return e.ID
}

// messages are those of a kind about the session.
func (w *world) messages(kind string) (list []scheduling.Message) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		list, err = tx.MessagesAbout(cohort, kind)
		return err
	})
	return list
}

var links = regexp.MustCompile(`/(?:livret|reponse)/([\w-]{43})`)

// token is that of the link in a message, which tells nothing of an illness.
func (w *world) token(m scheduling.Message) string {
	w.Helper()
	letter, err := w.post.Open(m)
	w.must(err)
	whole := letter.Subject + letter.Text + letter.HTML
	for _, word := range []string{"cancer", "Cancer", "Ligue", "mi-temps"} {
		if strings.Contains(whole, word) {
			w.Errorf("a %s says %q: %s", m.Channel, word, whole)
		}
	}
	found := links.FindStringSubmatch(letter.Text)
	if found == nil {
		w.Fatalf("no link in %s", letter.Text)
	}
	return found[1]
}
