package administering

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Host is the organisation that this house is of, as it presents itself where
// nobody is signed in; when the database does not answer, as it last did.
func (d *Desk) Host(ctx context.Context) (scheduling.Organisation, error) {
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Organisations()
		if err == nil && len(all) > 0 {
			d.host.Store(&all[0])
		}
		return err
	})
	if known := d.host.Load(); known != nil {
		return *known, err
	}
	return scheduling.Organisation{}, err
}

// Organisation is the actor's own, and whether he may change it.
func (d *Desk) Organisation(ctx context.Context, actor scheduling.Actor) (o scheduling.Organisation, mayChange bool, err error) {
	if err := sees(actor); err != nil {
		return o, false, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		mayChange = runs(tx, actor) == nil
		o, err = tx.Organisation(actor.Organisation)
		return err
	})
	return o, mayChange, err
}

// EditOrganisation replaces how the organisation presents itself: its name,
// its phone, how it signs what it sends, how long it keeps people's files. Its
// code and kind stay.
func (d *Desk) EditOrganisation(ctx context.Context, actor scheduling.Actor, o scheduling.Organisation) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := runs(tx, actor); err != nil {
			return err
		}
		before, err := tx.LockOrganisation(actor.Organisation)
		if err != nil {
			return err
		}
		o.ID, o.Code, o.Kind = before.ID, before.Code, before.Kind
		if err := o.Validate(); err != nil {
			return err
		}
		if err := tx.ReplaceOrganisation(o); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "organisation:"+string(o.ID), "", nil)
	})
}

// Branch is a unit in its tree.
type Branch struct {
	scheduling.Unit
	Depth      int // 0 for the widest that the actor sees
	Agents     int // with a role in this very unit today
	Administer bool
}

// Units is the tree of the units that the actor sees, each followed by those
// below it.
func (d *Desk) Units(ctx context.Context, actor scheduling.Actor) (tree []Branch, err error) {
	if err := sees(actor); err != nil {
		return nil, err
	}
	administered := actor.Units(scheduling.Administer)
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units, err := tx.Units(actor.Units(scheduling.SeePlan))
		if err != nil {
			return err
		}
		agents, err := tx.AgentCounts(actor.Units(scheduling.SeePlan), scheduling.DateOf(tx.Now))
		if err != nil {
			return err
		}
		tree = grow(units)
		for i := range tree {
			tree[i].Agents = agents[tree[i].ID]
			tree[i].Administer = slices.Contains(administered, tree[i].ID)
		}
		return nil
	})
	return tree, err
}

// grow orders units, the widest first, as a tree.
func grow(units []scheduling.Unit) []Branch {
	known := map[scheduling.UnitID]bool{}
	for _, u := range units {
		known[u.ID] = true
	}
	var tree []Branch
	var under func(parent scheduling.UnitID, depth int)
	under = func(parent scheduling.UnitID, depth int) {
		for _, u := range units {
			root := depth == 0 && !known[u.Parent]
			if root || depth > 0 && u.Parent == parent {
				tree = append(tree, Branch{Unit: u, Depth: depth})
				under(u.ID, depth+1)
			}
		}
	}
	under("", 0)
	return tree
}

// AddUnit puts a unit under parent, or a region when Parent is "". Whoever
// adds a region administers it from that day: nobody else could.
func (d *Desk) AddUnit(ctx context.Context, actor scheduling.Actor, u scheduling.Unit) (scheduling.UnitID, error) {
	u.ID, u.Organisation, u.Version = store.NewID[scheduling.UnitID](), actor.Organisation, 1
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		level, err := placeUnder(tx, actor, u.Parent)
		if err != nil {
			return err
		}
		u.Level = level
		if err := u.Validate(); err != nil {
			return err
		}
		if err := tx.AddUnit(u); err != nil {
			return err
		}
		if u.Parent == "" {
			grant := scheduling.RoleGrant{User: actor.ID, Role: scheduling.Admin, Unit: u.ID, From: scheduling.DateOf(tx.Now)}
			if err := tx.AddGrant(grant); err != nil {
				return err
			}
		}
		return audit(tx, actor, "created", "unit:"+string(u.ID), u.ID, map[string]any{"code": u.Code, "level": u.Level})
	})
	return u.ID, taken(err, "unit.code.taken", "code")
}

// placeUnder is the level of a unit that the actor puts under parent.
func placeUnder(tx *store.Tx, actor scheduling.Actor, parent scheduling.UnitID) (scheduling.Level, error) {
	if parent == "" {
		return scheduling.Region, runs(tx, actor)
	}
	if err := actor.May(scheduling.Administer, parent); err != nil {
		return "", err
	}
	above, err := tx.Unit(parent)
	if err != nil {
		return "", err
	}
	level, ok := above.Level.Below()
	if !ok {
		return "", scheduling.Refuse(scheduling.Invalid, "unit.parent.lowest", "parent")
	}
	return level, nil
}

// EditUnit renames a unit, or gives it another code; its place stays.
func (d *Desk) EditUnit(ctx context.Context, actor scheduling.Actor, u scheduling.Unit) error {
	if err := actor.May(scheduling.Administer, u.ID); err != nil {
		return err
	}
	if err := u.Validate(); err != nil {
		return err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.Unit(u.ID)
		if err != nil {
			return err
		}
		u.Organisation, u.Parent, u.Level = before.Organisation, before.Parent, before.Level
		if err := tx.ReplaceUnit(u); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "unit:"+string(u.ID), u.ID, map[string]any{"code": u.Code})
	})
	return taken(err, "unit.code.taken", "code")
}
