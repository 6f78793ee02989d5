package importing

import (
	"context"
	"io"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// WriteErrors writes the rows that will not be, or were not, brought in, as the
// file had them, with a column that says why: corrected there, it is imported
// again. The NIR never goes out. It leaves a trace (rule 25).
func (d *Desk) WriteErrors(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, out io.Writer, say func(*scheduling.Error) string) error {
	var v View
	err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
		if v, err = d.look(tx, actor, id); err != nil {
			return err
		}
		if err := unless(len(v.Columns) > 0); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "exported", Subject: about(id), Unit: v.Import.Unit})
	})
	if err != nil {
		return err
	}
	table, err := transfer.NewTable(out)
	if err != nil {
		return err
	}
	row := []string{}
	for _, c := range v.Columns {
		if v.goesOut(c) {
			row = append(row, c.Header)
		}
	}
	if err := table.Row(append(row, "Ce qui ne va pas")); err != nil {
		return err
	}
	for after := 0; ; {
		var lines []Line
		var last int
		err := d.db.Read(ctx, func(tx *store.Tx) error {
			staged, err := tx.ImportRows(id, after, 500, scheduling.RowInError, scheduling.RowAmbiguous)
			if err != nil || len(staged) == 0 {
				return err
			}
			last = staged[len(staged)-1].Line
			lines, err = d.lines(tx, v, staged)
			return err
		})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := table.Row(v.outgoing(l, say)); err != nil {
				return err
			}
		}
		if after = last; len(lines) == 0 {
			return table.Close()
		}
	}
}

// goesOut tells which columns an exported file has.
func (v View) goesOut(c transfer.Column) bool {
	return c.Field != transfer.NIR && v.Reads(c.Field)
}

func (v View) outgoing(l Line, say func(*scheduling.Error) string) []string {
	var row, wrong []string
	for at, c := range v.Columns {
		if v.goesOut(c) {
			row = append(row, l.Cells[at])
		}
	}
	for _, f := range l.Faults {
		text := say(f.Error)
		if f.Column >= 0 && f.Column < len(v.Columns) {
			text = v.Columns[f.Column].Header + "\u00a0: " + text
		}
		wrong = append(wrong, text)
	}
	if l.Verdict == scheduling.RowAmbiguous {
		wrong = append(wrong, say(scheduling.Refuse(scheduling.Invalid, "import.ambiguous", "")))
	}
	return append(row, strings.Join(wrong, " "))
}
