package evaluation_test

import (
	"fmt"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

var (
	section = scheduling.Question{Position: 5, Key: "part_two", Kind: scheduling.SectionHeading, Text: "Les modules", About: scheduling.AboutWhole}
	matrix  = scheduling.Question{
		Key: "trust", Kind: scheduling.MatrixQuestion, Text: "Confiance", About: scheduling.AboutWhole, Min: 1, Max: 5,
		Rows: []scheduling.Option{{Code: "job", Label: "Mon poste"}, {Code: "start", Label: "Un départ"}},
	}
	useful = scheduling.Question{Key: "useful", Kind: scheduling.YesNoQuestion, Text: "Utile ?", About: scheduling.AboutModule, Each: true}
	say    = scheduling.Question{
		Key: "say", Kind: scheduling.TextQuestion, Text: "Pourquoi ?", About: scheduling.AboutModule, Each: true,
		ShowIf: scheduling.Condition{Question: "useful", Value: "no"},
	}
	other = scheduling.Question{
		Key: "why", Kind: scheduling.SingleQuestion, Text: "Pourquoi ?", About: scheduling.AboutWhole,
		Options: []scheduling.Option{{Code: "far", Label: "Loin"}, {Code: "other", Label: "Autre", Open: true}},
	}
	modules = []scheduling.Subject{
		{About: scheduling.AboutModule, ID: "m1", Label: "1. Mes droits"},
		{About: scheduling.AboutSite, ID: "osny", Label: "Osny"},
		{About: scheduling.AboutModule, ID: "m2", Label: "2. La suite"},
	}
)

func TestAQuestionnaireIsLaidOutForASession(t *testing.T) {
	items := evaluation.Lay([]scheduling.Question{matrix, section, useful, say, other}, modules)
	if got, want := keys(evaluation.Flat(items)), "trust.job trust.start useful@m1 say@m1 useful@m2 say@m2 why why.other"; got != want {
		t.Errorf("asks %s, want %s", got, want)
	}
	if items[1].Kind != scheduling.ScaleQuestion || items[1].Text != "Confiance · Un départ" || items[1].Section != "" {
		t.Errorf("a line of the matrix: %+v", items[1])
	}
	if items[5].ShowIf.Question != "useful@m2" || items[5].Section != "Les modules" || items[5].Subject.Label != "2. La suite" {
		t.Errorf("about the second module: %+v", items[5])
	}
	var pages []string
	for _, p := range evaluation.Pages(items) {
		pages = append(pages, fmt.Sprint(p.Name, " ", len(p.Items)))
	}
	if got, want := strings.Join(pages, ", "), "trust 2, useful@m1 1, say@m1 1, useful@m2 1, say@m2 1, why 2"; got != want {
		t.Errorf("pages %s, want %s", got, want)
	}
	question, row, subject := evaluation.Part("trust.job@m1")
	if question != "trust" || row != "job" || subject != "m1" {
		t.Errorf("the key falls into %s, %s, %s", question, row, subject)
	}
	if got := keys(evaluation.Plain([]scheduling.Question{useful, other})); got != "why why.other" {
		t.Errorf("of the whole session: %s", got)
	}
}

func TestTheWordsOfAnOpenChoiceChooseIt(t *testing.T) {
	several := other
	several.Key, several.Kind = "ways", scheduling.MultipleQuestion
	items := evaluation.Lay([]scheduling.Question{other, several}, nil)
	for name, c := range map[string]struct{ answers, want scheduling.Answers }{
		"chosen, with words":       {scheduling.Answers{"why": {"other"}, "why.other": {"Le bus"}}, scheduling.Answers{"why": {"other"}, "why.other": {"Le bus"}}},
		"words alone":              {scheduling.Answers{"why.other": {"Le bus"}}, scheduling.Answers{"why": {"other"}, "why.other": {"Le bus"}}},
		"words and another choice": {scheduling.Answers{"why": {"far"}, "why.other": {"Le bus"}}, scheduling.Answers{"why": {"far"}}},
		"words beside others":      {scheduling.Answers{"ways": {"far"}, "ways.other": {"Le bus"}}, scheduling.Answers{"ways": {"far", "other"}, "ways.other": {"Le bus"}}},
		"blank words":              {scheduling.Answers{"why.other": {"  "}}, scheduling.Answers{}},
	} {
		t.Run(name, func(t *testing.T) {
			clean, err := evaluation.Check(evaluation.Flat(items), evaluation.Complete(items, c.answers))
			if err != nil || fmt.Sprint(clean) != fmt.Sprint(c.want) {
				t.Errorf("got %v, %v, want %v", clean, err, c.want)
			}
		})
	}
}

func TestConditionsCompareAsTheirQuestionDoes(t *testing.T) {
	day := scheduling.Question{Key: "day", Kind: scheduling.DateQuestion}
	for name, c := range map[string]struct {
		asked scheduling.Question
		test  scheduling.ConditionTest
		value string
		given string
		shown bool
	}{
		"is not, otherwise answered": {yesNo, scheduling.IsNot, "yes", "no", true},
		"is not, but is":             {yesNo, scheduling.IsNot, "yes", "yes", false},
		"is not, unanswered":         {yesNo, scheduling.IsNot, "yes", "", false},
		"at least a step":            {scale, scheduling.AtLeast, "4", "5", true},
		"below it":                   {scale, scheduling.AtLeast, "4", "3", false},
		"numbers, not letters":       {hours, scheduling.AtLeast, "9", "10", true},
		"at most a number":           {hours, scheduling.AtMost, "2.5", "2,6", false},
		"at most a day":              {day, scheduling.AtMost, "2027-01-12", "12/1/2027", true},
		"a day after":                {day, scheduling.AtMost, "2027-01-12", "2027-02-01", false},
	} {
		t.Run(name, func(t *testing.T) {
			after := scheduling.Question{Key: "after", Kind: scheduling.TextQuestion, ShowIf: scheduling.Condition{Question: c.asked.Key, Test: c.test, Value: c.value}}
			shown := evaluation.Shown([]scheduling.Question{c.asked, after}, scheduling.Answers{c.asked.Key: {c.given}})
			if (len(shown) == 2) != c.shown {
				t.Errorf("shows %s", keys(shown))
			}
		})
	}
}

func TestTheKeysOfTwoNumbersAreCompared(t *testing.T) {
	reworded, narrower, fewer := scale, hours, matrix
	reworded.Text = "En somme ?"
	narrower.Kind = scheduling.ScaleQuestion
	fewer.Rows = matrix.Rows[:1]
	var got []string
	for _, c := range evaluation.Differences([]scheduling.Question{scale, yesNo, section, hours, matrix}, []scheduling.Question{reworded, yesNo, why, narrower, fewer}) {
		got = append(got, c.Key+" "+string(c.Fate))
	}
	if want := "overall reworded, recommend same, why_not added, hours broken, trust broken"; strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}
