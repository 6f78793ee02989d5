package attending

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestRule24_NamesAreFoundHoweverTheyAreWritten(t *testing.T) {
	var group []store.Participant
	for _, n := range [][2]string{
		{"Claire", "Petit"}, {"Élodie", "Saint-Œuvrard"}, {"Marie-Thérèse", "De La Fontaine"}, {"Li", "Nguyễn"}, {"Fatima", "El Amrani"}, {"Jean", "D’Arc"},
	} {
		group = append(group, store.Participant{Insured: scheduling.Insured{FirstName: n[0], LastName: n[1]}})
	}
	for text, want := range map[string]string{
		"Peut-on reprendre à mi-temps ?":                 "",
		"Fatima demande si elle peut reprendre.":         "Fatima",
		"on m'a dit, à moi fatima, que c'était possible": "fatima",
		"Comme le disait ELODIE, il faut demander.":      "ELODIE",
		"E\u0301lodie a raison.":                         "E\u0301lodie",
		"Le dossier de saint oeuvrard.":                  "oeuvrard",
		"Demander à Mme NGUYEN.":                         "NGUYEN",
		"marie-thérèse a demandé":                        "marie",
		"La réponse est claire, à petit pas.":            "",
		"Petit à petit, on retrouve confiance.":          "",
		"Que répond Claire ?":                            "Claire",
		"Demandez à Mme claire":                          "claire",
		"M. Petit travaille toujours.":                   "Petit",
		"De la part de l'employeur ; le bus de la ville": "",
		"« Claire comme de l'eau »":                      "",
		"J'ai dit à Li de venir.":                        "Li",
		"Li est venu. Un li, deux li.":                   "",
		"Et à Arc ?":                                     "Arc",
		"":                                               "",
		"…":                                              "",
	} {
		if got := named(text, group); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func FuzzNamed(f *testing.F) {
	f.Add("Fatima demande\x00 si", "Fatima")
	f.Add("É\u0301", "\u0301")
	f.Fuzz(func(t *testing.T, text, name string) {
		named(text, []store.Participant{{Insured: scheduling.Insured{FirstName: name, LastName: text}}})
	})
}
