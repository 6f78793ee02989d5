package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type messageRow struct {
	ID          scheduling.MessageID `gorm:"primaryKey"`
	Unit        scheduling.UnitID    `gorm:"column:unit_id"`
	Channel     scheduling.Channel
	Kind        string
	DedupeKey   string
	Thread      string
	Order       int                  `gorm:"column:thread_order"`
	Cohort      scheduling.CohortID  `gorm:"column:cohort_id;serializer:optional"`
	Meeting     scheduling.MeetingID `gorm:"column:meeting_id;serializer:optional"`
	Insured     scheduling.InsuredID `gorm:"column:insured_id;serializer:optional"`
	Recipient   string
	Sealed      []byte
	DueAt       time.Time `gorm:"serializer:utc"`
	GraceAt     time.Time `gorm:"serializer:utc"`
	CreatedAt   time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Attempts    int
	LeasedAt    time.Time `gorm:"serializer:utc"`
	SentAt      time.Time `gorm:"serializer:utc"`
	FailedAt    time.Time `gorm:"serializer:utc"`
	Error       string
	DroppedAt   time.Time `gorm:"serializer:utc"`
	Receipt     string    `gorm:"serializer:optional"`
	DeliveredAt time.Time `gorm:"serializer:utc"`
}

func (messageRow) TableName() string { return "messages" }

// Queue puts a message in the outbox; its order in its thread is given here.
// A message whose dedupe key is already there is left out: the same fact is
// told once. Runners are woken after the commit.
func (tx *Tx) Queue(m scheduling.Message) error {
	if err := tx.holdThread(m.Thread); err != nil {
		return err
	}
	var last int
	err := tx.db.Raw("select coalesce(max(thread_order), 0) from messages where thread = ?", m.Thread).Scan(&last).Error
	if err != nil {
		return err
	}
	m.Order, m.CreatedAt = last+1, tx.Now
	if m.DueAt.IsZero() {
		m.DueAt = tx.Now
	}
	tx.queued = true
	row := messageRow(m)
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "dedupe_key"}}, DoNothing: true}).Create(&row).Error
}

// threadLock is the class of advisory locks under which PostgreSQL gives out
// the places of a thread; SQLite has one writer.
const threadLock = 0x7472 // "tr"

// holdThread has whoever queues into the thread at the same time wait for the
// commit, and then read the place it took.
func (tx *Tx) holdThread(thread string) error {
	if tx.sqlite {
		return nil
	}
	return tx.db.Exec("select pg_advisory_xact_lock(?, hashtext(?))", threadLock, thread).Error
}

// Lease hands up to limit due messages to one runner until its lease ends.
// Within a thread only the first unsent message is ever handed out, so a
// cancellation never overtakes its invitation. To a person on pause nothing is
// handed out (rule 13).
func (tx *Tx) Lease(limit int, lease time.Duration) ([]scheduling.Message, error) {
	skip := "for update of m skip locked"
	if tx.sqlite {
		skip = ""
	}
	rows, err := some[messageRow](tx, `
		select m.* from messages m
		where m.sent_at is null and m.failed_at is null and m.dropped_at is null
		  and m.channel in ('mail', 'sms') and m.due_at <= ?
		  and (m.leased_at is null or m.leased_at <= ?) and `+awake+`
		  and not exists (
			select 1 from messages e where e.thread = m.thread and e.thread_order < m.thread_order
			and e.sent_at is null and e.failed_at is null and e.dropped_at is null
		  )
		order by m.due_at, m.id
		limit ? `+skip, tx.Now, tx.Now, scheduling.DateOf(tx.Now), limit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]scheduling.MessageID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	until := tx.Now.Add(lease)
	err = tx.db.Model(&messageRow{}).Where("id in ?", ids).Update("leased_at", until).Error
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// awake holds for messages to people who are not on pause on a day.
const awake = "not exists (select 1 from insured i where i.id = m.insured_id and i.paused_until >= ?)"

// NextDue is when the earliest unsent message may be tried; zero: never.
func (tx *Tx) NextDue() (time.Time, error) {
	rows, err := some[messageRow](tx, `
		select due_at, leased_at from messages m
		where sent_at is null and failed_at is null and dropped_at is null and channel in ('mail', 'sms') and `+awake+`
		order by case when leased_at > due_at then leased_at else due_at end limit 1`, scheduling.DateOf(tx.Now))
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	if rows[0].LeasedAt.After(rows[0].DueAt) {
		return rows[0].LeasedAt, nil
	}
	return rows[0].DueAt, nil
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
		Where("id = ? and sent_at is null and failed_at is null and dropped_at is null", id).Updates(columns))
}

// DropUnsent gives up the unsent messages of a thread that no runner holds.
func (tx *Tx) DropUnsent(thread string) (int, error) {
	result := tx.db.Model(&messageRow{}).
		Where("thread = ? and sent_at is null and failed_at is null and dropped_at is null", thread).
		Where("leased_at is null or leased_at <= ?", tx.Now).
		Updates(map[string]any{"dropped_at": tx.Now, "error": "replaced"})
	return int(result.RowsAffected), result.Error
}

// MessagesOf lists the messages of units, the newest first.
func (tx *Tx) MessagesOf(units []scheduling.UnitID, cohort scheduling.CohortID, page Page) ([]scheduling.Message, error) {
	query := tx.db.Where("unit_id in ?", units)
	if cohort != "" {
		query = query.Where("cohort_id = ?", cohort)
	}
	if page.After != "" {
		query = query.Where("id < ?", page.After)
	}
	var rows []messageRow
	err := query.Order("id desc").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// Message finds one.
func (tx *Tx) Message(id scheduling.MessageID) (scheduling.Message, error) {
	row, err := one[messageRow](tx, "id = ?", id)
	return scheduling.Message(row), err
}

// Left reports whether a message of a thread left the house, or may have: it
// was sent, failed in sending, or is in a runner's hands.
func (tx *Tx) Left(thread string) (bool, error) {
	rows, err := some[int](tx, `select count(*) from messages
		where thread = ? and (sent_at is not null or failed_at is not null or (dropped_at is null and leased_at > ?))`, thread, tx.Now)
	if err != nil {
		return false, err
	}
	return rows[0] > 0, nil
}
