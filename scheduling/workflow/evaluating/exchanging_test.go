package evaluating_test

import (
	"errors"
	"reflect"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/evaluation/exchange"
)

func TestAQuestionnaireGoesOutAndComesBackInEachFormat(t *testing.T) {
	story(t, func(w *world) {
		for _, model := range evaluation.Models {
			id, err := w.desk.Begin(w.Context(), w.Worker, model, "")
			w.Must(err)
			before, asked, err := w.desk.Questionnaire(w.Context(), w.Worker, id)
			w.Must(err)
			for _, format := range exchange.Formats {
				raw, err := w.desk.Export(w.Context(), w.Worker, id, format)
				w.Must(err)
				back, losses, err := w.desk.Import(w.Context(), w.Worker, raw)
				if err != nil || len(losses) > 0 {
					w.Fatalf("%s as %s: lost %v, %v", model, format, losses, err)
				}
				after, again, err := w.desk.Questionnaire(w.Context(), w.Worker, back)
				w.Must(err)
				for i := range again {
					again[i].ID, again[i].Questionnaire = asked[i].ID, asked[i].Questionnaire
					if !reflect.DeepEqual(again[i], asked[i]) {
						w.Errorf("%s as %s: %+v came back as %+v", model, format, asked[i], again[i])
					}
				}
				if after.Title != before.Title || after.Opening != before.Opening || after.Closing != before.Closing || after.Anonymous != before.Anonymous || after.Number <= before.Number {
					w.Errorf("%s as %s: %+v came back as %+v", model, format, before, after)
				}
			}
		}
		_, err := w.desk.Export(w.Context(), w.Worker, "questionnaire-satisfaction", "odf")
		w.refused(err, scheduling.NotFound, "not_found")
		for name, raw := range map[string]string{"nothing": "", "half a workbook": "PK\x03\x04", "prose": "Bonjour", "half of JSON": `{"resourceType":`} {
			_, _, err := w.desk.Import(w.Context(), w.Worker, []byte(raw))
			if e, ok := errors.AsType[*scheduling.Error](err); !ok || e.Kind != scheduling.Invalid || e.Field != "file" {
				w.Errorf("%s: %v", name, err)
			}
		}
		_, _, err = w.desk.Import(w.Context(), w.Adviser, []byte("{}"))
		w.refused(err, scheduling.Forbidden, "actor.may_not.organise")
	})
}
