package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func TestRacersNeverTakeOnePlaceInAThread(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00Z"), func(t *testing.T, db *store.DB) {
		const racers, each = 8, 10
		_, unit := world(t, db)
		queue := func(r, i int) error {
			return db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.Queue(scheduling.Message{
					ID: store.NewID[scheduling.MessageID](), Unit: unit, Channel: scheduling.ByMail, Kind: "k",
					DedupeKey: fmt.Sprintf("%d-%d", r, i), Thread: "one", Recipient: "user:a", Sealed: []byte("x"),
				})
			})
		}
		var race sync.WaitGroup
		for r := range racers {
			race.Go(func() {
				for i := range each {
					if err := queue(r, i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		race.Wait()
		var places []int
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			list, err := tx.MessagesOf([]scheduling.UnitID{unit}, "", store.Page{Limit: 100})
			for _, m := range list {
				places = append(places, m.Order)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(places)
		for i, place := range places {
			if place != i+1 {
				t.Fatalf("the places taken are %v", places)
			}
		}
		if len(places) != racers*each {
			t.Errorf("%d messages of %d are there", len(places), racers*each)
		}
	})
}
