package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// ReturnedAddress is an address from which a mail of ours came back, known by
// its blind index, as it stood with one person.
type ReturnedAddress struct {
	Key        string            `gorm:"primaryKey"`
	Owner      string            `gorm:"primaryKey"` // "facilitator:ID", "insured:ID", "user:ID"
	Unit       scheduling.UnitID `gorm:"column:unit_id"`
	Status     string            // RFC 3463: 5.1.1
	ReturnedAt time.Time         `gorm:"serializer:utc"`
}

// TableName implements gorm's Tabler.
func (ReturnedAddress) TableName() string { return "returned_addresses" }

// AddReturnedAddress notes one; one that is known stays as it is.
func (tx *Tx) AddReturnedAddress(a ReturnedAddress) error {
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&a).Error
}

// AddressReturned reports whether mail came back from an address, whosever it
// is.
func (tx *Tx) AddressReturned(key string) (bool, error) {
	rows, err := some[int](tx, "select count(*) from returned_addresses where key = ?", key)
	return err == nil && rows[0] > 0, err
}

// ReturnedAddresses lists those of units, the latest first.
func (tx *Tx) ReturnedAddresses(units []scheduling.UnitID) ([]ReturnedAddress, error) {
	var rows []ReturnedAddress
	return rows, tx.db.Where("unit_id in ?", units).Order("returned_at desc, owner").Limit(100).Find(&rows).Error
}

// ReturnedAddressesOf lists those that a person has, or had.
func (tx *Tx) ReturnedAddressesOf(owner string) ([]ReturnedAddress, error) {
	var rows []ReturnedAddress
	return rows, tx.db.Where("owner = ?", owner).Order("returned_at desc").Find(&rows).Error
}

// ForgetReturnedAddress has an address be written to again, whosever it is.
func (tx *Tx) ForgetReturnedAddress(key string) error {
	return tx.db.Where("key = ?", key).Delete(&ReturnedAddress{}).Error
}
