package timetable

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"trame/scheduling"
)

// Flaw is what is wrong with a file, and where: cohorts[3].rooms[0]. A file
// that is not JSON has a line and a column instead.
type Flaw struct {
	Field string
	Says  string
}

// Error is one line: cohorts[3].rooms[0]: unknown room "osny-9".
func (f *Flaw) Error() string {
	if f.Field == "" {
		return f.Says
	}
	return f.Field + ": " + f.Says
}

func flaw(field, format string, args ...any) *Flaw {
	return &Flaw{field, fmt.Sprintf(format, args...)}
}

// in puts a flaw where it was found: rooms[2] before seats. No flaw stays none.
func (f *Flaw) in(list string, i int) *Flaw {
	if f != nil {
		f.Field = strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", list, i, f.Field), ".")
	}
	return f
}

// under is in for a field that is no list.
func (f *Flaw) under(field string) *Flaw {
	if f != nil {
		f.Field = field + "." + f.Field
	}
	return f
}

// err is f as an error, where no flaw is no error.
func (f *Flaw) err() error {
	if f == nil {
		return nil
	}
	return f
}

// misread is the flaw that kept data from being decoded.
func misread(data []byte, err error) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return flaw(dotted(semantic.JSONPointer), "%s", semanticSays(data, semantic))
	}
	syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, jsontext.ErrDuplicateName):
		return flaw(dotted(syntactic.JSONPointer), "is given twice")
	}
	before := data[:min(int(syntactic.ByteOffset), len(data))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return flaw(fmt.Sprintf("line %d, column %d", line, column), "%s", syntacticSays(syntactic))
}

func syntacticSays(e *jsontext.SyntacticError) string {
	if e.Err == nil {
		return "is not JSON"
	}
	return "is not JSON: " + strings.TrimPrefix(e.Err.Error(), "jsontext: ")
}

var (
	typeDate   = reflect.TypeFor[scheduling.Date]()
	typeClock  = reflect.TypeFor[Clock]()
	typeMoment = reflect.TypeFor[Moment]()
	typeStage  = reflect.TypeFor[Stage]()
)

func semanticSays(data []byte, e *json.SemanticError) string {
	if errors.Is(e.Err, json.ErrUnknownName) {
		return "unknown field"
	}
	return excerpt(data, e.ByteOffset) + " is not " + wanted(e.GoType)
}

// wanted says what a file should hold where Go has a type.
func wanted(t reflect.Type) string {
	switch {
	case t == nil:
		return "understood"
	case t == typeDate:
		return "a day like 2027-01-12"
	case t == typeClock:
		return "a time like 09:30"
	case t == typeMoment:
		return "a moment like 2027-01-12T09:30"
	case t == typeStage:
		return `a pair like ["room", 38]`
	case t.Kind() == reflect.Int:
		return "a whole number in reach"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice:
		return "a list"
	case t.Kind() == reflect.String:
		return "a text"
	}
	return "an object"
}

// excerpt is the value that follows an offset, cut to what fits a line.
func excerpt(data []byte, offset int64) string {
	rest := bytes.TrimLeft(data[min(int(offset), len(data)):], " \t\r\n:,")
	value, err := jsontext.NewDecoder(bytes.NewReader(rest)).ReadValue()
	switch {
	case err != nil || value.Kind() == '{':
		return "this"
	case value.Kind() == '[':
		return "a list"
	}
	return cut(string(value))
}

const longestExcerpt = 60

// cut keeps a line a line: nothing that moves a terminal's cursor, no endless
// name.
func cut(s string) string {
	if len(s) > longestExcerpt {
		s = strings.ToValidUTF8(s[:longestExcerpt], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// dotted writes /cohorts/3/rooms/0 as cohorts[3].rooms[0].
func dotted(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			fmt.Fprintf(&b, "[%s]", token)
		case b.Len() > 0:
			b.WriteString("." + cut(token))
		default:
			b.WriteString(cut(token))
		}
	}
	return b.String()
}
