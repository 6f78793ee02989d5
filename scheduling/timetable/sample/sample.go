// Package sample makes planning instances of any size, from three cohorts to
// the nation's year: for tests, benchmarks, and for whoever compares planners.
// One size, seed and variant give one instance, byte for byte, for ever.
//
// What is known is used: 16,000 programmes, 1,650 social workers and 2,400
// places in the nation; 310 social workers, 345 places and 8 départements in
// Île-de-France; three modules at least; groups of up to 12. Hours, lengths and
// absences are guesses.
package sample

import (
	"fmt"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// Size names how much there is to plan.
type Size string

// The sizes, the smallest first.
const (
	XS         Size = "XS"
	S          Size = "S"
	M          Size = "M"
	L          Size = "L"
	Department Size = "department"
	Region     Size = "region"
	Nation     Size = "nation"
)

// Sizes lists them, the smallest first.
var Sizes = []Size{XS, S, M, L, Department, Region, Nation}

// figures of a size.
type figures struct{ cohorts, leads, rooms, partners, departments, weeks int }

func (s Size) figures() figures {
	switch s {
	case XS:
		return figures{3, 2, 3, 4, 1, 9}
	case S:
		return figures{10, 4, 5, 8, 1, 26}
	case M:
		return figures{40, 10, 12, 20, 1, 52}
	case L:
		return figures{160, 20, 30, 60, 1, 52}
	case Department:
		return figures{376, 39, 43, 90, 1, 52}
	case Region:
		return figures{3006, 310, 345, 800, 8, 52}
	case Nation:
		return figures{16000, 1650, 2400, 5000, 101, 52}
	}
	panic("sample: no size " + string(s))
}

// share is the part of département k, so that the parts add up.
func (f figures) share(k int) figures {
	part := func(whole, least int) int {
		n := whole / f.departments
		if k < whole%f.departments {
			n++
		}
		return max(least, n)
	}
	return figures{part(f.cohorts, 0), part(f.leads, 2), part(f.rooms, 2), part(f.partners, 3), 1, f.weeks}
}

var firstDay = scheduling.MustDate("2027-01-04")

// Instance makes one. A tight one has a third of the partners.
func Instance(size Size, seed uint64, tight bool) *timetable.Instance {
	f := size.figures()
	variant := "plain"
	if tight {
		variant = "tight"
	}
	ins := &timetable.Instance{
		Format: timetable.InstanceFormat, Name: fmt.Sprintf("%s-%s-%d", size, variant, seed), TimeZone: "Europe/Paris",
		FirstDay: firstDay, LastDay: firstDay.AddDays(f.weeks*7 - 1), NoMeeting: publicHolidays(), SchoolHolidays: schoolHolidays(),
		TravelDefault: 60, Weights: weights(),
	}
	r := newChance(ins.Name)
	for k := range f.departments {
		d := &department{name: fmt.Sprintf("d%02d", k+1), figures: f.share(k), tight: tight, chance: r}
		d.fill(ins)
	}
	return ins
}

// publicHolidays of 2027 in metropolitan France.
func publicHolidays() []scheduling.Date {
	return days("2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17",
		"2027-07-14", "2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25")
}

// schoolHolidays of Île-de-France.
func schoolHolidays() []timetable.Days {
	d := days("2027-02-06", "2027-02-21", "2027-04-03", "2027-04-18", "2027-07-03", "2027-08-31",
		"2027-10-16", "2027-11-01", "2027-12-18", "2028-01-02")
	var holidays []timetable.Days
	for i := 0; i < len(d); i += 2 {
		holidays = append(holidays, timetable.Days{From: d[i], To: d[i+1]})
	}
	return holidays
}

func days(texts ...string) []scheduling.Date {
	var days []scheduling.Date
	for _, text := range texts {
		days = append(days, scheduling.MustDate(text))
	}
	return days
}

func weights() timetable.Weights {
	return timetable.Weights{
		Gap: 2, Weekday: 5, Start: 3, School: 8, Room: 2, Early: 1, Preference: 1, Overload: 4,
		MovedDay: 60, MovedTime: 40, ChangedLead: 20, ChangedPerson: 15, ChangedRoom: 5,
	}
}
