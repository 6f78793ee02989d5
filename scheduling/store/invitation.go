package store

import (
	"time"

	"trame/scheduling"
)

type invitationRow struct {
	ID          scheduling.InvitationID `gorm:"primaryKey"`
	Cohort      scheduling.CohortID     `gorm:"column:cohort_id"`
	Insured     scheduling.InsuredID    `gorm:"column:insured_id"`
	Wave        scheduling.WaveID       `gorm:"column:wave_id;serializer:optional"`
	Channel     scheduling.Channel
	TokenHash   string
	CodeHash    string
	Sealed      []byte
	PreparedBy  scheduling.UserID `gorm:"column:prepared_by"`
	PreparedAt  time.Time         `gorm:"serializer:utc"`
	PrintedAt   time.Time         `gorm:"serializer:utc"`
	SentAt      time.Time         `gorm:"serializer:utc"`
	ReturnedAt  time.Time         `gorm:"serializer:utc"`
	RemindedAt  time.Time         `gorm:"serializer:utc"`
	ReplyBy     scheduling.Date
	Reply       scheduling.InvitationReply
	Reason      string
	Comment     string
	RepliedAt   time.Time `gorm:"serializer:utc"`
	CalledAt    time.Time `gorm:"serializer:utc"`
	WithdrawnAt time.Time `gorm:"serializer:utc"`
}

func (invitationRow) TableName() string { return "invitations" }

// AddInvitation adds one; a second open one for the same person and cohort is
// a Conflict.
func (tx *Tx) AddInvitation(i scheduling.Invitation) error { return add(tx, invitationRow(i)) }

// Invitation finds one.
func (tx *Tx) Invitation(id scheduling.InvitationID) (scheduling.Invitation, error) {
	row, err := one[invitationRow](tx, "id = ?", id)
	return scheduling.Invitation(row), err
}

func invitationOf(r invitationRow) scheduling.Invitation { return scheduling.Invitation(r) }

// InvitationByToken finds the one a link leads to, withdrawn or not; of two that
// were made one, the one that stays.
func (tx *Tx) InvitationByToken(hash string) (scheduling.Invitation, error) {
	row, err := one[invitationRow](tx, whereItLeads, hash)
	return scheduling.Invitation(row), err
}

// InvitationByCode finds the one that bears a code, withdrawn or not.
func (tx *Tx) InvitationByCode(hash string) (scheduling.Invitation, error) {
	row, err := one[invitationRow](tx, "id = (select coalesce(merged_into, id) from invitations where code_hash = ?)", hash)
	return scheduling.Invitation(row), err
}

// SaveInvitation writes what became of one: its sending and by what, its
// answer, call and end.
func (tx *Tx) SaveInvitation(i scheduling.Invitation) error {
	row := invitationRow(i)
	return touched(tx.db.Model(&row).Where("id = ?", i.ID).
		Select("channel", "printed_at", "sent_at", "returned_at", "reminded_at", "reply", "reason", "comment", "replied_at", "called_at", "withdrawn_at").Updates(&row))
}

// Invitations lists those of a cohort, in time.
func (tx *Tx) Invitations(id scheduling.CohortID) ([]scheduling.Invitation, error) {
	rows, err := all[invitationRow](tx, "prepared_at, id", "cohort_id = ?", id)
	return each(rows, err, invitationOf)
}

// InvitationsOf lists a person's, the newest first.
func (tx *Tx) InvitationsOf(id scheduling.InsuredID) ([]scheduling.Invitation, error) {
	rows, err := all[invitationRow](tx, "prepared_at desc, id desc", "insured_id = ?", id)
	return each(rows, err, invitationOf)
}

// CallBacks lists the invitations of units whose readers asked to be called
// and were not yet, the longest waiting first.
func (tx *Tx) CallBacks(units []scheduling.UnitID) ([]scheduling.Invitation, error) {
	rows, err := some[invitationRow](tx, `
		select i.* from invitations i join cohorts c on c.id = i.cohort_id
		where i.reply = 'call_me' and i.called_at is null and i.withdrawn_at is null and c.unit_id in ?
		order by i.replied_at, i.id`, units)
	return each(rows, err, invitationOf)
}
