package evaluation

import (
	"bytes"
	"encoding/json"
	"io"

	"trame/scheduling"
)

const jsonBytes = 256 << 10

// questionnaireText is a questionnaire as JSON, for shipping and exchanging.
type questionnaireText struct {
	Code      string         `json:"code"`
	Number    int            `json:"number"`
	Title     string         `json:"title"`
	Opening   string         `json:"opening"`
	Closing   string         `json:"closing"`
	Anonymous bool           `json:"anonymous"`
	Questions []questionText `json:"questions"`
}

type questionText struct {
	Key      string                   `json:"key"`
	Kind     scheduling.QuestionKind  `json:"kind"`
	Text     string                   `json:"text"`
	Help     string                   `json:"help"`
	About    scheduling.QuestionAbout `json:"about"` // "": the whole
	Each     bool                     `json:"each"`
	Options  []optionText             `json:"options"`
	Rows     []optionText             `json:"rows"`
	Min      int                      `json:"min"`
	Max      int                      `json:"max"`
	Required bool                     `json:"required"`
	ShowIf   conditionText            `json:"show_if"`
}

type optionText struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Open  bool   `json:"open"`
}

type conditionText struct {
	Question string                   `json:"question"`
	Test     scheduling.ConditionTest `json:"test"`
	Value    string                   `json:"value"`
}

// Parse reads a questionnaire of at most 256 KiB and validates it. Positions are
// the order of the file; ids are left to the store. What is not such JSON is
// Invalid, "questionnaire.unreadable".
func Parse(raw []byte) (scheduling.Questionnaire, []scheduling.Question, error) {
	var text questionnaireText
	if err := decodeStrict(raw, &text); err != nil {
		return scheduling.Questionnaire{}, nil, &scheduling.Error{Kind: scheduling.Invalid, Key: "questionnaire.unreadable", Err: err}
	}
	questionnaire := scheduling.Questionnaire{
		Code: text.Code, Number: max(1, text.Number), Title: text.Title,
		Opening: text.Opening, Closing: text.Closing, Anonymous: text.Anonymous,
	}
	var questions []scheduling.Question
	for i, q := range text.Questions {
		questions = append(questions, q.question(i+1))
	}
	if err := Validate(questionnaire, questions); err != nil {
		return scheduling.Questionnaire{}, nil, err
	}
	return questionnaire, questions, nil
}

func (q questionText) question(position int) scheduling.Question {
	question := scheduling.Question{
		Position: position, Key: q.Key, Kind: q.Kind, Text: q.Text, Help: q.Help, About: q.About, Each: q.Each,
		Min: q.Min, Max: q.Max, Required: q.Required, ShowIf: scheduling.Condition(q.ShowIf),
	}
	if question.About == "" {
		question.About = scheduling.AboutWhole
	}
	for _, o := range q.Options {
		question.Options = append(question.Options, scheduling.Option(o))
	}
	for _, r := range q.Rows {
		question.Rows = append(question.Rows, scheduling.Option(r))
	}
	return question
}

// decodeStrict refuses a misspelt field: an ignored field would be a
// question that nobody has to answer.
func decodeStrict(raw []byte, into any) error {
	if len(raw) > jsonBytes {
		return io.ErrShortBuffer
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return io.ErrUnexpectedEOF
	}
	return nil
}
