package attending

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/store"
)

// LessonSheet is what the team of a session wrote down, with who did.
type LessonSheet struct {
	scheduling.Lesson
	Session scheduling.Cohort
	Writer  string // "" until there is one
	Write   bool   // the actor may
}

// Lesson reads a session's; it names nobody, so whoever sees the plan may.
func (d *Desk) Lesson(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (sheet LessonSheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if sheet.Session, err = tx.CohortFor(actor, id, scheduling.SeePlan); err != nil {
			return err
		}
		if sheet.Lesson, err = tx.Lesson(id); err != nil {
			return err
		}
		names, err := namesOf(tx, map[scheduling.UserID]bool{sheet.WrittenBy: true})
		sheet.Writer, sheet.Write = names[sheet.WrittenBy], actor.May(scheduling.Organise, sheet.Session.Unit) == nil
		return err
	})
	return sheet, err
}

// WriteLesson writes it, or writes it over. Reports of sessions that are closed
// tell it, so it may be written then, too; each change leaves a trace.
func (d *Desk) WriteLesson(ctx context.Context, actor scheduling.Actor, l scheduling.Lesson) error {
	l = l.Tidy()
	if err := l.Validate(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CohortFor(actor, l.Cohort, scheduling.Organise)
		if err != nil {
			return err
		}
		if err := namesNobody(tx, l.Cohort, []said{{"keep", l.Keep}, {"change", l.Change}}); err != nil {
			return err
		}
		before, err := tx.Lesson(l.Cohort)
		if err != nil {
			return err
		}
		if before.Version != l.Version {
			return stale()
		}
		l.WrittenBy, l.WrittenAt = actor.ID, tx.Now
		if err := tx.SaveLesson(l); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "lesson_written", Subject: "cohort:" + string(c.ID), Unit: c.Unit,
			Fields: scheduling.TraceFields(map[string]any{
				"what": "lesson", "keep": l.Keep != before.Keep, "change": l.Change != before.Change, "collected": l.Collected,
			}),
		})
	})
}
