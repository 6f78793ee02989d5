package administering

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Room is one of a site that the actor sees.
func (d *Desk) Room(ctx context.Context, actor scheduling.Actor, id scheduling.RoomID) (r scheduling.Room, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if r, err = tx.Room(id); err != nil {
			return err
		}
		site, err := tx.Site(r.Site)
		if err != nil {
			return err
		}
		return seen(actor, site.Unit)
	})
	return r, err
}

// AddRoom adds a room to a site.
func (d *Desk) AddRoom(ctx context.Context, actor scheduling.Actor, r scheduling.Room) (scheduling.RoomID, error) {
	r.ID, r.Version = store.NewID[scheduling.RoomID](), 1
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		site, err := siteFor(tx, actor, r.Site)
		if err != nil {
			return err
		}
		if err := r.Validate(); err != nil {
			return err
		}
		if err := tx.AddRoom(r); err != nil {
			return err
		}
		return audit(tx, actor, "created", "room:"+string(r.ID), site.Unit, nil)
	})
	return r.ID, err
}

// EditRoom changes a room's name, seats or privacy; it stays at its site.
func (d *Desk) EditRoom(ctx context.Context, actor scheduling.Actor, r scheduling.Room) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		before, unit, err := roomFor(tx, actor, r.ID)
		if err != nil {
			return err
		}
		r.Site = before.Site
		if err := r.Validate(); err != nil {
			return err
		}
		if err := tx.ReplaceRoom(r); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "room:"+string(r.ID), unit, map[string]any{"capacity": r.Capacity})
	})
}

// RemoveRoom deletes a room in which nothing was ever planned.
func (d *Desk) RemoveRoom(ctx context.Context, actor scheduling.Actor, id scheduling.RoomID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, unit, err := roomFor(tx, actor, id)
		if err != nil {
			return err
		}
		n, err := tx.RoomMeetings(id)
		if err != nil {
			return err
		}
		if n > 0 {
			return scheduling.Refuse(scheduling.Conflict, "room.in_use", "", "n", n)
		}
		if err := tx.RemoveRoom(id); err != nil {
			return err
		}
		return audit(tx, actor, "deleted", "room:"+string(id), unit, nil)
	})
}

// roomFor is a room that the actor may change, and its unit.
func roomFor(tx *store.Tx, actor scheduling.Actor, id scheduling.RoomID) (r scheduling.Room, unit scheduling.UnitID, err error) {
	if r, err = tx.Room(id); err != nil {
		return r, "", err
	}
	site, err := siteFor(tx, actor, r.Site)
	return r, site.Unit, err
}
