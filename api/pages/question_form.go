package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/templates"
)

// questionForm is one question as fields; what a kind does not have is left out.
type questionForm struct {
	builderView
	Question   scheduling.Question
	N          int // 0: a new one
	Post       string
	Choices    string // one a line
	Steps      string
	Lines      string // of a matrix
	Open       string // the label of the open choice
	Conditions []templates.Option
	Condition  string
	Value      string // of a number or a day
	Scaled     bool   // a matrix answered on a scale
}

// Has reports whether the kind of the question has a part.
func (f questionForm) Has(part string) bool {
	kind := f.Question.Kind
	switch part {
	case "choices":
		return kind == scheduling.SingleQuestion || kind == scheduling.MultipleQuestion || kind == scheduling.MatrixQuestion && !f.Scaled
	case "open":
		return kind == scheduling.SingleQuestion || kind == scheduling.MultipleQuestion
	case "steps":
		return kind == scheduling.ScaleQuestion || kind == scheduling.MatrixQuestion && f.Scaled
	case "range":
		return f.Has("steps") || kind == scheduling.NumberQuestion
	case "lines":
		return kind == scheduling.MatrixQuestion
	}
	return kind != scheduling.SectionHeading // "answer"
}

func (p *Pages) questionView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	b, err := p.builder(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	if !b.Editable {
		return templates.View{}, scheduling.Refuse(scheduling.Conflict, "questionnaire.frozen", "")
	}
	f := questionForm{builderView: b, N: position(c)}
	title := "Nouvelle question"
	if f.N > 0 {
		if f.N > len(b.Questions) {
			return templates.View{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		f.Question, title = b.Questions[f.N-1], "Modifier la question"
		f.Post = fmt.Sprintf("%s/questions/%d/modifier", b.Base, f.N)
	} else {
		f.Post = b.Base + "/questions/nouvelle"
		f.Question = scheduling.Question{Kind: scheduling.QuestionKind(c.FormValue("kind")), About: scheduling.AboutWhole}
		if !slices.Contains(scheduling.QuestionKinds, f.Question.Kind) {
			f.Question.Kind = scheduling.ScaleQuestion
		}
		if f.Question.Kind == scheduling.ScaleQuestion || f.Question.Kind == scheduling.MatrixQuestion {
			f.Question.Min, f.Question.Max = 1, 5
		}
	}
	f.fill()
	return templates.View{Title: title, Current: "programmes", Data: f}, nil
}

// fill words the parts of the question for their fields.
func (f *questionForm) fill() {
	q := f.Question
	f.Scaled = q.Max > q.Min
	f.Lines = evaluation.WriteOptions(q.Rows)
	if f.Has("steps") {
		f.Steps = evaluation.WriteSteps(q)
	} else {
		f.Choices = evaluation.WriteOptions(slices.DeleteFunc(slices.Clone(q.Options), func(o scheduling.Option) bool { return o.Open }))
	}
	if i := slices.IndexFunc(q.Options, func(o scheduling.Option) bool { return o.Open }); i >= 0 {
		f.Open = q.Options[i].Label
	}
	before := f.Questions
	if f.N > 0 {
		before = f.Questions[:f.N-1]
	}
	f.Conditions = conditions(before)
	if q.ShowIf.Question != "" {
		f.Condition = conditionValue(q.ShowIf.Question, q.ShowIf.Test, q.ShowIf.Value)
		if !slices.ContainsFunc(f.Conditions, func(o templates.Option) bool { return o.Value == f.Condition }) {
			f.Condition, f.Value = conditionValue(q.ShowIf.Question, q.ShowIf.Test, ""), q.ShowIf.Value
		}
	}
}

// conditions are those that the questions before allow, each as one choice: a
// wrong one cannot be made.
func conditions(before []scheduling.Question) (list []templates.Option) {
	add := func(n int, q scheduling.Question, test scheduling.ConditionTest, value string) {
		shown := answerWord(q, value)
		if value == "" {
			shown = "…"
		}
		list = append(list, templates.Option{
			Value: conditionValue(q.Key, test, value),
			Label: templates.Message("question.condition", "n", n, "text", shorten(q.Text), "test", testWord(test), "value", shown),
		})
	}
	for i, q := range before {
		codes := evaluation.Codes(q)
		for j, code := range codes {
			add(i+1, q, scheduling.Is, code)
			if q.Kind == scheduling.SingleQuestion || q.Kind == scheduling.MultipleQuestion {
				add(i+1, q, scheduling.IsNot, code)
			}
			if q.Kind == scheduling.ScaleQuestion && j > 0 && j < len(codes)-1 {
				add(i+1, q, scheduling.AtLeast, code)
				add(i+1, q, scheduling.AtMost, code)
			}
		}
		if q.Kind == scheduling.NumberQuestion || q.Kind == scheduling.DateQuestion {
			add(i+1, q, scheduling.AtLeast, "")
			add(i+1, q, scheduling.AtMost, "")
		}
	}
	return list
}

func conditionValue(key string, test scheduling.ConditionTest, value string) string {
	return key + "|" + string(test) + "|" + value
}

func shorten(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return strings.TrimSpace(string(runes[:39])) + "…"
	}
	return s
}

func (p *Pages) questionForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.questionView(c, actor)
	if err != nil {
		return p.refusedTo(c, questionnairePath(c), err)
	}
	return p.show(c, "question-form", v)
}

