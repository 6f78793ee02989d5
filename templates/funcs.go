package templates

import (
	"fmt"
	html "html/template"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// functions are what templates may call; doc.go lists them.
var functions map[string]any

func init() { // a literal would refer to itself through the builders
	functions = map[string]any{
		"date": dateText(LongDate), "plaindate": dateText(PlainDate), "shortdate": dateText(ShortDate), "day": dayText, "isodate": isoText,
		"hour": hourText, "span": spanText, "when": whenText, "duration": Duration,
		"number": Number, "percent": Percent, "plural": Plural, "join": join,
		"label": Label, "codes": Codes, "message": Message, "nbsp": French,
		"dict": dict, "list": list, "linkto": linkTo, "phone": Phone, "tel": tel, "asset": Asset,
		"field": newField, "as": asType, "badge": NewBadge, "tone": toned, "link": newLink,
		"empty": builder[Empty], "working": builder[Working], "confirm": builder[Confirm], "thread": threadOf,
		"bars": builder[Bars], "pager": builder[Pager], "add": add, "outlook": outlook, "criterion": Criterion, "reason": Reason,
	}
}

// linkTo is base with a query of the pairs that have a value:
// linkto "/sessions" "q" .Search "after" .Next.
func linkTo(base any, pairs ...any) (string, error) {
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := shown(pairs[i+1]); value != "" {
			query.Set(shown(pairs[i]), value)
		}
	}
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("linkto %v: a name without value", base)
	}
	if len(query) == 0 {
		return shown(base), nil
	}
	return shown(base) + "?" + query.Encode(), nil
}

func newLink(text, href any) Link { return Link{shown(text), shown(href)} }

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a name without value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[shown(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

func list(items ...any) []any { return items }

func add(a, b int) int { return a + b }

// join writes the items of any list with sep between them; the last may have
// its own: join .Names ", " " et ".
func join(items any, sep string, last ...string) (string, error) {
	r := reflect.ValueOf(items)
	if r.Kind() != reflect.Slice {
		return "", fmt.Errorf("join of %T", items)
	}
	var out strings.Builder
	for i := range r.Len() {
		switch {
		case i > 0 && i == r.Len()-1 && len(last) > 0:
			out.WriteString(last[0])
		case i > 0:
			out.WriteString(sep)
		}
		out.WriteString(shown(r.Index(i).Interface()))
	}
	return out.String(), nil
}

func dayText(v any, zone ...any) (string, error) {
	d, err := dayOf(v, zone...)
	return itoa(d.Day), err
}

func isoText(v any, zone ...any) (string, error) {
	d, err := dayOf(v, zone...)
	return d.String(), err
}

// shown is how a value reads; nil and what is zero as a date are "".
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case html.HTML:
		return string(v)
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
		return ""
	}
	return fmt.Sprint(v)
}

func itoa(n int) string { return strconv.Itoa(n) }

// builder makes a partial's data from pairs, field name in any case then
// value: {{template "empty" (empty "title" "Aucune session" "text" "…")}}. A
// name the partial does not know fails the page, in its first test.
func builder[T any](pairs ...any) (T, error) {
	var target T
	err := fill(reflect.ValueOf(&target).Elem(), pairs)
	return target, err
}

func fill(target reflect.Value, pairs []any) error {
	if len(pairs)%2 != 0 {
		return fmt.Errorf("%s: a name without value", target.Type())
	}
	for i := 0; i < len(pairs); i += 2 {
		name := shown(pairs[i])
		field := target.FieldByNameFunc(func(f string) bool { return strings.EqualFold(f, name) })
		if !field.IsValid() {
			return fmt.Errorf("%s has no %q", target.Type(), name)
		}
		if err := set(field, pairs[i+1]); err != nil {
			return fmt.Errorf("%s %s: %w", target.Type(), name, err)
		}
	}
	return nil
}

func set(field reflect.Value, value any) error {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return nil
	case v.Type().AssignableTo(field.Type()):
		field.Set(v)
	case field.Kind() == reflect.String:
		field.SetString(shown(value))
	case field.CanFloat() || field.CanInt():
		n, ok := amount(value)
		if !ok {
			return fmt.Errorf("%T is no number", value)
		}
		field.Set(reflect.ValueOf(n).Convert(field.Type()))
	default:
		return fmt.Errorf("%T is no %s", value, field.Type())
	}
	return nil
}
