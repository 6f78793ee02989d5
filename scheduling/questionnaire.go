package scheduling

import "time"

// Questionnaire is a list of questions asked of a cohort's participants. One
// that was sent is frozen: its questions no longer change, or results would mix
// answers to different things.
type Questionnaire struct {
	ID           QuestionnaireID
	Organisation OrganisationID
	Code         string // stable across versions: "satisfaction"
	Number       int    // 1, 2, … within the code
	Title        string // without any health word: participants read it (rule 13)
	Opening      string // what is said before the first question
	Closing      string // what is said after the last one
	Anonymous    bool   // its submissions carry no enrolment (rule 21)
	CreatedAt    time.Time
	FrozenAt     time.Time // first sent; zero: may still be edited
	Version      int
}

// Frozen reports whether the questionnaire was sent, and so may not change.
func (q Questionnaire) Frozen() bool { return !q.FrozenAt.IsZero() }

// QuestionKind is the shape of a question's answer.
type QuestionKind string

// The kinds, and what each answer looks like in Answers.
const (
	ScaleQuestion    QuestionKind = "scale"    // one whole number from Min to Max
	SingleQuestion   QuestionKind = "single"   // one option's code
	MultipleQuestion QuestionKind = "multiple" // any number of option codes
	YesNoQuestion    QuestionKind = "yes_no"   // Yes or No
	NumberQuestion   QuestionKind = "number"   // a decimal number, a point or comma before the decimals
	TextQuestion     QuestionKind = "text"     // free text
	DateQuestion     QuestionKind = "date"     // 2027-01-12
	MatrixQuestion   QuestionKind = "matrix"   // for each of its Rows, a step of the scale, or one option's code
	SectionHeading   QuestionKind = "section"  // no question: the title of those that follow
)

// QuestionKinds in the order of the screens.
var QuestionKinds = []QuestionKind{
	ScaleQuestion, SingleQuestion, MultipleQuestion, YesNoQuestion, NumberQuestion, TextQuestion, DateQuestion, MatrixQuestion, SectionHeading,
}

// The answers to a yes/no question.
const (
	Yes = "yes"
	No  = "no"
)

// QuestionAbout is what a question asks the participant's view of.
type QuestionAbout string

// The subjects of questions.
const (
	AboutWhole       QuestionAbout = "whole" // the programme as lived
	AboutModule      QuestionAbout = "module"
	AboutFacilitator QuestionAbout = "facilitator"
	AboutSite        QuestionAbout = "site"
)

// Subject is a module, a facilitator or a site of a session: a question asked of
// each is asked once about it.
type Subject struct {
	About QuestionAbout
	ID    string
	Label string
}

// Question is one question. Its Key means the same thing in every
// questionnaire that uses it: results are compared on it alone (rule 22).
type Question struct {
	ID            QuestionID
	Questionnaire QuestionnaireID
	Position      int // 1..n
	Key           string
	Kind          QuestionKind
	Text          string
	Help          string // a line under the question; "" for none
	About         QuestionAbout
	Each          bool     // asked once for each module, facilitator or site of the session
	Options       []Option // the choices; for a scale, the labels of its steps, or none
	Rows          []Option // matrix: what is asked about, line by line
	Min           int      // scale: first step. number: least value, when Max > Min
	Max           int
	Required      bool
	ShowIf        Condition
}

// Option is one choice of a question.
type Option struct {
	Code  string
	Label string
	Open  bool // « autre » : asks for words of one's own
}

// Condition shows a question only to those whose answer to an earlier question
// passes Test. The zero Condition shows it to all.
type Condition struct {
	Question string // the earlier question's key
	Test     ConditionTest
	Value    string // an option's code, a step, Yes or No; a number, a date
}

// ConditionTest is how a Condition compares an answer with its Value.
type ConditionTest string

// The tests. None is passed by a question without answer.
const (
	Is      ConditionTest = "" // of several answers, one is
	IsNot   ConditionTest = "is_not"
	AtLeast ConditionTest = "at_least" // a step, a number, a day: this one or after
	AtMost  ConditionTest = "at_most"
)

// Answers are what one person answered: question key → values, as a form posts
// them. A question without an answer is absent, or has no value but "".
type Answers map[string][]string
