package followup

import (
	"maps"

	"trame/scheduling"
)

// band is a range of ages, in completed years, both ends included.
type band struct {
	code     string
	from, to int
}

// bands are those of the published study, and one above it: with the legal age
// rising, 68 is no longer nobody.
var bands = []band{
	{"under_25", 0, 24},
	{"25_39", 25, 39},
	{"40_49", 40, 49},
	{"50_59", 50, 59},
	{"60_67", 60, 67},
	{"68_over", 68, 130},
}

// AgeBand is the code of the age band of a person born on birth, at day:
// under_25, 25_39, 40_49, 50_59, 60_67, 68_over, or Unknown without a birth date
// that can be true.
func AgeBand(birth, day scheduling.Date) string {
	if birth.IsZero() || birth.After(day) {
		return Unknown
	}
	years := age(birth, day)
	for _, b := range bands {
		if years >= b.from && years <= b.to {
			return b.code
		}
	}
	return Unknown
}

// AgeBands are the codes of the bands, the youngest first.
func AgeBands() []string {
	codes := make([]string, len(bands))
	for i, b := range bands {
		codes[i] = b.code
	}
	return codes
}

// age is in completed years; someone born on 29 February turns on 1 March.
func age(birth, day scheduling.Date) int {
	years := day.Year - birth.Year
	if (scheduling.Date{Year: birth.Year, Month: day.Month, Day: day.Day}).Before(birth) {
		years--
	}
	return years
}

// Aged is a birth date, zero when unknown, and the day on which the age counts:
// the first of that person's session.
type Aged struct{ Birth, On scheduling.Date }

// Ages is the table of the ages of a base of people who started, each on their
// own day: of those still known, and of those counted by band since.
func Ages(base int, people []Aged, counted map[string]int) Table {
	found := maps.Clone(counted)
	if found == nil {
		found = map[string]int{}
	}
	for _, p := range people {
		found[AgeBand(p.Birth, p.On)]++
	}
	counts := make([]Count, len(bands))
	for i, b := range bands {
		counts[i] = Count{Code: b.code, Count: found[b.code], Answer: true}
	}
	table, err := Tabulate(base, counts)
	if err != nil {
		panic(err) // each person is in one band
	}
	return table
}
