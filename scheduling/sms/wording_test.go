package sms_test

import (
	"strings"
	"testing"

	"github.com/linxGnu/gosmpp/data"
	"pgregory.net/rapid"

	"trame/scheduling/sms"
)

func TestATextIsCountedAsPhonesCount(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want sms.Count
	}{
		"nothing":                          {"", sms.Count{Encoding: sms.GSM7, Room: 160}},
		"French accents of the alphabet":   {"éèùàÉ ÇÆæ", sms.Count{Encoding: sms.GSM7, Units: 9, Segments: 1, Room: 151}},
		"the extension costs two":          {"€[]", sms.Count{Encoding: sms.GSM7, Units: 6, Segments: 1, Room: 154}},
		"a full one":                       {strings.Repeat("a", 160), sms.Count{Encoding: sms.GSM7, Units: 160, Segments: 1}},
		"one letter too many":              {strings.Repeat("a", 161), sms.Count{Encoding: sms.GSM7, Units: 161, Segments: 2, Room: 145}},
		"an escape is never cut in two":    {strings.Repeat("a", 152) + "€" + strings.Repeat("b", 10), sms.Count{Encoding: sms.GSM7, Units: 164, Segments: 2, Room: 141}},
		"ê is not in it":                   {"être", sms.Count{Encoding: sms.UCS2, Units: 4, Segments: 1, Room: 66}},
		"seventy, then sixty-seven each":   {strings.Repeat("ê", 71), sms.Count{Encoding: sms.UCS2, Units: 71, Segments: 2, Room: 63}},
		"a pair is never cut in two":       {strings.Repeat("ê", 66) + "🙂" + strings.Repeat("ê", 5), sms.Count{Encoding: sms.UCS2, Units: 73, Segments: 2, Room: 60}},
		"another script, another alphabet": {"مرحبا", sms.Count{Encoding: sms.UCS2, Units: 5, Segments: 1, Room: 65}},
	} {
		if got := sms.Measure(c.text); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestAnotherTableCountsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("aé€[ç ê£\\^œΩΔ@_$")), 1, 200, -1).Draw(t, "text")
		octets, err := data.GSM7BIT.Encode(text)
		count := sms.Measure(text)
		if (err == nil) != (count.Encoding == sms.GSM7) {
			t.Fatalf("%q: %v, %v", text, count.Encoding, err)
		}
		if err == nil && len(octets) != count.Units {
			t.Fatalf("%q: %d units, the other counts %d", text, count.Units, len(octets))
		}
	})
}

func TestATextIsMadeToFitAtTheLeastCost(t *testing.T) {
	long := strings.Repeat("Rendez-vous mardi à Osny. ", 4)
	for name, c := range map[string]struct {
		wordings []string
		want     string
	}{
		"typographic signs are plain ones":               {[]string{"« Répondez » : l’adresse…\n 14\u00a0h\u202f!"}, `"Répondez" : l'adresse... 14 h !`},
		"œ is two letters":                               {[]string{"Œuvrard, sœur"}, "Oeuvrard, soeur"},
		"an accent is kept while it costs nothing":       {[]string{"Maison du Chêne"}, "Maison du Chêne"},
		"and lost where it would cost a segment":         {[]string{long + "Maison du Chêne"}, long + "Maison du Chene"},
		"the first wording that fits one":                {[]string{strings.Repeat("long ", 40), "court"}, "court"},
		"the longest that fits":                          {[]string{"celui-ci", "court"}, "celui-ci"},
		"another script keeps its letters at any cost":   {[]string{strings.Repeat("مرحبا ", 20)}, strings.TrimSpace(strings.Repeat("مرحبا ", 20))},
		"letters and accents written apart are together": {[]string{"re\u0301ponse"}, "réponse"},
	} {
		if got := sms.Fit(c.wordings...); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := sms.Wordings("longue\n---\ncourte"); len(got) != 2 || got[1] != "courte" {
		t.Errorf("wordings %q", got)
	}
}

func TestNumbersAreReadAsTheirTerritoryMeansThem(t *testing.T) {
	for _, c := range []struct{ typed, zone, want string }{
		{"06 12 34 56 78", "Europe/Paris", "+33612345678"},
		{"07.66.12.34.56", "Europe/Paris", "+33766123456"},
		{"+33 6 12 34 56 78", "Indian/Reunion", "+33612345678"},
		{"0692 12 34 56", "Indian/Reunion", "+262692123456"},
		{"0692 12 34 56", "Europe/Paris", "+262692123456"}, // she moved, and kept her number
		{"0690 12 34 56", "America/Guadeloupe", "+590690123456"},
		{"0696 12 34 56", "America/Martinique", "+596696123456"},
		{"0694 12 34 56", "America/Cayenne", "+594694123456"},
		{"0639 01 23 45", "Indian/Mayotte", "+262639012345"},
		{"06 39 98 12 34", "Europe/Paris", "+33639981234"}, // kept for fiction: the demonstration's people
		{"01 34 20 00 00", "Europe/Paris", "landline"},
		{"0262 20 00 00", "Indian/Reunion", "landline"},
		{"09 70 00 00 00", "Europe/Paris", "landline"},
		{"36 46", "Europe/Paris", "malformed"},
		{"", "Europe/Paris", "malformed"},
		{"06 12", "Europe/Paris", "malformed"},
	} {
		got, err := sms.Number(c.typed, c.zone)
		if strings.HasPrefix(c.want, "+") && (got != c.want || err != nil) || !strings.HasPrefix(c.want, "+") && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s in %s: %q, %v", c.typed, c.zone, got, err)
		}
		if sms.Mobile(c.typed, c.zone) != strings.HasPrefix(c.want, "+") {
			t.Errorf("%s in %s is taken for a mobile", c.typed, c.zone)
		}
	}
}
