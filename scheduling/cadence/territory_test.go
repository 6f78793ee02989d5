package cadence_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

func TestTerritoryOfACommune(t *testing.T) {
	for insee, want := range map[string]cadence.Territory{
		"95476": cadence.Metropole,
		"01001": cadence.Metropole,
		"2A004": cadence.Metropole,
		"2B033": cadence.Metropole,
		"57463": cadence.AlsaceMoselle,
		"67482": cadence.AlsaceMoselle,
		"68224": cadence.AlsaceMoselle,
		"97105": cadence.Guadeloupe,
		"97209": cadence.Martinique,
		"97302": cadence.Guyane,
		"97411": cadence.LaReunion,
		"97502": cadence.SaintPierreEtMiquelon,
		"97608": cadence.Mayotte,
		"97701": cadence.SaintBarthelemy,
		"97123": cadence.SaintBarthelemy,
		"97801": cadence.SaintMartin,
		"97127": cadence.SaintMartin,
		"98611": cadence.WallisEtFutuna,
		"98735": cadence.PolynesieFrancaise,
		"98818": cadence.NouvelleCaledonie,
	} {
		if got, ok := cadence.TerritoryOf(insee); !ok || got != want {
			t.Errorf("%s: got %q, %v, want %q", insee, got, ok, want)
		}
	}
}

func TestWhatIsNoCommuneCodeHasNoTerritory(t *testing.T) {
	for _, insee := range []string{"", "95", "9547", "954760", "00001", "20004", "2C004", "2a004", "96001", "97901", "99100", "95A76", "A5476", "9547é"} {
		if got, ok := cadence.TerritoryOf(insee); ok {
			t.Errorf("%q: got %q", insee, got)
		}
	}
}

func TestSchoolZoneOfADepartement(t *testing.T) {
	for departement, want := range map[string]cadence.SchoolZone{
		"69": cadence.ZoneA, "33": cadence.ZoneA, "25": cadence.ZoneA, "86": cadence.ZoneA,
		"13": cadence.ZoneB, "59": cadence.ZoneB, "67": cadence.ZoneB, "76": cadence.ZoneB,
		"75": cadence.ZoneC, "95": cadence.ZoneC, "34": cadence.ZoneC, "31": cadence.ZoneC,
		"2A": "", "2B": "", "971": "", "974": "", "988": "", "": "", "20": "",
	} {
		if got := cadence.SchoolZoneOf(departement); got != want {
			t.Errorf("%q: got %q, want %q", departement, got, want)
		}
	}
}

func TestEveryDepartementOfTheMainlandHasOneZone(t *testing.T) {
	count := map[cadence.SchoolZone]int{}
	for n := 1; n <= 95; n++ {
		departement := fmt.Sprintf("%02d", n)
		zone := cadence.SchoolZoneOf(departement)
		count[zone]++
		if zone == "" && departement != "20" {
			t.Errorf("%s has no zone", departement)
		}
	}
	if count[cadence.ZoneA] != 32 || count[cadence.ZoneB] != 41 || count[cadence.ZoneC] != 21 {
		t.Errorf("départements by zone: %v", count)
	}
}

func TestACalendarKnowsItsPlace(t *testing.T) {
	closures := []scheduling.Closure{{From: scheduling.MustDate("2026-05-04"), Until: scheduling.MustDate("2026-05-08"), Label: "Travaux"}}
	c, err := cadence.CalendarAt("67482", cadence.ShippedSchoolHolidays(), closures)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{
		"2026-04-03": "public_holiday Vendredi saint",
		"2026-05-03": "",
		"2026-05-04": "closure Travaux",
		"2026-05-08": "public_holiday 8 mai", // a public holiday first: it does not depend on us
		"2026-05-09": "",
		"2026-04-20": "", // school holidays close nothing by themselves
	} {
		skip, _ := c.Closed(scheduling.MustDate(day))
		if got := strings.TrimSpace(string(skip.Reason) + " " + skip.Name); got != want {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
	if skip, ok := c.SchoolHoliday(scheduling.MustDate("2026-04-20")); !ok || skip.Name != "Vacances de printemps" {
		t.Errorf("20 April 2026 in zone B: %v, %v", skip, ok)
	}
	if _, err := cadence.CalendarAt("Osny", cadence.SchoolHolidays{}, nil); scheduling.KindOf(err) != scheduling.Invalid {
		t.Errorf("a place without commune: %v", err)
	}
}

// Every row of the shipped file, against the set it is read into.
func TestShippedSchoolHolidaysAreThoseOfTheFile(t *testing.T) {
	text, err := os.ReadFile("data/school-holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	shipped, total := cadence.ShippedSchoolHolidays(), 0
	for _, zone := range cadence.SchoolZones {
		total += len(shipped.Periods(zone))
	}
	if total != len(rows)-1 {
		t.Errorf("%d periods of %d rows", total, len(rows)-1)
	}
	for _, row := range rows[1:] {
		zone, from, until := cadence.SchoolZone(row[0]), scheduling.MustDate(row[1]), scheduling.MustDate(row[2])
		for _, d := range []scheduling.Date{from, until} {
			if p, ok := shipped.On(zone, d); !ok || p.From != from || p.Until != until {
				t.Errorf("%v: %s is in %v", row, d, p)
			}
		}
		for _, d := range []scheduling.Date{from.AddDays(-1), until.AddDays(1)} {
			if p, ok := shipped.On(zone, d); ok {
				t.Errorf("%v: %s is in %v", row, d, p)
			}
		}
	}
}
