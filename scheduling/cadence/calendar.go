package cadence

import "trame/scheduling"

// Calendar is all that closes a day to the meetings of one place.
type Calendar struct {
	Territory  Territory
	SchoolZone SchoolZone // "" where no zone applies: Corse, overseas
	School     SchoolHolidays
	Closures   []scheduling.Closure // of the site and of its organisation; the Site is not looked at
}

// Reason says what closes a day.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	PublicHoliday Reason = "public_holiday" // jour férié
	Closed        Reason = "closure"        // fermeture
	SchoolHoliday Reason = "school_holiday" // vacances scolaires
	Weekend       Reason = "weekend"        // for the supplementary meeting alone
)

// Skip is a day on which the rhythm fell and no meeting can be held.
type Skip struct {
	Date   scheduling.Date
	Reason Reason
	Name   string // French: of the holiday, of the school holidays, or the closure's label; "" for a weekend
}

// Closed says whether and why nothing can be held on d: a public holiday or a
// closure. School holidays close nothing by themselves: ask SchoolHoliday.
func (c Calendar) Closed(d scheduling.Date) (Skip, bool) {
	if name, ok := HolidayOn(c.Territory, d); ok {
		return Skip{d, PublicHoliday, name}, true
	}
	for _, closure := range c.Closures {
		if !d.Before(closure.From) && !d.After(closure.Until) {
			return Skip{d, Closed, closure.Label}, true
		}
	}
	return Skip{}, false
}

// SchoolHoliday says whether d is in the school holidays of the place.
func (c Calendar) SchoolHoliday(d scheduling.Date) (Skip, bool) {
	p, ok := c.School.On(c.SchoolZone, d)
	return Skip{d, SchoolHoliday, p.Name}, ok
}
