package templates

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Field is one question of a form with everything around it: label, hint,
// error, what was typed, and the attributes that tie them together.
type Field struct {
	ID, Name, Label string
	Type            string // text, email, tel, password, number, date, time, search, url, file, textarea, select, checkbox, radios, checkboxes
	Value           string
	Hint, Error     string
	Autocomplete    string
	Inputmode       string
	Placeholder     string // the empty choice of a select; never a label
	Pattern         string
	Accept          string // file
	Min, Max, Step  string
	Maxlength       int
	Rows            int    // textarea
	Size            string // short, long: the width that tells how much is wanted
	Options         []Option
	Required        bool
	Optional        bool // says « (facultatif) »
	Checked         bool // checkbox
	Multiple        bool
	Hidden          bool // the label is for screen readers alone (a search, a cell of a table)
	Values          []string
	Given           string // what the page gave as value, whatever was typed since
}

// Option is a choice of a select, radios or checkboxes.
type Option struct {
	Value, Label, Hint string
	Disabled           bool
}

// newField makes a Field inside a page: field $ "email" "Adresse mail" "type"
// "email" "value" .Data.Email. What was typed wins over value; the error comes
// from View.Errors.
func newField(v View, name, label string, pairs ...any) (Field, error) {
	f := Field{ID: fieldID(name), Name: name, Label: label, Type: "text", Rows: 4, Error: v.Errors.For(name)}
	for i := 0; i+1 < len(pairs); i += 2 {
		switch {
		case strings.EqualFold(shown(pairs[i]), "value"):
			f.Values = texts(pairs[i+1])
			pairs[i+1] = nil
		case strings.EqualFold(shown(pairs[i]), "options"):
			options, err := optionsOf(pairs[i+1])
			if err != nil {
				return f, fmt.Errorf("field %s: %w", name, err)
			}
			f.Options, pairs[i+1] = options, nil
		}
	}
	if err := fill(reflect.ValueOf(&f).Elem(), pairs); err != nil {
		return f, fmt.Errorf("field %s: %w", name, err)
	}
	if len(f.Values) > 0 {
		f.Given = f.Values[0]
	}
	if v.Form != nil && f.Type != "password" && f.Type != "file" {
		f.Values = v.Form[name]
		f.Checked = v.Form.Has(name)
	}
	if len(f.Values) > 0 {
		f.Value = f.Values[0]
	}
	return f, nil
}

// asType draws f as another control, unless it says which itself.
func asType(f Field, kind string) Field {
	if f.Type == "text" {
		f.Type = kind
	}
	return f
}

// DescribedBy lists the ids of hint and error, "" when there is neither.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// Chosen reports whether the option with value is the one typed or stored.
func (f Field) Chosen(value string) bool { return slices.Contains(f.Values, value) }

// OptionID is the id of the i-th choice; the first bears the field's own, so
// that the summary of errors leads to it.
func (f Field) OptionID(i int) string {
	if i == 0 {
		return f.ID
	}
	return f.ID + "-" + itoa(i+1)
}

// fieldID is what the summary of errors links to.
func fieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

// ID is the anchor of the input an error is about.
func (e FieldError) ID() string { return fieldID(e.Field) }

// texts reads one value or a list of them as what an input holds. Zero dates
// and nil are no value; 0 and false are.
func texts(v any) []string {
	r := reflect.ValueOf(v)
	if r.IsValid() && r.Kind() == reflect.Slice {
		var all []string
		for i := range r.Len() {
			all = append(all, shown(r.Index(i).Interface()))
		}
		return all
	}
	if text := shown(v); text != "" {
		return []string{text}
	}
	return nil
}

// optionsOf takes []Option, a list of values that are their own labels, or the
// name of a code list.
func optionsOf(v any) ([]Option, error) {
	switch v := v.(type) {
	case []Option:
		return v, nil
	case string:
		options := Codes(v)
		if options == nil {
			return nil, fmt.Errorf("no code list %q in templates/messages", v)
		}
		return options, nil
	}
	if r := reflect.ValueOf(v); !r.IsValid() || r.Kind() != reflect.Slice {
		return nil, fmt.Errorf("options of %T", v)
	}
	var options []Option
	for _, text := range texts(v) {
		options = append(options, Option{Value: text, Label: text})
	}
	return options, nil
}
