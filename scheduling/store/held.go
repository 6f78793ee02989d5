package store

import "trame/scheduling"

const held = `sent_at is null and failed_at is null and dropped_at is null and attempts = 0
	and channel <> 'letter' and due_at > ? and (leased_at is null or leased_at <= ?)`

// Held lists a cohort's messages of some kinds whose hour has not come, the
// first to leave first. Letters wait for a hand, and are none of them.
func (tx *Tx) Held(c scheduling.CohortID, kinds []string) ([]scheduling.Message, error) {
	rows, err := all[messageRow](tx, "due_at, id", "cohort_id = ? and kind in ? and "+held, c, kinds, tx.Now, tx.Now)
	return each(rows, err, func(r messageRow) scheduling.Message { return scheduling.Message(r) })
}

// Hasten has held messages leave now; runners are woken after the commit.
func (tx *Tx) Hasten(ids []scheduling.MessageID) (int, error) {
	tx.queued = true
	result := tx.db.Model(&messageRow{}).Where("id in ? and "+held, ids, tx.Now, tx.Now).Update("due_at", tx.Now)
	return int(result.RowsAffected), result.Error
}

// DropHeld gives up held messages.
func (tx *Tx) DropHeld(ids []scheduling.MessageID, reason string) (int, error) {
	result := tx.db.Model(&messageRow{}).Where("id in ? and "+held, ids, tx.Now, tx.Now).
		Updates(map[string]any{"dropped_at": tx.Now, "error": reason})
	return int(result.RowsAffected), result.Error
}
