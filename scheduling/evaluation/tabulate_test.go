package evaluation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

var (
	scale = scheduling.Question{Position: 1, Key: "overall", Kind: scheduling.ScaleQuestion, Text: "?", About: scheduling.AboutWhole, Min: 1, Max: 5}
	yesNo = scheduling.Question{Position: 2, Key: "recommend", Kind: scheduling.YesNoQuestion, Text: "?", About: scheduling.AboutWhole}
	why   = scheduling.Question{Position: 3, Key: "why_not", Kind: scheduling.TextQuestion, Text: "?", About: scheduling.AboutWhole, ShowIf: scheduling.Condition{Question: "recommend", Value: "no"}}
	ticks = scheduling.Question{
		Position: 4, Key: "confidence", Kind: scheduling.MultipleQuestion, Text: "?", About: scheduling.AboutWhole,
		Options: []scheduling.Option{{Code: "back", Label: "Reprendre"}, {Code: "change", Label: "Changer"}},
	}
	hours = scheduling.Question{Position: 5, Key: "hours", Kind: scheduling.NumberQuestion, Text: "?", About: scheduling.AboutWhole}
	all   = []scheduling.Question{scale, yesNo, why, ticks, hours}
)

// times makes n submissions, each with these answers.
func times(n int, pairs ...string) []scheduling.Answers {
	list := make([]scheduling.Answers, n)
	for i := range list {
		list[i] = scheduling.Answers{}
		for _, pair := range pairs {
			key, value, _ := strings.Cut(pair, "=")
			list[i][key] = append(list[i][key], value)
		}
	}
	return list
}

// shown prints a result the way a page would.
func shown(r evaluation.Result) string {
	if r.Withheld {
		return fmt.Sprintf("withheld %d/%d", r.Answered, r.Asked)
	}
	text := fmt.Sprintf("%d/%d", r.Answered, r.Asked)
	for _, c := range r.Cells {
		if c.Masked {
			text += " " + c.Code + ":·"
		} else {
			text += fmt.Sprintf(" %s:%d(%d)", c.Code, c.Count, c.Share)
		}
	}
	if r.Masked.Count > 0 {
		text += fmt.Sprintf(" masked:%d(%d)", r.Masked.Count, r.Masked.Share)
	}
	if r.HasMean {
		text += fmt.Sprintf(" mean %.1f", r.Mean)
	}
	for _, t := range r.Texts {
		text += " " + t
	}
	return text
}

func TestRule21_NothingIsShownUnderFiveSubmissions(t *testing.T) {
	for n := range 8 {
		results := evaluation.Tabulate(all, times(n, "overall=5"), 1)
		if results.Submissions != n || (len(results.Questions) > 0) != (n >= 5) {
			t.Errorf("%d submissions show %d questions", n, len(results.Questions))
		}
	}
	if results := evaluation.Tabulate(all, times(10, "overall=5"), 11); results.Threshold != 11 || results.Questions != nil {
		t.Errorf("the national threshold shows %+v", results)
	}
}

