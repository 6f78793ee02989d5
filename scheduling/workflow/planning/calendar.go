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
	feed, stamp, err := d.db.FeedAt(ctx, vault.HashToken(token))
	if err != nil {
		return Calendar{}, err
	}
	if !feed.RevokedAt.IsZero() {
		return Calendar{}, scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
	}
	c, known := d.kept.get(feed.ID, stamp, d.db.Now())
	if !known {
		if c, err = d.write(ctx, feed); err != nil {
			return Calendar{}, err
		}
	}
	if d.db.Now().Sub(feed.LastUsedAt) > seenEvery {
		err = d.db.Write(ctx, func(tx *store.Tx) error { return tx.UsedFeed(feed.ID) })
	}
	return c, err
}

// write writes a feed anew and keeps it.
func (d *Desk) write(ctx context.Context, feed scheduling.Feed) (c Calendar, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		stamp, err := tx.Stamp()
		if err != nil {
			return err
		}
		if c.Body, err = written(tx, feed.Scope, feed.Owner, tx.Now.Add(-feedWindow), func(m ical.Meeting) bool { return m.Shown(tx.Now) }); err != nil {
			return err
		}
		sum := sha256.Sum256(c.Body)
		c.ETag = `"` + hex.EncodeToString(sum[:16]) + `"`
		d.kept.put(feed.ID, stamp, tx.Now, c)
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
		body, err = written(tx, scheduling.FeedOfCohort, string(id), time.Time{}, func(ical.Meeting) bool { return true })
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

// written is a calendar of the meetings that end after an instant, of those
// that stay.
func written(tx *store.Tx, scope scheduling.FeedScope, owner string, since time.Time, stays func(ical.Meeting) bool) ([]byte, error) {
	s, known := sources[scope]
	if !known {
		return nil, notFound()
	}
	list, id, err := s.read(tx, owner, since)
	if err != nil {
		return nil, err
	}
	organisation, err := tx.Organisation(id)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return nil, err
	}
	occasions, err := occasionsOf(tx, list)
	if err != nil {
		return nil, err
	}
	meetings := make([]ical.Meeting, 0, len(occasions))
	for _, o := range occasions {
		if m := s.as(o); stays(m) {
			meetings = append(meetings, m)
		}
	}
	return ical.Feed(ical.Calendar{Name: s.name, Zone: zone, Color: "teal"}, meetings)
}
