package anonymity

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

func TestRule24_WhatTellsWhoIsMeantIsFoundWithItsReason(t *testing.T) {
	group := []store.Participant{{Insured: scheduling.Insured{
		FirstName: "Fatima", LastName: "El Amrani", Email: "FEA79@example.org", Phone: "06 12 34 56 78",
		City: "Saint-Ouen-l’Aumône", BirthDate: scheduling.MustDate("1979-06-01"),
	}}}
	for text, want := range map[string]Tell{
		"Écrivez à fea79@EXAMPLE.org.":                      ByMail,
		"Rappeler le 06.12.34.56.78":                        ByPhone,
		"Rappeler le +33 6 12 34 56 78 demain":              ByPhone,
		"Rappeler le 0612345678":                            ByPhone,
		"Rappeler le 3646 ou le 01 34 25 39 00":             "",
		"Une femme de 47 ans, de SAINT OUEN L'AUMONE":       ByPlace,
		"Une femme de 33 ans, de Saint-Ouen-l’Aumône":       "",
		"Le bus de Saint-Ouen-l’Aumône":                     "",
		"À 47 ans, peut-on se former ?":                     "",
		"Comme Fatima, 47 ans, de Saint-Ouen-l’Aumône":      ByName,
		"Une femme de 48\u00a0ans de Saint-Ouen-l’Aumône ?": ByPlace,
	} {
		if _, got := Tells(text, group, scheduling.MustDate("2027-02-01")); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzTells(f *testing.F) {
	f.Add("06 12 34 56 78 — 47 ans à Cergy", "Cergy")
	f.Fuzz(func(_ *testing.T, text, city string) {
		Tells(text, []store.Participant{{Insured: scheduling.Insured{City: city, Phone: text, BirthDate: scheduling.MustDate("1980-01-01")}}}, scheduling.MustDate("2027-02-01"))
	})
}

func FuzzNamed(f *testing.F) {
	f.Add("Fatima demande\x00 si", "Fatima")
	f.Add("É\u0301", "\u0301")
	f.Fuzz(func(t *testing.T, text, name string) {
		named(text, []store.Participant{{Insured: scheduling.Insured{FirstName: name, LastName: text}}})
	})
}

func TestWordsAreHiddenHoweverTheyAreWritten(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		words  []string
		masked string
		absent int
	}{
		"a name":             {"Merci à Élodie, vraiment.", []string{"ELODIE"}, "Merci à […], vraiment.", 0},
		"each time":          {"Élodie, oui élodie !", []string{"Élodie"}, "[…], oui […] !", 0},
		"no part of a word":  {"Les lilas de Li.", []string{"Li"}, "Les lilas de […].", 0},
		"several words":      {"Rue du Bac, à Saint Ouen l’Aumône même", []string{"saint-ouen-l'aumone"}, "Rue du Bac, à […] même", 0},
		"a telephone":        {"au 06.12.34.56.78 le soir", []string{"06 12 34 56 78"}, "au […] le soir", 0},
		"a mail":             {"écrire à fea79@example.org", []string{"FEA79@example.org"}, "écrire à […]", 0},
		"what is not there":  {"Le groupe.", []string{"Claire", "groupe"}, "Le […].", 1},
		"nothing":            {"Le groupe.", []string{"", " , "}, "Le groupe.", 0},
		"an elision":         {"le dossier d’Arc", []string{"Arc"}, "le dossier d’[…]", 0},
		"what is hidden yet": {"Avec […] et Claire", []string{"Claire"}, "Avec […] et […]", 0},
	} {
		masked, absent := Mask(c.text, c.words)
		if masked != c.masked || len(absent) != c.absent {
			t.Errorf("%s: %q, %q absent; want %q", name, masked, absent, c.masked)
		}
	}
}

func TestWhatIsProposedToBeMaskedLeavesNothingThatTells(t *testing.T) {
	group := []store.Participant{{Insured: scheduling.Insured{
		FirstName: "Fatima", LastName: "El Amrani", Email: "fea79@example.org", Phone: "06 12 34 56 78", City: "Cergy", BirthDate: scheduling.MustDate("1979-06-01"),
	}}}
	today := scheduling.MustDate("2027-02-01")
	text := "Avec Fatima, 47 ans, de CERGY : fea79@Example.org ou 06-12-34-56-78. Merci Mme Amrani."
	words := Telling(text, group, today)
	masked, absent := Mask(text, words)
	if word, by := Tells(masked, group, today); word != "" || len(absent) > 0 || len(words) != 5 {
		t.Errorf("%q hidden, %q is left (%s): %s", words, word, by, masked)
	}
}

func FuzzMask(f *testing.F) {
	f.Add("Fatima demande\x00 si É\u0301lodie", "fatima")
	f.Fuzz(func(t *testing.T, text, word string) {
		masked, absent := Mask(text, []string{word})
		if again, _ := Mask(masked, []string{word}); len(absent) == 0 && len(parts(word)) == 1 && again != masked {
			t.Errorf("%q is left in %q", word, masked)
		}
	})
}
