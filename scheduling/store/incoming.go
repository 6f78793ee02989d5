package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type incomingRow struct {
	ID         scheduling.IncomingID `gorm:"primaryKey"`
	Digest     string
	Kind       string
	Verdict    scheduling.IncomingVerdict
	Unit       scheduling.UnitID      `gorm:"column:unit_id;serializer:optional"`
	Meeting    scheduling.MeetingID   `gorm:"column:meeting_id;serializer:optional"`
	Animation  scheduling.AnimationID `gorm:"column:animation_id;serializer:optional"`
	Message    scheduling.MessageID   `gorm:"column:message_id;serializer:optional"`
	Reply      scheduling.Reply
	StartsAt   time.Time `gorm:"serializer:utc"`
	EndsAt     time.Time `gorm:"serializer:utc"`
	Sealed     []byte
	Raw        []byte
	ReceivedAt time.Time         `gorm:"serializer:utc"`
	SettledAt  time.Time         `gorm:"serializer:utc"`
	SettledBy  scheduling.UserID `gorm:"serializer:optional"`
}

func (incomingRow) TableName() string { return "incoming" }

func incomingOf(r incomingRow) scheduling.Incoming { return scheduling.Incoming(r) }

// AddIncoming adds one, unless the same mail is there: then it reports false.
func (tx *Tx) AddIncoming(i scheduling.Incoming) (added bool, err error) {
	row := incomingRow(i)
	result := tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "digest"}}, DoNothing: true}).Create(&row)
	return result.RowsAffected == 1, result.Error
}

// HasIncoming reports whether a mail of that digest came before.
func (tx *Tx) HasIncoming(digest string) (bool, error) {
	rows, err := some[int](tx, "select count(*) from incoming where digest = ?", digest)
	return err == nil && rows[0] > 0, err
}

// LockIncoming finds one and holds it until the end of the transaction.
func (tx *Tx) LockIncoming(id scheduling.IncomingID) (scheduling.Incoming, error) {
	row, err := locked[incomingRow](tx, "id = ?", id)
	return incomingOf(row), err
}

// SaveIncoming saves every column; the caller holds the row.
func (tx *Tx) SaveIncoming(i scheduling.Incoming) error {
	row := incomingRow(i)
	return touched(tx.db.Model(&row).Where("id = ?", i.ID).Select("*").Updates(&row))
}

// IncomingOf lists what came back about a meeting, the oldest first.
func (tx *Tx) IncomingOf(id scheduling.MeetingID) ([]scheduling.Incoming, error) {
	rows, err := all[incomingRow](tx, "received_at, id", "meeting_id = ?", id)
	return each(rows, err, incomingOf)
}

// IncomingWaiting lists what waits for a person in units, on meetings to come,
// the oldest first.
func (tx *Tx) IncomingWaiting(units []scheduling.UnitID) ([]scheduling.Incoming, error) {
	rows, err := some[incomingRow](tx, `select i.* from incoming i join meetings m on m.id = i.meeting_id
		where i.unit_id in ? and i.settled_at is null and i.verdict in ('to_confirm', 'taken', 'countered', 'delegated')
		  and m.cancelled_at is null and m.ends_at > ?
		order by i.received_at, i.id limit 50`, units, tx.Now)
	return each(rows, err, incomingOf)
}

// PurgeIncoming forgets the mails that came before then, and all of those that
// concern no meeting and no message of ours.
func (tx *Tx) PurgeIncoming(before time.Time) error {
	err := tx.db.Where("received_at < ? and meeting_id is null and message_id is null", before.UTC()).Delete(&incomingRow{}).Error
	if err != nil {
		return err
	}
	return tx.db.Model(&incomingRow{}).Where("received_at < ? and raw is not null", before.UTC()).Update("raw", nil).Error
}

// MessageByReceipt finds the one whose fate is told under a name.
func (tx *Tx) MessageByReceipt(receipt string) (scheduling.Message, error) {
	row, err := one[messageRow](tx, "receipt = ?", receipt)
	return scheduling.Message(row), err
}

// LastSent is the last message of a thread that left; none is NotFound.
func (tx *Tx) LastSent(thread string) (scheduling.Message, error) {
	rows, err := some[messageRow](tx, "select * from messages where thread = ? and sent_at is not null order by thread_order desc limit 1", thread)
	if err == nil && len(rows) == 0 {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return scheduling.Message{}, err
	}
	return scheduling.Message(rows[0]), nil
}

// AnimationByMail finds the one a secret address was made for, taken off since
// or not.
func (tx *Tx) AnimationByMail(hash string) (scheduling.Animation, error) {
	row, err := one[animationRow](tx, "mail_hash = ?", hash)
	return scheduling.Animation(row), err
}

// MeetingByUID finds the one that calendars know by a UID.
func (tx *Tx) MeetingByUID(uid string) (scheduling.Meeting, error) {
	row, err := one[meetingRow](tx, "uid = ?", uid)
	return scheduling.Meeting(row), err
}
