package store

import (
	"time"

	"trame/scheduling"
)

type insuredRow struct {
	ID             scheduling.InsuredID `gorm:"primaryKey"`
	Unit           scheduling.UnitID    `gorm:"column:unit_id"`
	InternalNumber string               `gorm:"serializer:optional"`
	FirstName      string
	LastName       string
	BirthDate      scheduling.Date
	Gender         string
	Street         string
	Postcode       string
	City           string
	Insee          string
	Email          string
	Phone          string
	MailConsent    bool
	SMSConsent     bool
	LetterConsent  bool
	Language       string
	Pathology      string
	Occupation     string
	Contract       string
	Notes          string
	DeceasedOn     scheduling.Date
	CreatedAt      time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Version        int
}

func (insuredRow) TableName() string { return "insured" }

// AddInsured adds one.
func (tx *Tx) AddInsured(i scheduling.Insured) error { return add(tx, insuredRow(i)) }

// Insured finds one.
func (tx *Tx) Insured(id scheduling.InsuredID) (scheduling.Insured, error) {
	row, err := one[insuredRow](tx, "id = ?", id)
	return scheduling.Insured(row), err
}

func insuredOf(r insuredRow) scheduling.Insured { return scheduling.Insured(r) }

// ReplaceInsured saves every column unless someone else did since i was read:
// then Conflict.
func (tx *Tx) ReplaceInsured(i scheduling.Insured) error {
	i.Version++
	return replace(tx, insuredRow(i), i.ID, i.Version)
}