func (p *Pages) setQuestion(c echo.Context, actor scheduling.Actor) error {
	v, err := p.questionView(c, actor)
	if err != nil {
		return p.refusedTo(c, questionnairePath(c), err)
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	f, ok := v.Data.(questionForm)
	if !ok { // questionView makes it
		return echo.ErrInternalServerError
	}
	err = p.Evaluating.SetQuestion(c.Request().Context(), actor, questionnaireID(c), version(c), f.N, f.read(form))
	if err != nil {
		return p.again(c, err, "question-form", v)
	}
	if f.N == 0 {
		return p.turned(c, nil, "question.added", len(f.Questions)+1)
	}
	return p.turned(c, nil, "question.saved", f.N)
}

// read makes the question that a form describes.
func (f questionForm) read(form url.Values) scheduling.Question {
	q := scheduling.Question{
		Kind: f.Question.Kind, Key: strings.TrimSpace(form.Get("key")), Text: strings.TrimSpace(form.Get("text")), Help: strings.TrimSpace(form.Get("help")),
		About: scheduling.AboutWhole, Required: form.Has("required"),
	}
	if q.Key == "" {
		q.Key = evaluation.NameFor(q.Text, f.keys())
	}
	if about := form.Get("about"); about != "" {
		q.About = scheduling.QuestionAbout(about)
	}
	q.Each = form.Has("each")
	if form.Get("min") != "" || form.Get("max") != "" {
		q.Min, q.Max = whole(form, "min"), whole(form, "max")
	}
	if f.Has("lines") {
		q.Rows = evaluation.ReadOptions(form.Get("rows"), f.Question.Rows)
	}
	f.readChoices(&q, form)
	q.ShowIf = readCondition(form)
	return q
}

func (f questionForm) readChoices(q *scheduling.Question, form url.Values) {
	switch {
	case f.Has("steps") && q.Max > q.Min:
		q.Options = evaluation.ReadSteps(form.Get("choices"), q.Min)
	case f.Has("lines"): // its scale was emptied: the lines are the choices
		q.Min, q.Max = 0, 0
		q.Options = evaluation.ReadOptions(form.Get("choices"), f.Question.Options)
	case f.Has("choices"):
		closed := slices.DeleteFunc(slices.Clone(f.Question.Options), func(o scheduling.Option) bool { return o.Open })
		q.Options = evaluation.ReadOptions(form.Get("choices"), closed)
		if label := strings.TrimSpace(form.Get("open")); label != "" {
			q.Options = append(q.Options, f.openChoice(label, q.Options))
		}
	}
}

// openChoice keeps the code of the open choice there was.
func (f questionForm) openChoice(label string, others []scheduling.Option) scheduling.Option {
	for _, o := range f.Question.Options {
		if o.Open {
			return scheduling.Option{Code: o.Code, Label: label, Open: true}
		}
	}
	taken := make([]string, len(others))
	for i, o := range others {
		taken[i] = o.Code
	}
	return scheduling.Option{Code: evaluation.NameFor("other", taken), Label: label, Open: true}
}

func (f questionForm) keys() []string {
	var taken []string
	for i, q := range f.Questions {
		if i+1 != f.N {
			taken = append(taken, q.Key)
		}
	}
	return taken
}

func readCondition(form url.Values) scheduling.Condition {
	key, rest, _ := strings.Cut(form.Get("show_if"), "|")
	test, value, _ := strings.Cut(rest, "|")
	if key == "" {
		return scheduling.Condition{}
	}
	if value == "" {
		value = strings.Replace(strings.TrimSpace(form.Get("show_if_value")), ",", ".", 1)
	}
	return scheduling.Condition{Question: key, Test: scheduling.ConditionTest(test), Value: value}
}
