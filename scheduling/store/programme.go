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

func programmeOf(r programmeRow) scheduling.Programme { return scheduling.Programme(r) }

// AddProgramme adds one.
func (tx *Tx) AddProgramme(p scheduling.Programme) error { return add(tx, programmeRow(p)) }

// Programme finds one.
func (tx *Tx) Programme(id scheduling.ProgrammeID) (scheduling.Programme, error) {
	row, err := one[programmeRow](tx, "id = ?", id)
	return scheduling.Programme(row), err
}

// LockedProgramme is Programme, held against other writers until the end of
// the transaction: whoever opens a version of it does so alone.
func (tx *Tx) LockedProgramme(id scheduling.ProgrammeID) (scheduling.Programme, error) {
	row, err := locked[programmeRow](tx, "id = ?", id)
	return scheduling.Programme(row), err
}

// DeleteProgramme takes a programme without versions away.
func (tx *Tx) DeleteProgramme(id scheduling.ProgrammeID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&programmeRow{}))
}

// CopiesOf counts the programmes that a version is the origin of.
func (tx *Tx) CopiesOf(id scheduling.VersionID) (n int64, err error) {
	err = tx.db.Model(&programmeRow{}).Where("copied_from_id = ?", id).Count(&n).Error
	return n, err
}

// ProgrammesOf lists the programmes of units, by code.
func (tx *Tx) ProgrammesOf(units []scheduling.UnitID) ([]scheduling.Programme, error) {
	rows, err := all[programmeRow](tx, "code, id", "unit_id in ?", units)
	return each(rows, err, programmeOf)
}

// ProgrammeCodeTaken reports whether a programme of the unit has the code.
func (tx *Tx) ProgrammeCodeTaken(unit scheduling.UnitID, code string) (bool, error) {
	rows, err := all[programmeRow](tx, "id", "unit_id = ? and code = ?", unit, code)
	return len(rows) > 0, err
}

// CohortCounts counts the sessions of each programme that were not cancelled;
// a programme without any is absent.
func (tx *Tx) CohortCounts(programmes []scheduling.ProgrammeID) (map[scheduling.ProgrammeID]int, error) {
	rows, err := some[struct {
		ProgrammeID scheduling.ProgrammeID
		Sessions    int
	}](tx, `
		select v.programme_id, count(*) as sessions
		from cohorts c join programme_versions v on v.id = c.version_id
		where v.programme_id in ? and c.cancelled_at is null
		group by v.programme_id`, programmes)
	counts := make(map[scheduling.ProgrammeID]int, len(rows))
	for _, r := range rows {
		counts[r.ProgrammeID] = r.Sessions
	}
	return counts, err
}
