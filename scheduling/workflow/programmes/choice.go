package programmes

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Units are where the actor may open a programme, or copy one to.
func (d *Desk) Units(ctx context.Context, actor scheduling.Actor) (units []scheduling.Unit, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		units, err = tx.Units(actor.Units(scheduling.Organise))
		return err
	})
	return units, err
}

// Questionnaires are those that a version may name.
func (d *Desk) Questionnaires(ctx context.Context, actor scheduling.Actor) (list []scheduling.Questionnaire, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.Questionnaires(actor.Organisation)
		return err
	})
	return list, err
}

// Approvers are who will be told that version id awaits them: of a draft, who
// would be if it were submitted by the actor.
func (d *Desk) Approvers(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID) (list []scheduling.User, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err := tx.Version(id)
		if err != nil {
			return err
		}
		p, err := programmeFor(tx, actor, v.Programme)
		if err != nil {
			return err
		}
		approvals, err := tx.Approvals(id)
		if err != nil {
			return err
		}
		state, submitter := v.State(approvals), v.SubmittedBy
		if state == scheduling.VersionDraft {
			state, submitter = scheduling.VersionSubmitted, actor.ID
		}
		if state.Awaits() == "" {
			return nil
		}
		_, organisation, err := house(tx, p.Unit)
		if err != nil {
			return err
		}
		list, err = approvers(tx, organisation, p.Unit, state.Awaits(), submitter, approvals)
		return err
	})
	return list, err
}
