package importing

import (
	"context"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// View is an import as its page shows it.
type View struct {
	Import   scheduling.Import
	State    scheduling.ImportState
	Unit     string
	Zone     string
	AskedBy  string
	Columns  []transfer.Column
	Sheets   []string
	Count    map[scheduling.ImportVerdict]int
	Outcomes map[scheduling.ImportOutcome]int
	Social   bool // the actor sees the columns of personal social content
	Own      bool // the file is the actor's: he knows what it tells
	NoNIR    bool // a column of NIRs was left aside: the organisation keeps none
}

// Look is one import.
func (d *Desk) Look(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID) (v View, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err = d.look(tx, actor, id)
		return err
	})
	return v, err
}

func (d *Desk) look(tx *store.Tx, actor scheduling.Actor, id scheduling.ImportID) (v View, err error) {
	im, err := find(tx, actor, id)
	if err != nil {
		return v, err
	}
	v = View{Import: im, State: im.State(), Social: actor.May(scheduling.SeeSocial, im.Unit) == nil, Own: im.AskedBy == actor.ID}
	unit, err := tx.Unit(im.Unit)
	if err != nil {
		return v, err
	}
	o, _, err := host(tx, im.Unit)
	if err != nil {
		return v, err
	}
	user, err := tx.User(im.AskedBy)
	if err != nil {
		return v, err
	}
	v.Unit, v.Zone, v.AskedBy = unit.Name, o.TimeZone, user.Name()
	top, err := d.top(im)
	if err != nil {
		return v, err
	}
	layout, err := d.layout(im)
	if err != nil {
		return v, err
	}
	v.Columns, v.Sheets, v.NoNIR = layout.Columns, top.Sheets, withoutNIR(o, top)
	if v.Count, err = tx.CountImportRows(id); err != nil {
		return v, err
	}
	v.Outcomes, err = tx.CountImportChanges(id)
	return v, err
}

// Separator is the one of the file, as a person names it in a form.
func (v View) Separator() string { return separatorIn(v.Import.Separator) }

// List is a page of imports, the latest first.
type List struct {
	Imports []View // without their columns
	Next    string
	Now     time.Time
}

// Imports lists those of the units in which the actor may bring people in.
func (d *Desk) Imports(ctx context.Context, actor scheduling.Actor, page store.Page) (list List, err error) {
	units := actor.Units(scheduling.Invite)
	if len(units) == 0 {
		return list, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.invite", "")
	}
	if page.Limit <= 0 || page.Limit > 200 {
		page.Limit = 20
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list.Now = tx.Now
		more := page
		more.Limit = min(page.Limit+1, 200)
		found, err := tx.Imports(units, more)
		if err != nil {
			return err
		}
		if len(found) > page.Limit {
			found = found[:page.Limit]
			list.Next = string(found[page.Limit-1].ID)
		}
		names, err := tx.Units(units)
		if err != nil {
			return err
		}
		for _, im := range found {
			at := slices.IndexFunc(names, func(u scheduling.Unit) bool { return u.ID == im.Unit })
			list.Imports = append(list.Imports, View{Import: im, State: im.State(), Unit: names[at].Name})
		}
		return nil
	})
	return list, err
}

// Line is a staged row as a person reads it.
type Line struct {
	Number     int
	Verdict    scheduling.ImportVerdict
	Cells      []string // of each column; empty where the actor may not read
	Faults     []transfer.Fault
	Changed    []string
	Choice     string
	Fixed      bool
	Insured    scheduling.InsuredID
	Candidates []scheduling.Insured // of an ambiguous row, without social content
	Outcome    scheduling.ImportOutcome
}

// Fault is what is wrong in a column, nil when nothing is; -1 is the row.
func (l Line) Fault(column int) *scheduling.Error {
	for _, f := range l.Faults {
		if f.Column == column {
			return f.Error
		}
	}
	return nil
}

// New reports whether the row says otherwise under a field than what is known.
func (l Line) New(f transfer.Field) bool {
	return l.Verdict == scheduling.RowToUpdate && slices.Contains(l.Changed, string(f))
}

