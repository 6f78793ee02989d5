package sample

import (
	"fmt"
	"slices"

	"trame/scheduling/timetable"
)

const fortnightly = 0.25

func (d *department) cohort(k int) timetable.Cohort {
	cadence := timetable.Cadence{Weeks: 1, MinDays: 5, MaxDays: 16}
	if d.chance.of(fortnightly) {
		cadence = timetable.Cadence{Weeks: 2, MinDays: 10, MaxDays: 23}
	}
	cadence.PauseInSchoolHolidays = d.chance.of(0.3)
	modules := one(d.chance, slices.DeleteFunc([]int{3, 4, 5, 6, 8, 10}, func(m int) bool {
		return m > 3 && reach(m, cadence.Weeks) > d.weeks*7
	})...)
	span := min(d.weeks*7-1, reach(modules, cadence.Weeks))
	from := firstDay.AddDays(d.chance.below(max(1, d.weeks*7-span)))
	c := timetable.Cohort{
		ID: fmt.Sprintf("%s-c%d", d.name, k), Size: 8 + d.chance.below(5), From: from, To: from.AddDays(span), Cadence: cadence,
		Starts: []timetable.Clock{9 * 60, 10*60 + 30, 13*60 + 30, 15*60 + 30},
	}
	lead := d.chance.below(len(d.workers))
	c.Leads = []string{d.workers[lead].ID, d.workers[(lead+1)%len(d.workers)].ID}
	c.Rooms = d.roomsFor(c.Size)
	for m := range modules {
		c.Modules = append(c.Modules, d.module(m, modules))
	}
	return c
}

// reach is the days a cohort may take: its meetings, holidays between them,
// four weeks of choice.
func reach(modules, weeks int) int { return (modules-1)*7*weeks*14/10 + 28 }

// roomsFor chooses up to two rooms of one side that hold the group, its social
// worker and a partner; the largest of all when there is none.
func (d *department) roomsFor(size int) []string {
	site := d.sites[d.chance.below(2)]
	var fit []string
	largest := d.rooms[0]
	for _, room := range d.rooms {
		if room.Site == site && room.Seats >= size+2 {
			fit = append(fit, room.ID)
		}
		if room.Seats > largest.Seats {
			largest = room
		}
	}
	if len(fit) == 0 {
		return []string{largest.ID}
	}
	d.chance.shuffle(fit)
	return slices.Clip(fit[:min(2, len(fit))])
}

// module m of n: from the third to the last but one, most have a partner,
// whom one or two others can replace.
func (d *department) module(m, n int) timetable.Module {
	module := timetable.Module{ID: fmt.Sprintf("m%d", m+1), Minutes: one(d.chance, 90, 120, 120, 180)}
	if m < 2 || m == n-1 || !d.chance.of(0.7) {
		return module
	}
	first, choices := d.chance.below(len(d.others)), 2+d.chance.below(2)
	var role []string
	for k := range choices {
		role = append(role, d.others[(first+k)%len(d.others)].ID)
	}
	d.asked++
	module.Roles = [][]string{role}
	return module
}
