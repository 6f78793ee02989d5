package store

import (
	"time"

	"trame/scheduling"
)

type witnessThemeRow struct {
	ID           scheduling.WitnessThemeID `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id;primaryKey"`
	Label        string
	Position     int
	RetiredAt    time.Time `gorm:"serializer:utc"`
}

func (witnessThemeRow) TableName() string { return "witness_themes" }

// WitnessThemes lists the subjects of an organisation in their order, those off
// the list too; none where it keeps the shipped ones.
func (tx *Tx) WitnessThemes(id scheduling.OrganisationID) ([]scheduling.WitnessTheme, error) {
	rows, err := all[witnessThemeRow](tx, "position, id", "organisation_id = ?", id)
	return each(rows, err, func(r witnessThemeRow) scheduling.WitnessTheme { return scheduling.WitnessTheme(r) })
}

// SetWitnessThemes puts a list in the place of an organisation's.
func (tx *Tx) SetWitnessThemes(id scheduling.OrganisationID, list []scheduling.WitnessTheme) error {
	if err := tx.db.Where("organisation_id = ?", id).Delete(&witnessThemeRow{}).Error; err != nil {
		return err
	}
	rows := make([]witnessThemeRow, len(list))
	for n, t := range list {
		rows[n] = witnessThemeRow(t)
	}
	return addAll(tx, rows)
}
