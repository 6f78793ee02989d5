package eligibility

import (
	"math"

	"trame/scheduling"
)

// day counts civil days from 1 March of year 0: people are checked by the
// hundred thousand, and time.Date costs more than all the rest.
type day int32

const (
	ever  day = math.MinInt32 // before any day
	never day = math.MaxInt32 // after any day
)

// dayOf is d's number; a day that its month lacks is the first of the next, so
// that whoever was born on 29 February turns on 1 March.
func dayOf(d scheduling.Date) day {
	year, month := d.Year, int(d.Month)-3
	if month < 0 {
		year, month = year-1, month+12
	}
	return day(365*year + year/4 - year/100 + year/400 + (153*month+2)/5 + d.Day - 1)
}

// date is the civil day of n.
func (n day) date() scheduling.Date {
	return epoch.AddDays(int(n - dayOf(epoch)))
}

var epoch = scheduling.Date{Year: 2000, Month: 3, Day: 1}

// birthday is the day on which somebody born on birth turns years.
func birthday(birth scheduling.Date, years int) day {
	birth.Year += years
	return dayOf(birth)
}
