package templates

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"trame/scheduling"
)

// phrases holds every sentence by key, and the keys in the order of the files:
// a code list is shown as it is written.
type phrases struct {
	text map[string]string
	keys []string
}

var sentences = sync.OnceValue(func() phrases {
	p, err := readMessages(files)
	if err != nil {
		panic(err)
	}
	return p
})

// readMessages merges templates/messages/*.json: flat objects, key to
// sentence. A key written twice is an error: two rooms would fight over it.
func readMessages(tree fs.FS) (phrases, error) {
	p := phrases{text: map[string]string{}}
	names, err := fs.Glob(tree, "messages/*.json")
	if err != nil {
		return p, err
	}
	for _, name := range names {
		source, err := fs.ReadFile(tree, name)
		if err != nil {
			return p, err
		}
		if err := p.add(source); err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
	}
	return p, nil
}

// add reads token by token because a map would lose order and doubles.
func (p *phrases) add(source []byte) error {
	dec := json.NewDecoder(bytes.NewReader(source))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("want one object of sentences: %w", err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var sentence string
		if err := dec.Decode(&sentence); err != nil {
			return fmt.Errorf("%v: %w", key, err)
		}
		name := fmt.Sprint(key) // a string: JSON object keys are
		if _, twice := p.text[name]; twice {
			return fmt.Errorf("key %q is written twice", name)
		}
		p.text[name] = French(sentence)
		p.keys = append(p.keys, name)
	}
	_, err := dec.Token() // the closing brace, or what is missing
	return err
}

// HasMessage reports whether key has a sentence.
func HasMessage(key string) bool {
	_, ok := sentences().text[key]
	return ok
}

// Message is the French sentence of key, with {name} replaced by the args, in
// pairs name, value. {n, plural, one {# place} other {# places}} chooses by n
// (French: 0 and 1 are singular). A key without a sentence shows itself.
func Message(key string, args ...any) string {
	sentence, ok := sentences().text[key]
	if !ok {
		return key
	}
	values := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = args[i+1]
	}
	return substitute(sentence, values)
}

func substitute(s string, values map[string]any) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := closing(s, open)
		if end < 0 {
			break
		}
		out.WriteString(s[:open])
		out.WriteString(placeholder(s[open+1:end], values))
		s = s[end+1:]
	}
	out.WriteString(s)
	return out.String()
}

// closing is the index of the brace that closes the one at open, -1 if none.
func closing(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// placeholder is "name" or "name, plural, one {…} other {…}". An argument
// nobody gave stays visible between its braces.
func placeholder(inner string, values map[string]any) string {
	name, rest, plural := strings.Cut(inner, ", plural,")
	value, given := values[strings.TrimSpace(name)]
	if !given {
		return "{" + inner + "}"
	}
	if !plural {
		return shown(value)
	}
	n, _ := amount(value)
	form := "other"
	if n > -2 && n < 2 {
		form = "one"
	}
	at := strings.Index(rest, form+" {")
	if at < 0 {
		return "{" + inner + "}"
	}
	open := at + len(form) + 1
	end := closing(rest, open)
	if end < 0 {
		return "{" + inner + "}"
	}
	return substitute(strings.ReplaceAll(rest[open+1:end], "#", shown(value)), values)
}

// Label is the French word for a code of a code list: message
// label.LIST.CODE. "" stays "".
func Label(list string, code any) string {
	c := shown(code)
	if c == "" {
		return ""
	}
	return Message("label." + list + "." + c)
}

// Codes are the options of a code list, in the order of its file.
func Codes(list string) []Option {
	var options []Option
	all := sentences()
	for _, key := range all.keys {
		if code, ok := strings.CutPrefix(key, "label."+list+"."); ok {
			options = append(options, Option{Value: code, Label: all.text[key]})
		}
	}
	return options
}

// Sentence is what a person reads about err: the sentence of its key, those of
// all its faults, or an apology that gives nothing away.
func Sentence(err error) string {
	if err == nil {
		return ""
	}
	list := refusals(err)
	if len(list) == 0 {
		return Message("internal")
	}
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = refusalSentence(e)
	}
	return strings.Join(parts, " ")
}

func refusals(err error) []*scheduling.Error {
	if list, ok := errors.AsType[scheduling.Faults](err); ok {
		return list
	}
	if e, ok := errors.AsType[*scheduling.Error](err); ok {
		return []*scheduling.Error{e}
	}
	return nil
}

var kindKeys = map[scheduling.Kind]string{
	scheduling.Invalid: "invalid", scheduling.NotFound: "not_found", scheduling.Conflict: "conflict",
	scheduling.Forbidden: "forbidden", scheduling.Expired: "expired",
}

func refusalSentence(e *scheduling.Error) string {
	if HasMessage(e.Key) {
		return Message(e.Key, e.Args...)
	}
	return Message(kindKeys[e.Kind])
}
