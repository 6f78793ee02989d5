package planner

import (
	"cmp"
	"slices"

	"trame/scheduling/timetable"
)

// reasons in the order in which they are given up when looking for what is to
// blame: what a person can change at once is kept for last.
var reasons = []timetable.Reason{
	timetable.ReasonCapacity, timetable.ReasonStarts, timetable.ReasonCadence, timetable.ReasonHolidays, timetable.ReasonWindow,
	timetable.ReasonPersonHours, timetable.ReasonPersonAbsent, timetable.ReasonLeadHours, timetable.ReasonLeadAbsent,
	timetable.ReasonRoomOpening, timetable.ReasonRoomClosed, timetable.ReasonPersonBusy, timetable.ReasonLeadBusy, timetable.ReasonRoomBusy,
	timetable.ReasonPinned,
}

// lifted is a set of reasons that are not heard.
type lifted uint32

// bit of each reason in such a set.
var bit = func() map[timetable.Reason]lifted {
	bits := make(map[timetable.Reason]lifted, len(reasons))
	for n, reason := range reasons {
		bits[reason] = 1 << n
	}
	return bits
}()

// Explain says why a cohort has no place beside the meetings of others: a
// minimal set of reasons, every single one that would do if it were lifted, and
// how the days of each module dwindle. With none to blame, it has a place.
func Explain(ins *timetable.Instance, meetings []timetable.Meeting, cohort string) timetable.Impossible {
	e := newExplainer(newAtlas(ins), meetings)
	for i := range ins.Cohorts {
		if ins.Cohorts[i].ID == cohort {
			return e.explain(i)
		}
	}
	return timetable.Impossible{Cohort: cohort}
}

// explainer asks of one plan.
type explainer struct {
	*atlas
	rooms, people [][]held // by place in the instance, in order of day
}

// held is a span of a resource's day.
type held struct {
	cohort, site string
	day          int
	from, until  timetable.Clock
}

func newExplainer(a *atlas, meetings []timetable.Meeting) *explainer {
	e := &explainer{atlas: a, rooms: make([][]held, len(a.ins.Rooms)), people: make([][]held, len(a.ins.People))}
	minutes := map[[2]string]int{}
	for i := range a.ins.Cohorts {
		for _, m := range a.ins.Cohorts[i].Modules {
			minutes[[2]string{a.ins.Cohorts[i].ID, m.ID}] = m.Minutes
		}
	}
	for _, m := range slices.Concat(meetings, a.ins.Pinned) {
		room := a.rooms[m.Room]
		until := m.Start.Clock + timetable.Clock(minutes[[2]string{m.Cohort, m.Module}])
		h := held{m.Cohort, a.ins.Rooms[room].Site, a.ins.FirstDay.DaysUntil(m.Start.Day), m.Start.Clock, until}
		e.rooms[room] = append(e.rooms[room], h)
		for _, id := range append([]string{m.Lead}, m.Co...) {
			person := a.people[id]
			e.people[person] = append(e.people[person], h)
		}
	}
	for _, of := range slices.Concat(e.rooms, e.people) {
		slices.SortFunc(of, func(x, y held) int { return cmp.Compare(x.day, y.day) })
	}
	return e
}

func (e *explainer) explain(at int) timetable.Impossible {
	c := &e.ins.Cohorts[at]
	answer := timetable.Impossible{Cohort: c.ID, Blocking: []timetable.Reason{}, Repairs: []timetable.Reason{}, Funnel: []timetable.Funnel{}}
	t := newTrial(e, c)
	if t.possible(0) {
		return answer
	}
	given := lifted(0)
	for _, reason := range reasons {
		if t.possible(given | bit[reason]) {
			answer.Blocking = append(answer.Blocking, reason)
		} else {
			given |= bit[reason]
		}
	}
	for _, reason := range reasons {
		if t.possible(bit[reason]) {
			answer.Repairs = append(answer.Repairs, reason)
		}
	}
	for i := range c.Modules {
		answer.Funnel = append(answer.Funnel, t.funnel(i))
	}
	return answer
}
