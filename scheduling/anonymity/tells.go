// Package anonymity finds, in a text, the words by which somebody of a group
// could be recognised, and hides them (rules 21 and 24).
package anonymity

import (
	"regexp"
	"strconv"
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Tell is what makes a text tell who of a group is meant.
type Tell string

// The tells.
const (
	ByName  Tell = "names"
	ByMail  Tell = "mail"
	ByPhone Tell = "phone"
	ByPlace Tell = "place_age"
)

// Tells is the first word of text that tells who of people is meant, and by
// what; "" when none does: a name, a mail address, a telephone, or a commune
// beside the age of somebody who lives there.
func Tells(text string, people []store.Participant, today scheduling.Date) (word string, by Tell) {
	if word = named(text, people); word != "" {
		return word, ByName
	}
	lower := strings.ToLower(text)
	for _, p := range people {
		if mail := strings.ToLower(p.Insured.Email); mail != "" && strings.Contains(lower, mail) {
			return p.Insured.Email, ByMail
		}
	}
	for _, number := range numbers.FindAllString(text, -1) {
		for _, p := range people {
			if phone := lastDigits(p.Insured.Phone); phone != "" && phone == lastDigits(number) {
				return strings.TrimSpace(number), ByPhone
			}
		}
	}
	return placed(text, people, today)
}

// numbers are runs of digits that may be a telephone's, however they are parted.
var numbers = regexp.MustCompile(`\+?\d[\d .\-\x{00a0}\x{202f}]{7,20}\d`)

// lastDigits are the nine digits that two writings of one number share: 06 12…
// and +33 6 12….
func lastDigits(s string) string {
	const shared = 9
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(digits) < shared {
		return ""
	}
	return digits[len(digits)-shared:]
}

var ages = regexp.MustCompile(`\b(\d{2}) an`)

// placed finds a commune in a text that tells an age as well, when somebody of
// that age lives there.
func placed(text string, people []store.Participant, today scheduling.Date) (word string, by Tell) {
	said := map[int]bool{}
	for _, match := range ages.FindAllStringSubmatch(store.Fold(text), -1) {
		if n, err := strconv.Atoi(match[1]); err == nil {
			said[n] = true
		}
	}
	if len(said) == 0 {
		return "", ""
	}
	folded := " " + store.Fold(text) + " "
	for _, p := range people {
		i := p.Insured
		city := store.Fold(i.City)
		if city == "" || i.BirthDate.IsZero() || !strings.Contains(folded, " "+city+" ") {
			continue
		}
		years := today.Year - i.BirthDate.Year
		if said[years] || said[years-1] {
			return i.City, ByPlace
		}
	}
	return "", ""
}
