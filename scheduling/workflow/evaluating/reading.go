package evaluating

import (
	"cmp"
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/anonymity"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Reading is the free texts of one session, for whoever reads them before they
// are part of results. They stand in the order of the alphabet: nothing tells
// who wrote them, when, or which two one person wrote.
type Reading struct {
	Cohort   scheduling.Cohort
	Asked    []TextsAsked
	Waiting  int
	Shown    int
	KeptOut  int
	AnswerBy scheduling.Date // while people may still answer
}

// TextsAsked is the texts that one question brought.
type TextsAsked struct {
	Moment   scheduling.Moment
	Question string
	Texts    []Text
}

// Text is one of them, and by what somebody of the group could be recognised.
type Text struct {
	ID      scheduling.FreeTextID
	Words   string
	Verdict scheduling.TextVerdict
	Telling []string       // the words to mask
	By      anonymity.Tell // what the first of them is
}

// ToRead counts, by session, the texts that wait for the actor.
func (d *Desk) ToRead(ctx context.Context, actor scheduling.Actor) (list []store.Need, err error) {
	units := actor.Units(scheduling.SeeSocial)
	if len(units) == 0 {
		return nil, refuse(scheduling.Forbidden, "actor.may_not.see_social")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.TextsToRead(units)
		return err
	})
	return list, err
}

// Reading finds the texts of a session. Only its social workers read what
// nobody has reviewed: they are bound to secrecy (rule 25).
func (d *Desk) Reading(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (r Reading, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r = Reading{}
		if r.Cohort, err = tx.CohortFor(actor, id, scheduling.SeeSocial); err != nil {
			return err
		}
		texts, err := tx.FreeTextsOf(id)
		if err != nil {
			return err
		}
		people, err := tx.Participants(id)
		if err != nil {
			return err
		}
		for _, m := range moments {
			if err := r.ask(tx, m, texts, people); err != nil {
				return err
			}
		}
		return nil
	})
	return r, err
}

// ask adds the texts of one moment, question by question.
func (r *Reading) ask(tx *store.Tx, moment scheduling.Moment, texts []scheduling.FreeText, people []store.Participant) error {
	given, err := tx.Assignments(r.Cohort.ID, moment)
	if err != nil || len(given) == 0 {
		return err
	}
	today := scheduling.DateOf(tx.Now)
	if !scheduling.AnsweringOver(given, today) {
		r.AnswerBy = given[0].AnswerBy
		return nil
	}
	items, err := items(tx, r.Cohort.ID, given[0].Questionnaire)
	if err != nil {
		return err
	}
	for _, item := range items {
		asked := TextsAsked{Moment: moment, Question: item.Text}
		for _, t := range texts {
			if t.Moment == moment && t.Question == item.Key {
				asked.Texts = append(asked.Texts, r.read(t, people, today))
			}
		}
		slices.SortFunc(asked.Texts, func(a, b Text) int {
			return cmp.Or(cmp.Compare(store.Fold(a.Words), store.Fold(b.Words)), cmp.Compare(a.ID, b.ID))
		})
		if len(asked.Texts) > 0 {
			r.Asked = append(r.Asked, asked)
		}
	}
	return nil
}

func (r *Reading) read(t scheduling.FreeText, people []store.Participant, today scheduling.Date) Text {
	text := Text{ID: t.ID, Words: t.Words, Verdict: t.Verdict}
	switch {
	case t.Verdict.Shown():
		r.Shown++
	case t.Verdict == scheduling.TextKeptOut:
		r.KeptOut++
		return text
	default:
		r.Waiting++
	}
	_, text.By = anonymity.Tells(t.Words, people, today)
	text.Telling = anonymity.Telling(t.Words, people, today)
	return text
}

// Judge is what the actor makes of a text: he publishes it, words masked or
// none, or keeps it out. What is masked or kept out is dropped at once: nothing
// needs it any more, and no copy is kept. A text by which somebody of the group
// could be recognised is not published. The trace says who read, never what.
func (d *Desk) Judge(ctx context.Context, actor scheduling.Actor, id scheduling.FreeTextID, verdict scheduling.TextVerdict, masked []string) (cohort scheduling.CohortID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.FreeText(id)
		if err != nil {
			return err
		}
		c, err := heldCohort(tx, actor, t.Cohort, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		cohort = c.ID
		if t, err = tx.FreeText(id); err != nil { // as it stands now that nobody else judges
			return err
		}
		people, err := tx.Participants(c.ID)
		if err != nil {
			return err
		}
		if t, err = judged(t, verdict, masked, people, scheduling.DateOf(tx.Now)); err != nil {
			return err
		}
		if err := tx.JudgeText(t); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "reviewed", about(c.ID), c.Unit, map[string]any{"what": "free_text", "verdict": t.Verdict})
	})
	return cohort, err
}

// judged is a text with a verdict, its words as they may stay.
func judged(t scheduling.FreeText, verdict scheduling.TextVerdict, masks []string, people []store.Participant, today scheduling.Date) (scheduling.FreeText, error) {
	if t.Verdict == scheduling.TextKeptOut {
		return t, refuse(scheduling.Conflict, "text.dropped")
	}
	var absent []string
	switch verdict {
	case scheduling.TextKeptOut:
		t.Verdict, t.Words = verdict, anonymity.Hidden
		return t, nil
	case scheduling.TextMasked:
		before := t.Words
		if t.Words, absent = anonymity.Mask(t.Words, masks); len(absent) > 0 {
			return t, scheduling.Refuse(scheduling.Invalid, "text.mask.absent", "masked", "word", absent[0])
		}
		if t.Words == before {
			return t, scheduling.Refuse(scheduling.Invalid, "text.mask.none", "masked")
		}
	case scheduling.TextPublished:
		if t.Verdict == scheduling.TextMasked {
			verdict = t.Verdict
		}
	default:
		return t, scheduling.Refuse(scheduling.Invalid, "text.verdict.unknown", "verdict")
	}
	if word, by := anonymity.Tells(t.Words, people, today); word != "" {
		return t, scheduling.Refuse(scheduling.Invalid, "text.tells."+string(by), "masked", "word", word)
	}
	t.Verdict = verdict
	return t, nil
}

// quote puts into the results of a session the texts that were reviewed. What
// was answered and is not listed yet waits as well.
func quote(results *evaluation.Results, texts []scheduling.FreeText) {
	for i := range results.Questions {
		q := &results.Questions[i]
		q.Quote(texts)
		if q.Question.Kind == scheduling.TextQuestion && !q.Withheld {
			q.Unread = max(0, q.Answered-len(q.Texts)-q.KeptOut)
		}
	}
}
