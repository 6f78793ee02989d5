package transfer

import (
	"strings"

	"trame/scheduling"
)

// occupationGroups are the socio-professional groups by their French names.
var occupationGroups = map[string]string{
	"agriculteursexploitant": "farmer", "agriculteurexploitant": "farmer", "agriculteur": "farmer", "agricultrice": "farmer",
	"artisanscommercantsetchefsdentreprise": "trader", "artisanscommercantschefsdentreprise": "trader", "artisan": "trader",
	"commercant": "trader", "commercante": "trader", "chefdentreprise": "trader",
	"cadresetprofessionsintellectuellessuperieure": "executive", "cadre": "executive",
	"professionsintermediaire": "intermediate", "professionintermediaire": "intermediate",
	"employe": "employee", "employee": "employee", "ouvrier": "worker", "ouvriere": "worker",
	"najamaistravaille": "never_worked", "jamaistravaille": "never_worked", "sansactiviteprofessionnelle": "never_worked",
}

// occupationGroup reads a group by its name, its code, or the first digit of any
// code of INSEE's nomenclature: 5, 54 and 543b are all employees. That
// nomenclature puts whoever never worked under 8; retired people, its 7, by
// their last work: which, the digit does not say.
func occupationGroup(cell string) (string, bool) {
	key := keyOf(cell)
	if code, ok := occupationGroups[key]; ok {
		return code, true
	}
	for i, code := range scheduling.OccupationGroups {
		if key == keyOf(code) || i < 6 && numbered(key, byte('1'+i)) || i == 6 && numbered(key, '8') {
			return code, true
		}
	}
	return "", false
}

// numbered reports whether key is a code of the nomenclature, of up to three
// digits and a letter, under a group.
func numbered(key string, group byte) bool {
	digits := strings.TrimRight(key, "abcdefghijklmnopqrstuvwxyz")
	return len(digits) >= 1 && len(digits) <= 3 && len(key)-len(digits) <= 1 && digits[0] == group && strings.Trim(digits, "0123456789") == ""
}
