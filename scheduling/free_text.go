package scheduling

// FreeText is a texte libre: an answer in words of one's own, which somebody
// bound to secrecy reads before anybody else does. Its ID tells nothing of the
// submission it was in, nor of its place among others.
type FreeText struct {
	ID         FreeTextID
	Cohort     CohortID
	Moment     Moment
	Submission SubmissionID
	Question   string // its key
	Verdict    TextVerdict
	Words      string // as they stand: what was masked or kept out is nowhere any more
}

// TextVerdict is what its reader made of a free text.
type TextVerdict string

// The verdicts.
const (
	TextWaits     TextVerdict = "" // nobody has read it
	TextPublished TextVerdict = "published"
	TextMasked    TextVerdict = "masked" // published, some words hidden
	TextKeptOut   TextVerdict = "kept_out"
)

// Shown reports whether a text with this verdict is part of results.
func (v TextVerdict) Shown() bool { return v == TextPublished || v == TextMasked }
