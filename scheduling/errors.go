package scheduling

import (
	"errors"
	"strings"
)

// Kind says what the caller can do about an Error.
type Kind uint8

// The kinds; whatever is not an Error is internal.
const (
	Invalid   Kind = iota + 1 // the input breaks a rule: correct Field and try again
	NotFound                  // no such thing, or none this actor may see
	Conflict                  // true a moment ago, no longer: reload and try again
	Forbidden                 // seen, but not for this actor to do
	Expired                   // a link, code, offer or sign-in past its end
	Throttled                 // too often: wait
)

// Error is a refusal. Key names the sentence a person reads
// (templates/messages), Field the input it is about ("" for the whole), Args
// what the sentence quotes, in pairs name, value. Err is for the log only.
type Error struct {
	Kind  Kind
	Key   string
	Field string
	Args  []any
	Err   error
}

func (e *Error) Error() string {
	text := e.Key
	if e.Field != "" {
		text += " (" + e.Field + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Is matches a refusal of the same kind, key and field, whatever it quotes.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Kind == e.Kind && other.Key == e.Key && other.Field == e.Field
}

// KindOf is the kind of the first Error in err's chain, 0 when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if list, ok := errors.AsType[Faults](err); ok && len(list) > 0 {
		return list[0].Kind
	}
	return 0
}

// Refuse makes an Error.
func Refuse(kind Kind, key, field string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Field: field, Args: args}
}

// Faults is every Invalid of one input, in the order of its fields.
type Faults []*Error

func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, e := range f {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Check adds an Invalid for field unless ok.
func (f *Faults) Check(ok bool, field, key string, args ...any) {
	if !ok {
		*f = append(*f, Refuse(Invalid, key, field, args...))
	}
}

// Err is f as an error, nil when nothing is wrong.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}
