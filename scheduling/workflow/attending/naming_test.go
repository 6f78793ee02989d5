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

func TestRule24_WhatTellsWhoIsMeantIsFoundWithItsReason(t *testing.T) {
	group := []store.Participant{{Insured: scheduling.Insured{
		FirstName: "Fatima", LastName: "El Amrani", Email: "FEA79@example.org", Phone: "06 12 34 56 78",
		City: "Saint-Ouen-l’Aumône", BirthDate: scheduling.MustDate("1979-06-01"),
	}}}
	for text, want := range map[string]string{
		"Écrivez à fea79@EXAMPLE.org.":                      toldByMail,
		"Rappeler le 06.12.34.56.78":                        toldByPhone,
		"Rappeler le +33 6 12 34 56 78 demain":              toldByPhone,
		"Rappeler le 0612345678":                            toldByPhone,
		"Rappeler le 3646 ou le 01 34 25 39 00":             "",
		"Une femme de 47 ans, de SAINT OUEN L'AUMONE":       toldByPlace,
		"Une femme de 33 ans, de Saint-Ouen-l’Aumône":       "",
		"Le bus de Saint-Ouen-l’Aumône":                     "",
		"À 47 ans, peut-on se former ?":                     "",
		"Comme Fatima, 47 ans, de Saint-Ouen-l’Aumône":      toldByName,
		"Une femme de 48\u00a0ans de Saint-Ouen-l’Aumône ?": toldByPlace,
	} {
		if _, got := identifying(text, group, scheduling.MustDate("2027-02-01")); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzIdentifying(f *testing.F) {
	f.Add("06 12 34 56 78 — 47 ans à Cergy", "Cergy")
	f.Fuzz(func(_ *testing.T, text, city string) {
		identifying(text, []store.Participant{{Insured: scheduling.Insured{City: city, Phone: text, BirthDate: scheduling.MustDate("1980-01-01")}}}, scheduling.MustDate("2027-02-01"))
	})
}

func FuzzNamed(f *testing.F) {
	f.Add("Fatima demande\x00 si", "Fatima")
	f.Add("É\u0301", "\u0301")
	f.Fuzz(func(t *testing.T, text, name string) {
		named(text, []store.Participant{{Insured: scheduling.Insured{FirstName: name, LastName: text}}})
	})
}
