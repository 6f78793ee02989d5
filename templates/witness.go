package templates

import (
	"slices"

	"trame/scheduling"
)

// WitnessThemes are the subjects of testimony of an organisation: the list it
// keeps, or the one we ship.
func WitnessThemes(kept []scheduling.WitnessTheme) []scheduling.WitnessTheme {
	if len(kept) > 0 {
		return kept
	}
	for n, code := range scheduling.ShippedThemes {
		kept = append(kept, scheduling.WitnessTheme{ID: code, Label: Label("witness_theme", code), Position: n + 1})
	}
	return kept
}

// WitnessSubjects are the words of some of them, in the order of the list.
func WitnessSubjects(themes []scheduling.WitnessTheme, ids []scheduling.WitnessThemeID) (words []string) {
	for _, t := range themes {
		if slices.Contains(ids, t.ID) {
			words = append(words, t.Label)
		}
	}
	return words
}
