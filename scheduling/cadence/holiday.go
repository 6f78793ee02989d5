package cadence

import (
	"slices"
	"time"

	"trame/scheduling"
)

// Holiday is a public holiday (jour férié) of a territory.
type Holiday struct {
	Date scheduling.Date
	Name string
}

// feast is how a public holiday comes back each year: on a date, or so many
// days after Easter Sunday (month 0).
type feast struct {
	name        string
	month       time.Month
	day         int
	afterEaster int
	only        Territory // "": everywhere
	from, until int       // years, 0: always
}

// Sources: code du travail L3133-1 (everywhere) and L3134-13 (Alsace-Moselle),
// loi 83-550 du 30 juin 1983 and its decrees (abolition of slavery). What a
// collectivity of the Pacific adds by its own law is entered as a closure.
var feasts = []feast{
	{name: "1er janvier", month: time.January, day: 1},
	{name: "Vendredi saint", afterEaster: -2, only: AlsaceMoselle},
	{name: "Lundi de Pâques", afterEaster: 1},
	{name: "1er mai", month: time.May, day: 1},
	{name: "8 mai", month: time.May, day: 8},
	{name: "Ascension", afterEaster: 39},
	{name: "Lundi de Pentecôte", afterEaster: 50},
	{name: "14 juillet", month: time.July, day: 14},
	{name: "Assomption", month: time.August, day: 15},
	{name: "Toussaint", month: time.November, day: 1},
	{name: "11 novembre", month: time.November, day: 11},
	{name: "Jour de Noël", month: time.December, day: 25},
	{name: "2e jour de Noël", month: time.December, day: 26, only: AlsaceMoselle},
	{name: abolition, month: time.April, day: 27, only: Mayotte},
	{name: abolition, month: time.May, day: 22, only: Martinique},
	{name: abolition, month: time.May, day: 27, only: Guadeloupe},
	{name: abolition, month: time.May, day: 27, only: SaintMartin, until: 2017},
	{name: abolition, month: time.May, day: 28, only: SaintMartin, from: 2018},
	{name: abolition, month: time.June, day: 10, only: Guyane},
	{name: abolition, month: time.October, day: 9, only: SaintBarthelemy},
	{name: abolition, month: time.December, day: 20, only: LaReunion},
}

const abolition = "Abolition de l’esclavage"

// Holidays lists the public holidays of territory in year, in order of date.
// Two may fall on one day: both are listed.
func Holidays(territory Territory, year int) []Holiday {
	var list []Holiday
	easter := Easter(year)
	for _, f := range feasts {
		if f.kept(territory, year) {
			list = append(list, Holiday{f.date(year, easter), f.name})
		}
	}
	slices.SortStableFunc(list, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return list
}

// HolidayOn is the name of the public holiday that territory keeps on d, if
// any; it allocates nothing.
func HolidayOn(territory Territory, d scheduling.Date) (name string, ok bool) {
	easter := Easter(d.Year)
	for _, f := range feasts {
		if f.kept(territory, d.Year) && f.date(d.Year, easter) == d {
			return f.name, true
		}
	}
	return "", false
}

func (f feast) kept(territory Territory, year int) bool {
	return (f.only == "" || f.only == territory) && year >= f.from && (f.until == 0 || year <= f.until)
}

func (f feast) date(year int, easter scheduling.Date) scheduling.Date {
	if f.month == 0 {
		return easter.AddDays(f.afterEaster)
	}
	return scheduling.Date{Year: year, Month: f.month, Day: f.day}
}

// Easter is Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms,
// chapter 8, whose letters these are).
func Easter(year int) scheduling.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return scheduling.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
