package administering

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// Territories lists the communes of a département, and the départements in
// which any is known. Without a département it is the first of them.
func (d *Desk) Territories(ctx context.Context, actor scheduling.Actor, departement string) (list []scheduling.Territory, all []store.Departement, err error) {
	if err := sees(actor); err != nil {
		return nil, nil, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if all, err = tx.Departements(actor.Organisation); err != nil || len(all) == 0 {
			return err
		}
		if departement == "" {
			departement = all[0].Code
		}
		list, err = tx.Territories(actor.Organisation, departement)
		return err
	})
	return list, all, err
}

// Review is what an import of communes would do.
type Review struct {
	New, Changed, Same int
	Rows               []Reviewed
}

// Reviewed is a line of it: a commune as it would be.
type Reviewed struct {
	scheduling.Territory
	State string // new, changed, same
}

// ReviewCommunes reads a file of communes and tells what importing it would
// do; nothing is written (rule 28).
func (d *Desk) ReviewCommunes(ctx context.Context, actor scheduling.Actor, file []byte) (r Review, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err = review(tx, actor, file)
		return err
	})
	return r, err
}

// ImportCommunes writes what the review showed: new communes are added, known
// ones replaced; a zone that the file does not give stays. The same file again
// changes nothing.
func (d *Desk) ImportCommunes(ctx context.Context, actor scheduling.Actor, file []byte) (r Review, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if r, err = review(tx, actor, file); err != nil || r.New+r.Changed == 0 {
			return err
		}
		var save []scheduling.Territory
		for _, row := range r.Rows {
			if row.State != "same" {
				save = append(save, row.Territory)
			}
		}
		if err := tx.SaveTerritories(save); err != nil {
			return err
		}
		return audit(tx, actor, "imported", "territories", "", map[string]any{"new": r.New, "changed": r.Changed})
	})
	return r, err
}

func review(tx *store.Tx, actor scheduling.Actor, file []byte) (r Review, err error) {
	if err := runs(tx, actor); err != nil {
		return r, err
	}
	communes, err := transfer.ReadCommunes(file)
	if err != nil {
		return r, err
	}
	known, err := tx.TerritoriesOf(actor.Organisation)
	if err != nil {
		return r, err
	}
	before := make(map[string]scheduling.Territory, len(known))
	for _, t := range known {
		before[t.Insee] = t
	}
	for _, c := range communes {
		old, found := before[c.Insee]
		now := c.Onto(old)
		now.Organisation = actor.Organisation
		if now.Name == "" || now.Departement == "" { // a new one, of which too little is said
			return r, scheduling.Refuse(scheduling.Invalid, "communes.unknown", "file", "line", c.Line, "value", c.Insee)
		}
		switch {
		case !found:
			r.New++
			r.Rows = append(r.Rows, Reviewed{now, "new"})
		case now != old:
			r.Changed++
			r.Rows = append(r.Rows, Reviewed{now, "changed"})
		default:
			r.Same++
			r.Rows = append(r.Rows, Reviewed{now, "same"})
		}
	}
	return r, nil
}

// maxZone bounds the name of a zone, in characters.
const maxZone = 40

// DrawZones sets the zones of communes, by INSEE code; "" takes one out of its
// zone. It returns how many changed.
func (d *Desk) DrawZones(ctx context.Context, actor scheduling.Actor, zones map[string]string) (n int, err error) {
	var faults scheduling.Faults
	for _, insee := range slices.Sorted(maps.Keys(zones)) {
		faults.Check(utf8.RuneCountInString(zones[insee]) <= maxZone, "zone_"+insee, "territory.zone.long", "n", maxZone)
	}
	if err := faults.Err(); err != nil {
		return 0, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if err := runs(tx, actor); err != nil {
			return err
		}
		known, err := tx.TerritoriesOf(actor.Organisation)
		if err != nil {
			return err
		}
		var save []scheduling.Territory
		found := 0
		for _, t := range known {
			zone, given := zones[t.Insee]
			if given {
				found++
			}
			if given && zone != t.Zone {
				t.Zone = zone
				save = append(save, t)
			}
		}
		if found < len(zones) {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		if n = len(save); n == 0 {
			return nil
		}
		if err := tx.SaveTerritories(save); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "territories", "", map[string]any{"zones": n})
	})
	return n, err
}
