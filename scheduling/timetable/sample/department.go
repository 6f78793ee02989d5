package sample

import (
	"fmt"

	"trame/scheduling/timetable"
)

// department is a département being made: two sites, its rooms and people,
// and the cohorts that share them. No cohort leaves its département.
type department struct {
	name string
	figures
	tight  bool
	chance *chance

	sites           [2]string
	rooms           []timetable.Room
	workers, others []timetable.Person // social workers; partners' people
	asked           int                // roles to fill
}

func (d *department) fill(ins *timetable.Instance) {
	d.sites = [2]string{d.name + "-east", d.name + "-west"}
	for k := range d.leads {
		d.workers = append(d.workers, d.person(fmt.Sprintf("%s-as%d", d.name, k), workerAway))
	}
	partners := d.partners
	if d.tight {
		partners = max(3, partners/3)
	}
	for k := range partners {
		d.others = append(d.others, d.person(fmt.Sprintf("%s-co%d", d.name, k), partnerAway))
	}
	for k := range d.figures.rooms {
		d.rooms = append(d.rooms, timetable.Room{
			ID: fmt.Sprintf("%s-room%d", d.name, k), Site: d.sites[k%2], Seats: one(d.chance, 10, 14, 16, 20), Open: d.openings(roomAway),
		})
	}
	for k := range d.cohorts {
		ins.Cohorts = append(ins.Cohorts, d.cohort(k))
	}
	fair := (d.asked + partners - 1) / partners
	for k := range d.others {
		d.others[k].FairShare = &fair
	}
	ins.Sites = append(ins.Sites, d.sites[:]...)
	ins.Travel = append(ins.Travel, timetable.Travel{From: d.sites[0], To: d.sites[1], Minutes: 40})
	ins.Rooms = append(ins.Rooms, d.rooms...)
	ins.People = append(append(ins.People, d.workers...), d.others...)
}

// Chances that a half-day of the week is not there, and that a day is off.
const (
	workerAway  = 0.2
	roomAway    = 0.15
	partnerAway = 0.55
	dayOff      = 0.04
)

func (d *department) person(id string, away float64) timetable.Person {
	p := timetable.Person{ID: id, Open: d.openings(away)}
	for k := range d.weeks * 7 {
		if d.chance.of(dayOff) {
			day := firstDay.AddDays(k)
			p.Closed = append(p.Closed, timetable.Closure{From: timetable.Moment{Day: day}, To: timetable.Moment{Day: day.AddDays(1)}})
		}
	}
	return p
}

const (
	opens  timetable.Clock = 8*60 + 30
	lunch  timetable.Clock = 13*60 + 30
	closes timetable.Clock = 18*60 + 30
)

func (d *department) openings(away float64) []timetable.Opening {
	var open []timetable.Opening
	for weekday := 1; weekday <= 5; weekday++ {
		from, to := opens, closes
		morning, afternoon := !d.chance.of(away), !d.chance.of(away)
		if !morning {
			from = lunch
		}
		if !afternoon {
			to = lunch
		}
		if from < to {
			open = append(open, timetable.Opening{Weekday: weekday, From: from, To: to})
		}
	}
	return open
}
