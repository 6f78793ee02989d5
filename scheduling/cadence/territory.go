package cadence

import (
	"strings"

	"trame/scheduling"
)

// Territory is a part of France with its own public holidays, spelt as in
// etalab/jours-feries-france-data.
type Territory string

// The territories.
const (
	Metropole             Territory = "metropole"
	AlsaceMoselle         Territory = "alsace-moselle"
	Guadeloupe            Territory = "guadeloupe"
	Guyane                Territory = "guyane"
	LaReunion             Territory = "la-reunion"
	Martinique            Territory = "martinique"
	Mayotte               Territory = "mayotte"
	NouvelleCaledonie     Territory = "nouvelle-caledonie"
	PolynesieFrancaise    Territory = "polynesie-francaise"
	SaintBarthelemy       Territory = "saint-barthelemy"
	SaintMartin           Territory = "saint-martin"
	SaintPierreEtMiquelon Territory = "saint-pierre-et-miquelon"
	WallisEtFutuna        Territory = "wallis-et-futuna"
)

// Territories in the order of the screens.
var Territories = []Territory{
	Metropole, AlsaceMoselle, Guadeloupe, Guyane, LaReunion, Martinique, Mayotte, NouvelleCaledonie,
	PolynesieFrancaise, SaintBarthelemy, SaintMartin, SaintPierreEtMiquelon, WallisEtFutuna,
}

var territoryOfDepartement = map[string]Territory{
	"57": AlsaceMoselle, "67": AlsaceMoselle, "68": AlsaceMoselle,
	"971": Guadeloupe, "972": Martinique, "973": Guyane, "974": LaReunion, "975": SaintPierreEtMiquelon,
	"976": Mayotte, "977": SaintBarthelemy, "978": SaintMartin,
	"986": WallisEtFutuna, "987": PolynesieFrancaise, "988": NouvelleCaledonie,
}

// The two islands were communes of Guadeloupe until 2007; old files still say so.
var territoryOfFormerCommune = map[string]Territory{"97123": SaintBarthelemy, "97127": SaintMartin}

// TerritoryOf is the territory of an INSEE commune code (5 characters); false
// for what is no such code.
func TerritoryOf(insee string) (Territory, bool) {
	if t, ok := territoryOfFormerCommune[insee]; ok {
		return t, true
	}
	departement, ok := Departement(insee)
	if !ok {
		return "", false
	}
	if t, ok := territoryOfDepartement[departement]; ok {
		return t, true
	}
	return Metropole, true
}

// Departement is the département, or overseas collectivity, of an INSEE
// commune code: "95476" is in "95", "2A004" in "2A", "97411" in "974". False
// for what is no such code.
func Departement(insee string) (string, bool) {
	if len(insee) != 5 || strings.Trim(insee[2:], "0123456789") != "" {
		return "", false
	}
	departement := insee[:2]
	if departement >= "97" {
		departement = insee[:3]
		_, ok := territoryOfDepartement[departement]
		return departement, ok
	}
	if departement == "2A" || departement == "2B" {
		return departement, true
	}
	digits := strings.Trim(departement, "0123456789") == ""
	return departement, digits && departement >= "01" && departement <= "95" && departement != "20"
}

// CalendarAt is the calendar of a place, from its INSEE commune code, the
// school holidays known and the closures that touch the place.
func CalendarAt(insee string, school SchoolHolidays, closures []scheduling.Closure) (Calendar, error) {
	territory, ok := TerritoryOf(insee)
	if !ok {
		return Calendar{}, scheduling.Refuse(scheduling.Invalid, "insee.unknown", "insee", "value", insee)
	}
	departement, _ := Departement(insee)
	return Calendar{
		Territory:  territory,
		SchoolZone: SchoolZoneOf(departement),
		School:     school,
		Closures:   closures,
	}, nil
}
