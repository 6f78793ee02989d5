package store

import (
	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// answerDraftRow is answers begun and not sent, sealed under the link that they
// came by.
type answerDraftRow struct {
	ID       string `gorm:"primaryKey"`
	Sealed   []byte
	AnswerBy scheduling.Date
}

func (answerDraftRow) TableName() string { return "answer_drafts" }

// SaveAnswerDraft keeps what was answered so far, in the place of what was.
func (tx *Tx) SaveAnswerDraft(id string, sealed []byte, answerBy scheduling.Date) error {
	return tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&answerDraftRow{id, sealed, answerBy}).Error
}

// AnswerDraft is what was kept; nil when nothing was.
func (tx *Tx) AnswerDraft(id string) ([]byte, error) {
	row, err := one[answerDraftRow](tx, "id = ?", id)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return nil, nil
	}
	return row.Sealed, err
}

// RemoveAnswerDraft forgets what was kept: it was sent.
func (tx *Tx) RemoveAnswerDraft(id string) error {
	return tx.db.Where("id = ?", id).Delete(&answerDraftRow{}).Error
}

// RemoveAnswerDrafts forgets what nobody may send any more.
func (tx *Tx) RemoveAnswerDrafts(today scheduling.Date) error {
	return tx.db.Where("answer_by < ?", today).Delete(&answerDraftRow{}).Error
}
