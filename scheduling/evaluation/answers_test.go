package evaluation_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

func keys(questions []scheduling.Question) string {
	var list []string
	for _, q := range questions {
		list = append(list, q.Key)
	}
	return strings.Join(list, " ")
}

func TestAQuestionIsShownWhenItsConditionIsMet(t *testing.T) {
	after := scheduling.Question{Position: 4, Key: "farther", Kind: scheduling.TextQuestion, ShowIf: scheduling.Condition{Question: "why", Value: "far"}}
	why := scheduling.Question{
		Position: 3, Key: "why", Kind: scheduling.MultipleQuestion, ShowIf: scheduling.Condition{Question: "recommend", Value: "no"},
		Options: []scheduling.Option{{Code: "far", Label: "Loin"}, {Code: "short", Label: "Court"}},
	}
	questions := []scheduling.Question{scale, yesNo, why, after}
	for name, c := range map[string]struct {
		answers scheduling.Answers
		want    string
	}{
		"nothing answered yet":                  {nil, "overall recommend"},
		"the other answer":                      {scheduling.Answers{"recommend": {"yes"}}, "overall recommend"},
		"met":                                   {scheduling.Answers{"recommend": {"no"}}, "overall recommend why"},
		"met by one of several":                 {scheduling.Answers{"recommend": {"no"}, "why": {"short", "far"}}, "overall recommend why farther"},
		"met by a question that is hidden":      {scheduling.Answers{"recommend": {"yes"}, "why": {"far"}}, "overall recommend"},
		"met by an answer that would not stand": {scheduling.Answers{"recommend": {"no", "yes"}}, "overall recommend"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys(evaluation.Shown(questions, c.answers)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAnswersAreReadAndRefused(t *testing.T) {
	required, bounded := scale, hours
	required.Required = true
	bounded.Max = 10
	date := scheduling.Question{Key: "day", Kind: scheduling.DateQuestion}
	text := scheduling.Question{Key: "text", Kind: scheduling.TextQuestion}
	for name, c := range map[string]struct {
		q      scheduling.Question
		values []string
		want   string // the values, or the refusal
	}{
		"a step":                   {scale, []string{"4"}, "4"},
		"a step with blanks":       {scale, []string{" 4\n"}, "4"},
		"no such step":             {scale, []string{"6"}, "answer.not_an_option (overall)"},
		"a half step":              {scale, []string{"4.5"}, "answer.not_an_option (overall)"},
		"two steps":                {scale, []string{"4", "5"}, "answer.one_only (overall)"},
		"nothing":                  {scale, nil, ""},
		"nothing, required":        {required, []string{""}, "answer.required (overall)"},
		"blanks, required":         {required, []string{" \t"}, "answer.required (overall)"},
		"yes":                      {yesNo, []string{"yes"}, "yes"},
		"oui is a label":           {yesNo, []string{"oui"}, "answer.not_an_option (recommend)"},
		"ticks in their own order": {ticks, []string{"change", "back", "change"}, "back change"},
		"a tick that is not there": {ticks, []string{"back", "x"}, "answer.not_an_option (confidence)"},
		"a French decimal":         {hours, []string{"2,5"}, "2.5"},
		"minus":                    {hours, []string{"-3"}, "-3"},
		"no exponent":              {hours, []string{"1e9"}, "answer.not_a_number (hours)"},
		"not infinity":             {hours, []string{"Inf"}, "answer.not_a_number (hours)"},
		"within bounds":            {bounded, []string{"10"}, "10"},
		"out of bounds":            {bounded, []string{"10.1"}, "answer.out_of_range (hours)"},
		"a date":                   {date, []string{"2027-01-12"}, "2027-01-12"},
		"a date as people write":   {date, []string{"12/1/2027"}, "2027-01-12"},
		"a date that is not":       {date, []string{"2027-02-30"}, "answer.not_a_date (day)"},
		"a date out of time":       {date, []string{"0027-01-12"}, "answer.not_a_date (day)"},
		"words, lines kept":        {text, []string{" L’accueil,\r\nle groupe. "}, "L’accueil,\nle groupe."},
		"a NUL and broken bytes":   {text, []string{"a\x00b\xffc\x1b"}, "abc"},
		"too many words":           {text, []string{strings.Repeat("é", 4001)}, "answer.too_long (text)"},
		"just enough words":        {text, []string{strings.Repeat("é", 4000)}, strings.Repeat("é", 4000)},
	} {
		t.Run(name, func(t *testing.T) {
			values, err := evaluation.CheckAnswer(c.q, c.values)
			got := strings.Join(values, " ")
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %.60s, want %.60s", got, c.want)
			}
		})
	}
}

func TestASubmissionTellsEveryFaultAndDropsWhatIsNotShown(t *testing.T) {
	required := scale
	required.Required = true
	questions := []scheduling.Question{required, yesNo, why, ticks}
	clean, err := evaluation.Check(questions, scheduling.Answers{"confidence": {"x"}, "recommend": {"maybe"}})
	if want := "answer.required (overall); answer.not_an_option (recommend); answer.not_an_option (confidence)"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if len(clean) != 0 {
		t.Errorf("kept %v", clean)
	}
	clean, err = evaluation.Check(questions, scheduling.Answers{
		"overall": {"5"}, "recommend": {"yes"}, "why_not": {"written before she changed her mind"}, "is_admin": {"yes"},
	})
	if want := (scheduling.Answers{"overall": {"5"}, "recommend": {"yes"}}); err != nil || !maps.EqualFunc(clean, want, slices.Equal) {
		t.Errorf("got %v, %v", clean, err)
	}
}

func TestWhatWasReadIsReadTheSameAgain(t *testing.T) {
	_, questions := evaluation.Reference()
	rapid.Check(t, func(t *rapid.T) {
		answers := scheduling.Answers{}
		for _, q := range questions {
			values := []string{"", "no", "yes", "1", "5", "new_start", "not_yet", "a\x00\xff é", "2027-01-12"}
			answers[q.Key] = rapid.SliceOfN(rapid.SampledFrom(values), 0, 2).Draw(t, q.Key)
		}
		once, _ := evaluation.Check(questions, answers)
		twice, _ := evaluation.Check(questions, once)
		if !maps.EqualFunc(once, twice, slices.Equal) {
			t.Fatalf("%v, then %v", once, twice)
		}
		for key, values := range once {
			for _, v := range values {
				if v == "" || !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
					t.Fatalf("%s kept %q", key, v)
				}
			}
		}
	})
}
