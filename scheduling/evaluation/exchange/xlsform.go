package exchange

import (
	"regexp"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// Book is a workbook: its sheets by name, each with its rows.
type Book map[string][][]string

// Sheets of an XLSForm, in their order.
var Sheets = []string{"survey", "choices", "settings"}

var (
	surveyColumns = []string{
		"type", "name", "label", "hint", "required", "relevant", "constraint", "appearance",
		"trame_kind", "trame_about", "trame_each", "trame_row", "trame_min", "trame_max",
	}
	choiceColumns   = []string{"list_name", "name", "label", "trame_open"}
	settingsColumns = []string{"form_title", "form_id", "version", "default_language", "trame_anonymous"}
)

// WriteXLSForm is form as the sheets of an XLSForm. Columns that begin with
// trame_ are ours; other readers pass over them.
func WriteXLSForm(form Form) Book {
	w := xlsWriter{book: Book{
		"survey":  {surveyColumns},
		"choices": {choiceColumns},
		"settings": {
			settingsColumns,
			{form.Title, form.Code, itoa(form.Number), "fr", mark(form.Anonymous, "yes", "no")},
		},
	}, form: form}
	if form.Opening != "" {
		w.row(map[string]string{"type": "note", "name": "opening_text", "label": form.Opening, "trame_kind": "opening"})
	}
	open := false
	for _, q := range form.Questions {
		if q.Kind != scheduling.SectionHeading {
			w.question(q)
			continue
		}
		if open {
			w.row(map[string]string{"type": "end_group"})
		}
		open = true
		w.row(map[string]string{"type": "begin_group", "name": q.Key, "label": q.Text, "hint": q.Help, "trame_kind": string(q.Kind)})
	}
	if open {
		w.row(map[string]string{"type": "end_group"})
	}
	if form.Closing != "" {
		w.row(map[string]string{"type": "note", "name": "closing_text", "label": form.Closing, "trame_kind": "closing"})
	}
	return w.book
}

type xlsWriter struct {
	book Book
	form Form
}

func (w *xlsWriter) row(cells map[string]string) {
	row := make([]string, len(surveyColumns))
	for i, name := range surveyColumns {
		row[i] = cells[name]
	}
	w.book["survey"] = append(w.book["survey"], row)
}

func (w *xlsWriter) choices(list string, options []scheduling.Option) {
	for _, o := range options {
		w.book["choices"] = append(w.book["choices"], []string{list, o.Code, o.Label, mark(o.Open, "yes", "")})
	}
}

func (w *xlsWriter) question(q scheduling.Question) {
	cells := map[string]string{
		"name": q.Key, "label": q.Text, "hint": q.Help, "required": mark(q.Required, "yes", ""), "relevant": w.relevant(q.ShowIf),
		"trame_kind": string(q.Kind), "trame_about": string(q.About), "trame_each": mark(q.Each, "yes", ""),
		"trame_min": figure(q, q.Min), "trame_max": figure(q, q.Max),
	}
	list := q.Key + "_list"
	switch q.Kind {
	case scheduling.ScaleQuestion:
		cells["type"] = "select_one " + list
		w.choices(list, steps(q))
	case scheduling.SingleQuestion:
		cells["type"] = "select_one " + list
		w.choices(list, q.Options)
	case scheduling.MultipleQuestion:
		cells["type"] = "select_multiple " + list
		w.choices(list, q.Options)
	case scheduling.YesNoQuestion:
		cells["type"] = "select_one " + list
		w.choices(list, []scheduling.Option{{Code: scheduling.Yes, Label: "Oui"}, {Code: scheduling.No, Label: "Non"}})
	case scheduling.NumberQuestion:
		cells["type"] = "decimal"
		if q.Max > q.Min {
			cells["constraint"] = ". >= " + itoa(q.Min) + " and . <= " + itoa(q.Max)
		}
	case scheduling.TextQuestion:
		cells["type"], cells["appearance"] = "text", "multiline"
	case scheduling.DateQuestion:
		cells["type"] = "date"
	case scheduling.MatrixQuestion:
		w.matrix(q, cells)
		return
	}
	w.row(cells)
	for _, o := range q.Options {
		if o.Open {
			w.row(map[string]string{
				"type": "text", "name": q.Key + "__" + o.Code, "label": o.Label,
				"relevant": "selected(${" + q.Key + "}, '" + o.Code + "')", "trame_kind": "words",
			})
		}
	}
}

// matrix is a group drawn as a table, with a question a line.
func (w *xlsWriter) matrix(q scheduling.Question, cells map[string]string) {
	required := cells["required"]
	cells["type"], cells["appearance"], cells["required"] = "begin_group", "table-list", ""
	cells["trame_row"] = mark(q.Required, "required", "")
	w.row(cells)
	list, options := q.Key+"_list", q.Options
	if q.Max > q.Min {
		options = steps(q)
	}
	w.choices(list, options)
	for _, row := range q.Rows {
		w.row(map[string]string{"type": "select_one " + list, "name": q.Key + "__" + row.Code, "label": row.Label, "required": required, "trame_row": row.Code})
	}
	w.row(map[string]string{"type": "end_group"})
}

func (w *xlsWriter) relevant(c scheduling.Condition) string {
	name, value := "${"+c.Question+"}", "'"+c.Value+"'"
	var asked scheduling.Question
	for _, q := range w.form.Questions {
		if q.Key == c.Question {
			asked = q
		}
	}
	if asked.Kind == scheduling.DateQuestion {
		value = "date(" + value + ")"
	} else if asked.Kind == scheduling.NumberQuestion || c.Test == scheduling.AtLeast || c.Test == scheduling.AtMost {
		value = strings.Replace(c.Value, ",", ".", 1)
	}
	several := asked.Kind == scheduling.MultipleQuestion
	switch {
	case c.Question == "":
		return ""
	case c.Test == scheduling.AtLeast:
		return name + " >= " + value
	case c.Test == scheduling.AtMost:
		return name + " != '' and " + name + " <= " + value
	case c.Test == scheduling.IsNot && several:
		return name + " != '' and not(selected(" + name + ", " + value + "))"
	case c.Test == scheduling.IsNot:
		return name + " != '' and " + name + " != " + value
	case several:
		return "selected(" + name + ", " + value + ")"
	}
	return name + " = " + value
}

var (
	answered = regexp.MustCompile(`^\$\{([^}]+)\} *!= *'' +and +(.*)$`)
	compared = regexp.MustCompile(`^\$\{([^}]+)\} *(=|!=|>=|<=) *(?:date\()?['"]?([^'")]*)['"]?\)?$`)
	selected = regexp.MustCompile(`^(not\()?selected\(\$\{([^}]+)\}, *['"]([^'"]*)['"]\)\)?$`)
)

// ReadXLSForm reads the sheets of an XLSForm, ours or a stranger's, and says what
// of it was left out.
func ReadXLSForm(book Book) (Form, []Loss, error) {
	if len(book["survey"]) == 0 {
		return Form{}, nil, refuse("exchange.no_survey")
	}
	r := xlsReader{lists: map[string][]scheduling.Option{}, codes: map[string]map[string]string{}}
	r.survey = newSheet(book["survey"], append(slices.Clone(surveyColumns), "calculation", "default", "guidance_hint", "constraint_message", "required_message"))
	for _, wanted := range []string{"type", "name", "label"} {
		if _, ok := r.survey.at[wanted]; !ok {
			return Form{}, nil, refuse("exchange.no_column", "column", "survey/"+wanted)
		}
	}
	for _, name := range r.survey.lost {
		r.lose("column", name)
	}
	r.settings(newSheet(book["settings"], settingsColumns))
	choices := newSheet(book["choices"], choiceColumns)
	for _, row := range choices.rows {
		list := choices.cell(row, "list_name")
		if list == "" {
			list = choices.cell(row, "list name")
		}
		r.lists[list] = append(r.lists[list], scheduling.Option{
			Code: choices.cell(row, "name"), Label: choices.cell(row, "label"), Open: yes(choices.cell(row, "trame_open")),
		})
	}
	for i := 0; i < len(r.survey.rows); i++ {
		i = r.line(i)
	}
	return finish(r.form, r.losses)
}

type xlsReader struct {
	form   Form
	losses []Loss
	survey sheet
	lists  map[string][]scheduling.Option
	codes  map[string]map[string]string
	names  names
	outer  []string // conditions of the groups around
}

func (r *xlsReader) lose(kind, where string) { r.losses = append(r.losses, Loss{kind, where}) }

func (r *xlsReader) settings(s sheet) {
	r.form.Anonymous = true
	if len(s.rows) == 0 {
		return
	}
	row := s.rows[0]
	r.form.Title, r.form.Code, r.form.Number = s.cell(row, "form_title"), s.cell(row, "form_id"), whole(s.cell(row, "version"))
	r.form.Anonymous = s.cell(row, "trame_anonymous") != "no"
	for _, name := range s.lost {
		r.lose("column", name)
	}
}

// line reads the i-th row, and returns the last one it took.
func (r *xlsReader) line(i int) int {
	row := r.survey.rows[i]
	cell := func(name string) string { return r.survey.cell(row, name) }
	kind, list, _ := strings.Cut(strings.Join(strings.Fields(cell("type")), " "), " ")
	list, other := strings.CutSuffix(list, " or_other")
	switch own := cell("trame_kind"); {
	case kind == "":
	case own == "opening":
		r.form.Opening = cell("label")
	case own == "closing":
		r.form.Closing = cell("label")
	case own == "words": // written again with its choice
	case kind == "begin_group" && own == string(scheduling.MatrixQuestion):
		return r.matrix(i)
	case kind == "begin_group", kind == "begin_repeat", kind == "begin":
		if kind == "begin_repeat" || list == "repeat" {
			r.lose("repeats", cell("name"))
		}
		r.outer = append(r.outer, cell("relevant"))
		if cell("label") != "" {
			r.form.Questions = append(r.form.Questions, scheduling.Question{
				Key: r.names.key(cell("name"), cell("label")), Kind: scheduling.SectionHeading, Text: cell("label"), Help: cell("hint"),
			})
		}
	case kind == "end_group", kind == "end_repeat", kind == "end":
		r.outer = r.outer[:max(len(r.outer)-1, 0)]
	case kind == "note":
		r.lose("display", cell("name"))
	default:
		r.question(row, kind, list, other)
	}
	return i
}

func (r *xlsReader) base(row []string) scheduling.Question {
	cell := func(name string) string { return r.survey.cell(row, name) }
	q := scheduling.Question{
		Key: r.names.key(cell("name"), cell("label")), Text: cell("label"), Help: cell("hint"), Required: yes(cell("required")),
		About: scheduling.QuestionAbout(cell("trame_about")), Each: yes(cell("trame_each")),
		Min: whole(cell("trame_min")), Max: whole(cell("trame_max")),
	}
	if cell("calculation") != "" {
		r.lose("calculation", q.Key)
	}
	return q
}

func (r *xlsReader) question(row []string, kind, list string, other bool) {
	own := scheduling.QuestionKind(r.survey.cell(row, "trame_kind"))
	q := r.base(row)
	switch kind {
	case "select_one", "select_multiple", "select", "select1":
		options := r.lists[list]
		if len(options) == 0 {
			r.lose("value_set", q.Key)
			return
		}
		if other {
			options = append(slices.Clone(options), scheduling.Option{Code: "other", Label: "Autre", Open: true})
		}
		r.choices(&q, own, options, kind == "select_multiple" || kind == "select")
	case "text", "string":
		q.Kind = scheduling.TextQuestion
	case "integer", "decimal", "int", "range":
		q.Kind = scheduling.NumberQuestion
		if own == "" && r.survey.cell(row, "constraint") != "" {
			r.lose("constraint", q.Key)
		}
	case "date", "datetime", "dateTime":
		q.Kind = scheduling.DateQuestion
		if kind != "date" {
			r.lose("hour", q.Key)
		}
	case "acknowledge":
		q.Kind = scheduling.YesNoQuestion
	default: // geopoint, image, audio, calculate, hidden…
		r.lose("kind", q.Key)
		return
	}
	r.condition(&q, r.survey.cell(row, "relevant"))
	r.form.Questions = append(r.form.Questions, q)
}

func (r *xlsReader) choices(q *scheduling.Question, own scheduling.QuestionKind, options []scheduling.Option, several bool) {
	yesNo := len(options) == 2 && options[0].Code == scheduling.Yes && options[1].Code == scheduling.No
	switch {
	case several:
		q.Kind = scheduling.MultipleQuestion
	case yesNo && own != scheduling.SingleQuestion:
		q.Kind, q.Min, q.Max = scheduling.YesNoQuestion, 0, 0
		return
	case own != scheduling.SingleQuestion && scaleOf(q, options):
		q.Kind = scheduling.ScaleQuestion
		return
	default:
		q.Kind = scheduling.SingleQuestion
	}
	q.Options = named(options)
	r.codes[q.Key] = map[string]string{}
	for i, o := range options {
		r.codes[q.Key][o.Code] = q.Options[i].Code
	}
}

// matrix reads a group of ours up to its end.
func (r *xlsReader) matrix(i int) int {
	row := r.survey.rows[i]
	q := r.base(row)
	q.Kind, q.Required = scheduling.MatrixQuestion, r.survey.cell(row, "trame_row") == "required"
	list := ""
	for i++; i < len(r.survey.rows); i++ {
		line := r.survey.rows[i]
		kind, of, _ := strings.Cut(r.survey.cell(line, "type"), " ")
		if kind == "end_group" {
			break
		}
		if kind == "select_one" {
			list = of
			q.Rows = append(q.Rows, scheduling.Option{Code: r.survey.cell(line, "trame_row"), Label: r.survey.cell(line, "label")})
		}
	}
	if !(q.Max > q.Min && scaleOf(&q, r.lists[list])) {
		q.Options = named(r.lists[list])
	}
	r.condition(&q, r.survey.cell(row, "relevant"))
	r.form.Questions = append(r.form.Questions, q)
	return i
}

// condition reads the expressions that say what one of ours does.
func (r *xlsReader) condition(q *scheduling.Question, relevant string) {
	for _, outer := range r.outer {
		if outer != "" && relevant != "" {
			r.lose("conditions", q.Key)
		} else if outer != "" {
			relevant = outer
		}
	}
	if relevant = strings.TrimSpace(relevant); relevant == "" {
		return
	}
	if m := answered.FindStringSubmatch(relevant); m != nil {
		relevant = m[2]
	}
	c, ok := r.parse(relevant)
	if ok && evaluation.MayDepend(r.form.Questions, *q, c) {
		q.ShowIf = c
		return
	}
	r.lose("conditions", q.Key)
}

func (r *xlsReader) parse(relevant string) (c scheduling.Condition, ok bool) {
	tests := map[string]scheduling.ConditionTest{"=": scheduling.Is, "!=": scheduling.IsNot, ">=": scheduling.AtLeast, "<=": scheduling.AtMost}
	if m := selected.FindStringSubmatch(relevant); m != nil {
		c.Question, c.Value = r.names.of[m[2]], m[3]
		if m[1] != "" {
			c.Test = scheduling.IsNot
		}
	} else if m := compared.FindStringSubmatch(relevant); m != nil {
		c.Question, c.Test, c.Value = r.names.of[m[1]], tests[m[2]], strings.TrimSpace(m[3])
	} else {
		return c, false
	}
	if ours, known := r.codes[c.Question][c.Value]; known {
		c.Value = ours
	}
	return c, c.Question != ""
}
