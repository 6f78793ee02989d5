package store_test

import (
	"context"
	"fmt"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// TestAStatementIsRememberedWithoutBeingMistaken asks the same and ever other
// questions, more than a connection remembers, from several sides at once.
func TestAStatementIsRememberedWithoutBeingMistaken(t *testing.T) {
	clock := storetest.NewClock("2027-01-12T09:00:00Z")
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		const units = 80
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			err := tx.AddOrganisation(scheduling.Organisation{ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "CRAMIF", TimeZone: "Europe/Paris", RetentionMonths: 24})
			for n := range units {
				if err == nil {
					err = tx.AddUnit(scheduling.Unit{ID: scheduling.UnitID(fmt.Sprint("u", n)), Organisation: "o", Level: scheduling.Region, Code: fmt.Sprint(n), Name: "Unité"})
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, 4)
		for range cap(failed) {
			go func() { failed <- askAll(t.Context(), db, units) }()
		}
		for range cap(failed) {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
	})
}

func askAll(ctx context.Context, db *store.DB, units int) error {
	return db.Read(ctx, func(tx *store.Tx) error {
		var ids []scheduling.UnitID
		for n := range units {
			id := scheduling.UnitID(fmt.Sprint("u", n))
			if u, err := tx.Unit(id); err != nil || u.ID != id {
				return fmt.Errorf("asked for %s: %v, %w", id, u.ID, err)
			}
			ids = append(ids, id)
			if _, err := tx.MessagesOf(ids, "", store.Page{}); err != nil { // another statement each time
				return err
			}
			if o, err := tx.OrganisationOf(id); err != nil || o.Code != "CRAMIF" {
				return fmt.Errorf("organisation of %s: %v, %w", id, o.Code, err)
			}
		}
		return nil
	})
}
