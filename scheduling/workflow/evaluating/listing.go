package evaluating

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// ListTexts puts on the list of texts to read those of every group whose
// answering is over. The background runner calls it.
func (d *Desk) ListTexts(ctx context.Context) (n int, err error) {
	var due []scheduling.CohortID
	err = d.db.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.CohortsToList(scheduling.DateOf(tx.Now))
		return err
	})
	if err != nil {
		return 0, err
	}
	return d.inTurn(ctx, due, listOver)
}

// listOver lists the texts of the groups of a cohort, which is locked, whose
// answering is over and that were not listed yet.
func listOver(tx *store.Tx, c scheduling.Cohort) (n int, err error) {
	groups, err := tx.GroupsToList(c.ID, scheduling.DateOf(tx.Now))
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		texts, err := textsOf(tx, g)
		if err != nil {
			return n, err
		}
		if err := tx.ListTexts(g, texts); err != nil {
			return n, err
		}
		n += len(texts)
	}
	return n, nil
}

// textsOf are the texts of a group that may be shown to a reader at all: those
// of a question that too few people were asked stay hidden from everybody
// (rule 21).
func textsOf(tx *store.Tx, g store.AnswerGroup) (texts []scheduling.FreeText, err error) {
	items, err := items(tx, g.Cohort, g.Questionnaire)
	if err != nil {
		return nil, err
	}
	received, err := tx.Submissions([]scheduling.CohortID{g.Cohort}, g.Moment)
	if err != nil {
		return nil, err
	}
	var given []scheduling.Answers
	for _, s := range received {
		if s.Questionnaire == g.Questionnaire {
			given = append(given, s.Answers)
		}
	}
	for _, q := range evaluation.Tabulate(evaluation.Flat(items), given, evaluation.Threshold).Questions {
		if q.Withheld || q.Question.Kind != scheduling.TextQuestion {
			continue
		}
		for _, s := range received {
			if s.Questionnaire == g.Questionnaire && len(s.Answers[q.Question.Key]) > 0 {
				texts = append(texts, scheduling.FreeText{
					ID: store.RandomID[scheduling.FreeTextID](), Cohort: g.Cohort, Moment: g.Moment, Submission: s.ID, Question: q.Question.Key,
				})
			}
		}
	}
	return texts, nil
}
