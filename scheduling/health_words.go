package scheduling

import (
	"strings"
	"unicode"
)

// healthWords are what nobody but the participant need know of her: no public
// title, subject or envelope holds one (rule 13). Lower case, without accents;
// a star stands for any ending.
var healthWords = []string{
	"accidente*", "addict*", "ald", "alcool*", "alzheimer", "anxi*", "arret", "arrets", "avc", "blessure*",
	"burn-out", "burnout", "cancer*", "cardia*", "cardio*", "chimio*", "chirurg*", "chronique*", "clinique*",
	"convalescen*", "depress*", "dermato*", "diabet*", "diagnosti*", "dialys*", "douleur*", "endometriose",
	"epileps*", "fibromyalgie", "gastro*", "greffe*", "gueri*", "handicap*", "hematolog*", "hepatit*", "hopita*",
	"hospital*", "inaptitude*", "incapacite*", "infarctus", "infirmi*", "invalid*", "leucemi*", "lombalgie*",
	"lymphome*", "malade*", "maladi*", "medecin*", "medic*", "mentale*", "metasta*", "mort", "neuro*", "obes*",
	"oncolog*", "operation*", "opere*", "parkinson", "patholog*", "patient*", "psych*", "radiotherap*",
	"remission*", "respiratoire*", "rhumat*", "rqth", "sante", "sclerose", "sida", "soin", "soins", "soigna*",
	"suicid*", "symptom*", "therap*", "toxico*", "traitement*", "trauma*", "tumeur*", "vih",
}

// HealthWord is the first word of text, as written, that says something of a
// reader's health; "" when there is none. The name of the Assurance Maladie is
// no such word: it is who writes.
func HealthWord(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '-'
	})
	before := ""
	for _, written := range words {
		word := foldAccents(strings.ToLower(written))
		if before != "assurance" || word != "maladie" {
			for _, part := range append(strings.Split(word, "-"), word) {
				if isHealthWord(part) {
					return written
				}
			}
		}
		before = word
	}
	return ""
}

func isHealthWord(word string) bool {
	for _, w := range healthWords {
		stem, open := strings.CutSuffix(w, "*")
		if word == stem || open && strings.HasPrefix(word, stem) {
			return true
		}
	}
	return false
}

var frenchAccents = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ç", "c", "œ", "oe", "æ", "ae",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "", "\u0327", "", // letters typed as base and accent
)

// foldAccents writes a lower case French word with plain letters.
func foldAccents(word string) string { return frenchAccents.Replace(word) }
