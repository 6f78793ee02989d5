package store

import (
	"trame/scheduling"
)

type partnerRow struct {
	ID      scheduling.PartnerID `gorm:"primaryKey"`
	Unit    scheduling.UnitID    `gorm:"column:unit_id"`
	Kind    scheduling.PartnerKind
	Name    string
	Since   int
	Notes   string
	Version int
}

func (partnerRow) TableName() string { return "partners" }

type facilitatorRow struct {
	ID        scheduling.FacilitatorID `gorm:"primaryKey"`
	Partner   scheduling.PartnerID     `gorm:"column:partner_id"`
	FirstName string
	LastName  string
	Function  string
	Email     string
	Phone     string
	Active    bool
	Version   int
}

func (facilitatorRow) TableName() string { return "facilitators" }

type agreementRow struct {
	ID         scheduling.AgreementID `gorm:"primaryKey"`
	Partner    scheduling.PartnerID   `gorm:"column:partner_id"`
	Scope      string
	SignedOn   scheduling.Date
	ValidFrom  scheduling.Date
	ValidUntil scheduling.Date
}

func (agreementRow) TableName() string { return "agreements" }

// AddPartner adds one.
func (tx *Tx) AddPartner(p scheduling.Partner) error { return add(tx, partnerRow(p)) }

// Partner finds one.
func (tx *Tx) Partner(id scheduling.PartnerID) (scheduling.Partner, error) {
	row, err := one[partnerRow](tx, "id = ?", id)
	return scheduling.Partner(row), err
}

func partnerOf(r partnerRow) scheduling.Partner { return scheduling.Partner(r) }

// ReplacePartner saves every column unless someone else did since p was read:
// then Conflict.
func (tx *Tx) ReplacePartner(p scheduling.Partner) error {
	p.Version++
	return replace(tx, partnerRow(p), p.ID, p.Version)
}

// AddFacilitator adds one.
func (tx *Tx) AddFacilitator(f scheduling.Facilitator) error { return add(tx, facilitatorRow(f)) }

// Facilitator finds one.
func (tx *Tx) Facilitator(id scheduling.FacilitatorID) (scheduling.Facilitator, error) {
	row, err := one[facilitatorRow](tx, "id = ?", id)
	return scheduling.Facilitator(row), err
}

func facilitatorOf(r facilitatorRow) scheduling.Facilitator { return scheduling.Facilitator(r) }

// ReplaceFacilitator saves every column unless someone else did since f was read:
// then Conflict.
func (tx *Tx) ReplaceFacilitator(f scheduling.Facilitator) error {
	f.Version++
	return replace(tx, facilitatorRow(f), f.ID, f.Version)
}

// AddAgreement adds one.
func (tx *Tx) AddAgreement(a scheduling.Agreement) error { return add(tx, agreementRow(a)) }

// Agreement finds one.
func (tx *Tx) Agreement(id scheduling.AgreementID) (scheduling.Agreement, error) {
	row, err := one[agreementRow](tx, "id = ?", id)
	return scheduling.Agreement(row), err
}

func agreementOf(r agreementRow) scheduling.Agreement { return scheduling.Agreement(r) }

// Facilitators lists those of a partner.
func (tx *Tx) Facilitators(id scheduling.PartnerID) ([]scheduling.Facilitator, error) {
	rows, err := all[facilitatorRow](tx, "last_name, first_name", "partner_id = ?", id)
	return each(rows, err, facilitatorOf)
}

// Agreements lists those of a partner.
func (tx *Tx) Agreements(id scheduling.PartnerID) ([]scheduling.Agreement, error) {
	rows, err := all[agreementRow](tx, "valid_from desc", "partner_id = ?", id)
	return each(rows, err, agreementOf)
}
