package evaluating

import (
	"context"

	"trame/scheduling"
	"trame/scheduling/evaluation/exchange"
	"trame/scheduling/store"
)

// ExportResponses writes what people answered to a questionnaire that bears
// names, one by one, as a FHIR R4 Bundle: in the sessions of which the actor may
// read social content, and with a trace. Of an anonymous one no single answer
// leaves, whatever its number: in a group of twelve a whole sheet tells its
// writer, and what is suppressed in the results could be counted from them
// (rule 21).
func (d *Desk) ExportResponses(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (raw []byte, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		form := exchange.Form{}
		if form.Questionnaire, err = tx.Questionnaire(id); err != nil {
			return err
		}
		units := actor.Units(scheduling.SeeSocial)
		switch {
		case form.Organisation != actor.Organisation || !actor.Can(scheduling.SeeReports):
			return refuse(scheduling.NotFound, "not_found")
		case len(units) == 0:
			return refuse(scheduling.Forbidden, "actor.may_not.see_social")
		case form.Anonymous:
			return refuse(scheduling.Conflict, "responses.anonymous")
		}
		if form.Questions, err = tx.Questions(id); err != nil {
			return err
		}
		cohorts, err := tx.CohortsAsked(id, units)
		if err != nil {
			return err
		}
		var all []exchange.Named
		for _, c := range cohorts {
			named, err := namedOf(tx, c, id)
			if err != nil {
				return err
			}
			all = append(all, named...)
		}
		if raw, err = exchange.WriteBundle(form, all); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "exported", "questionnaire:"+string(id), "", map[string]any{"responses": len(all)})
	})
	return raw, err
}

// namedOf is the submissions of a session that bear a name.
func namedOf(tx *store.Tx, c scheduling.Cohort, id scheduling.QuestionnaireID) (named []exchange.Named, err error) {
	laid, err := items(tx, c.ID, id)
	if err != nil {
		return nil, err
	}
	people, err := tx.Participants(c.ID)
	if err != nil {
		return nil, err
	}
	of := map[scheduling.EnrolmentID]scheduling.Insured{}
	for _, p := range people {
		of[p.Enrolment.ID] = p.Insured
	}
	for _, moment := range moments {
		submissions, err := tx.Submissions([]scheduling.CohortID{c.ID}, moment)
		if err != nil {
			return nil, err
		}
		for _, s := range submissions {
			if i, known := of[s.Enrolment]; known && s.Questionnaire == id {
				named = append(named, exchange.Named{ID: s.ID, Insured: i.ID, Name: i.Name(), Items: laid, Answers: s.Answers})
			}
		}
	}
	return named, nil
}
