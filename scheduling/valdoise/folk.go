package valdoise

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// people invents insured persons: a first name and a last name drawn apart,
// a commune of the département, numbers that ring nowhere.
type people struct {
	dice     *rand.Rand
	series   uint64 // numbers the world they belong to
	n        int
	taken    map[string]bool
	communes map[string][]scheduling.Territory // by zone, "" for those of none
}

func newPeople(dice *rand.Rand, series uint64) (people, error) {
	list, err := territories()
	if err != nil {
		return people{}, err
	}
	p := people{dice: dice, series: series, taken: map[string]bool{}, communes: map[string][]scheduling.Territory{}}
	for _, t := range list {
		p.communes[t.Zone] = append(p.communes[t.Zone], t)
	}
	return p, nil
}

var firstNames = map[string][]string{
	"f": {
		"Aïcha", "Agnès", "Aline", "Annick", "Béatrice", "Brigitte", "Carole", "Cécile", "Chantal", "Corinne", "Delphine", "Édith", "Élodie",
		"Fatima", "Florence", "Françoise", "Ghislaine", "Isabelle", "Josiane", "Karima", "Laurence", "Leïla", "Lydie", "Maryse", "Mireille",
		"Muriel", "Nadège", "Nathalie", "Odile", "Patricia", "Rachida", "Sabrina", "Sandra", "Solange", "Stéphanie", "Sylvie", "Valérie", "Véronique", "Viviane", "Zohra",
	},
	"m": {
		"Ahmed", "Alain", "Arnaud", "Bernard", "Christophe", "Daniel", "Didier", "Éric", "Fabrice", "François", "Gilles", "Hervé", "Jérôme",
		"Karim", "Laurent", "Mamadou", "Marcel", "Mourad", "Patrice", "Régis", "Sébastien", "Thierry", "Yannick", "Youssef",
	},
}

var lastNames = []string{
	"Aubry", "Bailly", "Barbier", "Baudry", "Belkacem", "Besnard", "Blondel", "Bouvier", "Brunet", "Camara", "Carpentier", "Charrier", "Cissé",
	"Colas", "Cordier", "Da Costa", "Delattre", "Delmas", "Diallo", "Dos Santos", "Dumas", "Étienne", "Ferrand", "Fontaine", "Gaillard", "Gilbert",
	"Guérin", "Guillot", "Hamon", "Hoarau", "Jacquet", "Joly", "Kaddour", "Langlois", "Lebrun", "Lemoine", "Leroux", "Maillard", "Mansouri",
	"Maréchal", "Mercier", "Millet", "Monnier", "N’Diaye", "Noël", "Ouali", "Pasquier", "Pereira", "Picard", "Pruvost", "Rémy", "Renaud",
	"Rolland", "Sauvage", "Tessier", "Touré", "Vasseur", "Verdier", "Vidal", "Weber",
}

var streets = []string{"rue des Lilas", "rue du Moulin", "avenue de la Gare", "rue Pasteur", "allée des Tilleuls", "rue des Écoles", "chemin Vert", "place de l’Église", "rue de la Fontaine", "boulevard de l’Oise"}

var occupations = []string{"employée administrative", "aide-soignante", "caissière", "comptable", "agent d’entretien", "enseignante", "conductrice de bus", "technicien", "vendeuse", "assistante maternelle", "préparateur de commandes", "infirmière"}

// groupOf is the socio-professional group of an occupation; a teacher's is in two.
var groupOf = map[string]string{
	"employée administrative": "employee", "aide-soignante": "employee", "caissière": "employee", "agent d’entretien": "employee",
	"vendeuse": "employee", "assistante maternelle": "employee", "comptable": "intermediate", "technicien": "intermediate",
	"infirmière": "intermediate", "conductrice de bus": "worker", "préparateur de commandes": "worker",
}

// invent makes a person of a gender, born on a day, who lives where people
// come to a site from.
func (p *people) invent(gender string, birth scheduling.Date, site scheduling.SiteID) scheduling.Insured {
	first, last := pick(p.dice, firstNames[gender]), pick(p.dice, lastNames)
	for p.taken[first+last] {
		first, last = pick(p.dice, firstNames[gender]), pick(p.dice, lastNames)
	}
	p.taken[first+last] = true
	p.n++
	number := int(p.series)*1000 + p.n
	zone := map[scheduling.SiteID]string{argenteuil: "Est", osny: "Ouest"}[site]
	if p.dice.IntN(5) == 0 {
		zone = ""
	}
	commune := pick(p.dice, p.communes[zone])
	i := scheduling.Insured{
		ID: scheduling.InsuredID(fmt.Sprintf("insured-%04d", number)), Unit: valDOise, InternalNumber: fmt.Sprintf("VO-%05d", number),
		FirstName: first, LastName: last, BirthDate: birth, Gender: gender,
		Street: fmt.Sprintf("%d %s", 1+p.dice.IntN(80), pick(p.dice, streets)), Postcode: commune.Postcodes[:5], City: commune.Name, Insee: commune.Insee,
		Phone: fmt.Sprintf("06 39 98 %02d %02d", number/100%100, number%100), // a range that is kept for fiction
		Email: strings.Map(address, store.Fold(first+" "+last)) + "@courriel.example", Language: "fr",
		Occupation: pick(p.dice, occupations), Version: 1,
	}
	i.OccupationGroup = groupOf[i.Occupation]
	i.MailConsent, i.LetterConsent, i.SMSConsent = p.dice.IntN(10) < 8, p.dice.IntN(10) < 9, p.dice.IntN(10) < 5
	i.LetterConsent = i.LetterConsent || !i.MailConsent
	if !i.MailConsent && p.dice.IntN(2) == 0 {
		i.Email = ""
	}
	return i
}

// address keeps what a mail address is written with.
func address(r rune) rune {
	switch {
	case r == ' ':
		return '.'
	case r >= 'a' && r <= 'z':
		return r
	}
	return -1
}

func pick[T any](dice *rand.Rand, list []T) T { return list[dice.IntN(len(list))] }

// aged is a birth date by which someone is of completed years on a day.
func aged(dice *rand.Rand, years int, on scheduling.Date) scheduling.Date {
	return on.AddMonths(-12 * years).AddDays(-1 - dice.IntN(360))
}

// deal is a list of values, each as often as its count says, shuffled.
func deal[T any](dice *rand.Rand, values []T, counts []int) []T {
	var list []T
	for i, v := range values {
		for range counts[i] {
			list = append(list, v)
		}
	}
	dice.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}
