package evaluation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"trame/scheduling"
)

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae")

// NameFor makes a key or a code of what people read, unlike those taken.
func NameFor(text string, taken []string) string {
	var b strings.Builder
	for _, r := range unaccented.Replace(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() >= 30 {
			break
		}
	}
	made := strings.Trim(b.String(), "_")
	if made == "" {
		made = "q"
	}
	name := made
	for n := 2; slices.Contains(taken, name); n++ {
		name = fmt.Sprint(made, "_", n)
	}
	return name
}

// WriteOptions is options as lines to edit: the label, and before it the code
// where it is not the one that its label makes.
func WriteOptions(options []scheduling.Option) string {
	lines, taken := []string{}, []string{}
	for _, o := range options {
		line := o.Label
		if o.Code != NameFor(o.Label, taken) {
			line = o.Code + " = " + o.Label
		}
		lines, taken = append(lines, line), append(taken, o.Code)
	}
	return strings.Join(lines, "\n")
}

// ReadOptions reads what WriteOptions wrote and somebody edited. A line in the
// place of one of before keeps its code when only its words changed: results
// are compared on it.
func ReadOptions(text string, before []scheduling.Option) []scheduling.Option {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = tidy(line); line != "" {
			lines = append(lines, line)
		}
	}
	var options []scheduling.Option
	var taken []string
	for i, line := range lines {
		code, label, coded := strings.Cut(line, "=")
		code = strings.TrimSpace(code)
		switch {
		case coded && ValidName(code):
			label = strings.TrimSpace(label)
		case len(lines) == len(before) && !slices.Contains(taken, before[i].Code):
			code, label = before[i].Code, line
		default:
			code, label = NameFor(line, taken), line
		}
		options, taken = append(options, scheduling.Option{Code: code, Label: label}), append(taken, code)
	}
	return options
}

// WriteSteps is the labels of a scale as lines, the first step first.
func WriteSteps(q scheduling.Question) string {
	lines := []string{}
	for _, step := range scale(q) {
		lines = append(lines, label(q, step))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// ReadSteps reads them: a blank line leaves its step without a label.
func ReadSteps(text string, first int) []scheduling.Option {
	var options []scheduling.Option
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if line = tidy(line); line != "" {
			options = append(options, scheduling.Option{Code: strconv.Itoa(first + i), Label: line})
		}
	}
	return options
}
