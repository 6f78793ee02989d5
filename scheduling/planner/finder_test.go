package planner

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/timetable"
)

// tiny is an instance of one cohort, small enough to try every plan.
func tiny(rng *rand.Rand) *timetable.Instance {
	first := scheduling.MustDate("2027-01-04").AddDays(rng.IntN(7))
	days := 7 + rng.IntN(5)
	ins := &timetable.Instance{
		Format: timetable.InstanceFormat, Name: "tiny", TimeZone: "Europe/Paris", FirstDay: first, LastDay: first.AddDays(days - 1),
		Sites: []string{"east", "west"}, TravelDefault: 30 * rng.IntN(5),
		Weights: timetable.Weights{
			Gap: rng.IntN(4), Weekday: rng.IntN(6), Start: rng.IntN(4), School: rng.IntN(9), Room: rng.IntN(4), Early: rng.IntN(3), Preference: rng.IntN(3),
			MovedDay: 60, MovedTime: 40, ChangedLead: 20, ChangedPerson: 15, ChangedRoom: 5,
		},
	}
	if rng.IntN(2) == 0 {
		ins.NoMeeting = []scheduling.Date{first.AddDays(rng.IntN(days))}
	}
	if from := rng.IntN(days); rng.IntN(2) == 0 {
		ins.SchoolHolidays = []timetable.Days{{From: first.AddDays(from), To: first.AddDays(from + rng.IntN(3))}}
	}
	for r := range 1 + rng.IntN(2) {
		ins.Rooms = append(ins.Rooms, timetable.Room{ID: fmt.Sprint("room-", r), Site: ins.Sites[rng.IntN(2)], Seats: 5 + rng.IntN(3), Open: openings(rng), Closed: closures(rng, first, days)})
	}
	for n := range 4 {
		ins.People = append(ins.People, timetable.Person{ID: fmt.Sprint("person-", n), Open: openings(rng), Closed: closures(rng, first, days)})
	}
	ins.Cohorts = []timetable.Cohort{cohortOf(rng, ins)}
	return ins
}

func openings(rng *rand.Rand) (all []timetable.Opening) {
	for weekday := 1; weekday <= 7; weekday++ {
		switch rng.IntN(5) {
		case 0:
		case 1:
			all = append(all, timetable.Opening{Weekday: weekday, From: 8 * 60, To: 12 * 60})
		case 2: // two rows that touch are still two openings
			all = append(all, timetable.Opening{Weekday: weekday, From: 9 * 60, To: 12 * 60}, timetable.Opening{Weekday: weekday, From: 12 * 60, To: 18 * 60})
		default:
			all = append(all, timetable.Opening{Weekday: weekday, From: 8 * 60, To: 18 * 60})
		}
	}
	return all
}

func closures(rng *rand.Rand, first scheduling.Date, days int) (all []timetable.Closure) {
	for range rng.IntN(3) {
		from := timetable.Moment{Day: first.AddDays(rng.IntN(days)), Clock: timetable.Clock(60 * rng.IntN(24))}
		all = append(all, timetable.Closure{From: from, To: timetable.Moment{Day: from.Day.AddDays(rng.IntN(2)), Clock: min(24*60, from.Clock+timetable.Clock(30*(1+rng.IntN(20))))}})
	}
	return all
}

func cohortOf(rng *rand.Rand, ins *timetable.Instance) timetable.Cohort {
	least := 1 + rng.IntN(3)
	c := timetable.Cohort{
		ID: "c", Size: 4, From: ins.FirstDay.AddDays(rng.IntN(2)), To: ins.LastDay, Leads: []string{"person-0", "person-1"}[:1+rng.IntN(2)],
		Cadence: timetable.Cadence{Weeks: 1, MinDays: least, MaxDays: least + rng.IntN(6), PauseInSchoolHolidays: rng.IntN(2) == 0},
		Starts:  []timetable.Clock{9 * 60, 10*60 + 30, 14 * 60}[rng.IntN(2):],
	}
	for _, room := range ins.Rooms {
		c.Rooms = append(c.Rooms, room.ID)
	}
	for m := range 1 + rng.IntN(3) {
		module := timetable.Module{ID: fmt.Sprint("m", m), Minutes: []int{60, 90, 180}[rng.IntN(3)]}
		switch rng.IntN(4) {
		case 0:
			module.Roles = [][]string{{"person-2", "person-3"}}
		case 1:
			module.Roles = [][]string{{"person-3", "person-2"}, {"person-2", "person-0"}}
		}
		c.Modules = append(c.Modules, module)
	}
	return c
}

