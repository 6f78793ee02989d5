package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// Claim makes a request's change happen once: its row is written in the same
// transaction as the change, so that the change and the claim stand or fall
// together (Idempotency-Key).
type Claim struct {
	Key         string
	Actor       string
	Route       string
	RequestHash string
	taken       bool
}

// Taken reports whether the request changed anything.
func (c *Claim) Taken() bool { return c.taken }

type claimKey struct{}

// Claiming has the first Write made with the returned context take c. A claim
// already taken makes that Write a Conflict.
func Claiming(ctx context.Context, c *Claim) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

type claimRow struct {
	Key         string `gorm:"primaryKey"`
	Actor       string `gorm:"primaryKey"`
	Route       string `gorm:"primaryKey"`
	RequestHash string
	Status      int // 0: no reply kept yet
	ContentType string
	Body        []byte
	CreatedAt   time.Time `gorm:"serializer:utc;autoCreateTime:false"`
}

func (claimRow) TableName() string { return "idempotency_keys" }

// take writes the context's claim, once, before the change.
func (tx *Tx) take(c *Claim) error {
	if c == nil || c.taken {
		return nil
	}
	row := claimRow{Key: c.Key, Actor: c.Actor, Route: c.Route, RequestHash: c.RequestHash, CreatedAt: tx.Now}
	result := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return scheduling.Refuse(scheduling.Conflict, "idempotency.done", "")
	}
	return result.Error
}

// Reply is the answer kept for a claim. Status 0: taken, its answer not kept.
type Reply struct {
	RequestHash string
	Status      int
	ContentType string
	Body        []byte
}

// ReplyTo finds what was answered to a claim; none is NotFound.
func (tx *Tx) ReplyTo(c Claim) (Reply, error) {
	row, err := one[claimRow](tx, "key = ? and actor = ? and route = ?", c.Key, c.Actor, c.Route)
	return Reply{row.RequestHash, row.Status, row.ContentType, row.Body}, err
}

// KeepReply keeps the answer to a claim that was taken.
func (tx *Tx) KeepReply(c Claim, status int, contentType string, body []byte) error {
	return touched(tx.db.Model(&claimRow{}).
		Where("key = ? and actor = ? and route = ?", c.Key, c.Actor, c.Route).
		Updates(map[string]any{"status": status, "content_type": contentType, "body": body}))
}

// ForgetClaims deletes those taken before then.
func (tx *Tx) ForgetClaims(before time.Time) error {
	return tx.db.Where("created_at < ?", before.UTC()).Delete(&claimRow{}).Error
}
