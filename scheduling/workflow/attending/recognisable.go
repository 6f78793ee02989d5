package attending

import (
	"trame/scheduling"
	"trame/scheduling/anonymity"
	"trame/scheduling/store"
)

// said is a text of a form.
type said struct{ field, words string }

func saidIn(e scheduling.BookletEntry) []said {
	return []said{{"question", e.Question}, {"answer", e.Answer}}
}

// namesNobody refuses texts by which one of a cohort's people could be recognised
// (rule 24).
func namesNobody(tx *store.Tx, id scheduling.CohortID, texts []said) error {
	people, err := tx.Participants(id)
	if err != nil {
		return err
	}
	return recognisable(texts, people, scheduling.DateOf(tx.Now))
}

// recognisable are the words that tell who of people is meant, one of each text,
// each with its reason.
func recognisable(texts []said, people []store.Participant, today scheduling.Date) error {
	var f scheduling.Faults
	for _, t := range texts {
		word, by := anonymity.Tells(t.words, people, today)
		f.Check(word == "", t.field, "booklet.tells."+string(by), "word", word)
	}
	return f.Err()
}
