package store

import (
	"time"

	"trame/scheduling"
)

type deathCorrectionRow struct {
	ID        scheduling.DeathCorrectionID `gorm:"primaryKey"`
	Insured   scheduling.InsuredID         `gorm:"column:insured_id"`
	Unit      scheduling.UnitID            `gorm:"column:unit_id"`
	NotedOn   scheduling.Date
	Reason    string
	AskedBy   scheduling.UserID
	AskedAt   time.Time         `gorm:"serializer:utc"`
	DecidedBy scheduling.UserID `gorm:"serializer:optional"`
	DecidedAt time.Time         `gorm:"serializer:utc"`
	Undone    bool
	Messages  int
	Seats     int
	FollowUps int
}

func (deathCorrectionRow) TableName() string { return "death_corrections" }

func deathCorrectionOf(r deathCorrectionRow) scheduling.DeathCorrection {
	return scheduling.DeathCorrection(r)
}

// AddDeathCorrection adds one.
func (tx *Tx) AddDeathCorrection(c scheduling.DeathCorrection) error {
	return add(tx, deathCorrectionRow(c))
}

// DeathCorrection finds one.
func (tx *Tx) DeathCorrection(id scheduling.DeathCorrectionID) (scheduling.DeathCorrection, error) {
	row, err := one[deathCorrectionRow](tx, "id = ?", id)
	return scheduling.DeathCorrection(row), err
}

// DeathCorrections lists those of a person, the latest first.
func (tx *Tx) DeathCorrections(id scheduling.InsuredID) ([]scheduling.DeathCorrection, error) {
	rows, err := all[deathCorrectionRow](tx, "asked_at desc, id", "insured_id = ?", id)
	return each(rows, err, deathCorrectionOf)
}

// DecideDeathCorrection writes down what was decided of one.
func (tx *Tx) DecideDeathCorrection(c scheduling.DeathCorrection) error {
	row := deathCorrectionRow(c)
	return touched(tx.db.Model(&row).Where("id = ? and decided_at is null", c.ID).
		Select("decided_by", "decided_at", "undone", "messages", "seats", "follow_ups").Updates(&row))
}

// DeathsToCorrect are the corrections asked for in units that nobody decided;
// Detail is the id of each.
func (tx *Tx) DeathsToCorrect(units []scheduling.UnitID) ([]Need, error) {
	return some[Need](tx, `
		select d.id as detail, u.name as label, d.asked_at as at from death_corrections d join units u on u.id = d.unit_id
		where d.decided_at is null and d.unit_id in ? order by d.asked_at limit 50`, units)
}

// StoppedByDeath counts the messages to a person that were withdrawn because
// she was said to have died.
func (tx *Tx) StoppedByDeath(id scheduling.InsuredID) (n int, err error) {
	return n, tx.db.Raw("select count(*) from messages where insured_id = ? and dropped_at is not null and error = 'deceased'", id).Scan(&n).Error
}
