package exchange

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// What FHIR has no word for travels in extensions, which other software keeps
// and ignores.
const (
	urn          = "urn:trame:fhir:"
	itemControl  = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
	controlCodes = "http://hl7.org/fhir/questionnaire-item-control"
	minValue     = "http://hl7.org/fhir/StructureDefinition/minValue"
	maxValue     = "http://hl7.org/fhir/StructureDefinition/maxValue"
	openingID    = "opening.text"
	closingID    = "closing.text"
	helpID       = ".help"
	mostBytes    = 1 << 20
	deepest      = 12
)

type fhirQuestionnaire struct {
	ResourceType string      `json:"resourceType"`
	Extension    []extension `json:"extension,omitempty"`
	URL          string      `json:"url,omitempty"`
	Version      string      `json:"version,omitempty"`
	Name         string      `json:"name,omitempty"`
	Title        string      `json:"title,omitempty"`
	Status       string      `json:"status"`
	Language     string      `json:"language,omitempty"`
	SubjectType  []string    `json:"subjectType,omitempty"`
	Item         []fhirItem  `json:"item,omitempty"`
}

type fhirItem struct {
	LinkID         string         `json:"linkId"`
	Extension      []extension    `json:"extension,omitempty"`
	Text           string         `json:"text,omitempty"`
	Type           string         `json:"type"`
	EnableWhen     []enableWhen   `json:"enableWhen,omitempty"`
	EnableBehavior string         `json:"enableBehavior,omitempty"`
	Required       bool           `json:"required,omitempty"`
	Repeats        bool           `json:"repeats,omitempty"`
	AnswerValueSet string         `json:"answerValueSet,omitempty"`
	AnswerOption   []answerOption `json:"answerOption,omitempty"`
	Item           []fhirItem     `json:"item,omitempty"`
}

type extension struct {
	URL     string       `json:"url"`
	Code    string       `json:"valueCode,omitempty"`
	Boolean *bool        `json:"valueBoolean,omitempty"`
	Integer *int         `json:"valueInteger,omitempty"`
	String  string       `json:"valueString,omitempty"`
	Concept *fhirConcept `json:"valueCodeableConcept,omitempty"`
}

type fhirConcept struct {
	Coding []coding `json:"coding,omitempty"`
}

type coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

type answerOption struct {
	Extension []extension `json:"extension,omitempty"`
	Coding    *coding     `json:"valueCoding,omitempty"`
	Integer   *int        `json:"valueInteger,omitempty"`
	String    string      `json:"valueString,omitempty"`
}

type enableWhen struct {
	Question string       `json:"question"`
	Operator string       `json:"operator"`
	Boolean  *bool        `json:"answerBoolean,omitempty"`
	Decimal  *json.Number `json:"answerDecimal,omitempty"`
	Integer  *int         `json:"answerInteger,omitempty"`
	Date     string       `json:"answerDate,omitempty"`
	String   string       `json:"answerString,omitempty"`
	Coding   *coding      `json:"answerCoding,omitempty"`
}

// WriteFHIR is form as a FHIR R4 Questionnaire.
func WriteFHIR(form Form) ([]byte, error) {
	found, _ := spaced(form)
	form = eachText(form, plain.Replace)
	f := fhirQuestionnaire{
		ResourceType: "Questionnaire", URL: canonical(form), Version: strconv.Itoa(form.Number), Name: form.Code, Title: form.Title,
		Status: "draft", Language: "fr", Extension: []extension{flag("anonymous", form.Anonymous)},
	}
	if found {
		f.Extension = append(f.Extension, flag("spaces", true))
	}
	if form.Frozen() {
		f.Status = "active"
	}
	if form.Opening != "" {
		f.Item = append(f.Item, fhirItem{LinkID: openingID, Type: "display", Text: form.Opening})
	}
	into := &f.Item
	for _, q := range form.Questions {
		if q.Kind == scheduling.SectionHeading {
			section := fhirItem{LinkID: q.Key, Type: "group", Text: q.Text, Extension: []extension{code("kind", string(q.Kind))}}
			section.Item = help(q)
			f.Item = append(f.Item, section)
			into = &f.Item[len(f.Item)-1].Item
			continue
		}
		*into = append(*into, fhirOf(q, form.Questions))
	}
	if form.Closing != "" {
		f.Item = append(f.Item, fhirItem{LinkID: closingID, Type: "display", Text: form.Closing})
	}
	return json.MarshalIndent(f, "", "  ")
}

func canonical(form Form) string { return "urn:trame:questionnaire:" + form.Code }

func flag(name string, value bool) extension { return extension{URL: urn + name, Boolean: &value} }

func code(name, value string) extension { return extension{URL: urn + name, Code: value} }

func bound(url string, n int) extension { return extension{URL: url, Integer: &n} }

func control(code string) extension {
	return extension{URL: itemControl, Concept: &fhirConcept{[]coding{{System: controlCodes, Code: code}}}}
}

func help(q scheduling.Question) []fhirItem {
	if q.Help == "" {
		return nil
	}
	return []fhirItem{{LinkID: q.Key + helpID, Type: "display", Text: q.Help, Extension: []extension{control("help")}}}
}

var fhirTypes = map[scheduling.QuestionKind]string{
	scheduling.ScaleQuestion: "choice", scheduling.SingleQuestion: "choice", scheduling.MultipleQuestion: "choice",
	scheduling.YesNoQuestion: "boolean", scheduling.NumberQuestion: "decimal", scheduling.TextQuestion: "text",
	scheduling.DateQuestion: "date", scheduling.MatrixQuestion: "group",
}

