package planning

import (
	"crypto/sha256"
	"sync"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// calendars holds feeds as they were last written, each with what it was
// written from. Calendar programs come every few minutes and dates change a
// few times a day.
type calendars struct {
	lock  sync.Mutex
	of    map[scheduling.FeedID]writing
	bytes int
	calls map[string]store.FeedCall // by the hash of the address
}

// writing is a calendar, and what makes it another: a write to the database,
// or an hour gone by, for meetings leave a feed as they age.
type writing struct {
	Calendar
	stamp string
	hour  time.Time
	of    [sha256.Size]byte // the meetings' fingerprint
}

// What they take together is bounded: in bytes, and in addresses.
const (
	keptMost  = 16 << 20
	callsMost = 10_000
)

func (k *calendars) get(id scheduling.FeedID, stamp string, now time.Time) (Calendar, bool) {
	k.lock.Lock()
	defer k.lock.Unlock()
	w, ok := k.of[id]
	return w.Calendar, ok && w.stamp == stamp && w.hour.Equal(now.Truncate(time.Hour))
}

// same is a feed as it was written last, of meetings with that fingerprint.
func (k *calendars) same(id scheduling.FeedID, of [sha256.Size]byte) (Calendar, bool) {
	k.lock.Lock()
	defer k.lock.Unlock()
	w, ok := k.of[id]
	if !ok || w.of != of {
		return Calendar{}, false
	}
	return w.Calendar, true
}

func (k *calendars) put(id scheduling.FeedID, of [sha256.Size]byte, stamp string, now time.Time, c Calendar) {
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.of == nil || k.bytes+len(c.Body) > keptMost {
		k.of, k.bytes = map[scheduling.FeedID]writing{}, 0
	}
	k.bytes += len(c.Body) - len(k.of[id].Body)
	k.of[id] = writing{c, stamp, now.Truncate(time.Hour), of}
}

// call is what an address led to, while the database is as it was then.
func (k *calendars) call(hash, stamp string) (store.FeedCall, bool) {
	k.lock.Lock()
	defer k.lock.Unlock()
	c, ok := k.calls[hash]
	return c, ok && c.Stamp == stamp
}

func (k *calendars) called(hash string, c store.FeedCall) {
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.calls == nil || len(k.calls) >= callsMost {
		k.calls = map[string]store.FeedCall{}
	}
	k.calls[hash] = c
}
