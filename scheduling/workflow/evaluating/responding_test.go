package evaluating_test

import (
	"encoding/json"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// named has the programme ask a questionnaire that bears names.
func (w *world) named() (id scheduling.QuestionnaireID) {
	w.Helper()
	q, questions := evaluation.Reference()
	q.Code, q.Anonymous = "nominatif", false
	id, err := w.desk.Add(w.Context(), w.Worker, q, questions)
	w.Must(err)
	w.Write(func(tx *store.Tx) error {
		c, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		v, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		v.Questionnaire = id
		return tx.ReplaceProgrammeVersion(v)
	})
	return id
}

func TestNamedAnswersLeaveOneByOneForWhoMayReadThem(t *testing.T) {
	story(t, func(w *world) {
		id := w.named()
		tokens := w.handedOut()
		codes, _ := w.letterSheets()
		w.Must(w.desk.Answer(w.Context(), tokens[0], sheet("le groupe")))
		w.refused(w.desk.AddSheets(w.Context(), w.Worker, cohort, 1), scheduling.Conflict, "sheets.named")
		w.typeTwice(codes[len(codes)-1], sheet("papier"))

		_, err := w.desk.ExportResponses(w.Context(), w.Manager, id)
		w.refused(err, scheduling.Forbidden, "actor.may_not.see_social")
		_, err = w.desk.ExportResponses(w.Context(), w.Adviser, id)
		w.refused(err, scheduling.NotFound, "not_found")
		raw, err := w.desk.ExportResponses(w.Context(), w.Elsewhere, id)
		if err != nil || strings.Contains(string(raw), "le groupe") {
			w.Errorf("another unit reads %s, %v", raw, err)
		}
		raw, err = w.desk.ExportResponses(w.Context(), w.Worker, id)
		w.Must(err)
		var bundle struct {
			ResourceType, Type string
			Entry              []struct {
				Resource struct {
					ResourceType string
					Subject      struct{ Display string }
				}
			}
		}
		w.Must(json.Unmarshal(raw, &bundle))
		if bundle.ResourceType != "Bundle" || bundle.Type != "collection" || len(bundle.Entry) != 2 {
			w.Fatalf("%+v", bundle)
		}
		for _, e := range bundle.Entry {
			if e.Resource.ResourceType != "QuestionnaireResponse" || e.Resource.Subject.Display == "" {
				w.Errorf("%+v", e)
			}
		}
		w.Read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("questionnaire:"+string(id), 1)
			if len(events) != 1 || events[0].Verb != "exported" {
				w.Errorf("traces %+v", events)
			}
			return err
		})
	})
}

func TestRule21_NoAnonymousAnswerLeavesAlone(t *testing.T) {
	story(t, func(w *world) {
		for _, token := range w.handedOut() {
			w.Must(w.desk.Answer(w.Context(), token, sheet("")))
		}
		w.Must(w.desk.EndAnswering(w.Context(), w.Worker, cohort))
		_, err := w.desk.ExportResponses(w.Context(), w.Worker, "questionnaire-satisfaction")
		w.refused(err, scheduling.Conflict, "responses.anonymous")
	})
}
