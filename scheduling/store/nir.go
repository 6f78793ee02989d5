package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// KeptNIR is a person's NIR as it is kept: a blind index to find her by, and
// the number itself, sealed.
type KeptNIR struct {
	Insured scheduling.InsuredID
	Key     string
	Sealed  []byte
	SetAt   time.Time
}

type nirRow struct {
	Insured scheduling.InsuredID `gorm:"column:insured_id;primaryKey"`
	Key     string               `gorm:"column:nir_key"`
	Sealed  []byte
	SetAt   time.Time `gorm:"serializer:utc"`
}

func (nirRow) TableName() string { return "insured_nirs" }

// NIRs finds those that some people have.
func (tx *Tx) NIRs(ids []scheduling.InsuredID) (map[scheduling.InsuredID]KeptNIR, error) {
	found := map[scheduling.InsuredID]KeptNIR{}
	condition, list := among(tx, "insured_id", ids)
	rows, err := all[nirRow](tx, "insured_id", condition, list)
	for _, r := range rows {
		found[r.Insured] = KeptNIR(r)
	}
	return found, err
}

// SetNIR gives a person a number in place of the one she had.
func (tx *Tx) SetNIR(n KeptNIR) error {
	row := nirRow(n)
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "insured_id"}}, UpdateAll: true}).Create(&row).Error
}

// AddNIRs adds many.
func (tx *Tx) AddNIRs(list []KeptNIR) error {
	rows := make([]nirRow, len(list))
	for at, n := range list {
		rows[at] = nirRow(n)
	}
	return copyIn(tx, rows)
}

// RemoveNIR forgets a person's.
func (tx *Tx) RemoveNIR(id scheduling.InsuredID) error {
	return tx.db.Where("insured_id = ?", id).Delete(&nirRow{}).Error
}
