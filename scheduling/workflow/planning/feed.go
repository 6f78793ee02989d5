package planning

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// mostFeeds bounds how many addresses one person may have open.
const mostFeeds = 10

// Feeds lists the addresses of an owner: an agent's own, or those of a
// facilitator in the actor's reach, the one that his recaps give included.
func (d *Desk) Feeds(ctx context.Context, actor scheduling.Actor, scope scheduling.FeedScope, owner string) (feeds []scheduling.Feed, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayFeed(tx, actor, scope, owner); err != nil {
			return err
		}
		if feeds, err = tx.Feeds(scope, owner); err != nil || scope != scheduling.FeedOfFacilitator {
			return err
		}
		recaps, err := tx.Feeds(scheduling.FeedOfRecap, owner)
		feeds = append(feeds, recaps...)
		return err
	})
	return feeds, err
}

// OpenFeed makes an address for an owner's calendar and returns its token,
// which is shown this once.
func (d *Desk) OpenFeed(ctx context.Context, actor scheduling.Actor, scope scheduling.FeedScope, owner, name string) (feed scheduling.Feed, token string, err error) {
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
		scope, owner := scheduling.FeedOfFacilitator, string(a.Facilitator)
		if a.User != "" {
			scope, owner = scheduling.FeedOfUser, string(a.User)
		}
		_, token, err = openFeed(tx, "partner", "", scope, owner, "Mon agenda")
		return err
	})
	return token, err
}

// OpenSeatFeed makes an address for who has a seat, with the link that she
// answered by. Her calendar gets the public title and place, and nobody else.
func (d *Desk) OpenSeatFeed(ctx context.Context, link string) (token string, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		invitation, err := tx.InvitationByToken(vault.HashToken(link))
		if err != nil {
			return err
		}
		e, err := tx.LastEnrolment(invitation.Cohort, invitation.Insured)
		if err != nil {
			return err
		}
		if e.State != scheduling.Enrolled {
			return notFound()
		}
		_, token, err = openFeed(tx, "participant", "", scheduling.FeedOfSeat, string(e.ID), "Mes rencontres")
		return err
	})
	return token, err
}

func openFeed(tx *store.Tx, who string, unit scheduling.UnitID, scope scheduling.FeedScope, owner, name string) (feed scheduling.Feed, token string, err error) {
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

// RevokeFeed ends an address for good, and returns what it was: calendars that
// come for it are told so.
func (d *Desk) RevokeFeed(ctx context.Context, actor scheduling.Actor, id scheduling.FeedID) (feed scheduling.Feed, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		var unit scheduling.UnitID
		if feed, unit, err = revoke(tx, actor, id); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "revoked", Subject: "feed:" + string(id), Unit: unit})
	})
	return feed, err
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
