package planning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Calendar is a feed as it is served. ETag is a strong one: the same meetings
// are the same bytes.
type Calendar struct {
	Body []byte
	ETag string
}

// seenEvery is how often the last use of a feed is noted.
const seenEvery = time.Hour

// Calendar is what an address gives, from 90 days back on. An unknown address
// is NotFound; a revoked one, or one whose owner may read no longer, Expired.
// Whoever asks twice for what did not change gets it without its being
// written again.
func (d *Desk) Calendar(ctx context.Context, token string) (Calendar, error) {
	feed, err := d.calledFor(ctx, vault.HashToken(token))
	if err != nil {
		return Calendar{}, err
	}
	if feed.Revoked {
		return Calendar{}, scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
	}
	now := d.db.Now()
	c, known := d.kept.get(feed.ID, feed.Stamp, now)
	if !known {
		if c, err = d.write(ctx, feed.ID); err != nil {
			return Calendar{}, err
		}
	}
	if now.Sub(feed.LastUsedAt) > seenEvery {
		err = d.db.Write(ctx, func(tx *store.Tx) error { return tx.UsedFeed(feed.ID) })
	}
	return c, err
}

// calledFor finds the feed of an address: as it was read last, if nothing was
// written since.
func (d *Desk) calledFor(ctx context.Context, hash string) (store.FeedCall, error) {
	stamp, err := d.db.Stamp(ctx)
	if err != nil {
		return store.FeedCall{}, err
	}
	if feed, known := d.kept.call(hash, stamp); known {
		return feed, nil
	}
	feed, err := d.db.FeedAt(ctx, hash)
	if err == nil {
		d.kept.called(hash, feed)
	}
	return feed, err
}

// write reads a feed anew, writes it unless it is what it was, and keeps it.
func (d *Desk) write(ctx context.Context, id scheduling.FeedID) (c Calendar, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		stamp, err := tx.Stamp()
		if err != nil {
			return err
		}
		feed, err := tx.Feed(id)
		if err != nil {
			return err
		}
		calendar, meetings, err := gathered(tx, feed.Scope, feed.Owner, tx.Now.Add(-feedWindow), func(m ical.Meeting) bool { return m.Shown(tx.Now) })
		if err != nil {
			return err
		}
		of := ical.Fingerprint(calendar, meetings)
		var known bool
		if c, known = d.kept.same(id, of); !known {
			if c.Body, err = ical.Feed(calendar, meetings); err != nil {
				return err
			}
			sum := sha256.Sum256(c.Body)
			c.ETag = `"` + hex.EncodeToString(sum[:16]) + `"`
		}
		d.kept.put(id, of, stamp, tx.Now, c)
		return nil
	})
	return c, err
}

// DownloadCohort is a session with all its meetings, to add to a calendar once.
func (d *Desk) DownloadCohort(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (body []byte, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayCohort(tx, actor, string(id)); err != nil {
			return err
		}
		calendar, meetings, err := gathered(tx, scheduling.FeedOfCohort, string(id), time.Time{}, func(ical.Meeting) bool { return true })
		if err == nil {
			body, err = ical.Feed(calendar, meetings)
		}
		return err
	})
	return body, err
}

// DownloadMeeting is one meeting, to add to a calendar once.
func (d *Desk) DownloadMeeting(ctx context.Context, actor scheduling.Actor, id scheduling.MeetingID) (body []byte, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		if err != nil {
			return err
		}
		if _, err := mayCohort(tx, actor, string(m.Cohort)); err != nil {
			return err
		}
		o, err := occasionOf(tx, m)
		if err != nil {
			return err
		}
		body, err = ical.Publish(o.calendar(), o.organizer(""))
		return err
	})
	return body, err
}

// feedWindow is how far back a feed reads; ical.Meeting.Shown says what of it
// stays.
const feedWindow = 91 * 24 * time.Hour

// gathered are a calendar's meetings that end after an instant, those of them
// that stay.
func gathered(tx *store.Tx, scope scheduling.FeedScope, owner string, since time.Time, stays func(ical.Meeting) bool) (c ical.Calendar, meetings []ical.Meeting, err error) {
	s, known := sources[scope]
	if !known {
		return c, nil, notFound()
	}
	list, id, err := s.read(tx, owner, since)
	if err != nil {
		return c, nil, err
	}
	organisation, err := tx.Organisation(id)
	if err != nil {
		return c, nil, err
	}
	zone, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return c, nil, err
	}
	occasions, err := occasionsOf(tx, list)
	if err != nil {
		return c, nil, err
	}
	for _, o := range occasions {
		if m := s.as(o); stays(m) {
			meetings = append(meetings, m)
		}
	}
	return ical.Calendar{Name: s.name, Zone: zone, Color: "teal"}, meetings, nil
}
