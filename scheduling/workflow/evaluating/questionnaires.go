package evaluating

import (
	"context"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Questionnaires lists those of the actor's organisation, by code, the newest
// first.
func (d *Desk) Questionnaires(ctx context.Context, actor scheduling.Actor) (list []scheduling.Questionnaire, err error) {
	if !actor.Can(scheduling.SeePlan) {
		return nil, refuse(scheduling.Forbidden, "actor.may_not.see_plan")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.Questionnaires(actor.Organisation)
		return err
	})
	return list, err
}

// Questionnaire finds one of the actor's organisation, with its questions.
func (d *Desk) Questionnaire(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (q scheduling.Questionnaire, questions []scheduling.Question, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if q, err = tx.Questionnaire(id); err != nil {
			return err
		}
		if q.Organisation != actor.Organisation || !actor.Can(scheduling.SeePlan) {
			return refuse(scheduling.NotFound, "not_found")
		}
		questions, err = tx.Questions(id)
		return err
	})
	return q, questions, err
}

// Add writes a new questionnaire, or the next number of a code that exists.
func (d *Desk) Add(ctx context.Context, actor scheduling.Actor, q scheduling.Questionnaire, questions []scheduling.Question) (id scheduling.QuestionnaireID, err error) {
	if !actor.Can(scheduling.Organise) {
		return "", refuse(scheduling.Forbidden, "actor.may_not.organise")
	}
	if err := evaluation.Validate(q, questions); err != nil {
		return "", err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Questionnaires(actor.Organisation)
		if err != nil {
			return err
		}
		q.Number = 1
		for _, other := range all {
			if other.Code == q.Code {
				q.Number = max(q.Number, other.Number+1)
			}
		}
		q.ID, q.Organisation, q.CreatedAt, q.Version = store.NewID[scheduling.QuestionnaireID](), actor.Organisation, tx.Now, 1
		q.FrozenAt = time.Time{}
		if err := tx.AddQuestionnaire(q, questions); err != nil {
			return err
		}
		id = q.ID
		return audit(tx, actor.ID.Ref(), "created", "questionnaire:"+string(id), "", map[string]any{"code": q.Code, "number": q.Number})
	})
	return id, err
}

// Replace changes one that was neither sent nor approved with a programme:
// results would mix answers to different questions, and an approval covers
// what is asked. q carries the version that was seen.
func (d *Desk) Replace(ctx context.Context, actor scheduling.Actor, q scheduling.Questionnaire, questions []scheduling.Question) error {
	if !actor.Can(scheduling.Organise) {
		return refuse(scheduling.Forbidden, "actor.may_not.organise")
	}
	if err := evaluation.Validate(q, questions); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.LockQuestionnaire(q.ID)
		if err != nil {
			return err
		}
		if before.Organisation != actor.Organisation {
			return refuse(scheduling.NotFound, "not_found")
		}
		approved, err := tx.QuestionnaireSubmitted(q.ID)
		if err != nil {
			return err
		}
		if before.Frozen() || approved {
			return refuse(scheduling.Conflict, "questionnaire.frozen")
		}
		before.Title, before.Opening, before.Closing = q.Title, q.Opening, q.Closing
		before.Anonymous, before.Version = q.Anonymous, q.Version
		if err := tx.ReplaceQuestionnaire(before, questions); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "updated", "questionnaire:"+string(q.ID), "", map[string]any{"questions": len(questions)})
	})
}
