package store

import (
	"time"

	"trame/scheduling"
)

type feedRow struct {
	ID         scheduling.FeedID `gorm:"primaryKey"`
	Scope      scheduling.FeedScope
	Owner      string
	Name       string
	TokenHash  string
	CreatedAt  time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	LastUsedAt time.Time `gorm:"serializer:utc"`
	RevokedAt  time.Time `gorm:"serializer:utc"`
}

func (feedRow) TableName() string { return "feeds" }

// AddFeed adds one.
func (tx *Tx) AddFeed(f scheduling.Feed) error { return add(tx, feedRow(f)) }

// Feed finds one.
func (tx *Tx) Feed(id scheduling.FeedID) (scheduling.Feed, error) {
	row, err := one[feedRow](tx, "id = ?", id)
	return scheduling.Feed(row), err
}

func feedOf(r feedRow) scheduling.Feed { return scheduling.Feed(r) }

// Feeds lists those of an owner, the live first, then the newest.
func (tx *Tx) Feeds(scope scheduling.FeedScope, owner string) ([]scheduling.Feed, error) {
	rows, err := all[feedRow](tx, "case when revoked_at is null then 0 else 1 end, created_at desc, id desc",
		"scope = ? and owner = ?", scope, owner)
	return each(rows, err, feedOf)
}

// RevokeFeed ends one for good: 0 rows, and Conflict, when it was already.
func (tx *Tx) RevokeFeed(id scheduling.FeedID) error {
	return touched(tx.db.Model(&feedRow{}).Where("id = ? and revoked_at is null", id).Update("revoked_at", tx.Now))
}

// UsedFeed notes that a calendar came for one.
func (tx *Tx) UsedFeed(id scheduling.FeedID) error {
	return tx.db.Model(&feedRow{}).Where("id = ?", id).Update("last_used_at", tx.Now).Error
}
