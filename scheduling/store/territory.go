package store

import (
	"trame/scheduling"
)

type territoryRow struct {
	Insee         string                    `gorm:"primaryKey"`
	Organisation  scheduling.OrganisationID `gorm:"column:organisation_id;primaryKey"`
	Name          string
	Departement   string
	Postcodes     string
	Zone          string
	Population    int
	Fragility     int
	FragilityFrom string
	FragilityOn   scheduling.Date
}

func (territoryRow) TableName() string { return "territories" }

func territoryOf(r territoryRow) scheduling.Territory { return scheduling.Territory(r) }

// AddTerritories adds communes.
func (tx *Tx) AddTerritories(list []scheduling.Territory) error {
	rows := make([]territoryRow, len(list))
	for i, t := range list {
		rows[i] = territoryRow(t)
	}
	return addAll(tx, rows)
}

// Territories lists an organisation's communes of a département, by name.
func (tx *Tx) Territories(o scheduling.OrganisationID, departement string) ([]scheduling.Territory, error) {
	rows, err := all[territoryRow](tx, "name", "organisation_id = ? and departement = ?", o, departement)
	return each(rows, err, territoryOf)
}