func fhirOf(q scheduling.Question, all []scheduling.Question) fhirItem {
	item := fhirItem{
		LinkID: q.Key, Text: q.Text, Type: fhirTypes[q.Kind], Required: q.Required, Repeats: q.Kind == scheduling.MultipleQuestion,
		Extension: []extension{code("kind", string(q.Kind)), code("about", string(q.About))}, Item: help(q),
	}
	if q.Each {
		item.Extension = append(item.Extension, flag("each", true))
	}
	if q.Kind == scheduling.NumberQuestion && (q.Min != 0 || q.Max != 0) {
		item.Extension = append(item.Extension, bound(minValue, q.Min), bound(maxValue, q.Max))
	}
	item.AnswerOption = fhirOptions(q, &item)
	if q.Kind == scheduling.MatrixQuestion {
		item.Extension = append(item.Extension, control("gtable"))
		for _, row := range q.Rows {
			item.Item = append(item.Item, fhirItem{
				LinkID: q.Key + "." + row.Code, Type: "choice", Text: row.Label, Required: q.Required, AnswerOption: item.AnswerOption,
			})
		}
		item.AnswerOption, item.Required = nil, q.Required
	}
	fhirCondition(&item, q.ShowIf, all)
	return item
}

func fhirOptions(q scheduling.Question, item *fhirItem) (list []answerOption) {
	options := q.Options
	if q.Kind == scheduling.ScaleQuestion || q.Kind == scheduling.MatrixQuestion && q.Max > q.Min {
		options = steps(q)
	}
	for _, o := range options {
		one := answerOption{Coding: &coding{Code: o.Code, Display: o.Label}}
		if o.Open {
			item.Type = "open-choice"
			one.Extension = []extension{flag("open", true)}
		}
		list = append(list, one)
	}
	return list
}

// fhirCondition says when an item is enabled. FHIR compares no codes by order:
// "at least" lists them.
func fhirCondition(item *fhirItem, c scheduling.Condition, all []scheduling.Question) {
	if c.Question == "" {
		return
	}
	var asked scheduling.Question
	for _, q := range all {
		if q.Key == c.Question {
			asked = q
		}
	}
	exists := true
	switch {
	case c.Test == scheduling.Is:
		item.EnableWhen = []enableWhen{when(asked, "=", c.Value)}
	case c.Test == scheduling.IsNot: // an unanswered question passes none of ours
		item.EnableWhen = []enableWhen{{Question: c.Question, Operator: "exists", Boolean: &exists}, when(asked, "!=", c.Value)}
		item.EnableBehavior = "all"
	case asked.Kind == scheduling.ScaleQuestion:
		item.EnableBehavior = "any"
		for _, step := range evaluation.Codes(asked) {
			if evaluation.Passes(c, []string{step}) {
				item.EnableWhen = append(item.EnableWhen, when(asked, "=", step))
			}
		}
		item.Extension = append(item.Extension, code("test", string(c.Test)))
	case c.Test == scheduling.AtLeast:
		item.EnableWhen = []enableWhen{when(asked, ">=", c.Value)}
	default:
		item.EnableWhen = []enableWhen{when(asked, "<=", c.Value)}
	}
}

func when(asked scheduling.Question, operator, value string) enableWhen {
	w := enableWhen{Question: asked.Key, Operator: operator}
	switch asked.Kind {
	case scheduling.YesNoQuestion:
		yes := value == scheduling.Yes
		w.Boolean = &yes
	case scheduling.NumberQuestion:
		n := json.Number(strings.TrimPrefix(strings.Replace(value, ",", ".", 1), "+"))
		w.Decimal = &n
	case scheduling.DateQuestion:
		w.Date = value
	default:
		w.Coding = &coding{Code: value}
	}
	return w
}

// ReadFHIR reads a Questionnaire of R4, ours or a stranger's, and says what of it
// was left out.
func ReadFHIR(raw []byte) (Form, []Loss, error) {
	var f fhirQuestionnaire
	if err := decode(raw, &f); err != nil {
		return Form{}, nil, err
	}
	if f.ResourceType != "Questionnaire" {
		return Form{}, nil, refuse("exchange.not_questionnaire")
	}
	r := fhirReader{}
	r.form.Title, r.form.Code, r.form.Anonymous = f.Title, f.Name, true
	r.form.Number, _ = strconv.Atoi(f.Version) // a stranger's version is any text: then 1
	spaces := false
	for _, e := range f.Extension {
		switch {
		case e.Boolean == nil:
		case e.URL == urn+"anonymous":
			r.form.Anonymous = *e.Boolean
		case e.URL == urn+"spaces":
			spaces = *e.Boolean
		}
	}
	if r.form.Title == "" {
		r.form.Title = f.Name
	}
	r.items(f.Item, nil, 0)
	if spaces {
		r.form = eachText(r.form, french)
	}
	return finish(r.form, r.losses)
}

// decode reads one JSON value that is neither too long nor too deep.
func decode(raw []byte, into any) error {
	if len(raw) > mostBytes {
		return refuse("exchange.too_large", "kb", mostBytes>>10)
	}
	depth := 0
	tokens := json.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := tokens.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return refuse("exchange.not_json")
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > 4*deepest {
			return refuse("exchange.too_deep")
		}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		where := "file"
		if fault, ok := err.(*json.UnmarshalTypeError); ok { //nolint:errorlint // Unmarshal returns it bare
			where = fault.Field
		}
		return refuse("exchange.not_fhir", "field", where)
	}
	return nil
}
