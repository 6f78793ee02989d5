package anonymity

import (
	"slices"
	"strings"
	"unicode"

	"trame/scheduling/store"
)

// ordinary are folded French words that are names as well: a text may say
// « une réponse claire » without naming Claire. They name someone only with a
// capital inside a sentence, or after « Madame ».
var ordinary = strings.Fields(`
	aime amour ange aurore avril barbier bas beau belle berger blanc blanche boucher boulanger bon bonne brun brune carre
	cerise charpentier chevalier clair claire clemence colline constance constant courage courtois couturier dame desire
	doux dupre espoir fabre fleur fontaine fort forte france franc gai gentil germain grand grande gros hardi hiver iris
	jade jardin joie joli jolie jour juin juste lac lande laurier legal lejeune libre long longue lot lumiere mai maire
	marguerite marin marine maison marchand mars menu mercier merle meunier modeste moine monde mont moulin muse noel noir
	normand nuit olive olivier page parfait part paix perle petit petite pierre pin place poirier pommier pont pre prudence
	prudent renard rey riche rivage riviere roche roi rose rosier roux roy sage serein simple soleil son tailleur travers
	val vert verte victoire vigneron vilain violette vite vivant voisin vrai`)

// particles are parts of names that name nobody alone.
var particles = strings.Fields("al ben d da de del des di dos du el l la le les o saint sainte st ste van von")

// civilities announce a name, however it is written.
var civilities = strings.Fields("m mr mme mlle madame monsieur mademoiselle docteur dr")

// named is the first word of text, as written, that names one of people; ""
// when none does (rule 24). Accents, capitals and hyphens do not hide a name.
func named(text string, people []store.Participant) string {
	names := map[string]bool{}
	for _, p := range people {
		for part := range strings.FieldsSeq(store.Fold(p.Insured.FirstName + " " + p.Insured.LastName)) {
			if !slices.Contains(particles, part) {
				names[part] = true
			}
		}
	}
	before, opens := "", true
	for _, w := range wordsOf(text) {
		capital := unicode.IsUpper([]rune(w.text)[0])
		for part := range strings.FieldsSeq(store.Fold(w.text)) {
			common := len(part) < 3 || slices.Contains(ordinary, part)
			if names[part] && (!common || capital && !(w.opens || opens) || slices.Contains(civilities, before)) {
				return w.text
			}
			before = part
		}
		opens = false
	}
	return ""
}

// word is a word as written, and where; opens tells that a sentence begins
// with it.
type word struct {
	text     string
	at, past int // in bytes
	opens    bool
}

// wordsOf parts a text into words; a word begins a sentence at the start of a
// line, and after a full stop, a question mark, a colon or a quotation mark.
func wordsOf(text string) (words []word) {
	opens, from := true, -1
	end := func(at int) {
		if from >= 0 {
			words = append(words, word{text[from:at], from, at, opens})
			from, opens = -1, false
		}
	}
	for at, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if from < 0 {
				from = at
			}
		case strings.ContainsRune(".?!:«\"“\n•", r):
			end(at)
			opens = true
		default:
			end(at)
		}
	}
	end(len(text))
	return words
}