// alone lists the meetings of module i that break no rule by themselves, as the
// independent check sees it.
func alone(ins *timetable.Instance, i int, lead string) (meetings []timetable.Meeting) {
	one := *ins
	one.Cohorts = []timetable.Cohort{ins.Cohorts[0]}
	c := &one.Cohorts[0]
	c.Modules = ins.Cohorts[0].Modules[i : i+1]
	for day := c.From; !day.After(c.To); day = day.AddDays(1) {
		for _, start := range c.Starts {
			for _, room := range c.Rooms {
				everyTeam(c.Modules[0].Roles, []string{}, func(co []string) {
					m := timetable.Meeting{Cohort: c.ID, Module: c.Modules[0].ID, Start: timetable.Moment{Day: day, Clock: start}, Room: room, Lead: lead, Co: co}
					if len(timetable.Check(&one, &timetable.Plan{Meetings: []timetable.Meeting{m}}).Hard) == 0 {
						meetings = append(meetings, m)
					}
				})
			}
		}
	}
	return meetings
}

func everyTeam(roles [][]string, team []string, use func([]string)) {
	if len(team) == len(roles) {
		use(team)
		return
	}
	for _, person := range roles[len(team)] {
		everyTeam(roles, append(team[:len(team):len(team)], person), use)
	}
}

// bruteForce is the least cost of any plan of the one cohort; false when there
// is none, and tried false when there are too many to try.
func bruteForce(ins *timetable.Instance) (least timetable.Cost, found, tried bool) {
	for _, lead := range ins.Cohorts[0].Leads {
		combinations := 1
		var choices [][]timetable.Meeting
		for i := range ins.Cohorts[0].Modules {
			choices = append(choices, alone(ins, i, lead))
			combinations *= len(choices[i])
		}
		if combinations > 120 {
			return least, found, false
		}
		combine(choices, nil, func(meetings []timetable.Meeting) {
			v := timetable.Check(ins, &timetable.Plan{Meetings: meetings})
			if len(v.Hard) == 0 && (!found || v.Cost.Compare(least) < 0) {
				least, found = v.Cost, true
			}
		})
	}
	return least, found, true
}

func combine(choices [][]timetable.Meeting, chosen []timetable.Meeting, use func([]timetable.Meeting)) {
	if len(chosen) == len(choices) {
		use(chosen)
		return
	}
	for _, m := range choices[len(chosen)] {
		combine(choices, append(chosen[:len(chosen):len(chosen)], m), use)
	}
}

// cohorts is how many tiny cohorts are planned and compared with every plan
// that they could have.
var cohorts = flag.Int("planner.cohorts", tinyCohorts, "tiny cohorts to compare with brute force")

func TestOneCohortIsPlannedAsWellAsCanBe(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	possible := 0
	for n := 0; n < *cohorts; {
		ins := tiny(rng)
		least, found, tried := bruteForce(ins)
		if !tried {
			continue
		}
		n++
		if found {
			possible++
		}
		plan, err := Solve(t.Context(), ins, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		v := timetable.Check(ins, plan)
		if len(v.Hard) > 0 || v.Cost != plan.Cost {
			t.Fatalf("instance %d: the plan says %v; the check %v and %v", n, plan.Cost, v.Cost, v.Hard)
		}
		if found != (plan.Unplanned == 0) || found && plan.Cost != least {
			t.Fatalf("instance %d: planned at %v, the best is %v (possible: %t)\n%s", n, plan.Cost, least, found, text(ins))
		}
	}
	if possible < *cohorts/4 || possible > *cohorts*9/10 {
		t.Errorf("%d of %d cohorts have a place: the sample proves little", possible, *cohorts)
	}
}

func text(ins *timetable.Instance) string {
	var b strings.Builder
	if err := ins.Write(&b); err != nil {
		return err.Error()
	}
	return b.String()
}
