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
// the form, hidden, from page to page, and are kept at each step under her link
// alone, to be taken up again; nothing needs a script. Fields are named "r." and
// the question's key.

const answerField = "r."

// answerView is one page of it.
type answerView struct {
	evaluating.Sheet
	Post   string
	Page   questionPage
	N, Of  int
	Last   string           // the page after which she goes on; "": from the first
	Hidden []templates.Pair // the answers to the other questions
	Recap  []recapLine
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
	if data.Used {
		view.Data = data
		return p.show(c, "questionnaire-thanks", view)
	}
	data.resume()
	view.Data = data
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
	answers, goal := answersIn(form), form.Get("aller")
	if goal != "envoyer" {
		if err := p.Evaluating.Keep(c.Request().Context(), c.Param("token"), answers); err != nil {
			return p.linkFailure(c, err)
		}
	}
	switch goal {
	case "pause":
		view.Data = data
		return p.show(c, "questionnaire-pause", view)
	case "envoyer":
		return p.sendSheet(c, data, view, answers)
	}
	return p.turnTo(c, data, view, answers)
}

// turnTo shows the page before or after the one that was answered, the end of
// the questionnaire, or its beginning.
func (p *Pages) turnTo(c echo.Context, data answerView, view templates.View, answers scheduling.Answers) error {
	at, goal := c.FormValue("question"), c.FormValue("aller")
	pages := evaluation.ShownPages(data.Items, answers)
	here := pageNamed(pages, at)
	if here >= 0 && goal == "suivant" {
		if err := pages[here].Check(answers); err != nil {
			data.ask(pages, here, answers)
			view.Data = data
			return p.again(c, atAnswers(err), "questionnaire-question", view)
		}
	}
	next := here
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
	case next >= len(pages):
		data.recap(pages, answers)
		view.Data = data
		return p.show(c, "questionnaire-end", view)
	}
	data.ask(pages, next, answers)
	view.Data = data
	return p.show(c, "questionnaire-question", view)
}

func (p *Pages) sendSheet(c echo.Context, data answerView, view templates.View, answers scheduling.Answers) error {
	err := p.Evaluating.Answer(c.Request().Context(), c.Param("token"), answers)
	switch scheduling.KindOf(err) {
	case scheduling.Invalid:
		// Something is missing: the first page at fault comes again.
		pages := evaluation.ShownPages(data.Items, answers)
		for i, page := range pages {
			if fault := page.Check(answers); fault != nil {
				data.ask(pages, i, answers)
				view.Data = data
				return p.again(c, atAnswers(fault), "questionnaire-question", view)
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

func answersIn(form url.Values) scheduling.Answers {
	answers := scheduling.Answers{}
	for name, values := range form {
		if key, ok := strings.CutPrefix(name, answerField); ok {
			answers[key] = values
		}
	}
	return answers
}

// resume takes up where she stopped: after the last page with an answer.
func (s *answerView) resume() {
	for _, page := range evaluation.ShownPages(s.Items, s.Kept) {
		if slices.ContainsFunc(page.Items, func(i evaluation.Item) bool { return len(s.Kept[i.Key]) > 0 }) {
			s.Last = page.Name
		}
	}
	s.carry(s.Kept, "")
}

func pageNamed(pages []evaluation.Page, name string) int {
	return slices.IndexFunc(pages, func(p evaluation.Page) bool { return p.Name == name })
}

// ask turns to one of the pages.
func (s *answerView) ask(pages []evaluation.Page, at int, answers scheduling.Answers) {
	s.Page, s.N, s.Of = askedOn(pages[at], answers), at+1, len(pages)
	s.carry(answers, pages[at].Name)
}

// carry hides the answers to the other pages in the form, in the order of the
// questionnaire.
func (s *answerView) carry(answers scheduling.Answers, but string) {
	for _, page := range evaluation.Pages(s.Items) {
		for _, item := range page.Items {
			for _, value := range answers[item.Key] {
				if page.Name != but && value != "" {
					s.Hidden = append(s.Hidden, templates.Pair{Name: answerField + item.Key, Value: value})
				}
			}
		}
	}
}

// recap lists what she is about to send.
func (s *answerView) recap(pages []evaluation.Page, answers scheduling.Answers) {
	s.carry(answers, "")
	s.Of = len(pages)
	for _, page := range pages {
		line := recapLine{Key: page.Name, Text: heading(page)}
		var words []string
		for _, item := range page.Items {
			for _, value := range answers[item.Key] {
				word := answerWord(item.Question, value)
				if item.Asked.Kind == scheduling.MatrixQuestion && word != "" {
					word = item.Row.Label + " : " + word
				}
				if word != "" {
					words = append(words, word)
				}
			}
		}
		line.Answer = strings.Join(words, " · ")
		s.Recap = append(s.Recap, line)
	}
}

func heading(p evaluation.Page) string {
	if p.Subject.ID == "" {
		return p.Asked.Text
	}
	return p.Asked.Text + " · " + p.Subject.Label
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

// questionPage is a question as fields of a form: one, or a line of the matrix each.
type questionPage struct {
	evaluation.Page
	N      int // its place in a printed list
	Fields []questionField
}

type questionField struct {
	evaluation.Item
	Options []templates.Option
	Given   []string
}

func askedOn(page evaluation.Page, answers scheduling.Answers) questionPage {
	v := questionPage{Page: page}
	for _, item := range page.Items {
		v.Fields = append(v.Fields, questionField{item, optionsOf(item.Question), answers[item.Key]})
	}
	return v
}
