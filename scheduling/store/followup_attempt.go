package store

import (
	"time"

	"trame/scheduling"
)

type followUpAttemptRow struct {
	ID       scheduling.AttemptID  `gorm:"primaryKey"`
	FollowUp scheduling.FollowUpID `gorm:"column:follow_up_id"`
	Way      scheduling.AttemptWay
	Outcome  scheduling.AttemptOutcome
	NextOn   scheduling.Date
	By       scheduling.UserID `gorm:"column:by_user;serializer:optional"`
	At       time.Time         `gorm:"serializer:utc"`
}

func (followUpAttemptRow) TableName() string { return "follow_up_attempts" }

// AddFollowUpAttempt adds one.
func (tx *Tx) AddFollowUpAttempt(a scheduling.Attempt) error { return add(tx, followUpAttemptRow(a)) }

// FollowUpAttempts lists those of a follow-up, the latest first.
func (tx *Tx) FollowUpAttempts(id scheduling.FollowUpID) ([]scheduling.Attempt, error) {
	rows, err := all[followUpAttemptRow](tx, "at desc, id desc", "follow_up_id = ?", id)
	return each(rows, err, func(r followUpAttemptRow) scheduling.Attempt { return scheduling.Attempt(r) })
}

// LastFollowUpAttempts finds the latest of each follow-up of a cohort.
func (tx *Tx) LastFollowUpAttempts(id scheduling.CohortID) (map[scheduling.FollowUpID]scheduling.Attempt, error) {
	rows, err := all[followUpAttemptRow](tx, "at, id", "follow_up_id in (select id from follow_ups where cohort_id = ?)", id)
	if err != nil {
		return nil, err
	}
	last := make(map[scheduling.FollowUpID]scheduling.Attempt, len(rows))
	for _, r := range rows {
		last[r.FollowUp] = scheduling.Attempt(r)
	}
	return last, nil
}

// Undelivered is a proposal of the point à six mois that did not arrive.
type Undelivered struct {
	FollowUp scheduling.FollowUpID
	Channel  scheduling.Channel
	FailedAt time.Time `gorm:"serializer:utc"`
}

// UndeliveredProposals lists those by mail or SMS, to people who are still to be
// reached, of which no attempt says so yet.
func (tx *Tx) UndeliveredProposals() ([]Undelivered, error) {
	return some[Undelivered](tx, `
		select f.id as follow_up, m.channel, m.failed_at from follow_ups f
		join cohorts c on c.id = f.cohort_id and c.closed_at is null
		join enrolments e on e.id = f.enrolment_id join insured i on i.id = e.insured_id
		join messages m on m.dedupe_key = 'follow_up:' || f.id
		where f.proposed_at is not null and `+openFollowUp+` and m.failed_at is not null and m.channel in ('mail', 'sms')
		and not exists (select 1 from follow_up_attempts a where a.follow_up_id = f.id and a.way = m.channel and a.outcome = 'bounced')
		order by f.id limit 500`)
}
