package attending

import (
	"context"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Banked is a reviewed answer of some session, to be used again.
type Banked struct {
	scheduling.BookletEntry
	Cohort scheduling.Cohort
	On     scheduling.Date // the day it was reviewed
	Old    bool            // rules change: to be checked again
}

// aged is how a year-old answer is: law and amounts change with it.
func aged(on, today scheduling.Date) bool { return on.AddMonths(12).Before(today) }

// bankDepth is how many of the latest answers are searched, bankShown how many
// of those found are shown.
const (
	bankDepth = 2000
	bankShown = 50
)

// Bank searches the reviewed answers of the actor's units for words, however
// they are accented; without words it lists the latest.
func (d *Desk) Bank(ctx context.Context, actor scheduling.Actor, words string) (found []Banked, err error) {
	units := actor.Units(scheduling.SeePlan)
	if len(units) == 0 {
		return nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.see_plan", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.ReviewedEntries(units, bankDepth)
		if err != nil {
			return err
		}
		var ids []scheduling.CohortID
		for _, e := range all {
			if len(found) < bankShown && holds(store.Fold(e.Question+" "+e.Answer), words) {
				on := scheduling.DateOf(e.ReviewedAt)
				if !e.SourceOn.IsZero() && e.SourceOn.After(on) {
					on = e.SourceOn
				}
				found = append(found, Banked{BookletEntry: e, On: on, Old: aged(on, scheduling.DateOf(tx.Now))})
				ids = append(ids, e.Cohort)
			}
		}
		cohorts, err := tx.CohortsByID(ids)
		for i := range found {
			for _, c := range cohorts {
				if c.ID == found[i].BookletEntry.Cohort {
					found[i].Cohort = c
				}
			}
		}
		return err
	})
	return found, err
}

func holds(folded, words string) bool {
	for word := range strings.FieldsSeq(store.Fold(words)) {
		if !strings.Contains(folded, word) {
			return false
		}
	}
	return true
}

// takenOver gives an entry that is copied from another session its words, and
// the day on which they were reviewed there. It is reviewed here again.
func takenOver(tx *store.Tx, actor scheduling.Actor, e scheduling.BookletEntry) (scheduling.BookletEntry, error) {
	if e.CopiedFrom == "" {
		return e, nil
	}
	source, err := tx.BookletEntry(e.CopiedFrom)
	if err != nil {
		return e, err
	}
	if _, err := tx.CohortFor(actor, source.Cohort, scheduling.SeePlan); err != nil {
		return e, err
	}
	if source.ReviewedAt.IsZero() {
		return e, scheduling.Refuse(scheduling.Conflict, "booklet.bank.unreviewed", "")
	}
	e.Question, e.Answer, e.SourceOn = source.Question, source.Answer, scheduling.DateOf(source.ReviewedAt)
	return e, nil
}

// partnersOf names the partners who answered some entries.
func partnersOf(tx *store.Tx, entries []scheduling.BookletEntry) (map[scheduling.FacilitatorID]string, error) {
	var ids []scheduling.FacilitatorID
	for _, e := range entries {
		if e.AnsweredBy != "" {
			ids = append(ids, e.AnsweredBy)
		}
	}
	list, err := tx.FacilitatorsByID(ids)
	names := map[scheduling.FacilitatorID]string{}
	for _, f := range list {
		names[f.ID] = f.Name()
	}
	return names, err
}
