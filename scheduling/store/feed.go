package store

import (
	"time"

	"trame/scheduling"
)

type feedRow struct {
	ID         scheduling.FeedID `gorm:"primaryKey"`
	Scope      string
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
