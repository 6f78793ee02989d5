package store

import (
	"trame/scheduling"
)

// StudyPerson is what a report counts of one enrolment: it names nobody.
type StudyPerson struct {
	Enrolment scheduling.EnrolmentID
	Cohort    scheduling.CohortID
	State     scheduling.EnrolmentState
	Tallied   bool // her age and pathology are counted among the Tallied
	Birth     scheduling.Date
	Pathology string
	Counts    scheduling.AttendanceCounts // of the modules' meetings that were held
}

// StudyPeople lists everybody who had a place in some cohorts, with their
// attendances counted.
func (tx *Tx) StudyPeople(cohorts []scheduling.CohortID) ([]StudyPerson, error) {
	rows, err := some[struct {
		Enrolment scheduling.EnrolmentID
		Cohort    scheduling.CohortID
		State     scheduling.EnrolmentState
		Tallied   bool
		Birth     scheduling.Date
		Pathology string

		Present, Partial, Excused, Unexcused int
	}](tx, `
		select e.id as enrolment, e.cohort_id as cohort, e.state, e.tallied_at is not null as tallied, i.birth_date as birth, i.pathology,
			coalesce(sum(case when a.status = 'present' then 1 else 0 end), 0) as present,
			coalesce(sum(case when a.status = 'partial' then 1 else 0 end), 0) as partial,
			coalesce(sum(case when a.status = 'absent_excused' then 1 else 0 end), 0) as excused,
			coalesce(sum(case when a.status = 'absent_unexcused' then 1 else 0 end), 0) as unexcused
		from enrolments e
		join insured i on i.id = e.insured_id
		left join meetings m on m.cohort_id = e.cohort_id and m.kind = 'module' and m.cancelled_at is null and m.held_at is not null
		left join attendances a on a.meeting_id = m.id and a.enrolment_id = e.id
		where e.cohort_id in ? and e.enrolled_at is not null
		group by e.id, e.cohort_id, e.state, e.tallied_at, i.birth_date, i.pathology
		order by e.cohort_id, e.id`, cohorts)
	people := make([]StudyPerson, len(rows))
	for i, r := range rows {
		people[i] = StudyPerson{
			Enrolment: r.Enrolment, Cohort: r.Cohort, State: r.State, Tallied: r.Tallied, Birth: r.Birth, Pathology: r.Pathology,
			Counts: scheduling.AttendanceCounts{Present: r.Present, Partial: r.Partial, Excused: r.Excused, Unexcused: r.Unexcused},
		}
	}
	return people, err
}

// CohortsOfProgramme lists those of every version of a programme that were not
// cancelled, the earliest first.
func (tx *Tx) CohortsOfProgramme(id scheduling.ProgrammeID) ([]scheduling.Cohort, error) {
	rows, err := all[cohortRow](tx, "first_date, id",
		"cancelled_at is null and version_id in (select id from programme_versions where programme_id = ?)", id)
	return each(rows, err, cohortOf)
}
