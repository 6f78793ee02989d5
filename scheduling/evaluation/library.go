package evaluation

import (
	"embed"
	"slices"

	"trame/scheduling"
)

//go:embed reference.json confidence.json outcome.json
var library embed.FS

// Models names the questionnaires shipped to start from: the one of the field
// for the end of a programme; a scale on what participants regain confidence
// for, to ask at the start, at the end and six months after; the outcome at six
// months.
var Models = []string{"reference", "confidence", "outcome"}

// Model is one of them, in French. ok is false for any other name.
func Model(name string) (questionnaire scheduling.Questionnaire, questions []scheduling.Question, ok bool) {
	if !slices.Contains(Models, name) {
		return questionnaire, nil, false
	}
	raw, err := library.ReadFile(name + ".json")
	if err == nil {
		questionnaire, questions, err = Parse(raw)
	}
	if err != nil {
		panic(err) // a test reads them
	}
	return questionnaire, questions, true
}

// Reference is the a posteriori, self-administered questionnaire of the field.
func Reference() (scheduling.Questionnaire, []scheduling.Question) {
	questionnaire, questions, _ := Model("reference")
	return questionnaire, questions
}
