// Package importing brings people and their referrals in from files: read in
// the background, reviewed and corrected before anything is written, applied as
// one batch that can be undone as one (rule 28).
package importing

import (
	"context"
	"errors"
	"strconv"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Desk is where files are brought in.
type Desk struct {
	db    *store.DB
	vault *vault.Vault
	pace  pace
}

// pace is how many rows one transaction stages, applies and takes back: a long
// one holds others up.
type pace struct{ read, write, undo int }

// New is a desk over db; v seals what is staged.
func New(db *store.DB, v *vault.Vault) *Desk { return &Desk{db, v, pace{1000, 1000, 500}} }

// about is the audit subject of an import.
func about(id scheduling.ImportID) string { return "import:" + string(id) }

// The places in which things are sealed.
func partPlace(id scheduling.ImportID, number int) string {
	return "import_parts/" + string(id) + "/" + strconv.Itoa(number)
}

func rowPlace(id scheduling.ImportID, line int) string {
	return "import_rows/" + string(id) + "/" + strconv.Itoa(line)
}

func changePlace(id scheduling.ImportID, line int) string {
	return "import_changes/" + string(id) + "/" + strconv.Itoa(line)
}

func headerPlace(id scheduling.ImportID) string { return "imports/" + string(id) + "/header" }

// find is an import that the actor may work on.
func find(tx *store.Tx, actor scheduling.Actor, id scheduling.ImportID) (scheduling.Import, error) {
	im, err := tx.Import(id)
	if err != nil {
		return im, err
	}
	return im, actor.May(scheduling.Invite, im.Unit)
}

// change locks an import that the actor may work on and saves what f makes of
// it: whoever works on it meanwhile finds it changed, and stops.
func (d *Desk) change(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, f func(tx *store.Tx, im *scheduling.Import) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := find(tx, actor, id); err != nil {
			return err
		}
		im, err := tx.LockImport(id)
		if err != nil {
			return err
		}
		if err := f(tx, &im); err != nil {
			return err
		}
		return tx.SaveImport(im)
	})
}

// unless refuses what is asked of an import in another state.
func unless(ok bool) error {
	if ok {
		return nil
	}
	return scheduling.Refuse(scheduling.Conflict, "import.state", "")
}

// host is the organisation of a unit, and the day there.
func host(tx *store.Tx, unit scheduling.UnitID) (o scheduling.Organisation, today scheduling.Date, err error) {
	if o, err = tx.OrganisationOf(unit); err != nil {
		return o, today, err
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return o, today, err
	}
	return o, scheduling.DateOf(tx.Now.In(zone)), nil
}

// defect is err when it is ours, not the file's.
func defect(err error) error {
	if scheduling.KindOf(err) != 0 {
		return nil
	}
	return err
}

// keyOf is the key and the line of the first refusal in err.
func keyOf(err error) (key string, line int) {
	refusal, ok := errors.AsType[*scheduling.Error](err)
	if list, many := errors.AsType[scheduling.Faults](err); many && len(list) > 0 {
		refusal, ok = list[0], true
	}
	if !ok {
		return "import.failed", 0
	}
	for at := 0; at+1 < len(refusal.Args); at += 2 {
		if refusal.Args[at] == "line" {
			line, _ = refusal.Args[at+1].(int)
		}
	}
	return refusal.Key, line
}
