package evaluating

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/evaluation/exchange"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Scan is what became of one sheet of a file: sealed, or why not.
type Scan struct {
	Code    string // as the file has it
	Refused error  // nil when it is sealed
}

// ImportScans takes sheets that were read elsewhere, a FHIR R4 Bundle of
// QuestionnaireResponses whose identifier is the sheet's code: each is a first
// typing, no more, and a person types the second. So a file that comes twice
// changes nothing, and no machine's reading becomes an answer by itself.
func (d *Desk) ImportScans(ctx context.Context, actor scheduling.Actor, raw []byte) (scans []Scan, err error) {
	if !actor.Can(scheduling.Invite) {
		return nil, refuse(scheduling.Forbidden, "actor.may_not.invite")
	}
	read, err := exchange.ReadBundle(raw)
	if err != nil {
		return nil, err
	}
	for _, r := range read {
		scan := Scan{Code: r.Code}
		switch err := d.sealScan(ctx, actor, r); {
		case scheduling.KindOf(err) != 0:
			scan.Refused = err
		case err != nil:
			return scans, err
		}
		scans = append(scans, scan)
	}
	return scans, nil
}

func (d *Desk) sealScan(ctx context.Context, actor scheduling.Actor, r exchange.Scanned) error {
	code, err := vault.NormalizeCode(r.Code)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		h, err := d.holdSheet(tx, actor, code)
		if err != nil {
			return err
		}
		first, err := d.firstTyping(tx, code)
		if err != nil {
			return err
		}
		if first != nil {
			return refuse(scheduling.Conflict, "sheet.typed_once")
		}
		clean, _, err := exchange.ReadResponse(h.items, r.Response)
		switch {
		case err != nil:
			return err
		case len(clean) == 0:
			return refuse(scheduling.Invalid, "sheet.empty")
		}
		return d.sealTyping(tx, actor, h, clean)
	})
}
