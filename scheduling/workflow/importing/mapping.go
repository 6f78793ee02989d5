package importing

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// aside stands for a column that is left aside, where "" cannot be kept.
const aside = "-"

func fieldOut(f transfer.Field) string {
	if f == "" {
		return aside
	}
	return string(f)
}

func fieldIn(kept string) transfer.Field {
	if kept == aside {
		return ""
	}
	return transfer.Field(kept)
}

// separatorOut and separatorIn keep a tab readable.
func separatorOut(s string) string {
	if s == "\t" {
		return "tab"
	}
	return s
}

func separatorIn(s string) string {
	if s == "tab" {
		return "\t"
	}
	return s
}

// headingKey recognises a heading without knowing it.
func (d *Desk) headingKey(name string) string {
	return d.vault.Index("import.heading", transfer.Key(name))[:32]
}

// remembered is how earlier files of the same source were read in the unit.
func (w *worker) remembered(ctx context.Context) (f store.ImportFormat, fields map[string]string, err error) {
	err = w.db.Read(ctx, func(tx *store.Tx) error {
		f, err = tx.ImportFormat(w.im.Unit, w.im.Source)
		if scheduling.KindOf(err) == scheduling.NotFound {
			return nil
		}
		return err
	})
	if f.Fields != "" {
		err = json.Unmarshal([]byte(f.Fields), &fields)
	}
	return f, fields, err
}

// Statement is how a person says that a file is written: its format, and what
// each column holds.
type Statement struct {
	Encoding  string
	Separator string
	Sheet     string
	Fields    []transfer.Field // nil: as the headings tell
}

// Restate has a file read anew as s says, and remembers it for the next file of
// the source. What was corrected or chosen on screen is lost.
func (d *Desk) Restate(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, s Statement) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State().Restated() && im.Kind != ""); err != nil {
			return err
		}
		if im.Kind == transfer.CSV {
			im.Encoding, im.Separator = s.Encoding, separatorOut(s.Separator)
		}
		resheet := im.Sheet != s.Sheet
		im.Sheet = s.Sheet
		f := transfer.Format{Kind: im.Kind, Encoding: im.Encoding, Separator: separatorIn(im.Separator)}
		if !f.Known() {
			return scheduling.Refuse(scheduling.Invalid, "import.format.unknown", "encoding")
		}
		top, err := d.top(*im)
		if err != nil {
			return err
		}
		im.Fields = nil
		if s.Fields != nil && len(s.Fields) == len(top.Names) && !resheet {
			if err := d.setColumns(tx, im, top.Names, s.Fields); err != nil {
				return err
			}
		}
		im.Guessed, im.CheckedAt, im.FailedAt, im.Failure, im.FailureLine, im.BeatAt = false, time.Time{}, time.Time{}, "", 0, time.Time{}
		im.Rows, im.Read = 0, 0
		return tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "updated", Subject: about(id), Unit: im.Unit})
	})
}

// setColumns keeps what each column holds, for this file and the next.
func (d *Desk) setColumns(tx *store.Tx, im *scheduling.Import, names []string, fields []transfer.Field) error {
	columns := make([]transfer.Column, len(names))
	for at, name := range names {
		columns[at] = transfer.Column{Header: name, Field: fields[at]}
	}
	if err := transfer.CheckColumns(columns, im.Referrals()); err != nil {
		return err
	}
	keys := map[string]string{}
	for at, name := range names {
		im.Fields = append(im.Fields, fieldOut(fields[at]))
		keys[d.headingKey(name)] = fieldOut(fields[at])
	}
	text, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	return tx.SetImportFormat(im.Unit, im.Source, store.ImportFormat{Encoding: im.Encoding, Separator: im.Separator, Fields: string(text)})
}

// top is the header of an import; empty before it was read, and after it went.
func (d *Desk) top(im scheduling.Import) (h header, err error) {
	if len(im.Header) == 0 {
		return h, nil
	}
	plain, err := d.vault.Open(headerPlace(im.ID), im.Header)
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal(plain, &h)
}

// layout is what the staged cells of an import hold.
func (d *Desk) layout(im scheduling.Import) (y transfer.Layout, err error) {
	h, err := d.top(im)
	for at, name := range h.Names {
		c := transfer.Column{Header: name}
		if at < len(im.Fields) {
			c.Field = fieldIn(im.Fields[at])
		}
		y.Columns = append(y.Columns, c)
	}
	return y, err
}

// withoutNIR reports whether a column of NIRs was left aside because the
// organisation keeps none.
func withoutNIR(o scheduling.Organisation, h header) bool {
	guessed := transfer.Columns(h.Names, true)
	return !o.NIRAllowed && slices.ContainsFunc(guessed, func(c transfer.Column) bool { return c.Field == transfer.NIR })
}
