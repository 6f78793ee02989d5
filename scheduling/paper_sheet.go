package scheduling

// PaperSheet is a printed questionnaire with its code: a person's own, the twin
// of her link, or one of nobody's, for whoever takes it in the room. It serves
// once. Nothing of it says what was answered on it (rule 21).
type PaperSheet struct {
	ID            PaperSheetID
	Cohort        CohortID
	Questionnaire QuestionnaireID
	Moment        Moment
	Assignment    AssignmentID // "" of nobody's
	CodeHash      string       // of the code that is typed
	TokenHash     string       // of the link that its square leads to; "" of a person's, who has her own
	UsedOn        Date         // of nobody's; zero: not yet. A person's is used when her assignment is
}
