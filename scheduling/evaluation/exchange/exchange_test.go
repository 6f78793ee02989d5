package exchange_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/evaluation/exchange"
)

// anyForm draws a questionnaire that holds.
func anyForm(t *rapid.T) exchange.Form {
	form := exchange.Form{Questionnaire: scheduling.Questionnaire{
		Code: rapid.StringMatching(`[a-z][a-z0-9_]{0,9}`).Draw(t, "code"), Number: rapid.IntRange(1, 9).Draw(t, "number"), Title: rapid.SampledFrom([]string{"Votre avis", "Où en êtes-vous\u202f?"}).Draw(t, "title"),
		Opening: rapid.SampledFrom([]string{"", "Bonjour.\n\nMerci."}).Draw(t, "opening"), Closing: rapid.SampledFrom([]string{"", "Merci."}).Draw(t, "closing"),
		Anonymous: rapid.Bool().Draw(t, "anonymous"),
	}}
	keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z0-9_]{0,9}`), 1, 8, rapid.ID[string]).Draw(t, "keys")
	for i, key := range keys {
		q := scheduling.Question{
			Position: i + 1, Key: key, Kind: rapid.SampledFrom(scheduling.QuestionKinds).Draw(t, "kind"), Text: words(t, "text"),
			Help: rapid.SampledFrom([]string{"", "Une aide"}).Draw(t, "help"), About: scheduling.AboutWhole,
		}
		if i == 0 {
			q.Kind = scheduling.ScaleQuestion
		}
		anyAnswers(t, &q)
		if q.Kind != scheduling.SectionHeading {
			q.About = rapid.SampledFrom(evaluation.Subjects).Draw(t, "about")
			q.Each = q.About != scheduling.AboutWhole && rapid.Bool().Draw(t, "each")
			q.Required = rapid.Bool().Draw(t, "required")
			anyCondition(t, &q, form.Questions)
		}
		form.Questions = append(form.Questions, q)
	}
	if err := evaluation.Validate(form.Questionnaire, form.Questions); err != nil {
		t.Fatal(err)
	}
	return form
}

func words(t *rapid.T, name string) string {
	return rapid.StringMatching(`[A-ZÉ][a-zé’ =|*,"']{0,20}[a-z]`).Draw(t, name)
}

