package evaluating_test

import (
	"errors"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/evaluation/exchange"
)

// scanned is a file of sheets that other software read.
func (w *world) scanned(answers scheduling.Answers, codes ...string) []byte {
	w.Helper()
	q, questions, err := w.desk.Questionnaire(w.Context(), w.Worker, "questionnaire-satisfaction")
	w.Must(err)
	raw, err := exchange.WriteResponse(exchange.Form{Questionnaire: q, Questions: questions}, evaluation.Lay(questions, nil), answers)
	w.Must(err)
	var entries []string
	for _, code := range codes {
		entries = append(entries, `{"resource": `+strings.Replace(string(raw), "{", `{"identifier": {"value": "`+code+`"},`, 1)+`}`)
	}
	return []byte(`{"resourceType": "Bundle", "type": "collection", "entry": [` + strings.Join(entries, ",") + `]}`)
}

func TestASheetThatAMachineReadIsTypedOnceMoreByAPerson(t *testing.T) {
	story(t, func(w *world) {
		w.handedOut()
		codes := w.roomSheets(2)
		file := w.scanned(sheet("Le café"), codes[0], "K7RWM2XD", codes[0])
		for n, want := range []string{"nil,sheet.unknown,sheet.typed_once", "sheet.typed_once,sheet.unknown,sheet.typed_once"} {
			scans, err := w.desk.ImportScans(w.Context(), w.Adviser, file)
			w.Must(err)
			var got []string
			for _, s := range scans {
				key := "nil"
				if refused, ok := errors.AsType[*scheduling.Error](s.Refused); ok {
					key = refused.Key
				}
				got = append(got, key)
			}
			if strings.Join(got, ",") != want || len(w.submissions()) != 0 {
				w.Errorf("import %d: %v, %d kept", n+1, got, len(w.submissions()))
			}
		}
		typed, err := w.desk.TypeSheet(w.Context(), w.Worker, codes[0], sheet("le café"), nil)
		if err != nil || typed.First || len(typed.Differ) != 0 || len(w.submissions()) != 1 {
			w.Errorf("%+v, %v, %d kept", typed, err, len(w.submissions()))
		}
		_, err = w.desk.ImportScans(w.Context(), w.Manager, file)
		w.refused(err, scheduling.Forbidden, "actor.may_not.invite")
		for name, bad := range map[string]string{"no JSON": "<x>", "no bundle": `{"resourceType": "Patient"}`, "an empty one": `{"resourceType": "Bundle"}`} {
			if _, err := w.desk.ImportScans(w.Context(), w.Adviser, []byte(bad)); scheduling.KindOf(err) != scheduling.Invalid {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
}
