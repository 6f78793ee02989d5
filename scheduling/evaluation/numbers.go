package evaluation

import (
	"slices"

	"trame/scheduling"
)

// KeyFate is what became of a question's key from one number of a questionnaire
// to another.
type KeyFate string

// The fates of a key.
const (
	KeySame     KeyFate = "same"
	KeyReworded KeyFate = "reworded" // other words, the same measure: results still compare
	KeyBroken   KeyFate = "broken"   // another kind, scale or choices: they no longer do (rule 22)
	KeyAdded    KeyFate = "added"
	KeyRemoved  KeyFate = "removed"
)

// KeyChange is one key of two numbers of a questionnaire.
type KeyChange struct {
	Key           string
	Fate          KeyFate
	Before, After scheduling.Question // zero: not there
}

// Differences compares two numbers of a questionnaire key by key, in the order
// of after; what was removed comes last.
func Differences(before, after []scheduling.Question) []KeyChange {
	var changes []KeyChange
	for _, a := range after {
		if a.Kind == scheduling.SectionHeading {
			continue
		}
		change := KeyChange{Key: a.Key, Fate: KeyAdded, After: a}
		if i := slices.IndexFunc(before, func(b scheduling.Question) bool { return b.Key == a.Key }); i >= 0 {
			change.Before, change.Fate = before[i], fate(before[i], a)
		}
		changes = append(changes, change)
	}
	for _, b := range before {
		gone := !slices.ContainsFunc(after, func(a scheduling.Question) bool { return a.Key == b.Key })
		if gone && b.Kind != scheduling.SectionHeading {
			changes = append(changes, KeyChange{Key: b.Key, Fate: KeyRemoved, Before: b})
		}
	}
	return changes
}

func fate(before, after scheduling.Question) KeyFate {
	switch {
	case !Alike(before, after):
		return KeyBroken
	case before.Text != after.Text || before.Help != after.Help || !slices.Equal(before.Options, after.Options) || !slices.Equal(before.Rows, after.Rows):
		return KeyReworded
	}
	return KeySame
}
