// Package evaluation asks and counts: which questions a person sees, whether her
// answers hold, and what may be shown of everyone's (rules 21 and 22).
package evaluation

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"trame/scheduling"
)

const (
	mostQuestions = 100
	mostOptions   = 30
	mostRows      = 20
	longestScale  = 10 // the last step, so at most 0 to 10
	labelRunes    = 500
	textRunes     = 4000
)

var name = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// ValidName reports whether s may be a code, or the key of a question.
func ValidName(s string) bool { return name.MatchString(s) }

// Subjects are what a question may be about.
var Subjects = []scheduling.QuestionAbout{
	scheduling.AboutWhole, scheduling.AboutModule, scheduling.AboutFacilitator, scheduling.AboutSite,
}

// Validate checks a questionnaire as a person may have written it, with its
// questions in order. A question's field is "questions.N.text", N its place from
// 1, and the rest what is at fault in it.
func Validate(questionnaire scheduling.Questionnaire, questions []scheduling.Question) error {
	var faults scheduling.Faults
	faults.Check(name.MatchString(questionnaire.Code), "code", "questionnaire.code.name")
	faults.Check(written(questionnaire.Title, labelRunes), "title", "questionnaire.title.required")
	faults.Check(scheduling.HealthWord(questionnaire.Title) == "", "title", "questionnaire.title.health")
	faults.Check(utf8.RuneCountInString(questionnaire.Opening) <= textRunes, "opening", "questionnaire.too_long")
	faults.Check(utf8.RuneCountInString(questionnaire.Closing) <= textRunes, "closing", "questionnaire.too_long")
	asks := slices.ContainsFunc(questions, func(q scheduling.Question) bool { return q.Kind != scheduling.SectionHeading })
	faults.Check(asks && len(questions) <= mostQuestions, "questions", "questionnaire.questions.count", "most", mostQuestions)
	earlier := map[string]scheduling.Question{}
	for i, q := range questions[:min(len(questions), mostQuestions)] {
		at := field(fmt.Sprintf("questions.%d", i+1))
		faults.Check(q.Position == i+1, string(at), "question.position")
		_, taken := earlier[q.Key]
		faults.Check(!taken, at.of("key"), "question.key.taken", "key", q.Key)
		checkQuestion(&faults, at, q)
		checkCondition(&faults, at.of("show_if"), q, earlier)
		earlier[q.Key] = q
	}
	return faults.Err()
}

// field is where a question stands: what is at fault in it comes after.
type field string

func (f field) of(part string) string { return string(f) + "." + part }

func written(s string, most int) bool { return s != "" && utf8.RuneCountInString(s) <= most }

func checkQuestion(faults *scheduling.Faults, at field, q scheduling.Question) {
	faults.Check(name.MatchString(q.Key), at.of("key"), "question.key.name")
	faults.Check(written(q.Text, labelRunes), at.of("text"), "question.text.required")
	faults.Check(utf8.RuneCountInString(q.Help) <= labelRunes, at.of("help"), "questionnaire.too_long")
	faults.Check(slices.Contains(Subjects, q.About), at.of("about"), "question.about.unknown")
	faults.Check(!q.Each || q.About != scheduling.AboutWhole && q.Kind != scheduling.SectionHeading, at.of("each"), "question.each.of_what")
	checkKind(faults, at, q)
	if q.Kind == scheduling.MatrixQuestion {
		checkOptions(faults, at.of("rows"), q.Rows, 1, mostRows, name.MatchString)
	} else {
		faults.Check(len(q.Rows) == 0, at.of("rows"), "question.rows.none")
	}
	checkOpen(faults, at, q)
}

