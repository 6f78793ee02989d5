package evaluation_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

func TestAnAnswerIsTypedByItsKey(t *testing.T) {
	several := []scheduling.Option{{Code: "bus", Label: "En bus"}, {Code: "car", Label: "En voiture"}, {Code: "other", Label: "Autrement"}}
	for _, c := range []struct {
		kind  scheduling.QuestionKind
		typed string
		want  []string
	}{
		{scheduling.ScaleQuestion, "4", []string{"4"}},
		{scheduling.ScaleQuestion, "9", []string{"9"}}, // refused where it is checked
		{scheduling.YesNoQuestion, " O ", []string{"yes"}},
		{scheduling.YesNoQuestion, "n", []string{"no"}},
		{scheduling.SingleQuestion, "b", []string{"car"}},
		{scheduling.SingleQuestion, "z", []string{"z"}},
		{scheduling.MultipleQuestion, "A, c", []string{"bus", "other"}},
		{scheduling.NumberQuestion, "12,5", []string{"12,5"}},
		{scheduling.DateQuestion, "12/1/2027", []string{"12/1/2027"}},
		{scheduling.TextQuestion, "b", []string{"b"}},
	} {
		q := scheduling.Question{Kind: c.kind, Min: 1, Max: 5}
		if c.kind == scheduling.SingleQuestion || c.kind == scheduling.MultipleQuestion {
			q.Options = several
		}
		if got := evaluation.Typed(q, c.typed); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: %q, want %q", c.kind, c.typed, got, c.want)
		}
	}
}

func TestWhatIsShownAsTypedIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := scheduling.Question{Kind: rapid.SampledFrom([]scheduling.QuestionKind{
			scheduling.ScaleQuestion, scheduling.YesNoQuestion, scheduling.SingleQuestion, scheduling.MultipleQuestion,
		}).Draw(t, "kind"), Max: rapid.IntRange(1, 10).Draw(t, "max")}
		for n := range rapid.IntRange(2, 30).Draw(t, "choices") {
			if q.Kind == scheduling.SingleQuestion || q.Kind == scheduling.MultipleQuestion {
				q.Options = append(q.Options, scheduling.Option{Code: "c" + string(rune('a'+n%26)) + string(rune('a'+n/26)), Label: "x"})
			}
		}
		codes := evaluation.Codes(q)
		values := []string{rapid.SampledFrom(codes).Draw(t, "one")}
		if q.Kind == scheduling.MultipleQuestion {
			values = slices.DeleteFunc(codes, func(string) bool { return rapid.Bool().Draw(t, "left out") })
		}
		if got := evaluation.Typed(q, evaluation.AsTyped(q, values)); len(values) > 0 && !slices.Equal(got, values) {
			t.Fatalf("%v typed as %q is read as %v", values, evaluation.AsTyped(q, values), got)
		}
	})
}

func TestTwoTypingsOfWordsAgreeWhenTheirLettersDo(t *testing.T) {
	items := evaluation.Lay([]scheduling.Question{
		{Key: "words", Kind: scheduling.TextQuestion, Text: "?"}, {Key: "step", Kind: scheduling.ScaleQuestion, Text: "?", Min: 1, Max: 5, Required: true},
	}, nil)
	first := scheduling.Answers{"words": {"L’écoute,  le café !"}, "step": {"4"}}
	second := scheduling.Answers{"words": {"l'écoute, le café"}, "step": {"5"}}
	differ := evaluation.Differ(items, first, second)
	if len(differ) != 1 || differ[0].Key != "step" {
		t.Errorf("%+v", differ)
	}
	if evaluation.OnSheet(items)[1].Required || !items[1].Required {
		t.Error("paper makes nobody answer, and the questionnaire stays as it is")
	}
}
