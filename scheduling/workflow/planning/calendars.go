package planning

import (
	"sync"
	"time"

	"trame/scheduling"
)

// calendars holds feeds as they were last written, each with what it was
// written from. Calendar programs come every few minutes and dates change a
// few times a day.
type calendars struct {
	lock  sync.Mutex
	of    map[scheduling.FeedID]writing
	bytes int
}

// writing is a calendar, and what makes it another: a write to the database,
// or an hour gone by, for meetings leave a feed as they age.
type writing struct {
	Calendar
	stamp string
	hour  time.Time
}

// keptMost bounds what they take together, in bytes.
const keptMost = 16 << 20

func (k *calendars) get(id scheduling.FeedID, stamp string, now time.Time) (Calendar, bool) {
	k.lock.Lock()
	defer k.lock.Unlock()
	w, ok := k.of[id]
	return w.Calendar, ok && w.stamp == stamp && w.hour.Equal(now.Truncate(time.Hour))
}

func (k *calendars) put(id scheduling.FeedID, stamp string, now time.Time, c Calendar) {
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.of == nil || k.bytes+len(c.Body) > keptMost {
		k.of, k.bytes = map[scheduling.FeedID]writing{}, 0
	}
	k.bytes += len(c.Body) - len(k.of[id].Body)
	k.of[id] = writing{c, stamp, now.Truncate(time.Hour)}
}
