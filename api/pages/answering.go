package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
	"trame/templates"
)

// The sheet of a participant goes one question a page. Her answers travel in
// the form, hidden, from page to page: nothing is kept before she sends them,
// and nothing needs a script. Fields are named "r." and the question's key.

const answerField = "r."

// answerView is one page of it.
type answerView struct {
	evaluating.Sheet
	Post     string
	Question scheduling.Question
	Options  []templates.Option
	N, Of    int
	Given    []string
	Hidden   []templates.Pair // the answers to the other questions
	Recap    []recapLine
}

type recapLine struct {
	Key, Text string
	Answer    string
}

func (p *Pages) answerView(c echo.Context) (answerView, templates.View, error) {
	sheet, err := p.Evaluating.Open(c.Request().Context(), c.Param("token"))
	data := answerView{Sheet: sheet, Post: "/q/" + c.Param("token")}
	return data, templates.View{
		Title: "Vos rencontres", Organisation: sheet.Organisation.Name, Phone: sheet.Organisation.Phone, PhoneHours: sheet.Organisation.PhoneHours,
	}, err
}

// answerSheet opens it. It acts on nothing: mail scanners open links too.
func (p *Pages) answerSheet(c echo.Context) error {
	data, view, err := p.answerView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	view.Data = data
	if data.Used {
		return p.show(c, "questionnaire-thanks", view)
	}
	return p.show(c, "questionnaire-start", view)
}

// turn goes from page to page, and sends the sheet in the end.
func (p *Pages) turn(c echo.Context) error {
	data, view, err := p.answerView(c)
	if err != nil {
		return p.linkFailure(c, err)
	}
	if data.Used { // a button pressed twice, a page sent again: nothing is lost
		return c.Redirect(http.StatusSeeOther, data.Post)
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	answers, at, goal := answersIn(form), form.Get("question"), form.Get("aller")
	if goal == "pause" {
		view.Data = data
		return p.show(c, "questionnaire-pause", view)
	}
	if goal == "envoyer" {
		return p.sendSheet(c, data, view, answers)
	}
	if current, ok := find(data.Questions, at); ok && goal == "suivant" {
		if _, err := evaluation.CheckAnswer(current, answers[at]); err != nil {
			data.ask(current, answers)
			view.Data = data
			return p.again(c, fieldOf(err, at), "questionnaire-question", view)
		}
	}
	shown := evaluation.Shown(data.Questions, answers)
	next := slices.IndexFunc(shown, func(q scheduling.Question) bool { return q.Key == at })
	switch goal {
	case "precedent":
		next--
	case "revoir": // from the list of her answers back to one of them
	default:
		next++
	}
	switch {
	case next < 0:
		data.carry(answers, "")
		view.Data = data
		return p.show(c, "questionnaire-start", view)
	case next >= len(shown):
		data.recap(shown, answers)
		view.Data = data
		return p.show(c, "questionnaire-end", view)
	}
	data.ask(shown[next], answers)
	view.Data = data
	return p.show(c, "questionnaire-question", view)
}

func (p *Pages) sendSheet(c echo.Context, data answerView, view templates.View, answers scheduling.Answers) error {
	err := p.Evaluating.Answer(c.Request().Context(), c.Param("token"), answers)
	switch scheduling.KindOf(err) {
	case scheduling.Invalid:
		// Something is missing: the first page at fault comes again.
		shown := evaluation.Shown(data.Questions, answers)
		for _, q := range shown {
			if _, fault := evaluation.CheckAnswer(q, answers[q.Key]); fault != nil {
				data.ask(q, answers)
				view.Data = data
				return p.again(c, fieldOf(fault, q.Key), "questionnaire-question", view)
			}
		}
		return err
	case scheduling.Conflict:
		return c.Redirect(http.StatusSeeOther, data.Post)
	case 0:
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, data.Post)
	}
	return p.linkFailure(c, err)
}

// fieldOf puts a fault at the field of its question.
func fieldOf(err error, key string) error {
	if e, ok := err.(*scheduling.Error); ok { //nolint:errorlint // CheckAnswer makes it, nobody wrapped it
		at := *e
		at.Field = answerField + key
		return &at
	}
	return err
}

func answersIn(form url.Values) scheduling.Answers {
	answers := scheduling.Answers{}
	for name, values := range form {
		if key, ok := strings.CutPrefix(name, answerField); ok {
			answers[key] = values
		}
	}
	return answers
}

func find(questions []scheduling.Question, key string) (scheduling.Question, bool) {
	i := slices.IndexFunc(questions, func(q scheduling.Question) bool { return q.Key == key })
	if i < 0 {
		return scheduling.Question{}, false
	}
	return questions[i], true
}

// ask turns the page to q.
func (s *answerView) ask(q scheduling.Question, answers scheduling.Answers) {
	shown := evaluation.Shown(s.Questions, answers)
	s.Question, s.Of, s.Options, s.Given = q, len(shown), optionsOf(q), answers[q.Key]
	s.N = 1 + slices.IndexFunc(shown, func(o scheduling.Question) bool { return o.Key == q.Key })
	s.carry(answers, q.Key)
}

// carry hides the answers to the other questions in the form, in the order of
// the questionnaire.
func (s *answerView) carry(answers scheduling.Answers, but string) {
	for _, q := range s.Questions {
		for _, value := range answers[q.Key] {
			if q.Key != but && value != "" {
				s.Hidden = append(s.Hidden, templates.Pair{Name: answerField + q.Key, Value: value})
			}
		}
	}
}

// recap lists what she is about to send.
func (s *answerView) recap(shown []scheduling.Question, answers scheduling.Answers) {
	s.carry(answers, "")
	s.Of = len(shown)
	for _, q := range shown {
		var words []string
		for _, value := range answers[q.Key] {
			words = append(words, answerWord(q, value))
		}
		s.Recap = append(s.Recap, recapLine{q.Key, q.Text, strings.Join(words, " · ")})
	}
}

func answerWord(q scheduling.Question, value string) string {
	for _, o := range optionsOf(q) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// optionsOf is the choices of a closed question.
func optionsOf(q scheduling.Question) []templates.Option {
	var list []templates.Option
	switch q.Kind {
	case scheduling.YesNoQuestion:
		return []templates.Option{{Value: scheduling.Yes, Label: "Oui"}, {Value: scheduling.No, Label: "Non"}}
	case scheduling.ScaleQuestion:
		for step := q.Min; step <= q.Max; step++ {
			code := strconv.Itoa(step)
			list = append(list, templates.Option{Value: code, Label: stepLabel(q, code)})
		}
	default:
		for _, o := range q.Options {
			list = append(list, templates.Option{Value: o.Code, Label: o.Label})
		}
	}
	return list
}

func stepLabel(q scheduling.Question, code string) string {
	for _, o := range q.Options {
		if o.Code == code && o.Label != "" {
			return o.Label
		}
	}
	return code
}
