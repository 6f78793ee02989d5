package store_test

import (
	"errors"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func world(t *testing.T, db *store.DB) (region, departement scheduling.UnitID) {
	t.Helper()
	region, departement = "u-idf", "u-95"
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddOrganisation(scheduling.Organisation{
				ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "CRAMIF",
				TimeZone: "Europe/Paris", Phone: "3646", SenderName: "Assurance Maladie", SenderEmail: "a@example.org", RetentionMonths: 24,
			}),
			tx.AddUnit(scheduling.Unit{ID: region, Organisation: "o", Level: scheduling.Region, Code: "11", Name: "Île-de-France"}),
			tx.AddUnit(scheduling.Unit{ID: departement, Organisation: "o", Parent: region, Level: scheduling.Departement, Code: "95", Name: "Val-d’Oise"}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return region, departement
}

func TestAnInstantComesBackAsItWentIn(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00.123456789+01:00"), func(t *testing.T, db *store.DB) {
		world(t, db)
		want := time.Date(2027, 1, 12, 13, 0, 0, 123456000, time.UTC)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddUser(scheduling.User{ID: "a", Organisation: "o", Email: "A@b.fr", Active: true, CreatedAt: tx.Now}, "hash")
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			u, _, err := tx.UserByEmail("a@B.fr")
			if u.CreatedAt != want {
				t.Errorf("created %v, want %v", u.CreatedAt, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReadCannotWrite(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00Z"), func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.AddUnit(scheduling.Unit{ID: "u", Organisation: "o", Level: scheduling.Region, Code: "1", Name: "x"})
		})
		if err == nil {
			t.Fatal("a read wrote")
		}
	})
}

func TestAnActorReachesTheUnitsBelowHisOwn(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00Z"), func(t *testing.T, db *store.DB) {
		region, departement := world(t, db)
		today := scheduling.MustDate("2027-01-12")
		var actor scheduling.Actor
		err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
			u := scheduling.User{ID: "a", Organisation: "o", Email: "a@b.fr", FirstName: "Nadia", LastName: "Roux", Active: true, CreatedAt: tx.Now}
			err = errors.Join(
				tx.AddUser(u, "h"),
				tx.AddGrant(scheduling.RoleGrant{User: "a", Role: scheduling.RegionalManager, Unit: region, From: today}),
				tx.AddGrant(scheduling.RoleGrant{User: "a", Role: scheduling.SocialWorker, Unit: departement, From: today.AddDays(-9), Until: today.AddDays(-1)}),
			)
			if err == nil {
				actor, err = tx.Actor(u, today)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := actor.May(scheduling.ApproveRegional, departement); err != nil {
			t.Error(err)
		}
		if actor.Can(scheduling.Organise) {
			t.Error("a grant that ended yesterday still holds")
		}
	})
}

func TestADuplicateIsAConflict(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00Z"), func(t *testing.T, db *store.DB) {
		world(t, db)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddUnit(scheduling.Unit{ID: "other", Organisation: "o", Level: scheduling.Region, Code: "11", Name: "x"})
		})
		if scheduling.KindOf(err) != scheduling.Conflict {
			t.Fatal(err)
		}
	})
}

func TestTheAuditChainLinksEachEventToTheOneBefore(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00.5Z"), func(t *testing.T, db *store.DB) {
		_, unit := world(t, db)
		for range 3 {
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.Audit(scheduling.AuditEvent{Actor: "user:a", Verb: "read", Subject: "insured:i", Unit: unit})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			events, err := tx.AuditAfter(0, 10)
			previous := ""
			for i, e := range events {
				if e.Seq != int64(i+1) || e.Previous != previous || e.Hash != e.Sum() {
					t.Errorf("event %d breaks the chain: %+v", i, e)
				}
				previous = e.Hash
			}
			if len(events) != 3 {
				t.Errorf("%d events, want 3", len(events))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
