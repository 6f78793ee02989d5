package planning_test

import (
	"errors"
	"fmt"
	"testing"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/planning"
)

// BenchmarkPropose is the whole request, from the database to five proposals
// in words, where a département is busy: 39 social workers who may all lead,
// 376 sessions placed, two sites to choose from.
func BenchmarkPropose(b *testing.B) {
	clock := storetest.NewClock(morning)
	db := reference.SQLite(b, clock)
	if err := db.Write(b.Context(), busyDepartement); err != nil {
		b.Fatal(err)
	}
	keyset, err := vault.Generate()
	if err != nil {
		b.Fatal(err)
	}
	keys, err := vault.New(keyset)
	if err != nil {
		b.Fatal(err)
	}
	desk := planning.New(db, post.New(keys, "https://trame.test"))
	var claire scheduling.Actor
	err = db.Read(b.Context(), func(tx *store.Tx) error {
		u, err := tx.User("agent-claire")
		if err == nil {
			claire, err = tx.Actor(u, scheduling.DateOf(tx.Now))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := desk.Propose(b.Context(), claire, wanted())
		if err != nil || len(p.List) != 5 {
			b.Fatalf("%d proposals (%v)", len(p.List), err)
		}
	}
}

// busyDepartement gives the reference world its 37 missing social workers, and
// everybody the bookings of a year.
func busyDepartement(tx *store.Tx) error {
	const workers, sessions, meetings = 37, 376, 6
	var err error
	for w := range workers {
		id := scheduling.UserID(fmt.Sprintf("agent-%02d", w))
		err = errors.Join(err,
			tx.AddUser(scheduling.User{ID: id, Organisation: cramif, Email: string(id) + "@trame.example", FirstName: "Agent", LastName: string(id), Active: true, CreatedAt: tx.Now, Version: 1}, "hash"),
			tx.AddGrant(scheduling.RoleGrant{User: id, Role: scheduling.SocialWorker, Unit: "unit-95", From: scheduling.MustDate("2020-01-01")}))
	}
	for s := range sessions {
		first := scheduling.MustDate("2027-01-11").AddDays(s * 7 / 10)
		for m := range meetings {
			at := first.AddDays(7 * m).UTC().Add(8 * 3600e9)
			err = errors.Join(err, tx.AddAbsence(scheduling.Absence{
				ID: scheduling.AbsenceID(fmt.Sprintf("s%d-m%d", s, m)), Resource: fmt.Sprintf("user:agent-%02d", s%workers),
				From: scheduling.DateOf(at), Until: scheduling.DateOf(at), Start: 9 * 60, End: 12 * 60,
			}))
		}
	}
	return err
}
