package evaluating

import (
	"context"
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// A sheet of paper is typed twice. The first typing is sealed under the code that
// stands on the sheet; only when both agree, question by question, do they become
// a submission.

// typingGrace is how many days an unfinished typing outlives the last day to
// answer.
const typingGrace = 3

// Typing is a sheet about to be typed.
type Typing struct {
	Cohort        scheduling.Cohort
	Questionnaire scheduling.Questionnaire
	Items         []evaluation.Item // nothing is required of paper
	Code          string
	Second        bool // it was typed once
}

// Typed is what became of a typing.
type Typed struct {
	First  bool // it waits, sealed, for the second
	Differ []Difference
}

// Difference is a question on which the two typings of a sheet do not agree.
type Difference struct {
	Item          evaluation.Item
	First, Second []string
}

// BeginTyping finds the sheet that bears a code, in the actor's units. One that
// served is Conflict, "sheet.used".
func (d *Desk) BeginTyping(ctx context.Context, actor scheduling.Actor, typed string) (t Typing, err error) {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return t, err
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		s, err := d.sheetFor(tx, actor, code)
		if err != nil {
			return err
		}
		a, err := takes(tx, s)
		if err != nil {
			return err
		}
		t.Code = code
		if t.Cohort, err = tx.Cohort(a.Cohort); err != nil {
			return err
		}
		if t.Questionnaire, err = tx.Questionnaire(a.Questionnaire); err != nil {
			return err
		}
		all, err := items(tx, a.Cohort, a.Questionnaire)
		if err != nil {
			return err
		}
		t.Items = evaluation.OnSheet(all)
		first, err := d.firstTyping(tx, code)
		t.Second = first != nil
		return err
	})
	return t, err
}

// sheetFor finds a sheet by its code; one of another unit is not there.
func (d *Desk) sheetFor(tx *store.Tx, actor scheduling.Actor, code string) (s scheduling.PaperSheet, err error) {
	unknown := scheduling.Refuse(scheduling.Invalid, "sheet.unknown", "code")
	if s, err = tx.PaperSheetByCode(d.codeHash(code)); scheduling.KindOf(err) == scheduling.NotFound {
		return s, unknown
	}
	if err != nil {
		return s, err
	}
	_, err = tx.CohortFor(actor, s.Cohort, scheduling.Invite)
	if kind := scheduling.KindOf(err); kind == scheduling.NotFound {
		return s, unknown
	}
	return s, err
}

// takes is what a sheet gives, refused in an agent's words when it takes no
// answers.
func takes(tx *store.Tx, s scheduling.PaperSheet) (chance, error) {
	a, err := chanceOf(tx, s)
	switch {
	case scheduling.KindOf(err) == scheduling.Expired:
		return a, refuse(scheduling.Conflict, "paper.not_asked")
	case err != nil:
		return a, err
	case !a.UsedOn.IsZero():
		return a, refuse(scheduling.Conflict, "sheet.used")
	case !a.Open(scheduling.DateOf(tx.Now)):
		return a, refuse(scheduling.Conflict, "paper.over")
	}
	return a, room(tx, a)
}

// TypeSheet takes a typing of the sheet that bears a code. The first is sealed
// and waits. The second is compared with it: where they differ nothing changes,
// and the differences are returned; settled are the keys that somebody decided,
// having seen both. When nothing differs, the answers become a submission.
func (d *Desk) TypeSheet(ctx context.Context, actor scheduling.Actor, typed string, answers scheduling.Answers, settled []string) (t Typed, err error) {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return t, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		t = Typed{}
		h, err := d.holdSheet(tx, actor, code)
		if err != nil {
			return err
		}
		clean, err := evaluation.Check(evaluation.Flat(h.items), evaluation.Complete(h.items, answers))
		switch {
		case err != nil:
			return err
		case len(clean) == 0:
			return refuse(scheduling.Invalid, "sheet.empty")
		}
		first, err := d.firstTyping(tx, code)
		if err != nil {
			return err
		}
		if first == nil {
			t.First = true
			return d.sealTyping(tx, actor, h, clean)
		}
		if t.Differ = differences(h.items, first, clean, settled); len(t.Differ) > 0 {
			return nil
		}
		return d.endTyping(tx, actor, h, clean)
	})
	return t, err
}

