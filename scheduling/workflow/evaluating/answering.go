package evaluating

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Sheet is what a participant's link opens. Used says that she has answered:
// there is nothing left to do, and nobody can show her answers again.
type Sheet struct {
	Questionnaire scheduling.Questionnaire
	Items         []evaluation.Item
	Organisation  scheduling.Organisation
	AnswerBy      scheduling.Date
	Used          bool
	Kept          scheduling.Answers // what she answered so far, before sending
}

// Open finds the sheet behind a link. An unknown link is NotFound, one past its
// last day Expired.
func (d *Desk) Open(ctx context.Context, token string) (s Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, err := reach(tx, token)
		if err != nil {
			return err
		}
		s.Used, s.AnswerBy = !a.UsedOn.IsZero(), a.AnswerBy
		if !s.Used && !a.Open(scheduling.DateOf(tx.Now)) {
			return refuse(scheduling.Expired, "link.over")
		}
		if s.Questionnaire, err = tx.Questionnaire(a.Questionnaire); err != nil {
			return err
		}
		if s.Items, err = items(tx, a.Cohort, a.Questionnaire); err != nil {
			return err
		}
		if s.Kept, err = kept(tx, token); err != nil {
			return err
		}
		s.Organisation, err = tx.Organisation(s.Questionnaire.Organisation)
		return err
	})
	return s, err
}

func reach(tx *store.Tx, token string) (chance, error) {
	hash := vault.HashToken(token)
	a, err := tx.AssignmentByToken(hash)
	if scheduling.KindOf(err) != scheduling.NotFound {
		return chance{Assignment: a}, err
	}
	s, err := tx.PaperSheetByToken(hash)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return chance{}, refuse(scheduling.NotFound, "link.unknown")
	}
	if err != nil {
		return chance{}, err
	}
	return chanceOf(tx, s)
}

// hold is reach for who writes: the link still takes answers, and nobody else
// answers in its cohort until the end of tx.
func hold(tx *store.Tx, token string) (chance, error) {
	a, err := reach(tx, token)
	if err != nil {
		return a, err
	}
	if _, err := tx.LockCohort(a.Cohort); err != nil {
		return a, err
	}
	a, err = reach(tx, token) // as it stands now that nobody else writes
	switch {
	case err != nil:
		return a, err
	case !a.UsedOn.IsZero():
		return a, refuse(scheduling.Conflict, "answer.already")
	case !a.Open(scheduling.DateOf(tx.Now)):
		return a, refuse(scheduling.Expired, "link.over")
	}
	return a, room(tx, a)
}

// Answer takes a whole sheet. The link knows from then on that it was used, to
// the day; what was answered stands apart, and nothing leads from one to the
// other: no id, no order, no time, no trace (rule 21). Answering twice is a
// Conflict, "answer.already".
func (d *Desk) Answer(ctx context.Context, token string, answers scheduling.Answers) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := hold(tx, token)
		if err != nil {
			return err
		}
		if err := a.serve(tx); err != nil {
			return err
		}
		if err := forget(tx, token); err != nil {
			return err
		}
		return submit(tx, a.Assignment, scheduling.Online, answers)
	})
}

// items sets a questionnaire out for a session.
func items(tx *store.Tx, c scheduling.CohortID, q scheduling.QuestionnaireID) ([]evaluation.Item, error) {
	questions, err := tx.Questions(q)
	if err != nil {
		return nil, err
	}
	subjects, err := tx.Subjects(c)
	return evaluation.Lay(questions, subjects), err
}

// submit checks a sheet and adds it to those of its cohort, which is locked.
// The enrolment of a goes no further unless the questionnaire bears names.
func submit(tx *store.Tx, a scheduling.Assignment, medium string, answers scheduling.Answers) error {
	q, err := tx.Questionnaire(a.Questionnaire)
	if err != nil {
		return err
	}
	items, err := items(tx, a.Cohort, a.Questionnaire)
	if err != nil {
		return err
	}
	if q.Anonymous {
		a.Enrolment = ""
	}
	if medium == scheduling.OnPaper {
		items = evaluation.OnSheet(items)
	}
	clean, err := evaluation.Check(evaluation.Flat(items), evaluation.Complete(items, answers))
	if err != nil {
		return err
	}
	return tx.Submit(scheduling.Submission{
		ID: store.RandomID[scheduling.SubmissionID](), Cohort: a.Cohort, Questionnaire: a.Questionnaire, Moment: a.Moment, Medium: medium,
		Enrolment: a.Enrolment, Answers: clean,
	})
}

// EndAnswering closes the links that were not used: the results are shown from
// now on, and no answer can be added to them.
func (d *Desk) EndAnswering(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, err := heldCohort(tx, actor, id, scheduling.Organise)
		if err != nil {
			return err
		}
		given, err := tx.Assignments(id, scheduling.AtEnd)
		if err != nil {
			return err
		}
		if len(given) == 0 {
			return refuse(scheduling.Conflict, "paper.not_asked")
		}
		if err := tx.EndAnswering(id, scheduling.AtEnd, scheduling.DateOf(tx.Now).AddDays(-1)); err != nil {
			return err
		}
		if err := tx.DropByKey("closed", againKeys(given)...); err != nil {
			return err
		}
		if _, err := listOver(tx, c); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "closed", about(id), c.Unit, map[string]any{"answering": true})
	})
}
