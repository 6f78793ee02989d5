package store

import (
	"time"

	"trame/scheduling"
)

type invitationRow struct {
	ID          scheduling.InvitationID `gorm:"primaryKey"`
	Cohort      scheduling.CohortID     `gorm:"column:cohort_id"`
	Insured     scheduling.InsuredID    `gorm:"column:insured_id"`
	Channel     scheduling.Channel
	TokenHash   string
	CodeHash    string
	PreparedBy  scheduling.UserID `gorm:"column:prepared_by"`
	PreparedAt  time.Time         `gorm:"serializer:utc"`
	SentAt      time.Time         `gorm:"serializer:utc"`
	ReplyBy     scheduling.Date
	Reply       scheduling.InvitationReply
	Reason      string
	Comment     string
	RepliedAt   time.Time `gorm:"serializer:utc"`
	CalledAt    time.Time `gorm:"serializer:utc"`
	WithdrawnAt time.Time `gorm:"serializer:utc"`
}

func (invitationRow) TableName() string { return "invitations" }

// AddInvitation adds one.
func (tx *Tx) AddInvitation(i scheduling.Invitation) error { return add(tx, invitationRow(i)) }

// Invitation finds one.
func (tx *Tx) Invitation(id scheduling.InvitationID) (scheduling.Invitation, error) {
	row, err := one[invitationRow](tx, "id = ?", id)
	return scheduling.Invitation(row), err
}

func invitationOf(r invitationRow) scheduling.Invitation { return scheduling.Invitation(r) }

// Invitations lists those of a cohort, in time.
func (tx *Tx) Invitations(id scheduling.CohortID) ([]scheduling.Invitation, error) {
	rows, err := all[invitationRow](tx, "prepared_at, id", "cohort_id = ?", id)
	return each(rows, err, invitationOf)
}
