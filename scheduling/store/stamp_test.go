package store_test

import (
	"errors"
	"sync"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// Those who ask at once share one answer: never one from before they asked.
func TestAStampIsNeverFromBeforeOnesOwnWriting(t *testing.T) {
	clock := storetest.NewClock("2027-01-12T09:00:00+01:00")
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		write := func() error {
			return db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.AddFeed(scheduling.Feed{ID: store.NewID[scheduling.FeedID](), Scope: scheduling.FeedOfUser, Owner: "o", Name: "n", TokenHash: store.NewID[string](), CreatedAt: tx.Now})
			})
		}
		var everybody sync.WaitGroup
		for range 8 {
			everybody.Go(func() {
				for range 20 {
					before, err := db.Stamp(t.Context())
					err = errors.Join(err, write())
					after, last := db.Stamp(t.Context())
					if err := errors.Join(err, last); err != nil || before == after {
						t.Errorf("stamped %s, then written, then stamped %s: %v", before, after, err)
					}
				}
			})
		}
		everybody.Wait()
	})
}
