package importing

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// header is what is kept, sealed, of the top of a file: a file without headings
// has people's names there.
type header struct {
	Names  []string `json:"names"`
	Sheets []string `json:"sheets,omitempty"`
}

// read stages every row with its verdict. It begins anew each time: nothing of
// it is written anywhere else.
func (w *worker) read(ctx context.Context) error {
	err := w.step(ctx, func(tx *store.Tx, im *scheduling.Import) error {
		im.Read, im.Rows = 0, 0
		return tx.RemoveImportRows(im.ID)
	})
	if err != nil {
		return err
	}
	format, err := w.format(ctx)
	if err != nil {
		return err
	}
	raw := &parts{ctx: ctx, desk: w.Desk, im: w.im}
	rows, err := transfer.Open(raw, w.im.Bytes, format)
	if err != nil {
		return err
	}
	err = w.stageAll(ctx, raw, rows)
	return errors.Join(err, rows.Close())
}

// format is what was said of the file, else what its bytes and the earlier
// files of the source tell.
func (w *worker) format(ctx context.Context) (f transfer.Format, err error) {
	f = transfer.Format{Kind: w.im.Kind, Encoding: w.im.Encoding, Separator: separatorIn(w.im.Separator), Sheet: w.im.Sheet}
	if !w.im.Guessed && f.Known() {
		return f, nil
	}
	var sniffer transfer.Sniffer
	if _, err := io.Copy(&sniffer, bufio.NewReader(&parts{ctx: ctx, desk: w.Desk, im: w.im})); err != nil {
		return f, err
	}
	f, err = sniffer.Guess()
	if err != nil {
		return f, err
	}
	earlier, _, err := w.remembered(ctx)
	if earlier.Encoding != "" && f.Kind == transfer.CSV && f.Encoding == "Windows-1252" { // old encodings look alike
		f.Encoding = earlier.Encoding
	}
	return f, err
}

// stageAll reads the header, then the rows.
func (w *worker) stageAll(ctx context.Context, raw *parts, rows transfer.Reader) error {
	top, err := rows.Next()
	if errors.Is(err, io.EOF) {
		return scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
	}
	if err != nil {
		return err
	}
	columns, err := w.columns(ctx, top.Cells)
	if err != nil {
		return err
	}
	if err := w.keepHeader(ctx, rows, top.Cells, columns); err != nil {
		return err
	}
	if err := transfer.CheckColumns(columns, w.im.Referrals()); err != nil {
		return err
	}
	layout, id := transfer.LayoutOf(rows, columns), w.im.ID // w.im changes with every step
	ahead := lookAhead(ctx, func() (s stretch, err error) {
		some, last, err := w.readSome(rows, layout)
		if err == nil {
			s.pleas, err = w.pleadToStage(id, some)
		}
		s.read, s.last = raw.read, last
		return s, err
	})
	defer ahead.close() // before the file is
	for at := 0; ; at++ {
		some, err := ahead.get(ctx, at)
		if err != nil {
			return err
		}
		if err := w.stage(ctx, layout, some); err != nil || some.last {
			return err
		}
	}
}

// stretch is some rows of a file, to be staged together.
type stretch struct {
	pleas []plea
	read  int64 // bytes of the file, with them
	last  bool
}

func (w *worker) readSome(rows transfer.Reader, layout transfer.Layout) (some []transfer.Row, last bool, err error) {
	for len(some) < w.pace.read {
		l, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return some, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		some = append(some, layout.Row(l))
	}
	return some, false, nil
}

// columns are what a person said, else what an earlier file of the source had
// under the same headings, else what the headings tell. What may not be kept is
// left aside before anything is staged.
func (w *worker) columns(ctx context.Context, names []string) ([]transfer.Column, error) {
	list := transfer.Columns(names, w.im.Referrals())
	_, earlier, err := w.remembered(ctx)
	if err != nil {
		return nil, err
	}
	allowed, err := w.allowed(ctx)
	if err != nil {
		return nil, err
	}
	for at := range list {
		field, known := earlier[w.headingKey(names[at])]
		switch {
		case !w.im.Guessed && at < len(w.im.Fields):
			list[at].Field = fieldIn(w.im.Fields[at])
		case w.im.Guessed && known:
			list[at].Field = fieldIn(field)
		}
		if !allowed(list[at].Field) {
			list[at].Field = ""
		}
	}
	return list, nil
}

// allowed tells which fields the one who asked may bring: not what only social
// workers read, nor the NIR where the organisation keeps none.
func (d *Desk) allowedTo(tx *store.Tx, im scheduling.Import) (func(f transfer.Field) bool, error) {
	o, today, err := host(tx, im.Unit)
	if err != nil {
		return nil, err
	}
	user, err := tx.User(im.AskedBy)
	if err != nil {
		return nil, err
	}
	actor, err := tx.Actor(user, today)
	social := actor.May(scheduling.SeeSocial, im.Unit) == nil
	return func(f transfer.Field) bool {
		return (social || !f.Social()) && (o.NIRAllowed || f != transfer.NIR)
	}, err
}

func (w *worker) allowed(ctx context.Context) (f func(f transfer.Field) bool, err error) {
	err = w.db.Read(ctx, func(tx *store.Tx) error {
		f, err = w.allowedTo(tx, w.im)
		return err
	})
	return f, err
}

func (w *worker) keepHeader(ctx context.Context, rows transfer.Reader, names []string, columns []transfer.Column) error {
	plain, err := json.Marshal(header{names, transfer.Sheets(rows)})
	if err != nil {
		return err
	}
	sealed, err := w.vault.Seal(headerPlace(w.im.ID), plain)
	if err != nil {
		return err
	}
	format, err := w.format(ctx)
	if err != nil {
		return err
	}
	return w.step(ctx, func(_ *store.Tx, im *scheduling.Import) error {
		im.Header, im.Kind, im.Encoding, im.Separator = sealed, format.Kind, format.Encoding, separatorOut(format.Separator)
		im.Fields = nil
		for _, c := range columns {
			im.Fields = append(im.Fields, fieldOut(c.Field))
		}
		return nil
	})
}

// stage judges some rows and keeps them; the last ones end the reading.
func (w *worker) stage(ctx context.Context, layout transfer.Layout, some stretch) error {
	return w.step(ctx, func(tx *store.Tx, im *scheduling.Import) error {
		c, err := w.court(tx, *im, layout, some.pleas)
		if err != nil {
			return err
		}
		staged := make([]scheduling.ImportRow, len(some.pleas))
		everywhere(len(staged), func(at int) {
			staged[at] = c.staged(c.judge(some.pleas[at], ""), scheduling.ImportRow{Sealed: some.pleas[at].sealed})
		})
		if err := tx.AddImportRows(staged); err != nil {
			return err
		}
		im.Read, im.Rows = some.read, im.Rows+len(staged)
		if im.Rows > transfer.MaxRows {
			return scheduling.Refuse(scheduling.Invalid, "import.too_long", "file", "rows", transfer.MaxRows)
		}
		if !some.last {
			return nil
		}
		im.Read, im.CheckedAt, im.BeatAt = im.Bytes, tx.Now, time.Time{}
		return tx.MarkTwins(im.ID)
	})
}
