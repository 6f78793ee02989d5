package administering_test

import (
	"context"
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/administering"
)

// office is the reference world with a desk to administer it from.
type office struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	desk  *administering.Desk
}

// today is when every story here begins.
const today = "2027-01-12T09:00:00+01:00"

// reference is the reference world, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, "hash")
})

// eachOffice runs f on both databases, on 12 January 2027.
func eachOffice(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	clock := storetest.NewClock(today)
	reference.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		keyset, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		keys, err := vault.New(keyset)
		if err != nil {
			t.Fatal(err)
		}
		clock.Set(storetest.NewClock(today).Now())
		f(t, &office{t, db, clock, administering.New(db, post.New(keys, "http://trame.example"), vault.NewPasswords(2))})
	})
}

// as is an agent of the reference world with his roles of the day.
func (o *office) as(id scheduling.UserID) (actor scheduling.Actor) {
	o.t.Helper()
	o.read(func(tx *store.Tx) error {
		user, err := tx.User(id)
		if err == nil {
			actor, err = tx.Actor(user, scheduling.DateOf(tx.Now))
		}
		return err
	})
	return actor
}

func (o *office) admin() scheduling.Actor { return o.as("agent-anne") }

// localAdmin is an administrator of the Val-d'Oise alone.
func (o *office) localAdmin() scheduling.Actor {
	o.t.Helper()
	o.write(func(tx *store.Tx) error {
		return errors.Join(
			tx.AddUser(scheduling.User{
				ID: "agent-local", Organisation: "organisation-cramif", Email: "local@trame.example",
				FirstName: "Jeanne", LastName: "Petit", Active: true, CreatedAt: tx.Now, Version: 1,
			}, "hash"),
			tx.AddGrant(scheduling.RoleGrant{User: "agent-local", Role: scheduling.Admin, Unit: "unit-95", From: scheduling.MustDate("2026-01-01")}),
		)
	})
	return o.as("agent-local")
}

func (o *office) read(f func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.db.Read(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) write(f func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.db.Write(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

// refused fails unless err is a refusal with that key, alone or among others.
func refused(t *testing.T, err error, key string) {
	t.Helper()
	if key == "" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok && e.Key == key {
		return
	}
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		for _, e := range list {
			if e.Key == key {
				return
			}
		}
	}
	t.Errorf("got %v, want %s", err, key)
}