func checkKind(faults *scheduling.Faults, at field, q scheduling.Question) {
	switch q.Kind {
	case scheduling.ScaleQuestion:
		checkScale(faults, at, q)
	case scheduling.MatrixQuestion:
		if q.Min == 0 && q.Max == 0 {
			checkOptions(faults, at.of("choices"), q.Options, 2, mostOptions, name.MatchString)
			return
		}
		checkScale(faults, at, q)
	case scheduling.SingleQuestion, scheduling.MultipleQuestion:
		checkOptions(faults, at.of("choices"), q.Options, 2, mostOptions, name.MatchString)
	case scheduling.NumberQuestion:
		faults.Check(q.Max >= q.Min, at.of("max"), "question.number.range")
		checkOptions(faults, at.of("choices"), q.Options, 0, mostOptions, none)
	case scheduling.YesNoQuestion, scheduling.TextQuestion, scheduling.DateQuestion:
		checkOptions(faults, at.of("choices"), q.Options, 0, mostOptions, none)
	case scheduling.SectionHeading:
		faults.Check(!q.Required, at.of("required"), "question.section.asks_nothing")
		checkOptions(faults, at.of("choices"), q.Options, 0, mostOptions, none)
	default:
		faults.Check(false, at.of("kind"), "question.kind.unknown")
	}
}

func checkScale(faults *scheduling.Faults, at field, q scheduling.Question) {
	steps := q.Min >= 0 && q.Max > q.Min && q.Max <= longestScale
	faults.Check(steps, at.of("max"), "question.scale.steps", "most", longestScale)
	if steps {
		checkOptions(faults, at.of("choices"), q.Options, 0, mostOptions, func(code string) bool { return slices.Contains(scale(q), code) })
	}
}

func none(string) bool { return false }

// checkOptions wants from least to most options, each with its own code that may
// be used, and a label.
func checkOptions(faults *scheduling.Faults, at string, options []scheduling.Option, least, most int, may func(code string) bool) {
	faults.Check(len(options) >= least && len(options) <= most, at, "question.options.count", "least", least, "most", most)
	seen := map[string]bool{}
	for _, o := range options[:min(len(options), most)] {
		faults.Check(may(o.Code) && !seen[o.Code], at, "question.options.code", "code", o.Code)
		faults.Check(written(o.Label, labelRunes), at, "question.options.label", "code", o.Code)
		seen[o.Code] = true
	}
}

// checkOpen lets one choice, of a question with choices, ask for words.
func checkOpen(faults *scheduling.Faults, at field, q scheduling.Question) {
	open := 0
	for _, o := range slices.Concat(q.Options, q.Rows) {
		if o.Open {
			open++
		}
	}
	chosen := q.Kind == scheduling.SingleQuestion || q.Kind == scheduling.MultipleQuestion
	faults.Check(open == 0 || open == 1 && chosen, at.of("choices"), "question.options.open")
}

// checkCondition lets q depend on a question before it, which makes cycles
// impossible, in a way that its answers can pass.
func checkCondition(faults *scheduling.Faults, at string, q scheduling.Question, earlier map[string]scheduling.Question) {
	c := q.ShowIf
	if c == (scheduling.Condition{}) {
		return
	}
	if q.Kind == scheduling.SectionHeading {
		faults.Check(false, at, "question.section.asks_nothing")
		return
	}
	asked, ok := earlier[c.Question]
	faults.Check(ok && mayTest(asked, c), at, "question.show_if.unknown")
	faults.Check(!asked.Each || q.Each && q.About == asked.About, at, "question.show_if.each")
}

// MayDepend reports whether q, which comes after the questions before, may have
// the condition c.
func MayDepend(before []scheduling.Question, q scheduling.Question, c scheduling.Condition) bool {
	var faults scheduling.Faults
	earlier := map[string]scheduling.Question{}
	for _, b := range before {
		earlier[b.Key] = b
	}
	q.ShowIf = c
	checkCondition(&faults, "", q, earlier)
	return faults.Err() == nil
}

func mayTest(asked scheduling.Question, c scheduling.Condition) bool {
	switch c.Test {
	case scheduling.Is, scheduling.IsNot:
		return slices.Contains(Codes(asked), c.Value)
	case scheduling.AtLeast, scheduling.AtMost:
		switch asked.Kind {
		case scheduling.ScaleQuestion:
			return slices.Contains(Codes(asked), c.Value)
		case scheduling.NumberQuestion:
			return decimal.MatchString(c.Value)
		case scheduling.DateQuestion:
			d, ok := readDate(c.Value)
			return ok && d.String() == c.Value
		}
	}
	return false
}
