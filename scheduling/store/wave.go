package store

import (
	"time"

	"trame/scheduling"
)

type waveRow struct {
	ID        scheduling.WaveID   `gorm:"primaryKey"`
	Cohort    scheduling.CohortID `gorm:"column:cohort_id"`
	Size      int
	Criteria  string
	Channels  []scheduling.Channel `gorm:"serializer:words"`
	SendAt    time.Time            `gorm:"serializer:utc"`
	ReplyBy   scheduling.Date
	RemindOn  scheduling.Date
	CreatedBy scheduling.UserID `gorm:"column:created_by"`
	CreatedAt time.Time         `gorm:"serializer:utc;autoCreateTime:false"`
}

func (waveRow) TableName() string { return "waves" }

func waveOf(r waveRow) scheduling.Wave { return scheduling.Wave(r) }

// AddWave adds one.
func (tx *Tx) AddWave(w scheduling.Wave) error { return add(tx, waveRow(w)) }

// Waves lists those of a cohort, in time.
func (tx *Tx) Waves(id scheduling.CohortID) ([]scheduling.Wave, error) {
	rows, err := all[waveRow](tx, "created_at, id", "cohort_id = ?", id)
	return each(rows, err, waveOf)
}

// InvitationsToRemind lists the unanswered invitations of waves whose day to
// remind lies in [from, until], and which were not reminded yet.
func (tx *Tx) InvitationsToRemind(from, until scheduling.Date) ([]scheduling.Invitation, error) {
	rows, err := some[invitationRow](tx, `
		select i.* from invitations i join waves w on w.id = i.wave_id
		where w.remind_on >= ? and w.remind_on <= ? and i.reply = '' and i.withdrawn_at is null and i.reminded_at is null
		order by i.cohort_id, i.prepared_at, i.id`, from, until)
	return each(rows, err, invitationOf)
}
