// Package scene is the reference world with its present sessions, on each
// database, for tests of what is done in it.
package scene

import (
	"context"
	"errors"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
)

// Osny is the session that most tests are about: twelve people have a place.
const Osny scheduling.CohortID = "cohort-osny"

const today = "2027-01-12T09:00:00+01:00"

// World is one test's own.
type World struct {
	*testing.T
	DB    *store.DB
	Clock *storetest.Clock
	Post  *post.Office
	Keys  *vault.Vault

	Worker, Adviser, Manager scheduling.Actor // of the session's unit
	Elsewhere                scheduling.Actor // a social worker of another
}

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

// Each runs f on each database.
func Each(t *testing.T, f func(w *World)) {
	t.Helper()
	clock := storetest.NewClock(today)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC)) // the one before may have lived for months
		w := &World{
			T: t, DB: db, Clock: clock,
			Worker: actor("agent-claire", scheduling.SocialWorker, "unit-95"), Adviser: actor("agent-lucie", scheduling.Adviser, "unit-95"),
			Manager: actor("agent-helene", scheduling.UnitManager, "unit-95"), Elsewhere: actor("agent-samir", scheduling.SocialWorker, "unit-92"),
		}
		keyset, err := vault.Generate()
		w.Must(err)
		keys, err := vault.New(keyset)
		w.Must(err)
		w.Must(valdoise.AddPresent(t.Context(), db, keys))
		w.Keys = keys
		w.Post = post.New(keys, "https://trame.example").WithTexts()
		f(w)
	})
}

func actor(id scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) scheduling.Actor {
	return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: []scheduling.UnitID{unit}}}}
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Write is DB.Write that must succeed.
func (w *World) Write(f func(tx *store.Tx) error) { w.Helper(); w.Must(w.DB.Write(w.Context(), f)) }

// Read is DB.Read that must succeed.
func (w *World) Read(f func(tx *store.Tx) error) { w.Helper(); w.Must(w.DB.Read(w.Context(), f)) }

// Refused fails unless err bears key, or is a list whose first does.
func (w *World) Refused(err error, key string) {
	w.Helper()
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		err = list[0]
	}
	if e, ok := errors.AsType[*scheduling.Error](err); !ok || e.Key != key {
		w.Errorf("got %v, want %s", err, key)
	}
}

// Messages are those of a kind about Osny.
func (w *World) Messages(kind string) (list []scheduling.Message) {
	w.Helper()
	w.Read(func(tx *store.Tx) (err error) {
		list, err = tx.MessagesAbout(Osny, kind)
		return err
	})
	return list
}
