package store

import (
	"time"

	"trame/scheduling"
)

type testimonyRow struct {
	ID          scheduling.TestimonyID `gorm:"primaryKey"`
	Insured     scheduling.InsuredID   `gorm:"column:insured_id"`
	Meeting     scheduling.MeetingID   `gorm:"column:meeting_id"`
	Form        scheduling.WitnessForm
	Channel     scheduling.Channel
	TokenHash   string `gorm:"serializer:optional"`
	AskedBy     scheduling.UserID
	AskedAt     time.Time `gorm:"serializer:utc"`
	AnswerBy    scheduling.Date
	Reply       scheduling.TestimonyReply
	ReplyFor    time.Time         `gorm:"serializer:utc"`
	RepliedAt   time.Time         `gorm:"serializer:utc"`
	RepliedBy   scheduling.UserID `gorm:"serializer:optional"`
	ConfirmedBy scheduling.UserID `gorm:"serializer:optional"`
	ConfirmedAt time.Time         `gorm:"serializer:utc"`
	CancelledAt time.Time         `gorm:"serializer:utc"`
	CancelledBy scheduling.CancelCause
	Outcome     scheduling.TestimonyOutcome
	Note        string
	NotedBy     scheduling.UserID `gorm:"serializer:optional"`
	NotedAt     time.Time         `gorm:"serializer:utc"`
	Version     int
}

func (testimonyRow) TableName() string { return "testimonies" }

func testimonyOf(r testimonyRow) scheduling.Testimony { return scheduling.Testimony(r) }

// AddTestimony adds one; a second open one of a person at a meeting is a
// Conflict.
func (tx *Tx) AddTestimony(t scheduling.Testimony) error {
	return add(tx, testimonyRow(t))
}

// ReplaceTestimony saves every column unless someone else did since t was read:
// then Conflict.
func (tx *Tx) ReplaceTestimony(t scheduling.Testimony) error {
	t.Version++
	return replace(tx, testimonyRow(t), t.ID, t.Version)
}

// Testimony finds one.
func (tx *Tx) Testimony(id scheduling.TestimonyID) (scheduling.Testimony, error) {
	row, err := one[testimonyRow](tx, "id = ?", id)
	return testimonyOf(row), err
}

// TestimonyByToken finds the one that a link is for.
func (tx *Tx) TestimonyByToken(hash string) (scheduling.Testimony, error) {
	row, err := one[testimonyRow](tx, "token_hash = ?", hash)
	return testimonyOf(row), err
}

// TestimoniesAt lists those of meetings, the first asked first.
func (tx *Tx) TestimoniesAt(ids []scheduling.MeetingID) ([]scheduling.Testimony, error) {
	rows, err := all[testimonyRow](tx, "asked_at, id", "meeting_id in ?", ids)
	return each(rows, err, testimonyOf)
}

// TestimoniesWith lists those of some people, the latest asked first.
func (tx *Tx) TestimoniesWith(ids []scheduling.InsuredID) ([]scheduling.Testimony, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	condition, list := among(tx, "insured_id", ids)
	rows, err := all[testimonyRow](tx, "asked_at desc, id desc", condition, list)
	return each(rows, err, testimonyOf)
}

// WitnessComes counts who said yes to testify at a meeting, and did not change
// her mind.
func (tx *Tx) WitnessComes(id scheduling.MeetingID) (n int, err error) {
	return n, tx.db.Raw("select count(*) from testimonies where meeting_id = ? and cancelled_at is null and reply = 'yes' and outcome <> 'absent'", id).Scan(&n).Error
}

// TestimonyCount is what is counted of a session's witnesses; it names nobody.
type TestimonyCount struct {
	Cohort scheduling.CohortID
	Asked  int // whatever she answered
	Yes    int
	Came   int // noted after the meeting: what a report may count
}

// TestimonyCounts counts for each of cohorts; one without is absent.
func (tx *Tx) TestimonyCounts(ids []scheduling.CohortID) (map[scheduling.CohortID]TestimonyCount, error) {
	rows, err := some[TestimonyCount](tx, `
		select m.cohort_id as cohort, count(*) as asked,
			sum(case when t.reply = 'yes' and t.cancelled_at is null then 1 else 0 end) as yes,
			sum(case when t.outcome = 'came' then 1 else 0 end) as came
		from testimonies t join meetings m on m.id = t.meeting_id where m.cohort_id in ? group by m.cohort_id`, ids)
	counts := make(map[scheduling.CohortID]TestimonyCount, len(rows))
	for _, r := range rows {
		counts[r.Cohort] = r
	}
	return counts, err
}

// WitnessesToFind are the meetings until then whose module wants a witness, and
// to which nobody said yes or may still.
func (tx *Tx) WitnessesToFind(units []scheduling.UnitID, until time.Time) ([]Need, error) {
	return some[Need](tx, `
		select m.cohort_id as cohort, m.id as meeting, c.label, s.city, m.position, m.starts_at as at
		from meetings m join modules mo on mo.id = m.module_id and mo.testimony
		join cohorts c on c.id = m.cohort_id join sites s on s.id = m.site_id
		where c.unit_id in ? and `+live+` and m.cancelled_at is null and m.starts_at between ? and ?
		  and not exists (select 1 from testimonies t where t.meeting_id = m.id and t.cancelled_at is null and t.reply <> 'no')
		order by m.starts_at, m.id limit 50`, units, tx.Now, until.UTC())
}
