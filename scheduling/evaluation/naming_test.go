package evaluation_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

func TestNamesAreMadeOfWords(t *testing.T) {
	for text, want := range map[string]string{
		"Reprendre mon poste": "reprendre_mon_poste",
		"À l’œuvre, déjà !":   "a_l_oeuvre_deja",
		"3. Mes droits":       "mes_droits",
		"?!":                  "q",
		"Venue":               "venue_2",
		"Qu’est-ce qui vous aide le plus, et pourquoi ?": "qu_est_ce_qui_vous_aide_le_plu",
	} {
		if got := evaluation.NameFor(text, []string{"venue"}); got != want || !evaluation.ValidName(got) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestChoicesComeBackFromTheirForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var options []scheduling.Option
		for _, code := range rapid.SliceOfDistinct(rapid.StringMatching(`[a-z][a-z0-9_]{0,8}`), rapid.ID[string]).Draw(t, "codes") {
			options = append(options, scheduling.Option{Code: code, Label: rapid.StringMatching(`[A-Zé][a-zé =]{0,12}[a-z]`).Draw(t, "label")})
		}
		if got := evaluation.ReadOptions(evaluation.WriteOptions(options), options); !slices.Equal(got, options) {
			t.Fatalf("%+v came back as %+v", options, got)
		}
	})
}

func TestANewWordingKeepsItsCode(t *testing.T) {
	before := []scheduling.Option{{Code: "back", Label: "Reprendre"}, {Code: "changer", Label: "Changer"}}
	got := evaluation.ReadOptions("Revenir\nChanger de voie", before)
	if got[0].Code != "back" || got[1].Code != "changer" || got[1].Label != "Changer de voie" {
		t.Errorf("%+v", got)
	}
	if got := evaluation.ReadOptions("Changer\nback = Revenir\nAutre", before); got[0].Code != "changer" || got[1].Code != "back" || got[2].Code != "autre" {
		t.Errorf("%+v", got)
	}
}
