package evaluating_test

import (
	"errors"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

func TestAQuestionnaireIsBuiltMoveByMove(t *testing.T) {
	story(t, func(w *world) {
		ctx := w.Context()
		_, err := w.desk.Begin(ctx, w.Adviser, "confidence", "")
		w.refused(err, scheduling.Forbidden, "actor.may_not.organise")
		id, err := w.desk.Begin(ctx, w.Worker, "blank", "Votre avis, à mi-chemin")
		w.Must(err)
		seen := func(want string) int {
			w.Helper()
			draft, err := w.desk.Draft(ctx, w.Worker, id)
			w.Must(err)
			var keys []string
			for _, q := range draft.Questions {
				keys = append(keys, q.Key)
			}
			if got := strings.Join(keys, " "); got != want || draft.Questionnaire.Code != "votre_avis_a_mi_chemin" || !draft.Editable {
				w.Errorf("asks %s, want %s; %+v", got, want, draft.Questionnaire)
			}
			return draft.Questionnaire.Version
		}
		version := seen("satisfaction_overall")
		why := scheduling.Question{
			Key: "why", Kind: scheduling.TextQuestion, Text: "Pourquoi ?", About: scheduling.AboutWhole,
			ShowIf: scheduling.Condition{Question: "satisfaction_overall", Test: scheduling.AtMost, Value: "2"},
		}
		w.Must(w.desk.SetQuestion(ctx, w.Worker, id, version, 0, why))
		w.refused(w.desk.DuplicateQuestion(ctx, w.Worker, id, version, 1), scheduling.Conflict, "stale")
		version = seen("satisfaction_overall why")
		w.refused(w.desk.MoveQuestion(ctx, w.Worker, id, version, 2, true), scheduling.Invalid, "question.needed")
		w.refused(w.desk.DeleteQuestion(ctx, w.Worker, id, version, 1), scheduling.Invalid, "question.needed")
		overall := scheduling.Question{Key: "overall", Kind: scheduling.ScaleQuestion, Text: "En somme ?", About: scheduling.AboutWhole, Min: 1, Max: 5}
		w.Must(w.desk.SetQuestion(ctx, w.Worker, id, version, 1, overall))
		version = seen("overall why")
		w.Must(w.desk.DuplicateQuestion(ctx, w.Worker, id, version, 1))
		version = seen("overall overall_2 why")
		w.Must(w.desk.MoveQuestion(ctx, w.Worker, id, version, 2, false))
		version = seen("overall why overall_2")
		w.Must(w.desk.DeleteQuestion(ctx, w.Worker, id, version, 3))
		version = seen("overall why")
		overall.Text = ""
		err = w.desk.SetQuestion(ctx, w.Worker, id, version, 1, overall)
		if faults, ok := errors.AsType[scheduling.Faults](err); !ok || faults[0].Field != "text" {
			w.Errorf("a question without words: %v", err)
		}
		w.Must(w.desk.Freeze(ctx, w.Worker, id, version))
		w.refused(w.desk.DeleteQuestion(ctx, w.Worker, id, version+1, 2), scheduling.Conflict, "questionnaire.frozen")
		next, err := w.desk.Revise(ctx, w.Worker, id)
		w.Must(err)
		draft, err := w.desk.Draft(ctx, w.Worker, next)
		if err != nil || draft.Questionnaire.Number != 2 || draft.Before != 1 || draft.Changes[0].Fate != evaluation.KeySame {
			w.Errorf("the next number: %+v, %v", draft, err)
		}
	})
}

func TestTheModelsHold(t *testing.T) {
	story(t, func(w *world) {
		for _, model := range evaluation.Models {
			id, err := w.desk.Begin(w.Context(), w.Worker, model, "")
			w.Must(err)
			draft, err := w.desk.Draft(w.Context(), w.Worker, id)
			if err != nil || draft.Questionnaire.Anonymous != (model != "outcome") {
				w.Errorf("%s: %+v, %v", model, draft.Questionnaire, err)
			}
		}
	})
}
