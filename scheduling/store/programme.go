package store

import (
	"time"

	"trame/scheduling"
)

type programmeRow struct {
	ID         scheduling.ProgrammeID `gorm:"primaryKey"`
	Unit       scheduling.UnitID      `gorm:"column:unit_id"`
	Code       string
	CopiedFrom scheduling.VersionID `gorm:"column:copied_from_id;serializer:optional"`
	CreatedAt  time.Time            `gorm:"serializer:utc;autoCreateTime:false"`
}

func (programmeRow) TableName() string { return "programmes" }

// AddProgramme adds one.
func (tx *Tx) AddProgramme(p scheduling.Programme) error { return add(tx, programmeRow(p)) }

// Programme finds one.
func (tx *Tx) Programme(id scheduling.ProgrammeID) (scheduling.Programme, error) {
	row, err := one[programmeRow](tx, "id = ?", id)
	return scheduling.Programme(row), err
}

func programmeOf(r programmeRow) scheduling.Programme { return scheduling.Programme(r) }
