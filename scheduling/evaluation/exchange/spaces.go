package exchange

import (
	"regexp"
	"strings"

	"trame/scheduling"
)

// A string of FHIR holds no no-break space (its pattern leaves them out): they
// go as plain ones, and come back where French sets them.

var plain = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

var (
	beforeHigh  = regexp.MustCompile(` ([?!;])`)
	beforeColon = regexp.MustCompile(` ([:»])`)
	afterOpen   = regexp.MustCompile(`« `)
)

func french(s string) string {
	s = beforeHigh.ReplaceAllString(s, "\u202f$1")
	s = beforeColon.ReplaceAllString(s, "\u00a0$1")
	return afterOpen.ReplaceAllString(s, "«\u00a0")
}

// eachText rewrites every text of a form that people read, in a copy.
func eachText(form Form, rewrite func(string) string) Form {
	form.Title, form.Opening, form.Closing = rewrite(form.Title), rewrite(form.Opening), rewrite(form.Closing)
	questions := make([]scheduling.Question, len(form.Questions))
	for i, q := range form.Questions {
		q.Text, q.Help = rewrite(q.Text), rewrite(q.Help)
		q.Options, q.Rows = eachLabel(q.Options, rewrite), eachLabel(q.Rows, rewrite)
		questions[i] = q
	}
	form.Questions = questions
	return form
}

func eachLabel(options []scheduling.Option, rewrite func(string) string) (list []scheduling.Option) {
	for _, o := range options {
		o.Label = rewrite(o.Label)
		list = append(list, o)
	}
	return list
}

// spaced reports whether a form has no-break spaces, and whether French would
// set the same ones.
func spaced(form Form) (found, same bool) {
	same = true
	eachText(form, func(s string) string {
		found = found || plain.Replace(s) != s
		same = same && french(plain.Replace(s)) == s
		return s
	})
	return found, same
}
