package attending

import (
	"trame/scheduling"
	"trame/scheduling/anonymity"
	"trame/scheduling/store"
)

// namesNobody refuses an entry by which one of the cohort's people could be
// recognised.
func namesNobody(tx *store.Tx, e scheduling.BookletEntry) error {
	people, err := tx.Participants(e.Cohort)
	if err != nil {
		return err
	}
	return recognisable(e, people, scheduling.DateOf(tx.Now))
}

// recognisable are the words of an entry that tell who of people is meant, one
// for the question and one for the answer, each with its reason.
func recognisable(e scheduling.BookletEntry, people []store.Participant, today scheduling.Date) error {
	var f scheduling.Faults
	word, by := anonymity.Tells(e.Question, people, today)
	f.Check(word == "", "question", "booklet.tells."+string(by), "word", word)
	word, by = anonymity.Tells(e.Answer, people, today)
	f.Check(word == "", "answer", "booklet.tells."+string(by), "word", word)
	return f.Err()
}
