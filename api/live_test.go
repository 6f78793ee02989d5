package api_test

import (
	"context"
	"testing"

	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
)

// alive is the reference world with its past and the sessions under way today,
// loaded once. Its links were sealed with keys that nobody kept.
var alive = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	keyset, err := vault.Generate()
	if err != nil {
		return err
	}
	keys, err := vault.New(keyset)
	if err != nil {
		return err
	}
	return valdoise.LoadAll(ctx, db, quickHash, keys)
})

// newLivePlatform is newPlatform where sessions are under way.
func newLivePlatform(t *testing.T) *platform {
	t.Helper()
	clock := storetest.NewClock(today)
	return platformOn(t, alive.SQLite(t, clock), clock)
}
