package store

import (
	"time"

	"trame/scheduling"
)

type auditRow struct {
	Seq      int64 `gorm:"primaryKey;autoIncrement:false"`
	ID       scheduling.AuditEventID
	At       time.Time `gorm:"serializer:utc"`
	Actor    string
	Verb     string
	Subject  string
	Unit     scheduling.UnitID `gorm:"column:unit_id;serializer:optional"`
	Fields   string
	Reason   string
	Previous string
	Hash     string
}

func (auditRow) TableName() string { return "audit_events" }

// auditLock is the advisory lock under which PostgreSQL appends to the chain.
const auditLock = 0x7472616d65 // "trame"

// Audit appends to the chain. Call it last in a transaction: on PostgreSQL
// the chain is held until the commit.
func (tx *Tx) Audit(e scheduling.AuditEvent) error {
	return tx.AuditAll([]scheduling.AuditEvent{e})
}

// AuditAll appends several, in their order.
func (tx *Tx) AuditAll(events []scheduling.AuditEvent) error {
	if !tx.sqlite {
		if err := tx.db.Exec("select pg_advisory_xact_lock(?)", auditLock).Error; err != nil {
			return err
		}
	}
	last, err := all[auditRow](tx, "seq desc limit 1", "")
	if err != nil {
		return err
	}
	seq, previous := int64(0), ""
	if len(last) == 1 {
		seq, previous = last[0].Seq, last[0].Hash
	}
	rows := make([]auditRow, len(events))
	for at, e := range events {
		seq++
		e.Seq, e.Previous = seq, previous
		e.ID, e.At = NewID[scheduling.AuditEventID](), tx.Now
		if e.Fields == "" {
			e.Fields = "{}"
		}
		e.Hash = e.Sum()
		previous = e.Hash
		rows[at] = auditRow(e)
	}
	return copyIn(tx, rows)
}

// AuditAfter lists up to limit events after seq, in order: how the chain is
// verified without holding it all.
func (tx *Tx) AuditAfter(seq int64, limit int) ([]scheduling.AuditEvent, error) {
	var rows []auditRow
	err := tx.db.Where("seq > ?", seq).Order("seq").Limit(limit).Find(&rows).Error
	return each(rows, err, func(r auditRow) scheduling.AuditEvent { return scheduling.AuditEvent(r) })
}

// AuditOf lists the events about a subject, the newest first.
func (tx *Tx) AuditOf(subject string, limit int) ([]scheduling.AuditEvent, error) {
	var rows []auditRow
	err := tx.db.Where("subject = ?", subject).Order("seq desc").Limit(limit).Find(&rows).Error
	return each(rows, err, func(r auditRow) scheduling.AuditEvent { return scheduling.AuditEvent(r) })
}
