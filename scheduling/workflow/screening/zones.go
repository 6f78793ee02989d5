package screening

import (
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// zones are the communes of an organisation: which zone each was drawn into,
// and which bear a name under a postcode.
type zones struct {
	of    map[string]string // by INSEE code
	named map[string]string // INSEE code by postcode and folded name
}

func zonesOf(tx *store.Tx, o scheduling.OrganisationID) (zones, error) {
	list, err := tx.TerritoriesOf(o)
	z := zones{of: make(map[string]string, len(list)), named: make(map[string]string, len(list))}
	for _, t := range list {
		z.of[t.Insee] = t.Zone
		for postcode := range strings.FieldsSeq(t.Postcodes) {
			z.named[postcode+" "+store.Fold(t.Name)] = t.Insee
		}
	}
	return z, err
}

// commune is the INSEE code of an address that was entered without it.
func (z zones) commune(i scheduling.Insured) string {
	return z.named[i.Postcode+" "+store.Fold(i.City)]
}
