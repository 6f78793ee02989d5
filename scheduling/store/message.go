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
	PrintedAt   time.Time `gorm:"serializer:utc"`
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

// DropUnsent gives up the unsent messages of a thread that no runner holds.
func (tx *Tx) DropUnsent(thread string) (int, error) {
	result := tx.db.Model(&messageRow{}).
		Where("thread = ? and "+undecided, thread).
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
