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
func (tx *Tx) SetNIR(n KeptNIR) error { return tx.SetNIRs([]KeptNIR{n}) }

// SetNIRs is SetNIR for many people, each once.
func (tx *Tx) SetNIRs(list []KeptNIR) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]nirRow, len(list))
	for at, n := range list {
		rows[at] = nirRow(n)
	}
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "insured_id"}}, UpdateAll: true}).CreateInBatches(rows, 200).Error
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
	return tx.RemoveNIRs([]scheduling.InsuredID{id})
}

// RemoveNIRs forgets those of many.
func (tx *Tx) RemoveNIRs(ids []scheduling.InsuredID) error {
	if len(ids) == 0 {
		return nil
	}
	condition, list := among(tx, "insured_id", ids)
	return tx.db.Where(condition, list).Delete(&nirRow{}).Error
}
