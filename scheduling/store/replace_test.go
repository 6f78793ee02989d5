package store_test

import (
	"context"
	"fmt"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// TestManyPeopleAreReplacedAsOneWouldBe writes people over by each way there is:
// every column, once, and none when one of them is stale.
func TestManyPeopleAreReplacedAsOneWouldBe(t *testing.T) {
	clock := storetest.NewClock("2027-01-12T09:00:00Z")
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		const n = 7
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var people []scheduling.Insured
		ok(db.Write(t.Context(), func(tx *store.Tx) error {
			for at := range n {
				people = append(people, scheduling.Insured{
					ID: scheduling.InsuredID(fmt.Sprint("i", at)), Unit: "u", LastName: "Avant", FirstName: fmt.Sprint(at), InternalNumber: fmt.Sprint("n", at),
					BirthDate: scheduling.MustDate("1980-02-29"), Language: "fr", CreatedAt: tx.Now, Version: 1,
				})
			}
			if err := tx.AddOrganisation(scheduling.Organisation{ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "CRAMIF", TimeZone: "Europe/Paris", RetentionMonths: 24}); err != nil {
				return err
			}
			if err := tx.AddUnit(scheduling.Unit{ID: "u", Organisation: "o", Level: scheduling.Region, Code: "95", Name: "Unité"}); err != nil {
				return err
			}
			return tx.AddAllInsured(people)
		}))
		for name, write := range map[string]func(context.Context, func(*store.Tx) error) error{"Write": db.Write, "WriteMany": db.WriteMany} {
			for at := range people {
				people[at].LastName, people[at].BirthDate, people[at].MailConsent = "Après "+name, scheduling.Date{}, true
			}
			ok(write(t.Context(), func(tx *store.Tx) error { return tx.ReplaceAllInsured(people) }))
			for at := range people {
				people[at].Version++
			}
			ok(db.Read(t.Context(), func(tx *store.Tx) error {
				for _, want := range people {
					if got, err := tx.Insured(want.ID); err != nil || got != want {
						t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
					}
				}
				found, err := tx.SearchInsured([]scheduling.UnitID{"u"}, "apres "+name, store.Page{})
				if len(found) != n {
					t.Errorf("%s: %d are found by their new name", name, len(found))
				}
				return err
			}))
			stale := append([]scheduling.Insured{}, people...)
			stale[n-1].Version--
			err := write(t.Context(), func(tx *store.Tx) error { return tx.ReplaceAllInsured(stale) })
			if scheduling.KindOf(err) != scheduling.Conflict {
				t.Errorf("%s: of a stale one: %v", name, err)
			}
		}
	})
}
