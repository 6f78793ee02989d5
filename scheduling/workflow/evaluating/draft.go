package evaluating

import (
	"context"
	"encoding/json"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Keep saves what was answered so far under a link, until it is sent or too late.
// Only the link opens it again, and nothing here says which link that is: neither
// the assignment nor its day is written (rule 21).
func (d *Desk) Keep(ctx context.Context, token string, answers scheduling.Answers) error {
	id, err := vault.DraftID(token)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := hold(tx, token)
		if err != nil {
			return err
		}
		items, err := items(tx, a.Cohort, a.Questionnaire)
		if err != nil {
			return err
		}
		kept := scheduling.Answers{} // what is asked, and no more: a stranger's form grows nothing
		for _, item := range items {
			if values, err := evaluation.CheckAnswer(item.Question, answers[item.Key]); err == nil && len(values) > 0 {
				kept[item.Key] = values
			}
		}
		sealed, err := sealedUnder(token, kept)
		if err != nil {
			return err
		}
		return tx.SaveAnswerDraft(id, sealed, a.AnswerBy)
	})
}

// kept is what was answered so far under a link.
func kept(tx *store.Tx, token string) (answers scheduling.Answers, err error) {
	id, err := vault.DraftID(token)
	if err != nil {
		return nil, err
	}
	sealed, err := tx.AnswerDraft(id)
	if err != nil || sealed == nil {
		return nil, err
	}
	return openedUnder(token, sealed)
}

// sealedUnder seals answers so that secret alone opens them.
func sealedUnder(secret string, answers scheduling.Answers) ([]byte, error) {
	plain, err := json.Marshal(answers)
	if err != nil {
		return nil, err
	}
	return vault.SealUnder(secret, plain)
}

func openedUnder(secret string, sealed []byte) (answers scheduling.Answers, err error) {
	plain, err := vault.OpenUnder(secret, sealed)
	if err != nil {
		return nil, err
	}
	return answers, json.Unmarshal(plain, &answers)
}

// forget drops it: it was sent.
func forget(tx *store.Tx, token string) error {
	id, err := vault.DraftID(token)
	if err != nil {
		return err
	}
	return tx.RemoveAnswerDraft(id)
}

// ForgetDrafts drops what was kept under links that take no answers any more,
// the links themselves, and the sheets typed once. The background runner calls it.
func (d *Desk) ForgetDrafts(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		today := scheduling.DateOf(tx.Now)
		if err := tx.RemoveAnswerDrafts(today); err != nil {
			return err
		}
		if err := tx.RemoveTypings(today); err != nil {
			return err
		}
		return tx.ForgetAssignmentLinks(today.AddDays(-1))
	})
}
