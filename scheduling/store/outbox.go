package store

// Outbox is how the outbox stands: what is due and not yet sent, and what was
// given up on.
type Outbox struct {
	Due    int64
	Failed int64
}

// Outbox counts it; for the metrics.
func (tx *Tx) Outbox() (o Outbox, err error) {
	err = tx.db.Raw(`select
		count(case when failed_at is null and sent_at is null and due_at <= ? then 1 end) as due,
		count(case when failed_at is not null then 1 end) as failed
		from messages where dropped_at is null and (sent_at is null or failed_at is not null)`, tx.Now).Scan(&o).Error
	return o, err
}
