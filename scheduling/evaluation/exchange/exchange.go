// Package exchange writes questionnaires, and what was answered to them, as other
// software reads them: FHIR R4 (JSON), XLSForm (a workbook) and CSV. Each says
// what the reader of the other side will not know, and what of a strange file
// was left out. What Trame writes, it reads back the same.
package exchange

import (
	"strconv"
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// Form is a questionnaire with its questions.
type Form struct {
	scheduling.Questionnaire
	Questions []scheduling.Question
}

// Loss is something that does not come through: Kind is a code of a sentence
// (label.loss.KIND), Question the key or the place it is about, "" for the whole.
type Loss struct {
	Kind     string
	Question string
}

// The formats.
const (
	FHIR    = "fhir"
	XLSForm = "xlsform"
	CSV     = "csv"
)

// Formats in the order of the screens.
var Formats = []string{FHIR, XLSForm, CSV}

// Foreseen is what other software will not know of a form in a format. Trame
// reads all of it back.
func Foreseen(form Form, format string) (losses []Loss) {
	if format == CSV {
		return []Loss{{Kind: "own_table"}}
	}
	if found, same := spaced(form); format == FHIR && found && !same {
		losses = append(losses, Loss{Kind: "spaces"})
	}
	if format == XLSForm {
		losses = append(losses, Loss{Kind: "anonymity"})
	}
	for _, q := range form.Questions {
		if q.Each {
			losses = append(losses, Loss{"each", q.Key})
		}
		if q.About != scheduling.AboutWhole && !q.Each {
			losses = append(losses, Loss{"about", q.Key})
		}
	}
	return losses
}

// finish gives what was read its places and its number, and checks it as if
// somebody had typed it.
func finish(form Form, losses []Loss) (Form, []Loss, error) {
	form.Number = max(form.Number, 1)
	if !evaluation.ValidName(form.Code) {
		form.Code = evaluation.NameFor(form.Title, nil)
	}
	for i := range form.Questions {
		form.Questions[i].Position = i + 1
		if form.Questions[i].About == "" {
			form.Questions[i].About = scheduling.AboutWhole
		}
	}
	if err := evaluation.Validate(form.Questionnaire, form.Questions); err != nil {
		return Form{}, nil, err
	}
	return form, losses, nil
}

// names turns the names of other software into keys, and remembers which.
type names struct {
	of    map[string]string
	taken []string
}

func (n *names) key(foreign, text string) string {
	if n.of == nil {
		n.of = map[string]string{}
	}
	key := foreign
	if !evaluation.ValidName(key) || contains(n.taken, key) {
		words := foreign
		if text != "" && !evaluation.ValidName(strings.ToLower(foreign)) {
			words = text
		}
		key = evaluation.NameFor(words, n.taken)
	}
	n.of[foreign] = key
	n.taken = append(n.taken, key)
	return key
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// option is a choice of other software with a code that may be one of ours.
func option(code, label string, taken *[]string) scheduling.Option {
	if !evaluation.ValidName(code) || contains(*taken, code) {
		code = evaluation.NameFor(label, *taken)
	}
	if label == "" {
		label = code
	}
	*taken = append(*taken, code)
	return scheduling.Option{Code: code, Label: label}
}

func label(q scheduling.Question, code string) string {
	for _, o := range q.Options {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

// steps lists a scale's steps as choices; one without words bears its figure.
func steps(q scheduling.Question) (options []scheduling.Option) {
	scale := q
	scale.Kind = scheduling.ScaleQuestion
	for _, code := range evaluation.Codes(scale) {
		options = append(options, scheduling.Option{Code: code, Label: label(q, code)})
	}
	return options
}

// scaleOf reads choices that are whole numbers in a row as a scale.
func scaleOf(q *scheduling.Question, options []scheduling.Option) bool {
	for i, o := range options {
		n, err := strconv.Atoi(o.Code)
		if err != nil || n < 0 || n > 10 || i > 0 && n != q.Max+1 {
			return false
		}
		if i == 0 {
			q.Min = n
		}
		q.Max = n
	}
	if q.Max <= q.Min {
		q.Min, q.Max = 0, 0
		return false
	}
	for _, o := range options {
		if o.Label != o.Code && o.Label != "" {
			q.Options = append(q.Options, o)
		}
	}
	return true
}

func refuse(key string, args ...any) error {
	return scheduling.Refuse(scheduling.Invalid, key, "file", args...)
}

func itoa(n int) string { return strconv.Itoa(n) }

// whole reads a whole number; what is none is 0.
func whole(cell string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(cell, ".0"))
	if err != nil {
		return 0
	}
	return n
}
