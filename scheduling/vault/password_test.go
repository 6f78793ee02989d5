package vault_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/vault"
)

func TestPasswordRoundTrip(t *testing.T) {
	p := vault.NewPasswords(2)
	hash, err := p.Hash(t.Context(), "un été à Osny")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", hash)
	}
	if again, _ := p.Hash(t.Context(), "un été à Osny"); again == hash {
		t.Error("two hashes share their salt")
	}
	for name, c := range map[string]struct {
		password, hash string
		want           bool
	}{
		"the right password":        {"un été à Osny", hash, true},
		"a wrong one":               {"un ete a Osny", hash, false},
		"an empty one":              {"", hash, false},
		"an unknown user":           {"un été à Osny", "", false},
		"an unknown user, no words": {"", "", false},
		"a flood":                   {strings.Repeat("a", 1<<20), hash, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := p.Verify(t.Context(), c.password, c.hash); err != nil || got != c.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// The reference vector was made by the argon2 command line of the reference
// implementation (phc-winner-argon2, test.c).
func TestPasswordHashedElsewhereIsVerified(t *testing.T) {
	const elsewhere = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, err := vault.NewPasswords(1).Verify(t.Context(), "password", elsewhere)
	if err != nil || !ok {
		t.Errorf("got %v, %v", ok, err)
	}
	if !vault.NeedsRehash(elsewhere) {
		t.Error("another cost needs no rehash")
	}
}

func TestNeedsRehash(t *testing.T) {
	fresh, err := vault.NewPasswords(1).Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[string]bool{
		fresh:                                   false,
		strings.Replace(fresh, "t=2", "t=1", 1): true,
		"":                                      true,
		"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy": true,
	} {
		if got := vault.NeedsRehash(hash); got != want {
			t.Errorf("%q: %v", hash, got)
		}
	}
}

func TestATamperedHashIsAnErrorAndCostsNothing(t *testing.T) {
	good, _ := vault.NewPasswords(1).Hash(t.Context(), "x")
	for name, hash := range map[string]string{
		"four gigabytes":     strings.Replace(good, "m=19456", "m=4194304", 1),
		"endless passes":     strings.Replace(good, "t=2", "t=4000000", 1),
		"no pass":            strings.Replace(good, "t=2", "t=0", 1),
		"no lane":            strings.Replace(good, "p=1", "p=0", 1),
		"trailing cost":      strings.Replace(good, "p=1", "p=1,q=2", 1),
		"another algorithm":  strings.Replace(good, "argon2id", "argon2i", 1),
		"another version":    strings.Replace(good, "v=19", "v=16", 1),
		"an empty key":       good[:strings.LastIndex(good, "$")+1],
		"not base64":         good + "=",
		"one part too many":  good + "$",
		"words":              "password",
		"five empty dollars": "$$$$$",
	} {
		t.Run(name, func(t *testing.T) {
			if ok, err := vault.NewPasswords(1).Verify(t.Context(), "x", hash); ok || err == nil {
				t.Errorf("got %v, %v", ok, err)
			}
		})
	}
}

func TestPasswordsThatCannotBeHashed(t *testing.T) {
	for password, want := range map[string]string{
		"":                        "password.required (password)",
		strings.Repeat("a", 1025): "password.too_long (password)",
	} {
		_, err := vault.NewPasswords(1).Hash(t.Context(), password)
		if err == nil || err.Error() != want || scheduling.KindOf(err) != scheduling.Invalid {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestNobodyWaitsLongerThanHisRequest(t *testing.T) {
	p := vault.NewPasswords(0) // no seat ever
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Verify(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestMemoryIsBoundedUnderAFlood(t *testing.T) {
	p := vault.NewPasswords(1)
	var peak uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		var m runtime.MemStats
		for ticker := time.NewTicker(time.Millisecond); ; {
			select {
			case <-done:
				return
			case <-ticker.C:
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
	}()
	var flood sync.WaitGroup
	for range 16 {
		flood.Go(func() { _, _ = p.Verify(t.Context(), "x", "") })
	}
	flood.Wait()
	close(done)
	<-stopped
	if limit := uint64(150 << 20); peak > limit { // 16 at once would hold 304 MiB
		t.Errorf("heap went up to %d MiB", peak>>20)
	}
}