// Lines is a page of rows with the line after which the next begins, 0 at the
// end.
type Lines struct {
	View
	Lines []Line
	Next  int
}

// Lines lists the rows of an import after a line, of one verdict or all.
func (d *Desk) Lines(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, verdict scheduling.ImportVerdict, after, limit int) (l Lines, err error) {
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if l.View, err = d.look(tx, actor, id); err != nil {
			return err
		}
		var only []scheduling.ImportVerdict
		if verdict != "" {
			only = append(only, verdict)
		}
		staged, err := tx.ImportRows(id, after, limit+1, only...)
		if err != nil {
			return err
		}
		if len(staged) > limit {
			staged = staged[:limit]
			l.Next = staged[limit-1].Line
		}
		l.Lines, err = d.lines(tx, l.View, staged)
		return err
	})
	return l, err
}

// Left lists the rows that an import, or its undoing, left alone.
func (d *Desk) Left(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID) (list []Line, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err := d.look(tx, actor, id)
		if err != nil {
			return err
		}
		changes, err := tx.ImportChangesLeft(id, 200)
		if err != nil {
			return err
		}
		for _, c := range changes {
			staged, err := tx.ImportRow(id, c.Line)
			if err != nil {
				return err
			}
			lines, err := d.lines(tx, v, []scheduling.ImportRow{staged})
			if err != nil {
				return err
			}
			lines[0].Outcome = c.Outcome
			if c.Insured != "" {
				lines[0].Insured = c.Insured
			}
			list = append(list, lines[0])
		}
		return nil
	})
	return list, err
}

// lines opens staged rows, with those whom the ambiguous ones may be about.
func (d *Desk) lines(tx *store.Tx, v View, staged []scheduling.ImportRow) (list []Line, err error) {
	layout := transfer.Layout{Columns: v.Columns}
	var unsure []transfer.Row
	for _, s := range staged {
		row, err := d.opened(s, layout)
		if err != nil {
			return nil, err
		}
		if s.Verdict == scheduling.RowAmbiguous || s.Choice != "" {
			unsure = append(unsure, row)
		}
		list = append(list, Line{
			Number: s.Line, Verdict: s.Verdict, Cells: v.readable(row.Cells), Faults: faultsIn(s.Faults), Changed: s.Changed,
			Choice: s.Choice, Fixed: !s.FixedAt.IsZero(), Insured: s.Insured,
		})
	}
	if len(unsure) == 0 || v.State != scheduling.ImportReview {
		return list, nil
	}
	pleas := d.pleadAll(unsure)
	c, err := d.court(tx, v.Import, layout, pleas)
	if err != nil {
		return list, err
	}
	for _, p := range pleas {
		at := slices.IndexFunc(list, func(l Line) bool { return l.Number == p.row.Line })
		for _, i := range c.judge(p, "").candidates {
			list[at].Candidates = append(list[at].Candidates, i.WithoutSocial())
		}
	}
	return list, nil
}

// Reads reports whether the actor may read what stands under a field.
func (v View) Reads(f transfer.Field) bool {
	return v.Social || !f.Social() && (v.Own || !f.Fact())
}

// readable is one cell per column, without those that the actor may not read,
// and the NIR masked.
func (v View) readable(cells []string) []string {
	shown := make([]string, len(v.Columns))
	for at := range shown {
		if at >= len(cells) || !v.Reads(v.Columns[at].Field) {
			continue
		}
		shown[at] = cells[at]
		if v.Columns[at].Field == transfer.NIR {
			shown[at] = masked(cells[at])
		}
	}
	return shown
}

// masked is a NIR as a list may show it, one with a fault too.
func masked(cell string) string {
	if n, err := scheduling.ParseNIR(cell); err == nil || cell == "" {
		return n.Masked()
	}
	seen := 0
	return strings.Map(func(r rune) rune {
		if seen++; seen > 3 && r != ' ' {
			return '•'
		}
		return r
	}, cell)
}
