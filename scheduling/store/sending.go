package store

import (
	"time"

	"gorm.io/gorm"

	"trame/scheduling"
)

// carried is who takes messages out of the house by itself; a letter waits for
// a hand.
var carried = []scheduling.Channel{scheduling.ByMail, scheduling.BySMS}

// Lease hands up to limit due messages of some channels, of all that are
// carried when none is named, to one runner until its lease ends. Within a
// thread only the first unsent message is ever handed out, so a cancellation
// never overtakes its invitation. To a person on pause nothing is handed out,
// nor to one who died (rule 13).
func (tx *Tx) Lease(limit int, lease time.Duration, channels ...scheduling.Channel) ([]scheduling.Message, error) {
	skip := "for update of m skip locked"
	if tx.sqlite {
		skip = ""
	}
	rows, err := some[messageRow](tx, `
		select m.* from messages m
		where m.sent_at is null and m.failed_at is null and m.dropped_at is null
		  and m.channel in ? and m.due_at <= ?
		  and (m.leased_at is null or m.leased_at <= ?) and `+awake+`
		  and not exists (
			select 1 from messages e where e.thread = m.thread and e.thread_order < m.thread_order
			and coalesce(e.sent_at, e.failed_at, e.dropped_at) is null
		  )
		order by m.due_at, m.id
		limit ? `+skip, named(channels), tx.Now, tx.Now, scheduling.DateOf(tx.Now), limit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	until := tx.Now.Add(lease)
	ids := make([]scheduling.MessageID, len(rows))
	for i := range rows {
		ids[i], rows[i].LeasedAt = rows[i].ID, until
	}
	err = tx.db.Model(&messageRow{}).Where("id in ?", ids).Update("leased_at", until).Error
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

func named(channels []scheduling.Channel) []scheduling.Channel {
	if len(channels) == 0 {
		return carried
	}
	return channels
}

// awake holds for messages to people who live, and are not on pause on a day:
// whatever was queued for the dead, by whomever, stays.
const awake = "not exists (select 1 from insured i where i.id = m.insured_id and (i.paused_until >= ? or i.deceased_on is not null))"

// NextDue is when the earliest unsent message of some channels, as for Lease,
// may be tried; zero: never.
func (tx *Tx) NextDue(channels ...scheduling.Channel) (time.Time, error) {
	rows, err := some[messageRow](tx, `
		select due_at, leased_at from messages m
		where sent_at is null and failed_at is null and dropped_at is null and channel in ? and `+awake+`
		order by case when leased_at > due_at then leased_at else due_at end limit 1`, named(channels), scheduling.DateOf(tx.Now))
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	if rows[0].LeasedAt.After(rows[0].DueAt) {
		return rows[0].LeasedAt, nil
	}
	return rows[0].DueAt, nil
}

// SentAll records that messages left of whose fate nobody will tell. One that
// was settled by somebody else keeps what was said of it.
func (tx *Tx) SentAll(ids []scheduling.MessageID) error {
	return tx.inHand(ids).Updates(map[string]any{"sent_at": tx.Now, "error": ""}).Error
}

// GiveBack ends the leases of messages that were not tried.
func (tx *Tx) GiveBack(ids []scheduling.MessageID) error {
	return tx.inHand(ids).Update("leased_at", nil).Error
}

// undecided holds for messages of which nothing is known yet. It is said so that
// no database reads it as the condition of its index of what waits: of that,
// mostly empty, PostgreSQL thinks that reading it whole is quicker than finding a
// row by its id or its thread, and reads it again for each row when much waits.
const undecided = "coalesce(sent_at, failed_at, dropped_at) is null"

func (tx *Tx) inHand(ids []scheduling.MessageID) *gorm.DB {
	return tx.db.Model(&messageRow{}).Where("id in ? and "+undecided, ids)
}

// Sent records that a message left; receipt is the name under which its fate
// will be told, "" when it will not.
func (tx *Tx) Sent(id scheduling.MessageID, receipt string) error {
	columns := map[string]any{"sent_at": tx.Now, "error": ""}
	if receipt != "" {
		columns["receipt"] = receipt
	}
	return tx.settle(id, columns)
}

// Failed records that a message will not be tried again.
func (tx *Tx) Failed(id scheduling.MessageID, reason string) error {
	return tx.settle(id, map[string]any{"failed_at": tx.Now, "error": reason})
}

// Again puts a message back for a later attempt.
func (tx *Tx) Again(id scheduling.MessageID, due time.Time, attempts int, reason string) error {
	return tx.settle(id, map[string]any{"due_at": due.UTC(), "attempts": attempts, "leased_at": nil, "error": reason})
}

// Drop gives up a message that is no longer wanted, or past its grace.
func (tx *Tx) Drop(id scheduling.MessageID, reason string) error {
	return tx.settle(id, map[string]any{"dropped_at": tx.Now, "error": reason})
}

func (tx *Tx) settle(id scheduling.MessageID, columns map[string]any) error {
	return touched(tx.db.Model(&messageRow{}).
		Where("id = ? and "+undecided, id).Updates(columns))
}

// Told records what a gateway tells of a sent message, the first word that
// settles it. A name that no message bears is NotFound: it may be told before
// the sending is written.
func (tx *Tx) Told(receipt string, delivered bool, reason string) error {
	m, err := one[messageRow](tx, "receipt = ?", receipt)
	if err != nil {
		return err
	}
	if !m.DeliveredAt.IsZero() || !m.FailedAt.IsZero() {
		return nil
	}
	columns := map[string]any{"delivered_at": tx.Now}
	if !delivered {
		columns = map[string]any{"failed_at": tx.Now, "error": reason}
	}
	return touched(tx.db.Model(&messageRow{}).Where("id = ?", m.ID).Updates(columns))
}
