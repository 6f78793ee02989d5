package store

import (
	"time"

	"trame/scheduling"
)

type enrolmentRow struct {
	ID             scheduling.EnrolmentID  `gorm:"primaryKey"`
	Cohort         scheduling.CohortID     `gorm:"column:cohort_id"`
	Insured        scheduling.InsuredID    `gorm:"column:insured_id"`
	Invitation     scheduling.InvitationID `gorm:"column:invitation_id;serializer:optional"`
	State          scheduling.EnrolmentState
	Reason         string
	RankedAt       time.Time `gorm:"serializer:utc"`
	Priority       int
	PriorityReason string
	OfferedUntil   time.Time `gorm:"serializer:utc"`
	EnrolledAt     time.Time `gorm:"serializer:utc"`
	LeftAt         time.Time `gorm:"serializer:utc"`
	CreatedAt      time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Version        int
}

func (enrolmentRow) TableName() string { return "enrolments" }

type enrolmentChangeRow struct {
	Enrolment scheduling.EnrolmentID    `gorm:"column:enrolment_id"`
	From      scheduling.EnrolmentState `gorm:"column:from_state"`
	To        scheduling.EnrolmentState `gorm:"column:to_state"`
	Reason    string
	By        string
	At        time.Time `gorm:"serializer:utc"`
}

func (enrolmentChangeRow) TableName() string { return "enrolment_changes" }

// AddEnrolment adds one.
func (tx *Tx) AddEnrolment(e scheduling.Enrolment) error { return add(tx, enrolmentRow(e)) }

// Enrolment finds one.
func (tx *Tx) Enrolment(id scheduling.EnrolmentID) (scheduling.Enrolment, error) {
	row, err := one[enrolmentRow](tx, "id = ?", id)
	return scheduling.Enrolment(row), err
}

func enrolmentOf(r enrolmentRow) scheduling.Enrolment { return scheduling.Enrolment(r) }

// ReplaceEnrolment saves every column unless someone else did since e was read:
// then Conflict.
func (tx *Tx) ReplaceEnrolment(e scheduling.Enrolment) error {
	e.Version++
	return replace(tx, enrolmentRow(e), e.ID, e.Version)
}

// AddEnrolmentChange adds one.
func (tx *Tx) AddEnrolmentChange(e scheduling.EnrolmentChange) error {
	return add(tx, enrolmentChangeRow(e))
}

func enrolmentChangeOf(r enrolmentChangeRow) scheduling.EnrolmentChange {
	return scheduling.EnrolmentChange(r)
}

// Enrolments lists those of a cohort, the waiting list in its order (rule 8).
func (tx *Tx) Enrolments(id scheduling.CohortID) ([]scheduling.Enrolment, error) {
	rows, err := all[enrolmentRow](tx, "priority desc, ranked_at, id", "cohort_id = ?", id)
	return each(rows, err, enrolmentOf)
}

// EnrolmentsOf lists a person's, the newest first.
func (tx *Tx) EnrolmentsOf(id scheduling.InsuredID) ([]scheduling.Enrolment, error) {
	rows, err := all[enrolmentRow](tx, "created_at desc, id desc", "insured_id = ?", id)
	return each(rows, err, enrolmentOf)
}

// LastEnrolment finds a person's latest in a cohort; none is NotFound.
func (tx *Tx) LastEnrolment(cohort scheduling.CohortID, insured scheduling.InsuredID) (scheduling.Enrolment, error) {
	rows, err := some[enrolmentRow](tx, `
		select * from enrolments where cohort_id = ? and insured_id = ?
		order by case when state in ('enrolled', 'offered', 'waitlisted') then 0 else 1 end, created_at desc, id desc
		limit 1`, cohort, insured)
	if err == nil && len(rows) == 0 {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return scheduling.Enrolment{}, err
	}
	return enrolmentOf(rows[0]), nil
}

// Seated counts the cohort's taken places: enrolled or offered (rule 7). It
// holds for as long as the cohort is locked.
func (tx *Tx) Seated(id scheduling.CohortID) (int, error) {
	var n int64
	err := tx.db.Model(&enrolmentRow{}).Where("cohort_id = ? and state in ('enrolled', 'offered')", id).Count(&n).Error
	return int(n), err
}

// FirstWaiting lists the first n of a cohort's waiting list (rule 8).
func (tx *Tx) FirstWaiting(id scheduling.CohortID, n int) ([]scheduling.Enrolment, error) {
	var rows []enrolmentRow
	err := tx.db.Where("cohort_id = ? and state = 'waitlisted'", id).
		Order("priority desc, ranked_at, id").Limit(n).Find(&rows).Error
	return each(rows, err, enrolmentOf)
}

// OffersOver lists a cohort's offers whose deadline has passed.
func (tx *Tx) OffersOver(id scheduling.CohortID) ([]scheduling.Enrolment, error) {
	rows, err := all[enrolmentRow](tx, "offered_until, id",
		"cohort_id = ? and state = 'offered' and offered_until <= ?", id, tx.Now)
	return each(rows, err, enrolmentOf)
}

// CohortsToOffer lists the cohorts with an offer past its deadline, or with
// someone waiting beside a free place.
func (tx *Tx) CohortsToOffer() ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select c.id from cohorts c
		where c.cancelled_at is null and c.closed_at is null and (
			exists (select 1 from enrolments e where e.cohort_id = c.id and e.state = 'offered' and e.offered_until <= ?)
			or exists (select 1 from enrolments e where e.cohort_id = c.id and e.state = 'waitlisted')
			and c.capacity > (select count(*) from enrolments e where e.cohort_id = c.id and e.state in ('enrolled', 'offered'))
		)
		order by c.id`, tx.Now)
}

// EnrolmentChanges lists those of an enrolment, in time.
func (tx *Tx) EnrolmentChanges(id scheduling.EnrolmentID) ([]scheduling.EnrolmentChange, error) {
	rows, err := all[enrolmentChangeRow](tx, "at", "enrolment_id = ?", id)
	return each(rows, err, enrolmentChangeOf)
}

// EnrolmentChangesOf lists those of all a person's enrolments, in time.
func (tx *Tx) EnrolmentChangesOf(id scheduling.InsuredID) ([]scheduling.EnrolmentChange, error) {
	rows, err := all[enrolmentChangeRow](tx, "at",
		"enrolment_id in (select id from enrolments where insured_id = ?)", id)
	return each(rows, err, enrolmentChangeOf)
}

// Participant is an enrolment with its person.
type Participant struct {
	Enrolment scheduling.Enrolment
	Insured   scheduling.Insured
}

// Participants lists every enrolment of a cohort with its person, in the
// order of the waiting list, whatever the state.
func (tx *Tx) Participants(id scheduling.CohortID) ([]Participant, error) {
	enrolments, err := tx.Enrolments(id)
	if err != nil {
		return nil, err
	}
	rows, err := all[insuredRow](tx, "id", "id in (select insured_id from enrolments where cohort_id = ?)", id)
	if err != nil {
		return nil, err
	}
	people := map[scheduling.InsuredID]scheduling.Insured{}
	for _, r := range rows {
		people[r.ID] = insuredOf(r)
	}
	list := make([]Participant, len(enrolments))
	for i, e := range enrolments {
		list[i] = Participant{e, people[e.Insured]}
	}
	return list, nil
}