func anyAnswers(t *rapid.T, q *scheduling.Question) {
	options := func(least int) (list []scheduling.Option) {
		for _, code := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z0-9_]{0,6}`), least, 5, rapid.ID[string]).Draw(t, "codes") {
			list = append(list, scheduling.Option{Code: code, Label: words(t, "label")})
		}
		return list
	}
	scaled := q.Kind == scheduling.ScaleQuestion
	switch q.Kind {
	case scheduling.SingleQuestion, scheduling.MultipleQuestion:
		q.Options = options(2)
		q.Options[len(q.Options)-1].Open = rapid.Bool().Draw(t, "open")
	case scheduling.MatrixQuestion:
		q.Rows = options(1)
		if scaled = rapid.Bool().Draw(t, "scaled"); !scaled {
			q.Options = options(2)
		}
	case scheduling.NumberQuestion:
		if rapid.Bool().Draw(t, "bounded") {
			q.Min, q.Max = rapid.IntRange(-5, 5).Draw(t, "min"), rapid.IntRange(6, 99).Draw(t, "max")
		}
	}
	if scaled {
		q.Min = rapid.IntRange(0, 2).Draw(t, "first")
		q.Max = rapid.IntRange(q.Min+1, 10).Draw(t, "last")
		scale := *q
		scale.Kind = scheduling.ScaleQuestion
		for _, code := range evaluation.Codes(scale) {
			if rapid.Bool().Draw(t, "labelled") {
				q.Options = append(q.Options, scheduling.Option{Code: code, Label: words(t, "step")})
			}
		}
	}
}

func anyCondition(t *rapid.T, q *scheduling.Question, before []scheduling.Question) {
	if len(before) == 0 || rapid.Bool().Draw(t, "always") {
		return
	}
	asked := rapid.SampledFrom(before).Draw(t, "asked")
	values := append(evaluation.Codes(asked), "3", "2.5", "2027-01-12")
	c := scheduling.Condition{
		Question: asked.Key, Value: rapid.SampledFrom(values).Draw(t, "value"),
		Test: rapid.SampledFrom([]scheduling.ConditionTest{scheduling.Is, scheduling.IsNot, scheduling.AtLeast, scheduling.AtMost}).Draw(t, "test"),
	}
	if evaluation.MayDepend(before, *q, c) {
		q.ShowIf = c
	}
}

func same(t *rapid.T, format string, want, got exchange.Form, losses []exchange.Loss, err error) {
	t.Helper()
	if apart := diff(want, got); err != nil || apart != "" || len(losses) > 0 {
		t.Fatalf("%s: %v, lost %v\n%s", format, err, losses, apart)
	}
}

func TestARoundTripLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := anyForm(t)
		raw, err := exchange.WriteFHIR(form)
		if err != nil {
			t.Fatal(err)
		}
		got, losses, err := exchange.ReadFHIR(raw)
		same(t, "FHIR", form, got, losses, err)
		got, losses, err = exchange.ReadXLSForm(exchange.WriteXLSForm(form))
		same(t, "XLSForm", form, got, losses, err)
		got, losses, err = exchange.ReadRows(exchange.Rows(form))
		same(t, "CSV", form, got, losses, err)
	})
}

func TestTheModelsGoRound(t *testing.T) {
	for _, model := range evaluation.Models {
		q, questions, _ := evaluation.Model(model)
		form := exchange.Form{Questionnaire: q, Questions: questions}
		raw, err := exchange.WriteFHIR(form)
		if err != nil {
			t.Fatal(err)
		}
		got, losses, err := exchange.ReadFHIR(raw)
		if apart := diff(form, got); err != nil || apart != "" || len(losses) > 0 {
			t.Errorf("%s: %v, %v\n%s", model, err, losses, apart)
		}
	}
}

func TestAStrangersQuestionnaireSaysWhatWasLeftOut(t *testing.T) {
	const foreign = `{"resourceType":"Questionnaire","status":"active","title":"Suivi","item":[
		{"linkId":"1","type":"group","text":"Avant","item":[
			{"linkId":"1.1","type":"choice","text":"Comment allez-vous ?","answerOption":[{"valueCoding":{"code":"LA-1","display":"Bien"}},{"valueCoding":{"code":"LA-2","display":"Mal"}}]},
			{"linkId":"1.2","type":"string","text":"Dites-en plus","enableWhen":[{"question":"1.1","operator":"=","answerCoding":{"code":"LA-2"}}]},
			{"linkId":"1.3","type":"quantity","text":"Poids"},
			{"linkId":"1.4","type":"open-choice","text":"Par quel moyen ?","answerOption":[{"valueString":"Bus"},{"valueString":"Train"}]}]},
		{"linkId":"2","type":"display","text":"Une note"},
		{"linkId":"3","type":"choice","text":"Pays","answerValueSet":"http://hl7.org/fhir/ValueSet/iso3166-1-2"},
		{"linkId":"4","type":"dateTime","text":"Quand ?","enableWhen":[{"question":"1.1","operator":"=","answerCoding":{"code":"LA-1"}},{"question":"1.4","operator":"exists","answerBoolean":false}]}]}`
	form, losses, err := exchange.ReadFHIR([]byte(foreign))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range form.Questions {
		got = append(got, q.Key+" "+string(q.Kind))
	}
	if want := "avant section, comment_allez_vous single, dites_en_plus text, par_quel_moyen single, quand date"; strings.Join(got, ", ") != want {
		t.Errorf("reads %s", strings.Join(got, ", "))
	}
	if c := form.Questions[2].ShowIf; c.Question != "comment_allez_vous" || c.Value != "mal" {
		t.Errorf("the condition %+v", c)
	}
	if o := form.Questions[3].Options; len(o) != 3 || !o[2].Open {
		t.Errorf("the open choice %+v", o)
	}
	want := []exchange.Loss{{Kind: "kind", Question: "1.3"}, {Kind: "display", Question: "2"}, {Kind: "value_set", Question: "3"}, {Kind: "hour", Question: "quand"}, {Kind: "conditions", Question: "quand"}}
	if !reflect.DeepEqual(losses, want) {
		t.Errorf("lost %v", losses)
	}
}

func TestAHostileFileGetsOneLine(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"no JSON":             {"PK\x03\x04", "exchange.not_json (file)"},
		"a deep one":          {strings.Repeat("[", 100000), "exchange.too_deep (file)"},
		"a huge one":          {`"` + strings.Repeat("a", 2<<20) + `"`, "exchange.too_large (file)"},
		"another resource":    {`{"resourceType":"Patient"}`, "exchange.not_questionnaire (file)"},
		"a number for a text": {`{"resourceType":"Questionnaire","item":[{"linkId":3}]}`, "exchange.not_fhir (file)"},
		"nothing in it":       {`{"resourceType":"Questionnaire"}`, "questionnaire.code.name (code)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := exchange.ReadFHIR([]byte(c.raw))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) && !strings.HasPrefix(err.Error(), "questionnaire.") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, _, err := exchange.ReadRows([][]string{{"a"}}); err == nil {
		t.Error("a table without columns is read")
	}
	if _, _, err := exchange.ReadXLSForm(exchange.Book{"survey": {{"type", "name", "label"}, {"end_group"}, {"select_one x", "a", "b"}}}); err == nil {
		t.Error("a form without a question is read")
	}
}

func FuzzReadFHIR(f *testing.F) {
	for _, model := range evaluation.Models {
		q, questions, _ := evaluation.Model(model)
		raw, err := exchange.WriteFHIR(exchange.Form{Questionnaire: q, Questions: questions})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, _, err := exchange.ReadFHIR(raw)
		if err != nil {
			if scheduling.KindOf(err) != scheduling.Invalid {
				t.Fatal(err)
			}
			return
		}
		if err := evaluation.Validate(form.Questionnaire, form.Questions); err != nil {
			t.Fatal(err)
		}
	})
}

// diff says where two forms differ, "" when nowhere.
func diff(want, got exchange.Form) string {
	if !reflect.DeepEqual(want.Questionnaire, got.Questionnaire) {
		return fmt.Sprintf("%+v\n%+v", want.Questionnaire, got.Questionnaire)
	}
	for i, q := range want.Questions {
		if i >= len(got.Questions) || !reflect.DeepEqual(q, got.Questions[i]) {
			return fmt.Sprintf("%+v\n%+v", q, got.Questions[min(i, len(got.Questions)-1)])
		}
	}
	return ""
}
