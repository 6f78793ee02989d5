package cadence

import (
	"bytes"
	_ "embed" // the shipped school holidays
	"slices"
	"sync"

	"trame/scheduling"
)

// SchoolPeriod is one period of school holidays in a zone. Both dates are days
// off.
type SchoolPeriod struct {
	Zone  SchoolZone
	From  scheduling.Date
	Until scheduling.Date // included
	Name  string          // French
}

// SchoolHolidays is the periods known, zone by zone, in order of date and
// without overlap. The zero value knows none.
type SchoolHolidays struct{ zones map[SchoolZone][]SchoolPeriod }

//go:embed data/school-holidays.csv
var shippedCSV []byte

// ShippedSchoolHolidays are those in the program (data/README.md), from 2015
// to the summer of 2026.
var ShippedSchoolHolidays = sync.OnceValue(func() SchoolHolidays {
	periods, err := ParseSchoolHolidays(bytes.NewReader(shippedCSV))
	if err != nil {
		panic(err) // the file is compiled in, and read by a test
	}
	return SchoolHolidays{}.With(periods)
})

// With is s with imported periods over it. An imported period replaces those
// of its zone that it overlaps, and the one it moves: same name, beginning
// less than a month apart. Among imported ones that overlap, the last wins.
func (s SchoolHolidays) With(imported []SchoolPeriod) SchoolHolidays {
	merged := make(map[SchoolZone][]SchoolPeriod, len(SchoolZones))
	for _, p := range slices.Backward(imported) {
		if !slices.ContainsFunc(merged[p.Zone], p.overlaps) {
			merged[p.Zone] = append(merged[p.Zone], p)
		}
	}
	for zone, known := range s.zones {
		over := merged[zone]
		for _, p := range known {
			if !slices.ContainsFunc(over, p.replacedBy) {
				merged[zone] = append(merged[zone], p)
			}
		}
	}
	for _, periods := range merged {
		slices.SortFunc(periods, byFrom)
	}
	return SchoolHolidays{merged}
}

// On is the period of zone that holds d, if any.
func (s SchoolHolidays) On(zone SchoolZone, d scheduling.Date) (SchoolPeriod, bool) {
	periods := s.zones[zone]
	i, ok := slices.BinarySearchFunc(periods, d, func(p SchoolPeriod, d scheduling.Date) int { return p.From.Compare(d) })
	if !ok {
		i-- // the last that began before d
	}
	if i < 0 || d.After(periods[i].Until) {
		return SchoolPeriod{}, false
	}
	return periods[i], true
}

// Periods lists those of zone in order of date.
func (s SchoolHolidays) Periods(zone SchoolZone) []SchoolPeriod { return slices.Clone(s.zones[zone]) }

// KnownUntil is the last day off known in zone, zero when none is: a plan that
// goes further should warn.
func (s SchoolHolidays) KnownUntil(zone SchoolZone) scheduling.Date {
	periods := s.zones[zone]
	if len(periods) == 0 {
		return scheduling.Date{}
	}
	return periods[len(periods)-1].Until
}

func byFrom(a, b SchoolPeriod) int { return a.From.Compare(b.From) }

func (p SchoolPeriod) overlaps(q SchoolPeriod) bool {
	return !p.From.After(q.Until) && !q.From.After(p.Until)
}

func (p SchoolPeriod) replacedBy(q SchoolPeriod) bool {
	moved := p.Name == q.Name && max(p.From.DaysUntil(q.From), q.From.DaysUntil(p.From)) < 31
	return moved || p.overlaps(q)
}
