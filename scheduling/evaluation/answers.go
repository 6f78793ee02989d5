package evaluation

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"trame/scheduling"
)

// Shown lists the questions a person is to see, given her answers so far: those
// without condition, and those whose condition is met by a question she sees.
func Shown(questions []scheduling.Question, answers scheduling.Answers) []scheduling.Question {
	var shown []scheduling.Question
	walk(questions, answers, func(q scheduling.Question, _ []string, _ *scheduling.Error) {
		shown = append(shown, q)
	})
	return shown
}

// Check reads a whole submission: the answers as they are stored, and every fault
// at once, each with the question's key as its field. An answer to a question that
// is not shown (she went back and changed her mind) or does not exist is dropped.
func Check(questions []scheduling.Question, answers scheduling.Answers) (scheduling.Answers, error) {
	var faults scheduling.Faults
	clean := walk(questions, answers, func(_ scheduling.Question, _ []string, fault *scheduling.Error) {
		if fault != nil {
			faults = append(faults, fault)
		}
	})
	return clean, faults.Err()
}

// CheckAnswer reads the answer to one question, as Check does: for pages of
// one question each.
func CheckAnswer(q scheduling.Question, values []string) ([]string, error) {
	clean, fault := read(q, values)
	if fault != nil {
		return nil, fault
	}
	return clean, nil
}

// walk visits the questions shown, in order, with what was read of each, and
// returns what was read of all. A condition names an earlier question, so that
// one pass is enough.
func walk(questions []scheduling.Question, answers scheduling.Answers, visit func(scheduling.Question, []string, *scheduling.Error)) scheduling.Answers {
	clean := scheduling.Answers{}
	for _, q := range questions {
		if q.ShowIf.Question != "" && !Passes(q.ShowIf, clean[q.ShowIf.Question]) {
			continue
		}
		values, fault := read(q, answers[q.Key])
		if fault == nil && len(values) > 0 {
			clean[q.Key] = values
		}
		visit(q, values, fault)
	}
	return clean
}

// Passes reports whether an answer passes a condition: no answer passes none.
func Passes(c scheduling.Condition, values []string) bool {
	if len(values) == 0 {
		return false
	}
	switch c.Test {
	case scheduling.IsNot:
		return !slices.Contains(values, c.Value)
	case scheduling.AtLeast:
		return order(values[0], c.Value) >= 0
	case scheduling.AtMost:
		return order(values[0], c.Value) <= 0
	}
	return slices.Contains(values, c.Value)
}

// order compares two steps or numbers, or two days as they are written.
func order(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return cmp.Compare(x, y)
}

func read(q scheduling.Question, values []string) ([]string, *scheduling.Error) {
	given := make([]string, 0, len(values))
	for _, v := range values {
		if v = tidy(v); v != "" {
			given = append(given, v)
		}
	}
	switch {
	case len(given) == 0 && q.Required:
		return nil, refuse(q, "answer.required")
	case len(given) == 0:
		return nil, nil
	case q.Kind == scheduling.MultipleQuestion:
		return readMultiple(q, given)
	case len(given) > 1:
		return nil, refuse(q, "answer.one_only")
	}
	value, fault := readOne(q, given[0])
	if fault != nil {
		return nil, fault
	}
	return []string{value}, nil
}

// readMultiple keeps the order of the options: the order of the clicks says
// nothing, and could tell one person from another.
func readMultiple(q scheduling.Question, given []string) ([]string, *scheduling.Error) {
	for _, v := range given {
		if !slices.Contains(Codes(q), v) {
			return nil, refuse(q, "answer.not_an_option")
		}
	}
	var chosen []string
	for _, code := range Codes(q) {
		if slices.Contains(given, code) {
			chosen = append(chosen, code)
		}
	}
	return chosen, nil
}

// decimal is a number as a person writes it; no exponent, no infinity.
var decimal = regexp.MustCompile(`^-?[0-9]{1,9}([.,][0-9]{1,6})?$`)

func readOne(q scheduling.Question, value string) (string, *scheduling.Error) {
	switch q.Kind {
	case scheduling.ScaleQuestion, scheduling.SingleQuestion, scheduling.YesNoQuestion:
		if !slices.Contains(Codes(q), value) {
			return "", refuse(q, "answer.not_an_option")
		}
	case scheduling.NumberQuestion:
		if !decimal.MatchString(value) {
			return "", refuse(q, "answer.not_a_number")
		}
		value = strings.Replace(value, ",", ".", 1)
		n, _ := strconv.ParseFloat(value, 64) // the pattern admits nothing else
		if q.Max > q.Min && (n < float64(q.Min) || n > float64(q.Max)) {
			return "", refuse(q, "answer.out_of_range", "min", q.Min, "max", q.Max)
		}
	case scheduling.DateQuestion:
		d, ok := readDate(value)
		if !ok {
			return "", refuse(q, "answer.not_a_date")
		}
		value = d.String()
	case scheduling.TextQuestion:
		if utf8.RuneCountInString(value) > textRunes {
			return "", refuse(q, "answer.too_long", "most", textRunes)
		}
	}
	return value, nil
}

// readDate reads 2027-01-12, as browsers post it, or 12/1/2027, as people write
// it, within reason.
func readDate(s string) (scheduling.Date, bool) {
	for _, layout := range []string{time.DateOnly, "2/1/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return scheduling.DateOf(t), t.Year() >= 1900 && t.Year() <= 2200
		}
	}
	return scheduling.Date{}, false
}

func refuse(q scheduling.Question, key string, args ...any) *scheduling.Error {
	return scheduling.Refuse(scheduling.Invalid, key, q.Key, args...)
}

// tidy drops what no keyboard types: broken UTF-8, control characters (a NUL
// stops PostgreSQL), and blanks at the ends.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}
