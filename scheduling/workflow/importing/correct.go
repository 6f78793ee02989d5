package importing

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// Correction is what a person makes of a row: cells by column, and whom it is
// about.
type Correction struct {
	Cells  map[int]string // only those given are replaced
	Choice string         // an id, "new", "skip"; "" is undecided
}

// Row is one staged row.
func (d *Desk) Row(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, line int) (v View, l Line, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if v, err = d.look(tx, actor, id); err != nil {
			return err
		}
		staged, err := tx.ImportRow(id, line)
		if err != nil {
			return err
		}
		list, err := d.lines(tx, v, []scheduling.ImportRow{staged})
		if err == nil {
			l = list[0]
		}
		return err
	})
	return v, l, err
}

// Correct replaces cells of a row, or says whom it is about, and judges it anew.
// What the actor may not read he does not change.
func (d *Desk) Correct(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, line int, fix Correction) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State() == scheduling.ImportReview); err != nil {
			return err
		}
		staged, err := tx.ImportRow(id, line)
		if err != nil {
			return err
		}
		layout, err := d.layout(*im)
		if err != nil {
			return err
		}
		row, err := d.opened(staged, layout)
		if err != nil {
			return err
		}
		v := View{Social: actor.May(scheduling.SeeSocial, im.Unit) == nil, Own: im.AskedBy == actor.ID}
		if fix.onto(&row, layout, v) {
			staged.FixedAt = tx.Now
		}
		staged.Choice = fix.Choice
		if staged.Sealed, err = d.sealCells(id, row); err != nil {
			return err
		}
		p := d.plead(row)
		c, err := d.court(tx, *im, layout, []plea{p})
		if err != nil {
			return err
		}
		kept := c.staged(c.judge(p, fix.Choice), staged)
		if twin, err := tx.TwinBefore(kept); err != nil {
			return err
		} else if twin > 0 {
			kept.Verdict = scheduling.RowInError
			kept.Faults = faultsOut([]transfer.Fault{{Column: -1, Error: scheduling.Refuse(scheduling.Invalid, "import.twice", "", "line", twin)}})
		}
		return tx.SaveImportRow(kept)
	})
}

// onto replaces the cells that were given, and reports whether one changed.
func (fix Correction) onto(row *transfer.Row, layout transfer.Layout, v View) (changed bool) {
	cells := slices.Clone(row.Cells)
	for at, text := range fix.Cells {
		if at < 0 || at >= len(layout.Columns) || layout.Columns[at].Field == "" || !v.Reads(layout.Columns[at].Field) {
			continue
		}
		for len(cells) <= at {
			cells = append(cells, "")
		}
		text = transfer.Typed(text)
		if masked := layout.Columns[at].Field == transfer.NIR && strings.Contains(text, "•"); masked || cells[at] == text {
			continue
		}
		cells[at], changed = text, true
	}
	if len(cells) > len(layout.Columns) && changed { // cells under no heading were the fault
		cells = cells[:len(layout.Columns)]
	}
	*row = layout.Staged(row.Line, cells)
	return changed
}
