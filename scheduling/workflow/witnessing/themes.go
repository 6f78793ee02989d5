package witnessing

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Themes are the subjects of the actor's organisation, those off the list left
// out.
func (d *Desk) Themes(ctx context.Context, actor scheduling.Actor) (list []scheduling.WitnessTheme, err error) {
	if !actor.Can(scheduling.SeePeople) {
		return nil, refuse(scheduling.Forbidden, "actor.may_not.see_people")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err := themesOf(tx, actor.Organisation)
		list = listed(all)
		return err
	})
	return list, err
}

// SetThemes gives the organisation a list of subjects, in that order. A label
// that was known keeps its place in the consents; one that is left out stays in
// those that name it, and is proposed no more.
func (d *Desk) SetThemes(ctx context.Context, actor scheduling.Actor, labels []string) error {
	if !actor.Can(scheduling.SeeSocial) {
		return refuse(scheduling.Forbidden, "actor.may_not.see_social")
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		before, err := themesOf(tx, actor.Organisation)
		if err != nil {
			return err
		}
		list := relisted(before, labels)
		for n := range list {
			if list[n].Organisation, list[n].Position = actor.Organisation, n+1; list[n].ID == "" {
				list[n].ID = store.NewID[scheduling.WitnessThemeID]()
			}
		}
		if err := scheduling.CheckThemes(list); err != nil {
			return err
		}
		for _, t := range before {
			if !slices.ContainsFunc(list, func(kept scheduling.WitnessTheme) bool { return kept.ID == t.ID }) {
				t.Organisation = actor.Organisation
				if t.Position = len(list) + 1; t.RetiredAt.IsZero() {
					t.RetiredAt = tx.Now
				}
				list = append(list, t)
			}
		}
		if err := tx.SetWitnessThemes(actor.Organisation, list); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "updated", Subject: "organisation:" + string(actor.Organisation),
			Fields: scheduling.TraceFields(map[string]any{"witness_themes": len(list)}),
		})
	})
}

// relisted are labels as subjects, each once, known ones under their id.
func relisted(before []scheduling.WitnessTheme, labels []string) (list []scheduling.WitnessTheme) {
	seen := map[string]bool{}
	for _, label := range labels {
		label = strings.Join(strings.Fields(label), " ")
		if label == "" || seen[store.Fold(label)] {
			continue
		}
		seen[store.Fold(label)] = true
		theme := scheduling.WitnessTheme{Label: label}
		for _, t := range before {
			if store.Fold(t.Label) == store.Fold(label) {
				theme.ID = t.ID
			}
		}
		list = append(list, theme)
	}
	return list
}
