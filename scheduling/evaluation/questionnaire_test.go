package evaluation_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// draft is a questionnaire as somebody writes it.
type draft struct {
	questionnaire scheduling.Questionnaire
	questions     []scheduling.Question
}

func TestFaultsOfAQuestionnaireAreToldAtTheirQuestion(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(f *draft)
		want  string
	}{
		"a good one":                    {func(*draft) {}, ""},
		"no title":                      {func(f *draft) { f.questionnaire.Title = "" }, "questionnaire.title.required (title)"},
		"a code with a space":           {func(f *draft) { f.questionnaire.Code = "a b" }, "questionnaire.code.name (code)"},
		"no question":                   {func(f *draft) { f.questions = nil }, "questionnaire.questions.count (questions)"},
		"a hole in the positions":       {func(f *draft) { f.questions[4].Position = 6 }, "question.position (questions.5)"},
		"a key used twice":              {func(f *draft) { f.questions[4].Key = "overall" }, "question.key.taken (questions.5.key)"},
		"a key with capitals":           {func(f *draft) { f.questions[4].Key = "Hours" }, "question.key.name (questions.5.key)"},
		"no words":                      {func(f *draft) { f.questions[0].Text = "" }, "question.text.required (questions.1.text)"},
		"an unknown kind":               {func(f *draft) { f.questions[4].Kind = "essay" }, "question.kind.unknown (questions.5.kind)"},
		"an unknown subject":            {func(f *draft) { f.questions[0].About = "me" }, "question.about.unknown (questions.1.about)"},
		"a scale of one step":           {func(f *draft) { f.questions[0].Max = 1 }, "question.scale.steps (questions.1.max)"},
		"a scale of a hundred":          {func(f *draft) { f.questions[0].Max = 100 }, "question.scale.steps (questions.1.max)"},
		"a label for no step":           {func(f *draft) { f.questions[0].Options = []scheduling.Option{{Code: "6", Label: "!"}} }, "question.options.code (questions.1.choices)"},
		"one choice is none":            {func(f *draft) { f.questions[3].Options = f.questions[3].Options[:1] }, "question.options.count (questions.4.choices)"},
		"a choice twice":                {func(f *draft) { f.questions[3].Options[1].Code = "back" }, "question.options.code (questions.4.choices)"},
		"a choice without words":        {func(f *draft) { f.questions[3].Options[1].Label = "" }, "question.options.label (questions.4.choices)"},
		"choices where there are none":  {func(f *draft) { f.questions[1].Options = []scheduling.Option{{Code: "yes", Label: "Oui"}} }, "question.options.code (questions.2.choices)"},
		"a range upside down":           {func(f *draft) { f.questions[4].Max = -1 }, "question.number.range (questions.5.max)"},
		"a condition on a later one":    {func(f *draft) { f.questions[2].ShowIf.Question = "confidence" }, "question.show_if.unknown (questions.3.show_if)"},
		"a condition on itself":         {func(f *draft) { f.questions[2].ShowIf.Question = "why_not" }, "question.show_if.unknown (questions.3.show_if)"},
		"a condition that is never met": {func(f *draft) { f.questions[2].ShowIf.Value = "maybe" }, "question.show_if.unknown (questions.3.show_if)"},
		"a condition on a free text": {func(f *draft) {
			f.questions[3].ShowIf = scheduling.Condition{Question: "why_not", Value: "x"}
		}, "question.show_if.unknown (questions.4.show_if)"},
		"a condition no answer passes":   {func(f *draft) { f.questions[2].ShowIf.Test = scheduling.AtLeast }, "question.show_if.unknown (questions.3.show_if)"},
		"lines without a matrix":         {func(f *draft) { f.questions[0].Rows = f.questions[3].Options }, "question.rows.none (questions.1.rows)"},
		"a matrix without lines":         {func(f *draft) { f.questions[3].Kind = scheduling.MatrixQuestion }, "question.options.count (questions.4.rows)"},
		"two open choices":               {func(f *draft) { f.questions[3].Options[0].Open, f.questions[3].Options[1].Open = true, true }, "question.options.open (questions.4.choices)"},
		"asked for each of the whole":    {func(f *draft) { f.questions[0].Each = true }, "question.each.of_what (questions.1.each)"},
		"a title that tells of health":   {func(f *draft) { f.questionnaire.Title = "Votre cancer et vous" }, "questionnaire.title.health (title)"},
		"a section that wants an answer": {func(f *draft) { f.questions[4] = section; f.questions[4].Required = true }, "question.section.asks_nothing (questions.5.required)"},
		"a condition on one of several subjects": {func(f *draft) {
			f.questions[1].About, f.questions[1].Each = scheduling.AboutModule, true
		}, "question.show_if.each (questions.3.show_if)"},
	} {
		t.Run(name, func(t *testing.T) {
			written := draft{scheduling.Questionnaire{Code: "satisfaction", Title: "Votre avis"}, slices.Clone(all)}
			written.questions[3].Options = slices.Clone(ticks.Options)
			c.spoil(&written)
			got := ""
			if err := evaluation.Validate(written.questionnaire, written.questions); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTheReferenceQuestionnaireAsksWhatTheFieldAsks(t *testing.T) {
	questionnaire, questions := evaluation.Reference()
	want := "satisfaction_overall useful_rights useful_contacts useful_steps useful_exchange useful_outlook confidence " +
		"quality_welcome quality_pace quality_place quality_group quality_hours recommend takeaway missing"
	if got := keys(evaluation.Shown(questions, nil)); got != want {
		t.Errorf("asks %s", got)
	}
	if !questionnaire.Anonymous || questionnaire.Frozen() {
		t.Errorf("%+v", questionnaire)
	}
	required := 0
	for _, q := range questions {
		if q.Required {
			required++
		}
	}
	if required != 1 {
		t.Errorf("%d questions insist", required)
	}
	confidence := questions[6]
	var codes []string
	for _, o := range confidence.Options {
		codes = append(codes, o.Code)
	}
	if got := strings.Join(codes, " "); got != "back_to_job change_job new_project beyond_paid_work new_start not_yet" {
		t.Errorf("confidence for %s", got)
	}
}

func TestTheModelsAreSetInFrench(t *testing.T) {
	var words func(v any) []string
	words = func(v any) (list []string) {
		switch v := v.(type) {
		case string:
			list = append(list, v)
		case []any:
			for _, e := range v {
				list = append(list, words(e)...)
			}
		case map[string]any:
			for _, e := range v {
				list = append(list, words(e)...)
			}
		}
		return list
	}
	faults := regexp.MustCompile(`'|[^\x{202f}][?!;]|[^\x{a0}]:|«[^\x{a0}]|[^\x{a0}]»|\.\.\.`)
	health := regexp.MustCompile(`(?i)cancer|malad|patient|santé|invalid|soign|\barrêts?\b|traitement`)
	for _, model := range evaluation.Models {
		raw, err := os.ReadFile(model + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var form any
		if err := json.Unmarshal(raw, &form); err != nil {
			t.Fatal(err)
		}
		for _, w := range words(form) {
			if bad := faults.FindString(w); bad != "" {
				t.Errorf("%q: %q is not set in French", w, bad)
			}
			if bad := health.FindString(w); bad != "" && model != "outcome" { // which asks for the situation
				t.Errorf("%q: %q tells about health", w, bad)
			}
		}
	}
}

func TestWhatIsNoQuestionnaireIsRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing":          "",
		"not JSON":         "code: satisfaction",
		"a misspelt field": `{"code":"a","title":"b","questions":[{"key":"k","kind":"text","text":"?","requried":true}]}`,
		"two at once":      `{"code":"a"}{"code":"b"}`,
		"a huge one":       `{"code":"` + strings.Repeat("a", 300<<10) + `"}`,
		"a deep one":       strings.Repeat("[", 100_000),
		"an empty one":     `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := evaluation.Parse([]byte(raw)); scheduling.KindOf(err) != scheduling.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	raw, err := os.ReadFile("reference.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"code":"a","title":"b","questions":[{"key":"k","kind":"scale","text":"?","min":0,"max":10}]}`))
	f.Add([]byte(`{"code":"a","title":"b","questions":[{"key":"k","kind":"scale","text":"?","min":-9223372036854775808,"max":9223372036854775807}]}`))
	f.Add([]byte(`{"code":"a","title":"b","questions":[{"key":"k","kind":"scale","text":"?","max":9223372036854775807},{"key":"l","kind":"text","text":"?","show_if":{"question":"k","value":"3"}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, questions, err := evaluation.Parse(raw)
		if err != nil {
			if scheduling.KindOf(err) != scheduling.Invalid {
				t.Fatal(err)
			}
			return
		}
		answers := scheduling.Answers{}
		for _, q := range questions {
			answers[q.Key] = []string{"1"}
		}
		clean, _ := evaluation.Check(questions, answers)
		evaluation.Tabulate(questions, slices.Repeat([]scheduling.Answers{clean}, 6), evaluation.Threshold)
	})
}
