package cadence_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/cadence"
)

// oracle is testdata/public-holidays.csv as "date name" lines, by territory;
// the names as the screens spell them.
func oracle(t *testing.T) map[cadence.Territory][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/public-holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	spelling := strings.NewReplacer("'", "’", "2ème", "2e")
	lines := map[cadence.Territory][]string{}
	for _, row := range rows[1:] {
		territory := cadence.Territory(row[1])
		lines[territory] = append(lines[territory], row[0]+" "+spelling.Replace(row[2]))
	}
	return lines
}

func TestRule05_PublicHolidaysAreThoseOfTheTableOfEveryTerritoryNoneMissingNoneExtra(t *testing.T) {
	table := oracle(t)
	if len(table) != len(cadence.Territories) {
		t.Fatalf("the table has %d territories, the code %d", len(table), len(cadence.Territories))
	}
	for _, territory := range cadence.Territories {
		var got []string
		for year := 2015; year <= 2031; year++ {
			for _, h := range cadence.Holidays(territory, year) {
				got = append(got, h.Date.String()+" "+h.Name)
			}
		}
		want := table[territory]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", territory, got, want)
		}
	}
}

func TestRule05_EveryDayOfTheTableIsAPublicHolidayAndNoOtherDayIs(t *testing.T) {
	for territory, lines := range oracle(t) {
		names := map[string][]string{} // by date
		for _, line := range lines {
			date, name, _ := strings.Cut(line, " ")
			names[date] = append(names[date], name)
		}
		for d := scheduling.MustDate("2015-01-01"); d.Year <= 2031; d = d.AddDays(1) {
			name, ok := cadence.HolidayOn(territory, d)
			want := names[d.String()]
			if ok != (len(want) > 0) || (ok && !slices.Contains(want, name)) {
				t.Errorf("%s %s: got %q, %v, want one of %q", territory, d, name, ok, want)
			}
		}
	}
}

func TestHolidaysComeInOrderOfDate(t *testing.T) {
	for _, territory := range cadence.Territories {
		inOrder := slices.IsSortedFunc(cadence.Holidays(territory, 2027), func(a, b cadence.Holiday) int { return a.Date.Compare(b.Date) })
		if !inOrder {
			t.Errorf("%s: %v", territory, cadence.Holidays(territory, 2027))
		}
	}
}

func TestEasterFallsWhereItDid(t *testing.T) {
	for year, want := range map[int]string{
		1818: "1818-03-22", // the earliest possible
		1943: "1943-04-25", // the latest possible
		1954: "1954-04-18", // where Gauss's rule needs its exceptions
		1981: "1981-04-19",
		2000: "2000-04-23",
		2027: "2027-03-28",
	} {
		if got := cadence.Easter(year).String(); got != want {
			t.Errorf("Easter %d: got %s, want %s", year, got, want)
		}
	}
}

func TestHolidayOnAllocatesNothing(t *testing.T) {
	d := scheduling.MustDate("2027-05-27")
	if n := testing.AllocsPerRun(100, func() { cadence.HolidayOn(cadence.Guadeloupe, d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
