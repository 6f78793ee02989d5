package evaluating

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Draft is a questionnaire as its builder shows it.
type Draft struct {
	Questionnaire scheduling.Questionnaire
	Questions     []scheduling.Question
	Editable      bool // neither sent nor approved, and the actor may
	MayCopy       bool
	MayRead       bool                   // its results
	Approved      bool                   // with a programme that was submitted
	Before        int                    // the number before it; 0 for none
	Changes       []evaluation.KeyChange // since the number before it
}

// Draft reads one.
func (d *Desk) Draft(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (draft Draft, err error) {
	draft.Questionnaire, draft.Questions, err = d.Questionnaire(ctx, actor, id)
	if err != nil {
		return draft, err
	}
	draft.MayCopy, draft.MayRead = actor.Can(scheduling.Organise), actor.Can(scheduling.SeeReports)
	return draft, d.db.Read(ctx, func(tx *store.Tx) error {
		if draft.Approved, err = tx.QuestionnaireSubmitted(id); err != nil {
			return err
		}
		draft.Editable = draft.MayCopy && !draft.Questionnaire.Frozen() && !draft.Approved
		all, err := tx.Questionnaires(actor.Organisation) // the newest first within a code
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o scheduling.Questionnaire) bool {
			return o.Code == draft.Questionnaire.Code && o.Number < draft.Questionnaire.Number
		})
		if i < 0 {
			return nil
		}
		before, err := tx.Questions(all[i].ID)
		draft.Before, draft.Changes = all[i].Number, evaluation.Differences(before, draft.Questions)
		return err
	})
}

// Begin starts a questionnaire from a model, or from a first question when
// there is none of that name.
func (d *Desk) Begin(ctx context.Context, actor scheduling.Actor, model, title string) (scheduling.QuestionnaireID, error) {
	q, questions, ok := evaluation.Model(model)
	if !ok {
		var opening []scheduling.Question
		_, opening = evaluation.Reference()
		q = scheduling.Questionnaire{Title: title, Anonymous: true}
		questions = opening[:1]
	}
	if title != "" {
		q.Title = title
		q.Code = evaluation.NameFor(title, nil)
	}
	return d.Add(ctx, actor, q, questions)
}

// Revise copies one into the next number of its code, to be changed.
func (d *Desk) Revise(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (scheduling.QuestionnaireID, error) {
	q, questions, err := d.Questionnaire(ctx, actor, id)
	if err != nil {
		return "", err
	}
	return d.Add(ctx, actor, q, questions)
}

// EditHead changes what is said around the questions.
func (d *Desk) EditHead(ctx context.Context, actor scheduling.Actor, head scheduling.Questionnaire) error {
	_, questions, err := d.Questionnaire(ctx, actor, head.ID)
	if err != nil {
		return err
	}
	return d.Replace(ctx, actor, head, questions)
}

// SetQuestion puts q in the n-th place, or at the end for 0. A new key goes on
// into the conditions that name the old one. Its faults bear the names of its
// parts.
func (d *Desk) SetQuestion(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version, n int, q scheduling.Question) error {
	at := n
	err := d.rewrite(ctx, actor, id, version, n, func(questions []scheduling.Question) []scheduling.Question {
		if n == 0 {
			at = len(questions) + 1
			return append(questions, q)
		}
		renamed := questions[n-1].Key
		questions[n-1] = q
		for i := range questions {
			if questions[i].ShowIf.Question == renamed {
				questions[i].ShowIf.Question = q.Key
			}
		}
		return questions
	})
	return atQuestion(err, at)
}

// MoveQuestion moves the n-th one place up or down.
func (d *Desk) MoveQuestion(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version, n int, up bool) error {
	return elsewhere(d.rewrite(ctx, actor, id, version, n, func(questions []scheduling.Question) []scheduling.Question {
		other := n // the place after, from 0
		if up {
			other = n - 2
		}
		if other >= 0 && other < len(questions) {
			questions[n-1], questions[other] = questions[other], questions[n-1]
		}
		return questions
	}))
}

// DuplicateQuestion puts a copy after the n-th, with a key of its own.
func (d *Desk) DuplicateQuestion(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version, n int) error {
	return elsewhere(d.rewrite(ctx, actor, id, version, n, func(questions []scheduling.Question) []scheduling.Question {
		twin := questions[n-1]
		twin.Key = evaluation.NameFor(twin.Key, keysOf(questions))
		return slices.Insert(questions, n, twin)
	}))
}

// DeleteQuestion takes the n-th away, unless another depends on it.
func (d *Desk) DeleteQuestion(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version, n int) error {
	return elsewhere(d.rewrite(ctx, actor, id, version, n, func(questions []scheduling.Question) []scheduling.Question {
		return slices.Delete(questions, n-1, n)
	}))
}

// Freeze publishes one: it changes no more, and may be sent.
func (d *Desk) Freeze(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version int) error {
	if !actor.Can(scheduling.Organise) {
		return refuse(scheduling.Forbidden, "actor.may_not.organise")
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		q, err := tx.LockQuestionnaire(id)
		switch {
		case err != nil:
			return err
		case q.Organisation != actor.Organisation:
			return refuse(scheduling.NotFound, "not_found")
		case q.Version != version:
			return refuse(scheduling.Conflict, "stale")
		case q.Frozen():
			return refuse(scheduling.Conflict, "questionnaire.frozen")
		}
		if err := tx.FreezeQuestionnaire(id); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "closed", "questionnaire:"+string(id), "", map[string]any{"number": q.Number})
	})
}

// rewrite changes the questions of one that may be; n is a place among them, or
// 0. The version seen is checked as it is written.
func (d *Desk) rewrite(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, version, n int, change func([]scheduling.Question) []scheduling.Question) error {
	q, questions, err := d.Questionnaire(ctx, actor, id)
	if err != nil {
		return err
	}
	if n < 0 || n > len(questions) {
		return refuse(scheduling.NotFound, "not_found")
	}
	questions = change(slices.Clone(questions))
	for i := range questions {
		questions[i].Position = i + 1
	}
	q.Version = version
	return d.Replace(ctx, actor, q, questions)
}

func keysOf(questions []scheduling.Question) []string {
	keys := make([]string, len(questions))
	for i, q := range questions {
		keys[i] = q.Key
	}
	return keys
}

// atQuestion names the faults of the n-th question by its parts, and says of
// another one that it depends on this.
func atQuestion(err error, n int) error {
	faults, ok := errors.AsType[scheduling.Faults](err)
	if !ok {
		return err
	}
	moved := make(scheduling.Faults, len(faults))
	for i, f := range faults {
		at := *f
		var own bool
		if at.Field, own = strings.CutPrefix(f.Field, fmt.Sprintf("questions.%d.", n)); !own {
			at = *dependent(f)
		}
		moved[i] = &at
	}
	return moved
}

// elsewhere is the first fault that a move would make, in words that say where.
func elsewhere(err error) error {
	if faults, ok := errors.AsType[scheduling.Faults](err); ok {
		return dependent(faults[0])
	}
	return err
}

// dependent says of a condition that it would no longer hold.
func dependent(f *scheduling.Error) *scheduling.Error {
	var n int
	if _, err := fmt.Sscanf(f.Field, "questions.%d.show_if", &n); err != nil {
		return f
	}
	return scheduling.Refuse(scheduling.Invalid, "question.needed", "", "n", n)
}
