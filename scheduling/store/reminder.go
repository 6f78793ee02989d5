package store

import (
	"time"

	"trame/scheduling"
)

// Reminder is a chair at a meeting to come that nobody was reminded of yet.
type Reminder struct {
	Meeting    scheduling.MeetingID
	Cohort     scheduling.CohortID
	Enrolment  scheduling.EnrolmentID
	Insured    scheduling.InsuredID
	Invitation scheduling.InvitationID
}

// remindable are the chairs of live people at meetings; unreminded those among
// them at a meeting that starts in (?, ?] whose people are expected and were
// sent no reminder. The key is scheduling.Meeting.ReminderKey; a test holds the
// two together.
const (
	remindable = `from meetings m
		join cohorts c on c.id = m.cohort_id
		join enrolments e on e.cohort_id = m.cohort_id and e.state = 'enrolled'
		join insured i on i.id = e.insured_id and i.deceased_on is null
		left join attendances a on a.meeting_id = m.id and a.enrolment_id = e.id`
	unreminded = live + ` and m.cancelled_at is null and m.held_at is null
		  and m.starts_at > ? and m.starts_at <= ?
		  and (a.status = 'expected' or a.status is null and ` + concerned + `)
		  and not exists (select 1 from messages x
			where x.dedupe_key = 'reminder:' || m.id || ':' || cast(m.date as text) || ':' || e.id)`
)

// Reminders lists the chairs of meetings that start in (from, until] that
// nobody was reminded of (rule 15). "" for cohort is all of them.
func (tx *Tx) Reminders(cohort scheduling.CohortID, from, until time.Time) ([]Reminder, error) {
	return some[Reminder](tx, `
		select m.id as meeting, m.cohort_id as cohort, e.id as enrolment, e.insured_id as insured,
		       coalesce(e.invitation_id, '') as invitation
		`+remindable+`
		where (c.id = ? or ? = '') and `+unreminded+`
		order by m.cohort_id, m.starts_at, e.id`, cohort, cohort, from.UTC(), until.UTC())
}
