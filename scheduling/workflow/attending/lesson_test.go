package attending_test

import (
	"errors"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestATeamWritesWhatItWouldKeepAndChange(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.t.Context()
		said := scheduling.Lesson{Cohort: "c", Keep: " Venir à deux pour les droits. ", Change: "Inviter aussi l’Est.", Collected: true}
		w.refused(w.desk.WriteLesson(ctx, w.adviser, said), "actor.may_not.organise")
		w.refused(w.desk.WriteLesson(ctx, w.elsewhere, said), "not_found")
		w.refused(w.desk.WriteLesson(ctx, w.worker, scheduling.Lesson{Cohort: "c", Collected: true}), "lesson.empty")
		w.ok(w.desk.WriteLesson(ctx, w.worker, said))
		w.refused(w.desk.WriteLesson(ctx, w.manager, said), "stale")
		said.Version, said.Change = 1, ""
		w.ok(w.desk.WriteLesson(ctx, w.manager, said))
		sheet, err := w.desk.Lesson(ctx, w.adviser, "c")
		w.ok(err)
		if sheet.Keep != "Venir à deux pour les droits." || sheet.Change != "" || sheet.Version != 2 || sheet.Writer != "Agent chief" || sheet.Write {
			w.t.Errorf("%+v", sheet)
		}
		w.read(func(tx *store.Tx) error {
			list, err := tx.Lessons(store.CohortScope{}, 10)
			if len(list) != 1 || list[0].Keep != sheet.Keep {
				w.t.Errorf("reports tell %+v", list)
			}
			traces, failed := tx.AuditOf("cohort:c", 10)
			if len(traces) != 2 {
				w.t.Errorf("%d traces of two changes", len(traces))
			}
			return errors.Join(err, failed)
		})
	})
}

func TestRule24_ALessonNamesNobody(t *testing.T) {
	story(t, func(w *world) {
		for field, bad := range map[string]scheduling.Lesson{
			"keep":   {Cohort: "c", Keep: "Berthe a bien parlé."},
			"change": {Cohort: "c", Change: "Prévenir Edith plus tôt."},
		} {
			err := w.desk.WriteLesson(w.t.Context(), w.worker, bad)
			w.refused(err, "booklet.tells.names")
			if faults, ok := errors.AsType[scheduling.Faults](err); !ok || faults[0].Field != field {
				w.t.Errorf("%v, want it at %s", err, field)
			}
		}
	})
}
