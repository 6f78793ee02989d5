package exchange_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/evaluation/exchange"
)

var met = []scheduling.Subject{
	{About: scheduling.AboutModule, ID: "m1", Label: "1. Mes droits"},
	{About: scheduling.AboutModule, ID: "m2", Label: "2. La suite"},
	{About: scheduling.AboutSite, ID: "osny", Label: "Osny"},
}

// anyAnswersTo draws what a person might answer, checked.
func anyAnswersTo(t *rapid.T, items []evaluation.Item) scheduling.Answers {
	given := scheduling.Answers{}
	rapid.Bool().Draw(t, "whatever") // a form may ask nothing of this session, and rapid wants a draw
	for _, item := range items {
		values := evaluation.Codes(item.Question)
		switch item.Kind {
		case scheduling.NumberQuestion:
			values = []string{itoa(item.Min), "2.5"}
		case scheduling.DateQuestion:
			values = []string{"2027-01-12"}
		case scheduling.TextQuestion:
			values = []string{"Le bus", "oui"}
		}
		if rapid.Bool().Draw(t, "answers") {
			given[item.Key] = []string{rapid.SampledFrom(values).Draw(t, item.Key)}
		}
	}
	clean, _ := evaluation.Check(evaluation.Flat(items), evaluation.Complete(items, given))
	return clean
}

func itoa(n int) string { raw, _ := json.Marshal(n); return string(raw) }

func TestAResponseGoesRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := anyForm(t)
		for i := range form.Questions {
			form.Questions[i].Required = false
		}
		items := evaluation.Lay(form.Questions, met)
		answers := anyAnswersTo(t, items)
		raw, err := exchange.WriteResponse(form, items, answers)
		if err != nil {
			t.Fatal(err)
		}
		got, losses, err := exchange.ReadResponse(items, raw)
		if err != nil || len(losses) > 0 || !reflect.DeepEqual(got, answers) {
			t.Fatalf("%v came back as %v: %v, %v\n%s", answers, got, losses, err, raw)
		}
	})
}

// TestWhatIsWrittenIsValidFHIR asks the official schema of R4, which comes with
// the tools of npm.
func TestWhatIsWrittenIsValidFHIR(t *testing.T) {
	judge := os.Getenv("TRAME_TEST_FHIR")
	if judge == "" {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "fhir") {
			t.Fatal("TRAME_TEST_REQUIRE asks for the schema of FHIR, TRAME_TEST_FHIR names none")
		}
		t.Log("TRAME_TEST_FHIR names no validator: nothing was asked")
		return
	}
	var documents []json.RawMessage
	add := func(raw []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, raw)
	}
	for _, model := range evaluation.Models {
		q, questions, _ := evaluation.Model(model)
		add(exchange.WriteFHIR(exchange.Form{Questionnaire: q, Questions: questions}))
	}
	forms := rapid.Custom(anyForm)
	for seed := range 20 {
		form := forms.Example(seed)
		items := evaluation.Lay(form.Questions, met)
		add(exchange.WriteFHIR(form))
		add(exchange.WriteResponse(form, items, rapid.Custom(func(t *rapid.T) scheduling.Answers { return anyAnswersTo(t, items) }).Example(seed)))
	}
	form := forms.Example(7)
	items := evaluation.Lay(form.Questions, met)
	raw, err := exchange.WriteBundle(form, []exchange.Named{{
		ID: "0b0c4c1e-5a54-4d54-9d0f-4f4a1c6f1a11", Insured: "i1", Name: "Élodie Martin", Items: items,
		Answers: rapid.Custom(func(t *rapid.T) scheduling.Answers { return anyAnswersTo(t, items) }).Example(7),
	}})
	var bundled struct {
		Entry []struct{ Resource json.RawMessage }
	}
	add(raw, errors.Join(err, json.Unmarshal(raw, &bundled)))
	documents[len(documents)-1] = bundled.Entry[0].Resource // the judge knows single resources

	all, err := json.Marshal(documents)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "-e", `
		const Validator = require(process.argv[1]), schema = require(process.argv[1] + "/fhir.schema.json");
		const types = ["Questionnaire", "QuestionnaireResponse"];
		const judge = new Validator({...schema, oneOf: types.map(type => ({$ref: "#/definitions/" + type}))}).validator;
		let faults = 0;
		for (const document of JSON.parse(require("fs").readFileSync(0))) {
			if (!judge(document)) { faults++; console.log(document.resourceType, judge.errors.slice(0, 5)); }
		}
		if (judge({resourceType: "Questionnaire", status: "active", item: [{linkId: 3}]})) { faults++; console.log("the judge sleeps"); }
		process.exit(faults ? 1 : 0);`, judge)
	cmd.Stdin = strings.NewReader(string(all))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
}
