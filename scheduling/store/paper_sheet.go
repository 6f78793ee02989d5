package store

import (
	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type paperSheetRow struct {
	ID            scheduling.PaperSheetID    `gorm:"primaryKey"`
	Cohort        scheduling.CohortID        `gorm:"column:cohort_id"`
	Questionnaire scheduling.QuestionnaireID `gorm:"column:questionnaire_id"`
	Moment        scheduling.Moment
	Assignment    scheduling.AssignmentID `gorm:"column:assignment_id;serializer:optional"`
	CodeHash      string
	TokenHash     string `gorm:"serializer:optional"`
	UsedOn        scheduling.Date
}

func (paperSheetRow) TableName() string { return "paper_sheets" }

func paperSheetOf(r paperSheetRow) scheduling.PaperSheet { return scheduling.PaperSheet(r) }

// AddPaperSheets adds several.
func (tx *Tx) AddPaperSheets(sheets []scheduling.PaperSheet) error {
	rows := make([]paperSheetRow, len(sheets))
	for i, s := range sheets {
		rows[i] = paperSheetRow(s)
	}
	return addAll(tx, rows)
}

// PaperSheets lists those of a cohort at a moment, people's own and nobody's.
func (tx *Tx) PaperSheets(id scheduling.CohortID, moment scheduling.Moment) ([]scheduling.PaperSheet, error) {
	rows, err := all[paperSheetRow](tx, "id", "cohort_id = ? and moment = ?", id, moment)
	return each(rows, err, paperSheetOf)
}

// PaperSheetByCode finds the one that bears a code.
func (tx *Tx) PaperSheetByCode(hash string) (scheduling.PaperSheet, error) {
	row, err := one[paperSheetRow](tx, "code_hash = ?", hash)
	return paperSheetOf(row), err
}

// PaperSheetByToken finds the one of nobody's whose square leads to a link.
func (tx *Tx) PaperSheetByToken(hash string) (scheduling.PaperSheet, error) {
	row, err := one[paperSheetRow](tx, "token_hash = ?", hash)
	return paperSheetOf(row), err
}

// UsePaperSheet notes the day on which one of nobody's served. Those of its group
// are written with it, as assignments are (rule 21).
func (tx *Tx) UsePaperSheet(s scheduling.PaperSheet, day scheduling.Date) error {
	return touched(tx.db.Exec(`
		update paper_sheets set used_on = case when id = ? then ? else used_on end
		where cohort_id = ? and questionnaire_id = ? and moment = ?`,
		s.ID, day, s.Cohort, s.Questionnaire, s.Moment))
}

// typingRow is the first typing of a sheet, sealed under its code.
type typingRow struct {
	ID     string              `gorm:"primaryKey"`
	Cohort scheduling.CohortID `gorm:"column:cohort_id"`
	Sealed []byte
	Until  scheduling.Date `gorm:"column:until_day"`
}

func (typingRow) TableName() string { return "typings" }

// SaveTyping keeps the first typing of a sheet until a day, in the place of the
// one before.
func (tx *Tx) SaveTyping(id string, cohort scheduling.CohortID, sealed []byte, until scheduling.Date) error {
	return tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&typingRow{id, cohort, sealed, until}).Error
}

// Typing is what was kept; nil when nothing was.
func (tx *Tx) Typing(id string) ([]byte, error) {
	row, err := one[typingRow](tx, "id = ?", id)
	if scheduling.KindOf(err) == scheduling.NotFound {
		return nil, nil
	}
	return row.Sealed, err
}

// RemoveTyping forgets one: its sheet was typed twice, or anew.
func (tx *Tx) RemoveTyping(id string) error {
	return tx.db.Where("id = ?", id).Delete(&typingRow{}).Error
}

// CountTypings counts the sheets of a cohort that wait for their second typing.
func (tx *Tx) CountTypings(id scheduling.CohortID) (n int64, err error) {
	return n, tx.db.Model(&typingRow{}).Where("cohort_id = ?", id).Count(&n).Error
}

// RemoveTypings forgets those that nobody may end any more.
func (tx *Tx) RemoveTypings(today scheduling.Date) error {
	return tx.db.Where("until_day < ?", today).Delete(&typingRow{}).Error
}
