package filing

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Register is a page of the proof of what was erased.
type Register struct {
	Lines []Line
	Next  string
	Zone  string
}

// Line is an erasure with the name of the agent who did it.
type Line struct {
	scheduling.Erasure
	By string
}

// Rows is how many rows the erasure emptied, over all tables.
func (l Line) Rows() (n int) {
	for _, rows := range l.Counts {
		n += rows
	}
	return n
}

// Register lists what was erased in the actor's units, the newest first.
func (d *Desk) Register(ctx context.Context, actor scheduling.Actor, page store.Page) (r Register, err error) {
	units := actor.Units(scheduling.SeePurge)
	if len(units) == 0 {
		return r, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_purge", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err = register(tx, actor, units, page)
		return err
	})
	return r, err
}

func register(tx *store.Tx, actor scheduling.Actor, units []scheduling.UnitID, page store.Page) (r Register, err error) {
	o, err := tx.Organisation(actor.Organisation)
	if err != nil {
		return r, err
	}
	r.Zone = o.TimeZone
	if page.Limit <= 0 || page.Limit > 100 {
		page.Limit = 50
	}
	more := page
	more.Limit++
	list, err := tx.Erasures(o.ID, units, more)
	if err != nil {
		return r, err
	}
	if len(list) > page.Limit {
		list = list[:page.Limit]
		r.Next = string(list[page.Limit-1].ID)
	}
	actors := make([]string, len(list))
	for n, e := range list {
		actors[n] = e.Actor
	}
	names, err := tx.AgentNames(actors)
	for _, e := range list {
		r.Lines = append(r.Lines, Line{e, names[e.Actor]})
	}
	return r, err
}

// ExportRegister writes the register of the actor's units, one line of JSON an
// erasure, the oldest last. Replay reads it back.
func (d *Desk) ExportRegister(ctx context.Context, actor scheduling.Actor, out io.Writer) error {
	units := actor.Units(scheduling.SeePurge)
	if len(units) == 0 {
		return scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_purge", "")
	}
	return d.write(ctx, actor.Organisation, units, out)
}

// WriteRegister writes the whole register of an organisation: the command line's.
func (d *Desk) WriteRegister(ctx context.Context, id scheduling.OrganisationID, out io.Writer) error {
	return d.write(ctx, id, nil, out)
}

func (d *Desk) write(ctx context.Context, id scheduling.OrganisationID, units []scheduling.UnitID, out io.Writer) error {
	page := store.Page{Limit: 200}
	lines := json.NewEncoder(out)
	for {
		var list []scheduling.Erasure
		err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
			list, err = tx.Erasures(id, units, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := lines.Encode(Entry(e)); err != nil {
				return err
			}
		}
		if len(list) < page.Limit {
			return nil
		}
		page.After = string(list[len(list)-1].ID)
	}
}

// Replay erases again whoever a restored backup brought back: each line of the
// register that tells of one person is carried out, unless it stands as done. It
// returns how many files it erased.
func (d *Desk) Replay(ctx context.Context, in io.Reader) (done int, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var entry Entry
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			return done, fmt.Errorf("line %d: %w", n, err)
		}
		again, err := d.replay(ctx, scheduling.Erasure(entry))
		if err != nil {
			return done, fmt.Errorf("line %d: %w", n, err)
		}
		if again {
			done++
		}
	}
	return done, lines.Err()
}

func (d *Desk) replay(ctx context.Context, e scheduling.Erasure) (done bool, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		done = false
		if e.Scope != scheduling.ErasePerson {
			return nil // time erases those again by itself
		}
		i, err := tx.LockFile(e.Subject)
		switch kind := scheduling.KindOf(err); {
		case kind == scheduling.NotFound, kind == scheduling.Expired:
			return nil
		case err != nil:
			return err
		}
		done = true
		_, err = erase(tx, i, e)
		return err
	})
	return done, err
}
