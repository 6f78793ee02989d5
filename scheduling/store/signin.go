package store

import (
	"time"

	"trame/scheduling"
)

type signInRow struct {
	ID         scheduling.SignInID `gorm:"primaryKey"`
	User       scheduling.UserID   `gorm:"column:user_id"`
	TokenHash  string
	Device     string
	CreatedAt  time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	LastSeenAt time.Time `gorm:"serializer:utc"`
	ExpiresAt  time.Time `gorm:"serializer:utc"`
	RevokedAt  time.Time `gorm:"serializer:utc"`
}

func (signInRow) TableName() string { return "sign_ins" }

// AddSignIn opens a sign-in.
func (tx *Tx) AddSignIn(s scheduling.SignIn) error { return add(tx, signInRow(s)) }

// SignInByToken finds an open sign-in: neither expired nor revoked.
func (tx *Tx) SignInByToken(tokenHash string) (scheduling.SignIn, error) {
	row, err := one[signInRow](tx, "token_hash = ? and revoked_at is null and expires_at > ?", tokenHash, tx.Now)
	return scheduling.SignIn(row), err
}

// SeenSignIn notes that a sign-in is in use.
func (tx *Tx) SeenSignIn(id scheduling.SignInID) error {
	return tx.db.Model(&signInRow{}).Where("id = ?", id).Update("last_seen_at", tx.Now).Error
}

// SignInsOf lists a user's open sign-ins, the newest first.
func (tx *Tx) SignInsOf(user scheduling.UserID) ([]scheduling.SignIn, error) {
	rows, err := all[signInRow](tx, "created_at desc", "user_id = ? and revoked_at is null and expires_at > ?", user, tx.Now)
	return each(rows, err, func(r signInRow) scheduling.SignIn { return scheduling.SignIn(r) })
}

// RevokeSignIn ends one of a user's sign-ins.
func (tx *Tx) RevokeSignIn(user scheduling.UserID, id scheduling.SignInID) error {
	return touched(tx.db.Model(&signInRow{}).Where("id = ? and user_id = ? and revoked_at is null", id, user).
		Update("revoked_at", tx.Now))
}

// RevokeSignIns ends all of a user's sign-ins but one ("" ends them all).
func (tx *Tx) RevokeSignIns(user scheduling.UserID, but scheduling.SignInID) error {
	return tx.db.Model(&signInRow{}).Where("user_id = ? and id <> ? and revoked_at is null", user, but).
		Update("revoked_at", tx.Now).Error
}

type attemptRow struct {
	Subject string
	At      time.Time `gorm:"serializer:utc"`
}

func (attemptRow) TableName() string { return "attempts" }

// AddAttempt counts a failed attempt against subject, and forgets those
// before since.
func (tx *Tx) AddAttempt(subject string, since time.Time) error {
	if err := tx.db.Where("subject = ? and at < ?", subject, since).Delete(&attemptRow{}).Error; err != nil {
		return err
	}
	return add(tx, attemptRow{subject, tx.Now})
}

// Attempts counts the failed attempts against subject since then.
func (tx *Tx) Attempts(subject string, since time.Time) (n int64, err error) {
	return n, tx.db.Model(&attemptRow{}).Where("subject = ? and at >= ?", subject, since).Count(&n).Error
}

// ForgetAttempts wipes subject's count after a success.
func (tx *Tx) ForgetAttempts(subject string) error {
	return tx.db.Where("subject = ?", subject).Delete(&attemptRow{}).Error
}
