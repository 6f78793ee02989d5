package store

import (
	"time"

	"trame/scheduling"
)

type eligibilityCheckRow struct {
	ID             scheduling.EligibilityCheckID `gorm:"primaryKey"`
	Insured        scheduling.InsuredID          `gorm:"column:insured_id"`
	Referral       scheduling.ReferralID         `gorm:"column:referral_id;serializer:optional"`
	VersionID      scheduling.VersionID
	RulesHash      string
	On             scheduling.Date `gorm:"column:checked_on"`
	Outcome        scheduling.Eligibility
	BecomesOn      scheduling.Date
	Results        string
	CheckedBy      string
	CheckedAt      time.Time `gorm:"serializer:utc"`
	Overridden     scheduling.Eligibility
	OverriddenBy   scheduling.UserID `gorm:"serializer:optional"`
	OverrideReason string
	OverriddenAt   time.Time `gorm:"serializer:utc"`
}

func (eligibilityCheckRow) TableName() string { return "eligibility_checks" }

func eligibilityCheckOf(r eligibilityCheckRow) scheduling.EligibilityCheck {
	return scheduling.EligibilityCheck(r)
}

// AddEligibilityChecks adds some.
func (tx *Tx) AddEligibilityChecks(list []scheduling.EligibilityCheck) error {
	rows := make([]eligibilityCheckRow, len(list))
	for i, c := range list {
		rows[i] = eligibilityCheckRow(c)
	}
	return addAll(tx, rows)
}

// EligibilityCheck finds one.
func (tx *Tx) EligibilityCheck(id scheduling.EligibilityCheckID) (scheduling.EligibilityCheck, error) {
	row, err := one[eligibilityCheckRow](tx, "id = ?", id)
	return scheduling.EligibilityCheck(row), err
}

// SaveEligibilityCheck replaces one.
func (tx *Tx) SaveEligibilityCheck(c scheduling.EligibilityCheck) error {
	row := eligibilityCheckRow(c)
	return tx.db.Save(&row).Error
}

// EligibilityChecksOf lists a person's, the newest first.
func (tx *Tx) EligibilityChecksOf(id scheduling.InsuredID) ([]scheduling.EligibilityCheck, error) {
	rows, err := all[eligibilityCheckRow](tx, "checked_at desc, id desc", "insured_id = ?", id)
	return each(rows, err, eligibilityCheckOf)
}
