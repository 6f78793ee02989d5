package administering

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// AddGrant gives an agent a role in a unit that the actor administers. Nobody
// gives himself one: it takes two to reach what professional secrecy covers
// (CASF L411-3).
func (d *Desk) AddGrant(ctx context.Context, actor scheduling.Actor, g scheduling.RoleGrant) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := actor.May(scheduling.Administer, g.Unit); err != nil {
		return err
	}
	if g.User == actor.ID {
		return scheduling.Refuse(scheduling.Forbidden, "grant.oneself", "")
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		a, _, err := agentFor(tx, actor, g.User)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(a.Grants, func(h scheduling.RoleGrant) bool { return h.Role == g.Role && h.Unit == g.Unit && overlap(g, h) }) {
			return scheduling.Refuse(scheduling.Invalid, "grant.twice", "role")
		}
		if err := tx.AddGrant(g); err != nil {
			return err
		}
		return audit(tx, actor, "granted", "user:"+string(g.User), g.Unit,
			map[string]any{"role": g.Role, "from": g.From, "until": g.Until})
	})
}

func overlap(a, b scheduling.RoleGrant) bool {
	return (b.Until.IsZero() || !a.From.After(b.Until)) && (a.Until.IsZero() || !b.From.After(a.Until))
}

// EndGrant makes g.Until the last day of the role that g names; the day before
// today ends it now. A role that had not begun is forgotten. Nothing is made
// longer this way, and the last administrator stays.
func (d *Desk) EndGrant(ctx context.Context, actor scheduling.Actor, g scheduling.RoleGrant) error {
	if g.Until.IsZero() {
		return scheduling.Refuse(scheduling.Invalid, "grant.until.required", "until")
	}
	if err := actor.May(scheduling.Administer, g.Unit); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockOrganisation(actor.Organisation); err != nil {
			return err
		}
		today := scheduling.DateOf(tx.Now)
		if g.Until.Before(today.AddDays(-1)) {
			return scheduling.Refuse(scheduling.Invalid, "grant.until.past", "until")
		}
		if err := endable(tx, g); err != nil {
			return err
		}
		if g.Until.Before(g.From) {
			if err := tx.RemoveGrant(g); err != nil {
				return err
			}
		} else if err := tx.EndGrant(g); err != nil {
			return err
		}
		if g.Role == scheduling.Admin {
			if err := adminsLeft(tx, actor.Organisation, g.Until.AddDays(1)); err != nil {
				return err
			}
		}
		return audit(tx, actor, "ended", "user:"+string(g.User), g.Unit, map[string]any{"role": g.Role, "until": g.Until})
	})
}

// endable refuses to end a role that was not given, or that ends sooner.
func endable(tx *store.Tx, g scheduling.RoleGrant) error {
	grants, err := tx.GrantsOf([]scheduling.UserID{g.User})
	if err != nil {
		return err
	}
	for _, h := range grants {
		if h.Role != g.Role || h.Unit != g.Unit || h.From != g.From {
			continue
		}
		if !h.Until.IsZero() && h.Until.Before(g.Until) {
			return scheduling.Refuse(scheduling.Invalid, "grant.until.longer", "until")
		}
		return nil
	}
	return scheduling.Refuse(scheduling.NotFound, "not_found", "")
}
