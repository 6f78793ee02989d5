package store

import (
	"time"

	"trame/scheduling"
)

type referralRow struct {
	ID         scheduling.ReferralID `gorm:"primaryKey"`
	Insured    scheduling.InsuredID  `gorm:"column:insured_id"`
	Unit       scheduling.UnitID     `gorm:"column:unit_id"`
	Source     scheduling.ReferralSource
	Reference  string `gorm:"serializer:optional"`
	ReceivedOn scheduling.Date
	Facts      scheduling.Facts  `gorm:"embedded"`
	ClosedAt   time.Time         `gorm:"serializer:utc"`
	ClosedBy   scheduling.UserID `gorm:"serializer:optional"`
	CreatedAt  time.Time         `gorm:"serializer:utc;autoCreateTime:false"`
	Version    int
}

func (referralRow) TableName() string { return "referrals" }

func referralOf(r referralRow) scheduling.Referral { return scheduling.Referral(r) }

// AddReferral adds one.
func (tx *Tx) AddReferral(r scheduling.Referral) error { return add(tx, referralRow(r)) }

// ReferralsOfAll lists those of several people, the newest first.
func (tx *Tx) ReferralsOfAll(ids []scheduling.InsuredID) ([]scheduling.Referral, error) {
	condition, list := among(tx, "insured_id", ids)
	rows, err := all[referralRow](tx, "received_on desc, id desc", condition, list)
	return each(rows, err, referralOf)
}

// ReferralsNumbered lists those of units that a source gave one of the numbers.
func (tx *Tx) ReferralsNumbered(units []scheduling.UnitID, source scheduling.ReferralSource, references []string) ([]scheduling.Referral, error) {
	if len(references) == 0 {
		return nil, nil
	}
	condition, list := among(tx, "reference", references)
	rows, err := all[referralRow](tx, "id", "unit_id in ? and source = ? and "+condition, units, source, list)
	return each(rows, err, referralOf)
}

// ReferralsDealtWith lists those of ids that a human redirected, or decided
// upon.
func (tx *Tx) ReferralsDealtWith(ids []scheduling.ReferralID) (found map[scheduling.ReferralID]bool, err error) {
	found = map[scheduling.ReferralID]bool{}
	var some []scheduling.ReferralID
	condition, list := among(tx, "referral_id", ids)
	err = tx.db.Raw("select referral_id from redirections where "+condition+
		" union select referral_id from eligibility_checks where "+decided+" and "+condition, list, list).Scan(&some).Error
	for _, id := range some {
		found[id] = true
	}
	return found, err
}

// RemoveReferrals deletes them with the checks that no human made of them.
func (tx *Tx) RemoveReferrals(ids []scheduling.ReferralID) error {
	if len(ids) == 0 {
		return nil
	}
	checks, list := among(tx, "referral_id", ids)
	if err := tx.db.Exec("delete from eligibility_checks where "+checks, list).Error; err != nil {
		return err
	}
	referrals, list := among(tx, "id", ids)
	return tx.db.Exec("delete from referrals where "+referrals, list).Error
}

// Referral finds one.
func (tx *Tx) Referral(id scheduling.ReferralID) (scheduling.Referral, error) {
	row, err := one[referralRow](tx, "id = ?", id)
	return scheduling.Referral(row), err
}

// ReplaceReferral saves every column unless someone else did since r was read:
// then Conflict.
func (tx *Tx) ReplaceReferral(r scheduling.Referral) error {
	r.Version++
	return replace(tx, referralRow(r), r.ID, r.Version)
}

// ReplaceReferrals is ReplaceReferral for many.
func (tx *Tx) ReplaceReferrals(referrals []scheduling.Referral) error {
	rows := make([]referralRow, len(referrals))
	for at, r := range referrals {
		r.Version++
		rows[at] = referralRow(r)
	}
	return replaceIn(tx, rows)
}

// ReferralsOf lists a person's, the newest first.
func (tx *Tx) ReferralsOf(id scheduling.InsuredID) ([]scheduling.Referral, error) {
	rows, err := all[referralRow](tx, "received_on desc, id desc", "insured_id = ?", id)
	return each(rows, err, referralOf)
}

type redirectionRow struct {
	ID       scheduling.RedirectionID `gorm:"primaryKey"`
	Referral scheduling.ReferralID    `gorm:"column:referral_id"`
	Insured  scheduling.InsuredID     `gorm:"column:insured_id"`
	Reason   string
	Target   string
	Note     string
	By       scheduling.UserID `gorm:"column:by_user"`
	At       time.Time         `gorm:"serializer:utc"`
}

func (redirectionRow) TableName() string { return "redirections" }

func redirectionOf(r redirectionRow) scheduling.Redirection { return scheduling.Redirection(r) }

// AddRedirection adds one.
func (tx *Tx) AddRedirection(r scheduling.Redirection) error { return add(tx, redirectionRow(r)) }

// Redirection finds one.
func (tx *Tx) Redirection(id scheduling.RedirectionID) (scheduling.Redirection, error) {
	row, err := one[redirectionRow](tx, "id = ?", id)
	return scheduling.Redirection(row), err
}

// RedirectionsOf lists a person's, the newest first.
func (tx *Tx) RedirectionsOf(id scheduling.InsuredID) ([]scheduling.Redirection, error) {
	rows, err := all[redirectionRow](tx, "at desc, id desc", "insured_id = ?", id)
	return each(rows, err, redirectionOf)
}
