package exchange

import (
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// fhirReader flattens the items of a Questionnaire into questions.
type fhirReader struct {
	form   Form
	losses []Loss
	names  names
	codes  map[string]map[string]string // of a question: a stranger's code → ours
}

func (r *fhirReader) lose(kind, where string) { r.losses = append(r.losses, Loss{kind, where}) }

// items reads a list; outer are the conditions of the groups it stands in.
func (r *fhirReader) items(list []fhirItem, outer []enableWhen, depth int) {
	if depth > deepest {
		r.lose("too_deep", "")
		return
	}
	for _, item := range list {
		switch {
		case item.LinkID == openingID && item.Type == "display":
			r.form.Opening = item.Text
		case item.LinkID == closingID && item.Type == "display":
			r.form.Closing = item.Text
		case item.Type == "display" && !isHelp(item):
			r.lose("display", item.LinkID)
		case item.Type == "display": // of the item around it
		case item.Type == "group" && r.matrix(item, outer):
		case item.Type == "group":
			r.section(item, outer, depth)
		default:
			r.question(item, outer)
		}
	}
}

func (r *fhirReader) section(item fhirItem, outer []enableWhen, depth int) {
	if depth > 0 {
		r.lose("nested", item.LinkID)
	}
	if item.Text != "" {
		q := scheduling.Question{Key: r.names.key(item.LinkID, item.Text), Kind: scheduling.SectionHeading, Text: item.Text, Help: helpOf(item)}
		r.form.Questions = append(r.form.Questions, q)
	}
	if item.Repeats {
		r.lose("repeats", item.LinkID)
	}
	if len(item.EnableWhen) > 0 {
		outer = item.EnableWhen
	}
	r.items(item.Item, outer, depth+1)
}

func isHelp(item fhirItem) bool {
	return hasControl(item, "help") || strings.HasSuffix(item.LinkID, helpID)
}

func hasControl(item fhirItem, wanted string) bool {
	for _, e := range item.Extension {
		if e.URL == itemControl && e.Concept != nil {
			for _, c := range e.Concept.Coding {
				if c.Code == wanted {
					return true
				}
			}
		}
	}
	return false
}

func helpOf(item fhirItem) string {
	for _, child := range item.Item {
		if child.Type == "display" && isHelp(child) {
			return child.Text
		}
	}
	return ""
}

// own is what an extension of ours says of an item.
func own(item fhirItem, name string) string {
	for _, e := range item.Extension {
		if e.URL == urn+name {
			if e.Boolean != nil && *e.Boolean {
				return "true"
			}
			return e.Code
		}
	}
	return ""
}

func (r *fhirReader) base(item fhirItem) scheduling.Question {
	q := scheduling.Question{
		Key: r.names.key(item.LinkID, item.Text), Text: item.Text, Help: helpOf(item), Required: item.Required,
		About: scheduling.QuestionAbout(own(item, "about")), Each: own(item, "each") == "true",
	}
	if !slices.Contains(evaluation.Subjects, q.About) {
		q.About = scheduling.AboutWhole
	}
	return q
}

// matrix reads a group of choices that all offer the same as one grid.
func (r *fhirReader) matrix(item fhirItem, outer []enableWhen) bool {
	if own(item, "kind") != string(scheduling.MatrixQuestion) && !hasControl(item, "gtable") && !hasControl(item, "table") {
		return false
	}
	var rows []fhirItem
	for _, child := range item.Item {
		switch {
		case child.Type == "display":
		case child.Type != "choice" || len(rows) > 0 && !sameOptions(child.AnswerOption, rows[0].AnswerOption):
			return false
		default:
			rows = append(rows, child)
		}
	}
	if len(rows) == 0 {
		return false
	}
	q := r.base(item)
	q.Kind, q.Required = scheduling.MatrixQuestion, item.Required || rows[0].Required
	var taken []string
	for _, row := range rows {
		q.Rows = append(q.Rows, option(strings.TrimPrefix(row.LinkID, item.LinkID+"."), row.Text, &taken))
	}
	if options := r.options(q.Key, rows[0]); !scaleOf(&q, options) {
		q.Options = named(options)
	}
	r.condition(&q, item, outer)
	r.form.Questions = append(r.form.Questions, q)
	return true
}

func sameOptions(a, b []answerOption) bool {
	return slices.EqualFunc(a, b, func(x, y answerOption) bool {
		return x.Coding != nil && y.Coding != nil && *x.Coding == *y.Coding
	})
}

func (r *fhirReader) question(item fhirItem, outer []enableWhen) {
	q := r.base(item)
	switch item.Type {
	case "boolean":
		q.Kind = scheduling.YesNoQuestion
	case "decimal", "integer":
		q.Kind = scheduling.NumberQuestion
		r.bounds(&q, item)
	case "string", "text":
		q.Kind = scheduling.TextQuestion
	case "date", "dateTime":
		q.Kind = scheduling.DateQuestion
		if item.Type == "dateTime" {
			r.lose("hour", q.Key)
		}
	case "choice", "open-choice":
		if !r.choices(&q, item) {
			return
		}
	default: // quantity, attachment, reference, url, time
		r.lose("kind", item.LinkID)
		return
	}
	if item.Repeats && item.Type != "choice" && item.Type != "open-choice" {
		r.lose("repeats", q.Key)
	}
	r.condition(&q, item, outer)
	r.form.Questions = append(r.form.Questions, q)
	for _, child := range item.Item {
		if child.Type != "display" {
			r.lose("nested", child.LinkID)
			r.items([]fhirItem{child}, outer, 1)
		}
	}
}

func (r *fhirReader) bounds(q *scheduling.Question, item fhirItem) {
	for _, e := range item.Extension {
		if e.Integer != nil && e.URL == minValue {
			q.Min = *e.Integer
		}
		if e.Integer != nil && e.URL == maxValue {
			q.Max = *e.Integer
		}
	}
}

func (r *fhirReader) choices(q *scheduling.Question, item fhirItem) bool {
	if item.AnswerValueSet != "" || len(item.AnswerOption) == 0 {
		r.lose("value_set", item.LinkID)
		return false
	}
	options := r.options(q.Key, item)
	q.Kind = scheduling.SingleQuestion
	if item.Repeats {
		q.Kind = scheduling.MultipleQuestion
	} else if kind := own(item, "kind"); (kind == "" || kind == string(scheduling.ScaleQuestion)) && item.Type == "choice" && scaleOf(q, options) {
		q.Kind = scheduling.ScaleQuestion
		return true
	}
	q.Options = named(options)
	r.codes[q.Key] = map[string]string{}
	for i, o := range options {
		r.codes[q.Key][o.Code] = q.Options[i].Code
	}
	open := slices.ContainsFunc(q.Options, func(o scheduling.Option) bool { return o.Open })
	if item.Type == "open-choice" && !open {
		codes := make([]string, len(q.Options))
		for i, o := range q.Options {
			codes[i] = o.Code
		}
		q.Options = append(q.Options, scheduling.Option{Code: evaluation.NameFor("other", codes), Label: "Autre", Open: true})
	}
	return true
}

// options are the choices of an item with the codes it gives them.
func (r *fhirReader) options(key string, item fhirItem) (options []scheduling.Option) {
	if r.codes == nil {
		r.codes = map[string]map[string]string{}
	}
	for _, a := range item.AnswerOption {
		o := scheduling.Option{}
		switch {
		case a.Coding != nil:
			o = scheduling.Option{Code: a.Coding.Code, Label: a.Coding.Display}
		case a.Integer != nil:
			o.Code = itoa(*a.Integer)
		case a.String != "":
			o.Label = a.String
		default:
			r.lose("option", key)
			continue
		}
		for _, e := range a.Extension {
			o.Open = o.Open || e.URL == urn+"open" && e.Boolean != nil && *e.Boolean
		}
		options = append(options, o)
	}
	return options
}

// named gives choices codes that may be ours.
func named(options []scheduling.Option) []scheduling.Option {
	var taken []string
	list := make([]scheduling.Option, len(options))
	for i, o := range options {
		list[i] = option(o.Code, o.Label, &taken)
		list[i].Open = o.Open
	}
	return list
}

// condition reads what enables an item, or the group around it, where it says
// what a condition of ours can.
func (r *fhirReader) condition(q *scheduling.Question, item fhirItem, outer []enableWhen) {
	list := item.EnableWhen
	if len(list) == 0 {
		list = outer
	} else if len(outer) > 0 {
		r.lose("conditions", q.Key)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(w enableWhen) bool {
		return w.Operator == "exists" && len(list) > 1 && w.Boolean != nil && *w.Boolean
	})
	if len(list) == 0 {
		return
	}
	c, ok := r.testOf(list, own(item, "test"))
	if ok && evaluation.MayDepend(r.form.Questions, *q, c) {
		q.ShowIf = c
		return
	}
	r.lose("conditions", q.Key)
}

var operators = map[string]scheduling.ConditionTest{"=": scheduling.Is, "!=": scheduling.IsNot, ">=": scheduling.AtLeast, "<=": scheduling.AtMost}

// testOf reads one comparison, or the list of steps that test (ours) stands for.
func (r *fhirReader) testOf(list []enableWhen, test string) (c scheduling.Condition, ok bool) {
	first := list[0]
	if test == string(scheduling.AtMost) {
		first = list[len(list)-1]
	}
	c.Question = r.names.of[first.Question]
	c.Value = r.value(c.Question, first)
	if test != "" {
		c.Test = scheduling.ConditionTest(test)
		return c, c.Value != ""
	}
	c.Test, ok = operators[first.Operator]
	return c, ok && len(list) == 1 && c.Question != "" && c.Value != ""
}

func (r *fhirReader) value(key string, w enableWhen) string {
	switch {
	case w.Coding != nil:
		if ours, ok := r.codes[key][w.Coding.Code]; ok {
			return ours
		}
		return w.Coding.Code
	case w.Boolean != nil && *w.Boolean:
		return scheduling.Yes
	case w.Boolean != nil:
		return scheduling.No
	case w.Decimal != nil:
		return w.Decimal.String()
	case w.Integer != nil:
		return itoa(*w.Integer)
	case w.Date != "":
		return w.Date
	}
	return w.String
}
