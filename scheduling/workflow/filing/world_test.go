package filing_test

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
	"trame/scheduling/workflow/filing"
)

const now = "2027-01-12T09:00:00+01:00"

var today = scheduling.MustDate("2027-01-12")

var keys = func() *vault.Vault {
	keyset, err := vault.Generate()
	if err != nil {
		panic(err)
	}
	v, err := vault.New(keyset)
	if err != nil {
		panic(err)
	}
	return v
}()

// world is the reference world with its eleven past sessions and those of today.
var world = storetest.NewFilled(now, func(ctx context.Context, db *store.DB) error {
	return valdoise.LoadAll(ctx, db, "hash", keys)
})

type house struct {
	*testing.T
	db    *store.DB
	clock *storetest.Clock
	desk  *filing.Desk
	post  *post.Office

	worker, adviser, manager, admin, elsewhere scheduling.Actor
}

func inEachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	clock := storetest.NewClock(now)
	start := clock.Now()
	world.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(start)
		grant := func(id scheduling.UserID, role scheduling.Role, units ...scheduling.UnitID) scheduling.Actor {
			return scheduling.Actor{ID: id, Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: units}}}
		}
		office := post.New(keys, "https://trame.example")
		f(&house{
			T: t, db: db, clock: clock, desk: filing.New(db, office, keys), post: office,
			worker:  grant("agent-claire", scheduling.SocialWorker, "unit-95"),
			adviser: grant("agent-lucie", scheduling.Adviser, "unit-95"), manager: grant("agent-helene", scheduling.UnitManager, "unit-95"),
			admin: grant("agent-anne", scheduling.Admin, "unit-idf", "unit-95", "unit-92"), elsewhere: grant("agent-samir", scheduling.SocialWorker, "unit-92"),
		})
	})
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) refused(err error, key string) {
	h.Helper()
	if faults, ok := errors.AsType[scheduling.Faults](err); ok && len(faults) > 0 {
		err = faults[0]
	}
	e, ok := errors.AsType[*scheduling.Error](err)
	if !ok || e.Key != key {
		h.Errorf("got %v, want %s", err, key)
	}
}

func (h *house) read(f func(tx *store.Tx) error) {
	h.Helper()
	h.ok(h.db.Read(h.Context(), f))
}

func (h *house) write(f func(tx *store.Tx) error) {
	h.Helper()
	h.ok(h.db.Write(h.Context(), f))
}

// participants are those of the latest session that is closed.
func (h *house) participants() (list []store.Participant) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		cohorts, err := tx.CohortsOfProgramme("programme-vo")
		if err != nil {
			return err
		}
		for _, c := range cohorts {
			if !c.ClosedAt.IsZero() {
				if list, err = tx.Participants(c.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return list
}

var asked = scheduling.Erasure{Ground: scheduling.ConsentWithdrawn, AskedOn: today}
