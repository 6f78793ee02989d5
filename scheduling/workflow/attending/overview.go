package attending

import (
	"context"
	"slices"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Overview is how a cohort attends: rates for whoever sees the plan, people
// for whoever sees people (rules 19, 20 and 25).
type Overview struct {
	Cohort   scheduling.Cohort
	Meetings []scheduling.Meeting // in order, cancelled ones included
	Turnouts map[scheduling.MeetingID]store.Turnout
	Gross    scheduling.Rate // over the enrolled
	Net      scheduling.Rate // over those who came at least once
	Started  int
	Finished int // completed
	Lost     int // who can no longer complete
	Stuck    int // of them, who keep their place: to be spoken with
	People   []Attending
	Now      time.Time
}

// Attending is one person's way through a cohort.
type Attending struct {
	store.Participant
	Marks    map[scheduling.MeetingID]scheduling.Attendance
	Counts   scheduling.AttendanceCounts
	Standing scheduling.Standing
}

// Overview reads a cohort's attendance.
func (d *Desk) Overview(ctx context.Context, actor scheduling.Actor, id scheduling.CohortID) (o Overview, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		if o.Cohort, err = tx.CohortFor(actor, id, scheduling.SeePlan); err != nil {
			return err
		}
		o.Now = tx.Now
		if o.Meetings, err = tx.Meetings(id); err != nil {
			return err
		}
		if o.Turnouts, err = tx.Turnouts([]scheduling.CohortID{id}); err != nil {
			return err
		}
		return o.readPeople(tx)
	})
	if err != nil {
		return o, err
	}
	o.count()
	if actor.May(scheduling.SeePeople, o.Cohort.Unit) != nil {
		o.People = nil
	}
	return o, nil
}

// readPeople gathers everyone who was ever enrolled, by name.
func (o *Overview) readPeople(tx *store.Tx) error {
	people, err := tx.Participants(o.Cohort.ID)
	if err != nil {
		return err
	}
	attendances, err := tx.AttendancesOf([]scheduling.CohortID{o.Cohort.ID})
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Enrolment.EnrolledAt.IsZero() {
			continue
		}
		a := Attending{Participant: p, Marks: map[scheduling.MeetingID]scheduling.Attendance{}}
		a.Insured = a.Insured.WithoutSocial()
		for _, m := range o.Meetings {
			a.Marks[m.ID] = p.Enrolment.Blank(m)
		}
		for _, mark := range attendances {
			if mark.Enrolment == p.Enrolment.ID {
				mark.Reason = "" // this table is about presence alone
				a.Marks[mark.Meeting] = mark
			}
		}
		a.Counts = scheduling.AttendanceCountsOf(p.Enrolment.ID, o.Now, o.Meetings, attendances)
		a.Standing = o.Cohort.Standing(p.Enrolment, o.Meetings, attendances)
		o.People = append(o.People, a)
	}
	slices.SortFunc(o.People, func(a, b Attending) int { return byName(a.Insured, b.Insured) })
	return nil
}

func (o *Overview) count() {
	counts := make([]scheduling.AttendanceCounts, len(o.People))
	for i, p := range o.People {
		counts[i] = p.Counts
		switch {
		case p.Standing.Completed():
			o.Finished++
		case p.Standing.OutOfReach():
			o.Lost++
			if p.Enrolment.State == scheduling.Enrolled {
				o.Stuck++
			}
		}
		if p.Standing.Started() {
			o.Started++
		}
	}
	o.Gross, o.Net = scheduling.AttendanceRate(counts)
}
