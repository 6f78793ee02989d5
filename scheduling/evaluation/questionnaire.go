// Package evaluation asks and counts: which questions a person sees, whether her
// answers hold, and what may be shown of everyone's (rules 21 and 22).
package evaluation

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"trame/scheduling"
)

const (
	mostQuestions = 100
	mostOptions   = 30
	longestScale  = 10 // the last step, so at most 0 to 10
	labelRunes    = 500
	textRunes     = 4000
)

var name = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

var subjects = []scheduling.QuestionAbout{
	scheduling.AboutWhole, scheduling.AboutModule, scheduling.AboutFacilitator, scheduling.AboutSite,
}

// Validate checks a questionnaire as a person may have written it, with its
// questions in order. A question's field is "questions.N", N its place from 1.
func Validate(questionnaire scheduling.Questionnaire, questions []scheduling.Question) error {
	var faults scheduling.Faults
	faults.Check(name.MatchString(questionnaire.Code), "code", "questionnaire.code.name")
	faults.Check(written(questionnaire.Title, labelRunes), "title", "questionnaire.title.required")
	faults.Check(utf8.RuneCountInString(questionnaire.Opening) <= textRunes, "opening", "questionnaire.too_long")
	faults.Check(utf8.RuneCountInString(questionnaire.Closing) <= textRunes, "closing", "questionnaire.too_long")
	faults.Check(len(questions) >= 1 && len(questions) <= mostQuestions, "questions", "questionnaire.questions.count", "most", mostQuestions)
	earlier := map[string]scheduling.Question{}
	for i, q := range questions[:min(len(questions), mostQuestions)] {
		field := fmt.Sprintf("questions.%d", i+1)
		faults.Check(q.Position == i+1, field, "question.position")
		_, taken := earlier[q.Key]
		faults.Check(!taken, field, "question.key.taken", "key", q.Key)
		checkQuestion(&faults, field, q)
		checkCondition(&faults, field, q.ShowIf, earlier)
		earlier[q.Key] = q
	}
	return faults.Err()
}

func written(s string, most int) bool { return s != "" && utf8.RuneCountInString(s) <= most }

func checkQuestion(faults *scheduling.Faults, field string, q scheduling.Question) {
	faults.Check(name.MatchString(q.Key), field, "question.key.name")
	faults.Check(written(q.Text, labelRunes), field, "question.text.required")
	faults.Check(utf8.RuneCountInString(q.Help) <= labelRunes, field, "questionnaire.too_long")
	faults.Check(slices.Contains(subjects, q.About), field, "question.about.unknown")
	switch q.Kind {
	case scheduling.ScaleQuestion:
		steps := q.Min >= 0 && q.Max > q.Min && q.Max <= longestScale
		faults.Check(steps, field, "question.scale.steps", "most", longestScale)
		if steps {
			checkOptions(faults, field, q.Options, 0, func(code string) bool { return slices.Contains(codes(q), code) })
		}
	case scheduling.SingleQuestion, scheduling.MultipleQuestion:
		checkOptions(faults, field, q.Options, 2, name.MatchString)
	case scheduling.NumberQuestion:
		faults.Check(q.Max >= q.Min, field, "question.number.range")
		checkOptions(faults, field, q.Options, 0, none)
	case scheduling.YesNoQuestion, scheduling.TextQuestion, scheduling.DateQuestion:
		checkOptions(faults, field, q.Options, 0, none)
	default:
		faults.Check(false, field, "question.kind.unknown")
	}
}

func none(string) bool { return false }

// checkOptions wants at least some options, each with its own code that may be
// used, and a label.
func checkOptions(faults *scheduling.Faults, field string, options []scheduling.Option, least int, may func(code string) bool) {
	faults.Check(len(options) >= least && len(options) <= mostOptions, field, "question.options.count", "least", least, "most", mostOptions)
	seen := map[string]bool{}
	for _, o := range options[:min(len(options), mostOptions)] {
		faults.Check(may(o.Code) && !seen[o.Code], field, "question.options.code", "code", o.Code)
		faults.Check(written(o.Label, labelRunes), field, "question.options.label", "code", o.Code)
		seen[o.Code] = true
	}
}

func checkCondition(faults *scheduling.Faults, field string, c scheduling.Condition, earlier map[string]scheduling.Question) {
	if c == (scheduling.Condition{}) {
		return
	}
	asked, ok := earlier[c.Question]
	faults.Check(ok && slices.Contains(codes(asked), c.Value), field, "question.show_if.unknown")
}

// codes lists the values that a closed question's answer may take, in the order
// they are shown; none for an open question.
func codes(q scheduling.Question) []string {
	var list []string
	switch q.Kind {
	case scheduling.YesNoQuestion:
		return []string{scheduling.Yes, scheduling.No}
	case scheduling.ScaleQuestion:
		for step := q.Min; step <= min(q.Max, q.Min+longestScale); step++ { // bounded: Validate asks before it has refused
			list = append(list, strconv.Itoa(step))
		}
	case scheduling.SingleQuestion, scheduling.MultipleQuestion:
		for _, o := range q.Options {
			list = append(list, o.Code)
		}
	}
	return list
}
