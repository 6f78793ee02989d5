package store

import (
	"gorm.io/gorm/clause"

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
	OnLeave       int
	Latitude      float64
	Longitude     float64
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

// TerritoriesOf lists all communes of an organisation, by code.
func (tx *Tx) TerritoriesOf(o scheduling.OrganisationID) ([]scheduling.Territory, error) {
	rows, err := all[territoryRow](tx, "insee", "organisation_id = ?", o)
	return each(rows, err, territoryOf)
}

// Departement is a département with how many of its communes are known.
type Departement struct {
	Code     string
	Communes int
}

// Departements lists those in which an organisation knows communes.
func (tx *Tx) Departements(o scheduling.OrganisationID) ([]Departement, error) {
	return some[Departement](tx, `select departement as code, count(*) as communes from territories
		where organisation_id = ? group by departement order by departement`, o)
}

// SaveTerritories adds communes and replaces those already known.
func (tx *Tx) SaveTerritories(list []scheduling.Territory) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]territoryRow, len(list))
	for i, t := range list {
		rows[i] = territoryRow(t)
	}
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "insee"}, {Name: "organisation_id"}}, UpdateAll: true,
	}).CreateInBatches(rows, 200).Error
}
