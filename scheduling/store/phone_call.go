package store

import (
	"slices"
	"time"

	"trame/scheduling"
)

type phoneCallRow struct {
	ID        scheduling.PhoneCallID `gorm:"primaryKey"`
	Cohort    scheduling.CohortID    `gorm:"column:cohort_id"`
	Enrolment scheduling.EnrolmentID `gorm:"column:enrolment_id"`
	Meeting   scheduling.MeetingID   `gorm:"column:meeting_id;serializer:optional"`
	Purpose   scheduling.CallPurpose
	Outcome   scheduling.CallOutcome
	NextStep  scheduling.NextStep
	By        scheduling.UserID `gorm:"column:called_by"`
	At        time.Time         `gorm:"column:called_at;serializer:utc"`
}

func (phoneCallRow) TableName() string { return "phone_calls" }

// AddPhoneCall adds one.
func (tx *Tx) AddPhoneCall(c scheduling.PhoneCall) error { return add(tx, phoneCallRow(c)) }

// PhoneCalls lists those made to some enrolments, in time.
func (tx *Tx) PhoneCalls(ids []scheduling.EnrolmentID) ([]scheduling.PhoneCall, error) {
	rows, err := all[phoneCallRow](tx, "called_at, id", "enrolment_id in ?", ids)
	return each(rows, err, func(r phoneCallRow) scheduling.PhoneCall { return scheduling.PhoneCall(r) })
}

// ToCall is someone to call and why. Meeting and its day are those of a
// reminder or an absence.
type ToCall struct {
	Purpose   scheduling.CallPurpose
	Cohort    scheduling.CohortID
	Label     string
	City      string
	Meeting   scheduling.MeetingID
	Zone      string
	StartsAt  time.Time `gorm:"serializer:utc"`
	Enrolment scheduling.EnrolmentID
	Insured   scheduling.InsuredID
}

// unsettled is a person and purpose for which no call ended the matter.
const unsettled = ` not exists (select 1 from phone_calls p where p.enrolment_id = e.id and p.next_step <> 'call_again' and p.purpose = `

// absencesFor is how long an absence is worth a call.
const absencesFor = 30 * 24 * time.Hour

// AbsencesToCall are the absences that nobody announced and nobody called about,
// the latest first, of people who keep their place.
func (tx *Tx) AbsencesToCall(units []scheduling.UnitID) ([]ToCall, error) {
	return some[ToCall](tx, `
		select 'absence' as purpose, c.id as cohort, c.label, s.city, m.id as meeting, m.zone, m.starts_at, e.id as enrolment, e.insured_id as insured
		from attendances a
		join meetings m on m.id = a.meeting_id
		join enrolments e on e.id = a.enrolment_id and e.state = 'enrolled'
		join insured i on i.id = e.insured_id and i.deceased_on is null
		join cohorts c on c.id = m.cohort_id join sites s on s.id = c.site_id
		where c.unit_id in ? and `+live+` and a.status = 'absent_unexcused' and m.starts_at > ? and m.ends_at <= ?
		  and `+unsettled+`'absence' and p.meeting_id = m.id)
		order by m.starts_at desc, i.folded, e.id`, units, tx.Now.Add(-absencesFor), tx.Now)
}

// OutOfReachToCall are the people who cannot come often enough any more, while
// their session still meets (rule 20). It is Standing.OutOfReach in SQL; a test
// holds the two together.
func (tx *Tx) OutOfReachToCall(units []scheduling.UnitID) ([]ToCall, error) {
	return some[ToCall](tx, `
		select 'out_of_reach' as purpose, c.id as cohort, c.label, s.city, e.id as enrolment, e.insured_id as insured
		from enrolments e
		join insured i on i.id = e.insured_id and i.deceased_on is null
		join cohorts c on c.id = e.cohort_id join sites s on s.id = c.site_id
		join meetings m on m.cohort_id = c.id and m.kind = 'module' and m.cancelled_at is null
		left join attendances a on a.meeting_id = m.id and a.enrolment_id = e.id
		where c.unit_id in ? and `+live+` and e.state = 'enrolled' and `+unsettled+`'out_of_reach')
		group by c.id, c.label, s.city, c.threshold, e.id, e.insured_id, i.folded
		having max(m.ends_at) > ? and c.threshold > sum(case
			when a.status in ('present', 'partial') then 1
			when m.held_at is null and (a.status = 'expected' or a.status is null and `+concerned+`) then 1
			else 0 end)
		order by c.label, i.folded, e.id`, units, tx.Now)
}

// RemindersToCall are the people whom no message reminds in time of a meeting
// that is near: neither mail nor SMS reaches them.
func (tx *Tx) RemindersToCall(units []scheduling.UnitID) ([]ToCall, error) {
	const ahead = 4 * 24 * time.Hour // further than any reminder falls due
	rows, err := some[ToCall](tx, `
		select 'reminder' as purpose, c.id as cohort, c.label, s.city, m.id as meeting, m.zone, m.starts_at, e.id as enrolment, e.insured_id as insured
		`+remindable+`
		join sites s on s.id = c.site_id
		where c.unit_id in ? and `+unreminded+` and `+unsettled+`'reminder' and p.meeting_id = m.id)
		order by m.starts_at, i.folded, e.id`, units, tx.Now, tx.Now.Add(ahead))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	people, err := tx.peopleOf(rows)
	if err != nil {
		return nil, err
	}
	var calls []ToCall
	for _, r := range rows {
		if channel := people[r.Insured].Channel(); channel == "" || channel == scheduling.ByLetter {
			calls = append(calls, r)
		}
	}
	return tx.near(calls)
}

// near keeps the calls for meetings of which reminders are due by now.
func (tx *Tx) near(calls []ToCall) (due []ToCall, err error) {
	ids := make([]scheduling.MeetingID, len(calls))
	for i, c := range calls {
		ids[i] = c.Meeting
	}
	slices.Sort(ids)
	meetings, err := tx.MeetingsByID(slices.Compact(ids))
	is := map[scheduling.MeetingID]bool{}
	for _, m := range meetings {
		is[m.ID] = !tx.Now.Before(m.RemindFrom())
	}
	for _, c := range calls {
		if is[c.Meeting] {
			due = append(due, c)
		}
	}
	return due, err
}

func (tx *Tx) peopleOf(calls []ToCall) (map[scheduling.InsuredID]scheduling.Insured, error) {
	ids := make([]scheduling.InsuredID, len(calls))
	for i, c := range calls {
		ids[i] = c.Insured
	}
	rows, err := all[insuredRow](tx, "id", "id in ?", ids)
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, r := range rows {
		people[r.ID] = insuredOf(r)
	}
	return people, err
}
