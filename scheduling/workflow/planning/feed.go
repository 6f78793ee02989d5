package planning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// The scopes of feeds.
const (
	FeedOfUser        = "user"
	FeedOfFacilitator = "facilitator"
)

// mostFeeds bounds how many addresses one person may have open.
const mostFeeds = 10

// Feeds lists the addresses of an owner: an agent's own, or those of a
// facilitator in the actor's reach.
func (d *Desk) Feeds(ctx context.Context, actor scheduling.Actor, scope, owner string) (feeds []scheduling.Feed, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayFeed(tx, actor, scope, owner); err != nil {
			return err
		}
		feeds, err = tx.Feeds(scope, owner)
		return err
	})
	return feeds, err
}

// OpenFeed makes an address for an owner's calendar and returns its token,
// which is shown this once.
func (d *Desk) OpenFeed(ctx context.Context, actor scheduling.Actor, scope, owner, name string) (feed scheduling.Feed, token string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		unit, err := mayFeed(tx, actor, scope, owner)
		if err != nil {
			return err
		}
		feed, token, err = openFeed(tx, actor.ID.Ref(), unit, scope, owner, name)
		return err
	})
	return feed, token, err
}

// OpenOwnFeed makes an address for whoever holds an answer link.
func (d *Desk) OpenOwnFeed(ctx context.Context, link string) (token string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := byToken(tx, link)
		if err != nil {
			return err
		}
		scope, owner := FeedOfFacilitator, string(a.Facilitator)
		if a.User != "" {
			scope, owner = FeedOfUser, string(a.User)
		}
		_, token, err = openFeed(tx, "partner", "", scope, owner, "Mon agenda")
		return err
	})
	return token, err
}

func openFeed(tx *store.Tx, who string, unit scheduling.UnitID, scope, owner, name string) (feed scheduling.Feed, token string, err error) {
	name = strings.TrimSpace(name)
	var f scheduling.Faults
	f.Check(name != "" && len([]rune(name)) <= 60, "name", "feed.name.required")
	if err := f.Err(); err != nil {
		return feed, "", err
	}
	feeds, err := tx.Feeds(scope, owner)
	if err != nil {
		return feed, "", err
	}
	live := 0
	for _, old := range feeds {
		if old.RevokedAt.IsZero() {
			live++
		}
	}
	if live >= mostFeeds {
		return feed, "", scheduling.Refuse(scheduling.Conflict, "feed.too_many", "name", "most", mostFeeds)
	}
	token, hash := vault.NewToken()
	feed = scheduling.Feed{
		ID: store.NewID[scheduling.FeedID](), Scope: scope, Owner: owner, Name: name, TokenHash: hash, CreatedAt: tx.Now,
	}
	if err := tx.AddFeed(feed); err != nil {
		return feed, "", err
	}
	return feed, token, tx.Audit(scheduling.AuditEvent{Actor: who, Verb: "created", Subject: "feed:" + string(feed.ID), Unit: unit})
}

// RotateFeed ends an address and opens another of the same name: for one that
// fell into other hands. The new token is shown this once.
func (d *Desk) RotateFeed(ctx context.Context, actor scheduling.Actor, id scheduling.FeedID) (feed scheduling.Feed, token string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		old, unit, err := revoke(tx, actor, id)
		if err != nil {
			return err
		}
		feed, token, err = openFeed(tx, actor.ID.Ref(), unit, old.Scope, old.Owner, old.Name)
		return err
	})
	return feed, token, err
}

// RevokeFeed ends an address for good: calendars that come for it are told so.
func (d *Desk) RevokeFeed(ctx context.Context, actor scheduling.Actor, id scheduling.FeedID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, unit, err := revoke(tx, actor, id)
		if err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "revoked", Subject: "feed:" + string(id), Unit: unit})
	})
}

func revoke(tx *store.Tx, actor scheduling.Actor, id scheduling.FeedID) (feed scheduling.Feed, unit scheduling.UnitID, err error) {
	if feed, err = tx.Feed(id); err != nil {
		return feed, "", err
	}
	if unit, err = mayFeed(tx, actor, feed.Scope, feed.Owner); err != nil {
		return feed, "", err
	}
	return feed, unit, tx.RevokeFeed(id)
}

