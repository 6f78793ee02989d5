package store

import (
	"strings"

	"trame/scheduling"
)

// Communes are those that an organisation knows, to be found by a code or by
// an address that was entered without it.
type Communes struct {
	List  []scheduling.Territory // by code
	at    map[string]int
	named map[string]string // INSEE code by postcode and folded name
}

// Communes reads them all.
func (tx *Tx) Communes(o scheduling.OrganisationID) (Communes, error) {
	list, err := tx.TerritoriesOf(o)
	c := Communes{List: list, at: make(map[string]int, len(list)), named: make(map[string]string, len(list))}
	for n, t := range list {
		c.at[t.Insee] = n
		for postcode := range strings.FieldsSeq(t.Postcodes) {
			c.named[postcode+" "+Fold(t.Name)] = t.Insee
		}
	}
	return c, err
}

// Of is the commune of an address, by its code or else by its postcode and
// name; the zero Territory when it is not known, with the code that was given.
func (c Communes) Of(insee, postcode, city string) scheduling.Territory {
	if insee == "" {
		insee = c.named[postcode+" "+Fold(city)]
	}
	if n, known := c.at[insee]; known {
		return c.List[n]
	}
	return scheduling.Territory{Insee: insee}
}

// residents counts people of an address, as they were entered.
type residents struct {
	Insee, Postcode, City string
	People                int
}

// by adds up people by the INSEE code of their commune; "" when nobody knows it.
func (c Communes) by(rows []residents) map[string]int {
	counts := make(map[string]int, len(rows))
	for _, r := range rows {
		counts[c.Of(r.Insee, r.Postcode, r.City).Insee] += r.People
	}
	return counts
}
