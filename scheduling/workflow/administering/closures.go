package administering

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Closures lists those not over yet that touch the sites the actor sees: the
// organisation's, and the sites' own, with the names of the sites.
func (d *Desk) Closures(ctx context.Context, actor scheduling.Actor) (list []scheduling.Closure, sites map[scheduling.SiteID]string, err error) {
	if err := sees(actor); err != nil {
		return nil, nil, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		seen, err := tx.Sites(actor.Units(scheduling.SeePlan))
		if err != nil {
			return err
		}
		sites = make(map[scheduling.SiteID]string, len(seen))
		for _, s := range seen {
			sites[s.ID] = s.Name
		}
		all, err := tx.Closures(actor.Organisation, scheduling.DateOf(tx.Now))
		list = slices.DeleteFunc(all, func(c scheduling.Closure) bool { return c.Site != "" && sites[c.Site] == "" })
		return err
	})
	return list, sites, err
}

// AddClosure closes a site, or every site of the organisation when Site is "".
// It returns how many meetings fall in it: they stay until somebody moves them.
func (d *Desk) AddClosure(ctx context.Context, actor scheduling.Actor, c scheduling.Closure) (id scheduling.ClosureID, meetings int64, err error) {
	c.ID, c.Organisation = store.NewID[scheduling.ClosureID](), actor.Organisation
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		unit, err := mayClose(tx, actor, c.Site)
		if err != nil {
			return err
		}
		if err := c.Validate(); err != nil {
			return err
		}
		if err := tx.AddClosure(c); err != nil {
			return err
		}
		if meetings, err = tx.MeetingsClosed(c); err != nil {
			return err
		}
		return audit(tx, actor, "created", "closure:"+string(c.ID), unit, map[string]any{"from": c.From, "until": c.Until})
	})
	return c.ID, meetings, err
}

// RemoveClosure opens again; it returns the site that was closed, "" for all.
func (d *Desk) RemoveClosure(ctx context.Context, actor scheduling.Actor, id scheduling.ClosureID) (site scheduling.SiteID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Closure(id)
		if err != nil {
			return err
		}
		if c.Organisation != actor.Organisation {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		unit, err := mayClose(tx, actor, c.Site)
		if err != nil {
			return err
		}
		if err := tx.RemoveClosure(id); err != nil {
			return err
		}
		site = c.Site
		return audit(tx, actor, "deleted", "closure:"+string(id), unit, map[string]any{"from": c.From, "until": c.Until})
	})
	return site, err
}

// mayClose refuses unless the actor may close a site, or all of them; unit is
// the site's.
func mayClose(tx *store.Tx, actor scheduling.Actor, site scheduling.SiteID) (unit scheduling.UnitID, err error) {
	if site == "" {
		return "", runs(tx, actor)
	}
	s, err := siteFor(tx, actor, site)
	return s.Unit, err
}
