package programmes

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Delete takes away a draft that was never submitted, with its modules, guides
// and supports; the last version takes its programme along. It gives the
// programme that is left, "" for none.
func (d *Desk) Delete(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int) (left scheduling.ProgrammeID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		v, p, err := lockedDraft(tx, actor, id, seen)
		if err != nil {
			return err
		}
		copies, err := tx.CopiesOf(id)
		if err != nil {
			return err
		}
		if copies > 0 {
			return scheduling.Refuse(scheduling.Conflict, "version.is_origin", "")
		}
		if left, err = takeAway(tx, v, p); err != nil {
			return err
		}
		return audit(tx, actor, "deleted", id, p.Unit, map[string]any{"number": v.Number, "code": p.Code})
	})
	return left, err
}

func takeAway(tx *store.Tx, v scheduling.ProgrammeVersion, p scheduling.Programme) (left scheduling.ProgrammeID, err error) {
	if _, err := tx.LockedProgramme(p.ID); err != nil {
		return "", err
	}
	if err := tx.DeleteVersion(v.ID); err != nil {
		return "", err
	}
	others, err := tx.Versions(p.ID)
	if err != nil || len(others) > 0 {
		return p.ID, err
	}
	return "", tx.DeleteProgramme(p.ID)
}