func TestRule21_WhatIsShownOfEachKind(t *testing.T) {
	for name, c := range map[string]struct {
		submissions []scheduling.Answers
		key         string
		want        string
	}{
		"a scale, no small cell":                {slices.Concat(times(6, "overall=5"), times(5, "overall=4"), times(1)), "overall", "11/12 1:0(0) 2:0(0) 3:0(0) 4:5(455) 5:6(545) mean 4.5"},
		"a scale, one small cell":               {slices.Concat(times(9, "overall=5"), times(3, "overall=4")), "overall", "12/12 1:· 2:· 3:· 4:· 5:· masked:12(1000) mean 4.8"},
		"the one who differs is not singled":    {slices.Concat(times(11, "overall=5"), times(1, "overall=4")), "overall", "12/12 1:· 2:· 3:· 4:· 5:· masked:12(1000) mean 4.8"},
		"unanimity is shown":                    {times(12, "overall=5"), "overall", "12/12 1:0(0) 2:0(0) 3:0(0) 4:0(0) 5:12(1000) mean 5.0"},
		"few answers among many submissions":    {slices.Concat(times(4, "overall=5"), times(8)), "overall", "withheld 4/12"},
		"yes or no":                             {slices.Concat(times(10, "recommend=yes"), times(5, "recommend=no")), "recommend", "15/15 yes:10(667) no:5(333)"},
		"two against many are not pointed at":   {slices.Concat(times(10, "recommend=yes"), times(2, "recommend=no")), "recommend", "12/12 yes:· no:· masked:12(1000)"},
		"several answers":                       {slices.Concat(times(6, "confidence=back", "confidence=change"), times(6, "confidence=back")), "confidence", "12/12 back:12(1000) change:6(500)"},
		"few who ticked, few who did not":       {slices.Concat(times(3, "confidence=back"), times(9, "confidence=change")), "confidence", "12/12 back:· change:·"},
		"a number has a mean":                   {slices.Concat(times(3, "hours=2"), times(3, "hours=2,5")), "hours", "6/6 mean 2.3"},
		"words are not among the counts":        {slices.Concat(times(5, "recommend=no", "why_not=trop court"), times(5, "recommend=no", "why_not=loin"), times(5, "recommend=yes")), "why_not", "10/10"},
		"the number asked is a cell, so masked": {slices.Concat(times(10, "recommend=yes"), times(2, "recommend=no", "why_not=loin")), "why_not", "withheld 0/0"},
		"nobody was asked":                      {times(12, "recommend=yes"), "why_not", "withheld 0/0"},
	} {
		t.Run(name, func(t *testing.T) {
			result, ok := evaluation.Tabulate(all, c.submissions, evaluation.Threshold).Of(c.key)
			if got := shown(result); !ok || got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestRule21_AnIntervalComesWithWhatMayBeShown(t *testing.T) {
	results := evaluation.Tabulate(all, slices.Concat(times(8, "overall=5", "recommend=yes"), times(6, "overall=4", "recommend=yes"), times(5, "overall=2", "recommend=no")), 5)
	overall, _ := results.Of("overall")
	recommend, _ := results.Of("recommend")
	if satisfied, ok := overall.AtLeast(4); !ok || satisfied != (scheduling.Rate{Part: 14, N: 19}) {
		t.Errorf("satisfied %v %t", satisfied, ok)
	}
	if yes, ok := recommend.Rate("yes"); !ok || yes != (scheduling.Rate{Part: 14, N: 19}) {
		t.Errorf("yes %v %t", yes, ok)
	}
	masked := evaluation.Tabulate(all, slices.Concat(times(11, "overall=5", "recommend=yes"), times(1, "overall=2", "recommend=no")), 5)
	overall, _ = masked.Of("overall")
	recommend, _ = masked.Of("recommend")
	if _, ok := overall.AtLeast(4); ok {
		t.Error("the satisfied can be told from the other one")
	}
	if _, ok := recommend.Rate("yes"); ok {
		t.Error("the eleven can be told from the other one")
	}
}

func TestRule23_SharesShownSumToAHundred(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var submissions []scheduling.Answers
		for range rapid.IntRange(5, 60).Draw(t, "submissions") {
			submissions = append(submissions, scheduling.Answers{
				"overall":   {rapid.SampledFrom([]string{"", "1", "2", "3", "4", "5", "6"}).Draw(t, "overall")},
				"recommend": {rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "recommend")},
				"why_not":   {rapid.SampledFrom([]string{"", "loin"}).Draw(t, "why")},
			})
		}
		results := evaluation.Tabulate(all, submissions, evaluation.Threshold)
		for _, r := range results.Questions {
			if len(r.Cells) == 0 || r.Question.Kind == scheduling.MultipleQuestion {
				continue
			}
			people, share := r.Masked.Count, r.Masked.Share
			for _, c := range r.Cells {
				people, share = people+c.Count, share+c.Share
				if !c.Masked && c.Count > 0 && c.Count < evaluation.Threshold {
					t.Fatalf("%s shows %d", r.Question.Key, c.Count)
				}
			}
			if people != r.Answered || share != 1000 {
				t.Fatalf("%s: %d of %d people, %d tenths", r.Question.Key, people, r.Answered, share)
			}
		}
		no, _ := results.Of("recommend")
		asked, _ := results.Of("why_not")
		if _, ok := no.Rate("no"); !ok && (asked.Asked != 0 || asked.Texts != nil) {
			t.Fatalf("the masked no's show by the question that follows: %+v", asked)
		}
	})
}

func TestRule22_OnlyTheSameKeyIsCompared(t *testing.T) {
	group := slices.Concat(times(5, "overall=3", "well_being=3"), times(5, "overall=4", "well_being=4"))
	later := slices.Concat(times(5, "overall=4", "well_being=4"), times(5, "overall=5", "well_being=5"))
	reworded, renamed, rescaled := scale, scale, scale
	reworded.Text, reworded.Position = "Et maintenant ?", 9
	renamed.Key = "well_being"
	rescaled.Max = 10
	for name, c := range map[string]struct {
		before, after scheduling.Question
		later         []scheduling.Answers
		want          string
	}{
		"the same question, worded otherwise":  {scale, reworded, later, "overall +1.0"},
		"the same words under another key":     {scale, renamed, later, ""},
		"the same key on another scale":        {scale, rescaled, later, ""},
		"the same key of another kind":         {scale, scheduling.Question{Key: "overall", Kind: scheduling.YesNoQuestion}, later, ""},
		"too few answers to show at that time": {scale, scale, slices.Concat(later[:4], times(6)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, pair := range evaluation.Compare(
				evaluation.Tabulate([]scheduling.Question{c.before}, group, 5),
				evaluation.Tabulate([]scheduling.Question{c.after}, c.later, 5),
			) {
				change, _ := pair.Change()
				got += fmt.Sprintf("%s %+.1f", pair.Key, change)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestRule21_OnlyTextsThatWereReviewedAreQuoted(t *testing.T) {
	texts := []scheduling.FreeText{
		{Question: "takeaway", Words: "Z", Verdict: scheduling.TextPublished},
		{Question: "takeaway", Words: "un secret"},
		{Question: "takeaway", Words: "[…]", Verdict: scheduling.TextKeptOut},
		{Question: "takeaway", Words: "A […]", Verdict: scheduling.TextMasked},
		{Question: "other", Words: "ailleurs", Verdict: scheduling.TextPublished},
	}
	r := evaluation.Result{Question: scheduling.Question{Key: "takeaway", Kind: scheduling.TextQuestion}}
	r.Quote(texts)
	if !slices.Equal(r.Texts, []string{"A […]", "Z"}) || r.Unread != 1 || r.KeptOut != 1 {
		t.Errorf("%+v", r)
	}
	hidden := evaluation.Result{Question: r.Question, Withheld: true}
	if hidden.Quote(texts); len(hidden.Texts)+hidden.Unread+hidden.KeptOut != 0 {
		t.Errorf("a question that shows nothing quotes %+v", hidden)
	}
}
