package attending

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// AddVisitor notes somebody who was in the room and is not enrolled: a witness,
// a carer, somebody to enrol.
func (d *Desk) AddVisitor(ctx context.Context, actor scheduling.Actor, v scheduling.Visitor) (scheduling.VisitorID, error) {
	v.Name = strings.TrimSpace(v.Name)
	if err := v.Validate(); err != nil {
		return "", err
	}
	v.ID = store.NewID[scheduling.VisitorID]()
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, v.Meeting)
		if err != nil {
			return err
		}
		v.AddedBy, v.AddedAt = actor.ID, tx.Now
		if err := tx.AddVisitor(v); err != nil {
			return err
		}
		return w.tellVisitor(tx, "visitor_added", v.ID)
	})
	return v.ID, err
}

// RemoveVisitor takes a visitor off an open sheet.
func (d *Desk) RemoveVisitor(ctx context.Context, actor scheduling.Actor, meeting scheduling.MeetingID, id scheduling.VisitorID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		w, err := openSheet(tx, actor, meeting)
		if err != nil {
			return err
		}
		if err := tx.DeleteVisitor(meeting, id); err != nil {
			return err
		}
		return w.tellVisitor(tx, "visitor_removed", id)
	})
}

func (w *writing) tellVisitor(tx *store.Tx, verb string, id scheduling.VisitorID) error {
	return tx.Audit(scheduling.AuditEvent{
		Actor: w.by(), Verb: verb, Subject: "meeting:" + string(w.meeting.ID), Unit: w.cohort.Unit,
		Fields: scheduling.TraceFields(map[string]any{"visitor": id}),
	})
}
