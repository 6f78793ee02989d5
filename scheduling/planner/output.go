package planner

import (
	"trame/scheduling/timetable"
)

// meetings spells a cohort's programme out for the plan.
func (p *problem) meetings(ins *timetable.Instance, c *cohort, prog *program) []timetable.Meeting {
	file := &ins.Cohorts[c.at]
	meetings := make([]timetable.Meeting, len(prog.slots))
	for i, s := range prog.slots {
		m := timetable.Meeting{
			Cohort: file.ID, Module: file.Modules[i].ID, Room: p.resources[s.room].id, Lead: p.resources[prog.lead].id,
			Start: timetable.Moment{Day: p.firstDay.AddDays(s.day), Clock: p.points[s.point]}, Co: make([]string, len(s.co)),
		}
		for k, person := range s.co {
			m.Co[k] = p.resources[person].id
		}
		meetings[i] = m
	}
	return meetings
}