// mayFeed lets an agent keep his own addresses, and an organiser those of the
// partners in his reach.
func mayFeed(tx *store.Tx, actor scheduling.Actor, scope, owner string) (scheduling.UnitID, error) {
	none := scheduling.Refuse(scheduling.NotFound, "not_found", "")
	switch {
	case scope == FeedOfUser && owner == string(actor.ID) && owner != "":
		return "", nil
	case scope != FeedOfFacilitator:
		return "", none
	}
	f, err := tx.Facilitator(scheduling.FacilitatorID(owner))
	if err != nil {
		return "", err
	}
	p, err := tx.Partner(f.Partner)
	if err != nil {
		return "", err
	}
	near, err := tx.PartnerInReach(p.Unit, actor.Units(scheduling.Organise))
	if err == nil && !near {
		err = none
	}
	return p.Unit, err
}

// Calendar is a feed as it is served. ETag is a strong one: the same meetings
// are the same bytes.
type Calendar struct {
	Body []byte
	ETag string
}

// seenEvery is how often the last use of a feed is noted.
const seenEvery = time.Hour

// Calendar is what an address gives: a facilitator's meetings that he was
// invited to, or an agent's, from 90 days back on. An unknown address is
// NotFound, a revoked one Expired.
func (d *Desk) Calendar(ctx context.Context, token string) (c Calendar, err error) {
	var feed scheduling.Feed
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if feed, err = tx.FeedByToken(vault.HashToken(token)); err != nil {
			return err
		}
		if !feed.RevokedAt.IsZero() {
			return scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
		}
		c.Body, err = written(tx, feed)
		return err
	})
	if err != nil {
		return Calendar{}, err
	}
	sum := sha256.Sum256(c.Body)
	c.ETag = `"` + hex.EncodeToString(sum[:16]) + `"`
	if d.db.Now().Sub(feed.LastUsedAt) > seenEvery {
		err = d.db.Write(ctx, func(tx *store.Tx) error { return tx.UsedFeed(feed.ID) })
	}
	return c, err
}

// feedWindow is how far back a feed reads; ical.Meeting.Shown says what of it
// stays.
const feedWindow = 91 * 24 * time.Hour

func written(tx *store.Tx, feed scheduling.Feed) ([]byte, error) {
	animations, organisation, err := owned(tx, feed)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return nil, err
	}
	occasions, err := occasionsOf(tx, meetingsIn(animations))
	if err != nil {
		return nil, err
	}
	var meetings []ical.Meeting
	for _, o := range occasions {
		if m := o.calendar(); m.Shown(tx.Now) {
			meetings = append(meetings, m)
		}
	}
	return ical.Feed(ical.Calendar{Name: "Mes séances de groupe", Zone: zone, Color: "teal"}, meetings)
}

// owned is what a feed's owner is expected at, and his organisation.
func owned(tx *store.Tx, feed scheduling.Feed) (list []scheduling.Animation, o scheduling.Organisation, err error) {
	since := tx.Now.Add(-feedWindow)
	var id scheduling.OrganisationID
	if feed.Scope == FeedOfUser {
		user, err := tx.User(scheduling.UserID(feed.Owner))
		if err != nil {
			return nil, o, err
		}
		if !user.Active {
			return nil, o, scheduling.Refuse(scheduling.Expired, "feed.revoked", "")
		}
		id = user.Organisation
		list, err = tx.AnimationsOfUser(user.ID, since)
		if err != nil {
			return nil, o, err
		}
	} else {
		f, err := tx.Facilitator(scheduling.FacilitatorID(feed.Owner))
		if err != nil {
			return nil, o, err
		}
		if id, err = organisationOf(tx, f); err != nil {
			return nil, o, err
		}
		if list, err = tx.AnimationsOfFacilitators([]scheduling.FacilitatorID{f.ID}, since); err != nil {
			return nil, o, err
		}
	}
	o, err = tx.Organisation(id)
	return expected(list), o, err
}

func organisationOf(tx *store.Tx, f scheduling.Facilitator) (scheduling.OrganisationID, error) {
	p, err := tx.Partner(f.Partner)
	if err != nil {
		return "", err
	}
	unit, err := tx.Unit(p.Unit)
	return unit.Organisation, err
}

// expected keeps what stands in its person's calendar: an agent's meetings, a
// partner's once he was invited, none that was declined.
func expected(animations []scheduling.Animation) []scheduling.Animation {
	var list []scheduling.Animation
	for _, a := range animations {
		if a.On() && (a.User != "" || !a.InvitedAt.IsZero()) {
			list = append(list, a)
		}
	}
	return list
}

func meetingsIn(animations []scheduling.Animation) []scheduling.MeetingID {
	ids := make([]scheduling.MeetingID, len(animations))
	for i, a := range animations {
		ids[i] = a.Meeting
	}
	return ids
}
