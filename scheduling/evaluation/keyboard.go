package evaluation

import (
	"slices"
	"strings"
	"unicode"

	"trame/scheduling"
)

// keys are what is printed beside the choices of a question and typed for them.
const keys = "abcdefghijklmnopqrstuvwxyz1234"

// KeyOf is what is typed for a code of a closed question: a step of a scale is its
// own figure, yes and no are « o » and « n », the choices go by letters; "" for a
// code of another question.
func KeyOf(q scheduling.Question, code string) string {
	at := slices.Index(Codes(q), code)
	switch {
	case at < 0:
		return ""
	case q.Kind == scheduling.ScaleQuestion:
		return code
	case q.Kind == scheduling.YesNoQuestion:
		return map[string]string{scheduling.Yes: "o", scheduling.No: "n"}[code]
	}
	return keys[at : at+1]
}

// Typed reads what was typed for a question: « 4 », « o », « b », « acd », or the
// words, number or day as they stand. What is no key stays as it is, for CheckAnswer
// to refuse.
func Typed(q scheduling.Question, text string) []string {
	text = tidy(text)
	codes := Codes(q)
	if text == "" || codes == nil {
		return []string{text}
	}
	if q.Kind != scheduling.MultipleQuestion {
		return []string{typedOne(q, codes, text)}
	}
	var chosen []string
	for _, r := range strings.ToLower(text) {
		if !strings.ContainsRune(" ,;.-/", r) {
			chosen = append(chosen, typedOne(q, codes, string(r)))
		}
	}
	return chosen
}

func typedOne(q scheduling.Question, codes []string, key string) string {
	for _, code := range codes {
		if strings.EqualFold(KeyOf(q, code), key) {
			return code
		}
	}
	return key
}

// AsTyped is what is typed for an answer: Typed reads it back.
func AsTyped(q scheduling.Question, values []string) string {
	if Codes(q) == nil {
		return strings.Join(values, "")
	}
	var text strings.Builder
	for _, v := range values {
		if key := KeyOf(q, v); key != "" {
			text.WriteString(key)
			continue
		}
		text.WriteString(v)
	}
	return text.String()
}

// OnSheet is items as a sheet of paper asks them: nobody can be made to answer.
func OnSheet(items []Item) []Item {
	sheet := slices.Clone(items)
	for i := range sheet {
		sheet[i].Required = false
	}
	return sheet
}

// Differ lists the items on which two typings of one sheet differ, in order. Words
// of one's own agree when their letters and figures do.
func Differ(items []Item, first, second scheduling.Answers) (differ []Item) {
	for _, item := range items {
		a, b := first[item.Key], second[item.Key]
		if item.Kind == scheduling.TextQuestion {
			a, b = []string{letters(a)}, []string{letters(b)}
		}
		if !slices.Equal(a, b) {
			differ = append(differ, item)
		}
	}
	return differ
}

func letters(values []string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, strings.Join(values, ""))
}
