package store

import (
	"time"

	"trame/scheduling"
)

type bookletAskRow struct {
	ID          scheduling.BookletAskID   `gorm:"primaryKey"`
	Entry       scheduling.BookletEntryID `gorm:"column:entry_id"`
	Facilitator scheduling.FacilitatorID  `gorm:"column:facilitator_id"`
	TokenHash   string
	AskedBy     scheduling.UserID
	AskedAt     time.Time `gorm:"serializer:utc"`
	ExpiresOn   scheduling.Date
	AnsweredAt  time.Time `gorm:"serializer:utc"`
	RevokedAt   time.Time `gorm:"serializer:utc"`
}

func (bookletAskRow) TableName() string { return "booklet_asks" }

// AddBookletAsk adds one.
func (tx *Tx) AddBookletAsk(a scheduling.BookletAsk) error { return add(tx, bookletAskRow(a)) }

// BookletAsk finds one.
func (tx *Tx) BookletAsk(id scheduling.BookletAskID) (scheduling.BookletAsk, error) {
	row, err := one[bookletAskRow](tx, "id = ?", id)
	return scheduling.BookletAsk(row), err
}

// BookletAskByToken finds the one that a link is for.
func (tx *Tx) BookletAskByToken(hash string) (scheduling.BookletAsk, error) {
	row, err := one[bookletAskRow](tx, "token_hash = ?", hash)
	return scheduling.BookletAsk(row), err
}

// BookletAsks lists those of a cohort's booklet, the latest first.
func (tx *Tx) BookletAsks(id scheduling.CohortID) ([]scheduling.BookletAsk, error) {
	rows, err := all[bookletAskRow](tx, "asked_at desc, id desc", "entry_id in (select id from booklet_entries where cohort_id = ?)", id)
	return each(rows, err, func(r bookletAskRow) scheduling.BookletAsk { return scheduling.BookletAsk(r) })
}

// SaveBookletAsk notes its answer, or that it was taken back.
func (tx *Tx) SaveBookletAsk(a scheduling.BookletAsk) error {
	row := bookletAskRow(a)
	return touched(tx.db.Model(&row).Where("id = ?", a.ID).Select("answered_at", "revoked_at").Updates(&row))
}
