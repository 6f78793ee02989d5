package importing

import (
	"context"
	"errors"
	"io"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// partBytes is how much of a file is sealed at once.
const partBytes = 1 << 20

// Begin opens an import into a unit; its file follows in parts.
func (d *Desk) Begin(ctx context.Context, actor scheduling.Actor, im scheduling.Import) (scheduling.ImportID, error) {
	if im.Unit == "" && len(actor.Units(scheduling.Invite)) == 1 {
		im.Unit = actor.Units(scheduling.Invite)[0]
	}
	if im.Unit == "" {
		return "", scheduling.Refuse(scheduling.Invalid, "insured.unit.required", "unit")
	}
	if err := actor.May(scheduling.Invite, im.Unit); err != nil {
		return "", err
	}
	im.ID = store.NewID[scheduling.ImportID]()
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		o, today, err := host(tx, im.Unit)
		if err != nil {
			return err
		}
		if im.Referrals() && im.ReceivedOn.IsZero() {
			im.ReceivedOn = today
		}
		if err := im.Validate(today); err != nil {
			return err
		}
		im.Organisation, im.AskedBy, im.AskedAt, im.Guessed, im.Version = o.ID, actor.ID, tx.Now, true, 1
		return tx.AddImport(im)
	})
	return im.ID, err
}

// Append keeps the n-th part of a file, from 1; sent again it changes nothing.
func (d *Desk) Append(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID, number int, content []byte) error {
	if len(content) == 0 || len(content) > 4*partBytes {
		return scheduling.Refuse(scheduling.Invalid, "import.part.size", "content", "mb", 4*partBytes>>20)
	}
	sealed, err := d.vault.Seal(partPlace(id, number), content)
	if err != nil {
		return err
	}
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State() == scheduling.ImportUploading); err != nil {
			return err
		}
		switch {
		case number == im.Parts: // sent again
			return tx.SetImportPart(id, number, sealed)
		case number != im.Parts+1:
			return scheduling.Refuse(scheduling.Conflict, "import.part.order", "number", "n", im.Parts+1)
		}
		im.Parts, im.Bytes = number, im.Bytes+int64(len(content))
		if im.Bytes > transfer.MaxFile {
			return scheduling.Refuse(scheduling.Invalid, "import.too_large", "file", "mb", transfer.MaxFile>>20)
		}
		return tx.SetImportPart(id, number, sealed)
	})
}

// Finish says that the file is whole: it is read from now on, in the
// background.
func (d *Desk) Finish(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		if err := unless(im.State() == scheduling.ImportUploading); err != nil {
			return err
		}
		if im.Bytes == 0 {
			return scheduling.Refuse(scheduling.Invalid, "import.empty", "file")
		}
		im.UploadedAt = tx.Now
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "uploaded", Subject: about(id), Unit: im.Unit,
			Fields: scheduling.TraceFields(map[string]any{"source": im.Source, "bytes": im.Bytes}),
		})
	})
}

// Upload is Begin, Append and Finish of a whole file, which is never held at
// once.
func (d *Desk) Upload(ctx context.Context, actor scheduling.Actor, im scheduling.Import, file io.Reader) (scheduling.ImportID, error) {
	id, err := d.Begin(ctx, actor, im)
	if err != nil {
		return "", err
	}
	piece := make([]byte, partBytes)
	for number := 1; ; number++ {
		n, err := io.ReadFull(file, piece)
		if n > 0 {
			if err := d.Append(ctx, actor, id, number, piece[:n]); err != nil {
				return id, errors.Join(err, d.Abandon(ctx, actor, id))
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			if err := d.Finish(ctx, actor, id); err != nil {
				return id, errors.Join(err, d.Abandon(ctx, actor, id))
			}
			return id, nil
		case err != nil:
			return id, errors.Join(err, d.Abandon(context.WithoutCancel(ctx), actor, id))
		}
	}
}

// Abandon ends an import before it wrote anything; its file goes at once.
func (d *Desk) Abandon(ctx context.Context, actor scheduling.Actor, id scheduling.ImportID) error {
	return d.change(ctx, actor, id, func(tx *store.Tx, im *scheduling.Import) error {
		switch im.State() {
		case scheduling.ImportUploading, scheduling.ImportReading, scheduling.ImportReview, scheduling.ImportFailed:
		default:
			return unless(false)
		}
		im.AbandonedAt = tx.Now
		return errors.Join(forget(tx, im), tx.Audit(scheduling.AuditEvent{Actor: actor.ID.Ref(), Verb: "abandoned", Subject: about(id), Unit: im.Unit}))
	})
}

// forget deletes what was staged.
func forget(tx *store.Tx, im *scheduling.Import) error {
	im.Header, im.PurgedAt = nil, tx.Now
	return errors.Join(tx.RemoveImportParts(im.ID), tx.RemoveImportRows(im.ID))
}

// parts is the file of an import, unsealed as it is read.
type parts struct {
	ctx    context.Context
	desk   *Desk
	im     scheduling.Import
	number int
	rest   []byte
	read   int64
}

// Read gives the next bytes.
func (p *parts) Read(into []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.number == p.im.Parts {
			return 0, io.EOF
		}
		p.number++
		var sealed []byte
		err := p.desk.db.Read(p.ctx, func(tx *store.Tx) (err error) {
			sealed, err = tx.ImportPart(p.im.ID, p.number)
			return err
		})
		if err != nil {
			return 0, err
		}
		if p.rest, err = p.desk.vault.Open(partPlace(p.im.ID, p.number), sealed); err != nil {
			return 0, err
		}
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	p.read += int64(n)
	return n, nil
}