// heldSheet is a sheet that takes answers, nobody else writing in its cohort.
type heldSheet struct {
	code   string
	chance chance
	cohort scheduling.Cohort
	items  []evaluation.Item
}

func (d *Desk) holdSheet(tx *store.Tx, actor scheduling.Actor, code string) (h heldSheet, err error) {
	h.code = code
	s, err := d.sheetFor(tx, actor, code)
	if err != nil {
		return h, err
	}
	if h.cohort, err = tx.LockCohort(s.Cohort); err != nil {
		return h, err
	}
	if s, err = d.sheetFor(tx, actor, code); err != nil { // as it is now that nobody else writes
		return h, err
	}
	if h.chance, err = takes(tx, s); err != nil {
		return h, err
	}
	all, err := items(tx, s.Cohort, s.Questionnaire)
	h.items = evaluation.OnSheet(all)
	return h, err
}

func differences(sheet []evaluation.Item, first, second scheduling.Answers, settled []string) (list []Difference) {
	for _, item := range evaluation.Differ(sheet, first, second) {
		if !slices.Contains(settled, item.Key) {
			list = append(list, Difference{item, first[item.Key], second[item.Key]})
		}
	}
	return list
}

func (d *Desk) sealTyping(tx *store.Tx, actor scheduling.Actor, h heldSheet, clean scheduling.Answers) error {
	secret := d.typingSecret(h.code)
	id, err := vault.DraftID(secret)
	if err != nil {
		return err
	}
	sealed, err := sealedUnder(secret, clean)
	if err != nil {
		return err
	}
	if err := tx.SaveTyping(id, h.cohort.ID, sealed, h.chance.AnswerBy.AddDays(typingGrace)); err != nil {
		return err
	}
	return audit(tx, actor.ID.Ref(), "typed", about(h.cohort.ID), h.cohort.Unit, map[string]any{"sheets": 1})
}

// endTyping makes the answers a submission, which nothing ties to the sheet.
func (d *Desk) endTyping(tx *store.Tx, actor scheduling.Actor, h heldSheet, clean scheduling.Answers) error {
	if err := d.forgetTyping(tx, h.code); err != nil {
		return err
	}
	if err := h.chance.serve(tx); err != nil {
		return err
	}
	if err := submit(tx, h.chance.Assignment, scheduling.OnPaper, clean); err != nil {
		return err
	}
	return audit(tx, actor.ID.Ref(), "entered", about(h.cohort.ID), h.cohort.Unit, map[string]any{"sheets": 1})
}

// RestartTyping forgets the first typing of a sheet: it is typed anew, twice.
func (d *Desk) RestartTyping(ctx context.Context, actor scheduling.Actor, typed string) error {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		s, err := d.sheetFor(tx, actor, code)
		if err != nil {
			return err
		}
		c, err := tx.LockCohort(s.Cohort)
		if err != nil {
			return err
		}
		if err := d.forgetTyping(tx, code); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "discarded", about(c.ID), c.Unit, map[string]any{"typings": 1})
	})
}

// typingSecret is what the first typing of a sheet is sealed under: the code
// alone could be searched in a dump, so it is keyed.
func (d *Desk) typingSecret(code string) string { return d.vault.Index("sheet.typing", code) }

// firstTyping is that of the sheet that bears a code; nil when there is none.
func (d *Desk) firstTyping(tx *store.Tx, code string) (answers scheduling.Answers, err error) {
	secret := d.typingSecret(code)
	id, err := vault.DraftID(secret)
	if err != nil {
		return nil, err
	}
	sealed, err := tx.Typing(id)
	if err != nil || sealed == nil {
		return nil, err
	}
	return openedUnder(secret, sealed)
}

func (d *Desk) forgetTyping(tx *store.Tx, code string) error {
	id, err := vault.DraftID(d.typingSecret(code))
	if err != nil {
		return err
	}
	return tx.RemoveTyping(id)
}
