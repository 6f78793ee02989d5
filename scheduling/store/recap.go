package store

import (
	"time"

	"trame/scheduling"
)

type recapRow struct {
	Cohort      scheduling.CohortID      `gorm:"column:cohort_id;primaryKey"`
	Facilitator scheduling.FacilitatorID `gorm:"column:facilitator_id;primaryKey"`
	TokenHash   string
	OpenedAt    time.Time `gorm:"serializer:utc"`
	EndedAt     time.Time `gorm:"serializer:utc"`
}

func (recapRow) TableName() string { return "recaps" }

type recapLineRow struct {
	Message     scheduling.MessageID `gorm:"column:message_id;primaryKey"`
	Meeting     scheduling.MeetingID `gorm:"column:meeting_id;primaryKey"`
	StartsAt    time.Time            `gorm:"serializer:utc"`
	EndsAt      time.Time            `gorm:"serializer:utc"`
	Site        scheduling.SiteID    `gorm:"column:site_id"`
	CancelledAt time.Time            `gorm:"serializer:utc"`
}

func (recapLineRow) TableName() string { return "recap_lines" }

// Recap finds the one of a facilitator in a cohort.
func (tx *Tx) Recap(c scheduling.CohortID, f scheduling.FacilitatorID) (scheduling.Recap, error) {
	row, err := one[recapRow](tx, "cohort_id = ? and facilitator_id = ?", c, f)
	return scheduling.Recap(row), err
}

// RecapByToken finds the one whose page a link opens, ended or not.
func (tx *Tx) RecapByToken(hash string) (scheduling.Recap, error) {
	row, err := one[recapRow](tx, "token_hash = ?", hash)
	return scheduling.Recap(row), err
}

// SaveRecap adds one, or changes what is there.
func (tx *Tx) SaveRecap(r scheduling.Recap) error {
	row := recapRow(r)
	return tx.db.Save(&row).Error
}

// AddRecapLines notes what a mail of a recap tells.
func (tx *Tx) AddRecapLines(lines []scheduling.RecapLine) error {
	rows := make([]recapLineRow, len(lines))
	for i, l := range lines {
		rows[i] = recapLineRow(l)
	}
	return addAll(tx, rows)
}

// RecapTold is what the last mail of a recap's thread tells that left, or is
// in a runner's hands; nothing when none is.
func (tx *Tx) RecapTold(thread string) ([]scheduling.RecapLine, error) {
	rows, err := all[recapLineRow](tx, "starts_at, meeting_id", `message_id = (
		select id from messages where thread = ? and failed_at is null
		and (sent_at is not null or (dropped_at is null and leased_at > ?))
		order by thread_order desc limit 1)`, thread, tx.Now)
	return each(rows, err, func(r recapLineRow) scheduling.RecapLine { return scheduling.RecapLine(r) })
}

// ForgetRecap has the next mail of a recap's thread tell everything anew.
func (tx *Tx) ForgetRecap(thread string) error {
	return tx.db.Where("message_id in (select id from messages where thread = ?)", thread).Delete(&recapLineRow{}).Error
}

// AnimationsInCohort lists what a facilitator is still wanted for on the
// meetings of a cohort that end after an instant.
func (tx *Tx) AnimationsInCohort(c scheduling.CohortID, f scheduling.FacilitatorID, after time.Time) ([]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "id", `facilitator_id = ? and removed_at is null
		and meeting_id in (select id from meetings where cohort_id = ? and ends_at > ?)`, f, c, after.UTC())
	return each(rows, err, animationOf)
}
