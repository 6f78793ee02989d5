package scheduling

import (
	"strings"
)

// NIR is a numéro de sécurité sociale: thirteen characters and the two digits
// of their key, without spaces. It is optional, off unless an organisation
// switches it on, kept sealed, and shown masked.
type NIR string

// ParseNIR reads what a person typed or a file holds, and checks the key:
// 97 less the thirteen digits modulo 97, Corsica's 2A and 2B counted as 19 and
// 18 (arrêté du 28 février 1986; INSEE, RNIPP).
func ParseNIR(typed string) (NIR, error) {
	n := strings.ToUpper(typedBetween.Replace(typed))
	digits := corsica(n)
	switch {
	case strings.Trim(digits, "0123456789") != "" || !strings.ContainsAny(n[:min(1, len(n))], "123478"):
		return "", Refuse(Invalid, "nir.form", "nir")
	case len(n) == 13:
		return "", Refuse(Invalid, "nir.no_key", "nir")
	case len(n) != 15:
		return "", Refuse(Invalid, "nir.form", "nir")
	}
	if 97-number(digits[:13])%97 != number(digits[13:]) {
		return "", Refuse(Invalid, "nir.key", "nir")
	}
	return NIR(n), nil
}

// typedBetween is what people put between the digits.
var typedBetween = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ".", "", "-", "")

// corsica is n with its départements 2A and 2B as the key counts them.
func corsica(n string) string {
	if len(n) < 7 || n[5] != '2' {
		return n
	}
	switch n[6] {
	case 'A':
		return n[:5] + "19" + n[7:]
	case 'B':
		return n[:5] + "18" + n[7:]
	}
	return n
}

func number(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// Masked shows enough to recognise, too little to know: 2 84 •• •• ••• ••• 12.
func (n NIR) Masked() string {
	if len(n) != 15 {
		return ""
	}
	return string(n[:1]) + "\u00a0" + string(n[1:3]) + "\u00a0••\u00a0••\u00a0•••\u00a0•••\u00a0" + string(n[13:])
}

// Spaced is the number as it is read aloud.
func (n NIR) Spaced() string {
	if len(n) != 15 {
		return ""
	}
	parts := []string{}
	for _, cut := range [][2]int{{0, 1}, {1, 3}, {3, 5}, {5, 7}, {7, 10}, {10, 13}, {13, 15}} {
		parts = append(parts, string(n[cut[0]:cut[1]]))
	}
	return strings.Join(parts, "\u00a0")
}

// String keeps the number out of logs and sentences.
func (n NIR) String() string { return n.Masked() }

// NIRPlace is the place in which a person's NIR is sealed.
func NIRPlace(id InsuredID) string { return "insured_nirs/" + string(id) + "/nir" }
