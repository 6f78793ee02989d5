// Package programmes is where a programme is written, approved and copied:
// drafts, modules, guides, supports, eligibility rules, the two validations.
package programmes

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// Desk serves the use cases of programmes.
type Desk struct {
	db   *store.DB
	post *post.Office
}

// New is a desk on db, telling approvers and authors through office.
func New(db *store.DB, office *post.Office) *Desk { return &Desk{db, office} }

// edit changes a draft in one transaction. seen is the version that the actor
// had before him: whoever changed the draft since makes it a Conflict. f may
// change v and what hangs on it.
func (d *Desk) edit(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int, change string,
	f func(tx *store.Tx, v *scheduling.ProgrammeVersion) error,
) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, p, err := lockedDraft(tx, actor, id, seen)
		if err != nil {
			return err
		}
		if err := f(tx, &v); err != nil {
			return err
		}
		if err := tx.ReplaceProgrammeVersion(v); err != nil {
			return err
		}
		return audit(tx, actor, "updated", v.ID, p.Unit, map[string]any{"change": change})
	})
}

// lockedDraft is a draft that the actor may change, held, as he saw it: one that
// was submitted, or that somebody changed since, is a Conflict.
func lockedDraft(tx *store.Tx, actor scheduling.Actor, id scheduling.VersionID, seen int) (v scheduling.ProgrammeVersion, p scheduling.Programme, err error) {
	if v, p, err = lockedVersion(tx, actor, scheduling.Organise, id); err != nil {
		return v, p, err
	}
	if !v.SubmittedAt.IsZero() {
		return v, p, scheduling.Refuse(scheduling.Conflict, "version.frozen", "")
	}
	if v.Version != seen {
		return v, p, scheduling.Refuse(scheduling.Conflict, "stale", "")
	}
	return v, p, nil
}

// lockedVersion is a version that the actor may do deed with, held until the
// end of the transaction. One of a unit he does not see is NotFound.
func lockedVersion(tx *store.Tx, actor scheduling.Actor, deed scheduling.Deed, id scheduling.VersionID) (
	v scheduling.ProgrammeVersion, p scheduling.Programme, err error,
) {
	if v, err = tx.LockedVersion(id); err != nil {
		return v, p, err
	}
	p, err = programmeFor(tx, actor, v.Programme)
	if err != nil {
		return v, p, err
	}
	return v, p, actor.May(deed, p.Unit)
}

// programmeFor is a programme that the actor may see: of his units, or of one
// above them, since it is run there too.
func programmeFor(tx *store.Tx, actor scheduling.Actor, id scheduling.ProgrammeID) (scheduling.Programme, error) {
	p, err := tx.Programme(id)
	if err != nil || own(actor, p) {
		return p, err
	}
	over, err := tx.UnitsOver(actor.Units(scheduling.SeePlan))
	if err == nil && !slices.Contains(over, p.Unit) {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return p, err
}

// own reports whether p is of a unit that the actor sees.
func own(actor scheduling.Actor, p scheduling.Programme) bool {
	return actor.May(scheduling.SeePlan, p.Unit) == nil
}

// readable is the programme of a version that the actor may read. Of a unit
// above his own that is what was approved: its drafts are its own affair.
func readable(tx *store.Tx, actor scheduling.Actor, v scheduling.ProgrammeVersion) (scheduling.Programme, error) {
	p, err := programmeFor(tx, actor, v.Programme)
	if err != nil || own(actor, p) {
		return p, err
	}
	state, err := tx.VersionState(v.ID)
	if err == nil && !wasApproved(state) {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return p, err
}

func wasApproved(state scheduling.VersionState) bool {
	return state == scheduling.VersionApproved || state == scheduling.VersionRetired
}

// audit records what was done to a version.
func audit(tx *store.Tx, actor scheduling.Actor, verb string, id scheduling.VersionID, unit scheduling.UnitID, fields map[string]any) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: actor.ID.Ref(), Verb: verb, Subject: "version:" + string(id), Unit: unit, Fields: scheduling.TraceFields(fields),
	})
}
