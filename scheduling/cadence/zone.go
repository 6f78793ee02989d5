package cadence

import "strings"

// SchoolZone is a zone of the school calendar: A, B, C; "" is none.
type SchoolZone string

// The zones.
const (
	ZoneA SchoolZone = "A"
	ZoneB SchoolZone = "B"
	ZoneC SchoolZone = "C"
)

// SchoolZones in order.
var SchoolZones = []SchoolZone{ZoneA, ZoneB, ZoneC}

// Départements of each zone, one line per académie (arrêté du 16 avril 2015,
// since the school year 2015-2016).
var departementsOfZone = map[SchoolZone]string{
	ZoneA: "25 39 70 90 " + // Besançon
		"24 33 40 47 64 " + // Bordeaux
		"03 15 43 63 " + // Clermont-Ferrand
		"21 58 71 89 " + // Dijon
		"07 26 38 73 74 " + // Grenoble
		"19 23 87 " + // Limoges
		"01 42 69 " + // Lyon
		"16 17 79 86", // Poitiers
	ZoneB: "04 05 13 84 " + // Aix-Marseille
		"02 60 80 " + // Amiens
		"59 62 " + // Lille
		"54 55 57 88 " + // Nancy-Metz
		"44 49 53 72 85 " + // Nantes
		"06 83 " + // Nice
		"14 27 50 61 76 " + // Normandie
		"18 28 36 37 41 45 " + // Orléans-Tours
		"08 10 51 52 " + // Reims
		"22 29 35 56 " + // Rennes
		"67 68", // Strasbourg
	ZoneC: "77 93 94 " + // Créteil
		"11 30 34 48 66 " + // Montpellier
		"75 " + // Paris
		"09 12 31 32 46 65 81 82 " + // Toulouse
		"78 91 92 95", // Versailles
}

var zoneOfDepartement = func() map[string]SchoolZone {
	zones := map[string]SchoolZone{}
	for zone, list := range departementsOfZone {
		for departement := range strings.FieldsSeq(list) {
			zones[departement] = zone
		}
	}
	return zones
}()

// SchoolZoneOf is the zone of a département ("95"); "" for Corse and overseas,
// whose académies set their own calendars, and for what is no département.
func SchoolZoneOf(departement string) SchoolZone { return zoneOfDepartement[departement] }

// Zones of the territories that do not live at the hour of Paris (IANA).
var timeZones = map[Territory]string{
	Guadeloupe: "America/Guadeloupe", Guyane: "America/Cayenne", LaReunion: "Indian/Reunion",
	Martinique: "America/Martinique", Mayotte: "Indian/Mayotte", NouvelleCaledonie: "Pacific/Noumea",
	PolynesieFrancaise: "Pacific/Tahiti", SaintBarthelemy: "America/St_Barthelemy", SaintMartin: "America/Marigot",
	SaintPierreEtMiquelon: "America/Miquelon", WallisEtFutuna: "Pacific/Wallis",
}

// TimeZoneOf is the IANA zone in which a territory lives. French Polynesia has
// three: most of its people live at Tahiti's.
func TimeZoneOf(t Territory) string {
	if zone, ok := timeZones[t]; ok {
		return zone
	}
	return "Europe/Paris"
}
