package store

import (
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type erasureRow struct {
	ID           scheduling.ErasureID      `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Unit         scheduling.UnitID         `gorm:"column:unit_id;serializer:optional"`
	At           time.Time                 `gorm:"serializer:utc"`
	Scope        scheduling.ErasureScope
	Basis        scheduling.ErasureBasis
	Ground       scheduling.ErasureGround
	AskedOn      scheduling.Date
	Subject      scheduling.InsuredID
	Actor        string
	Counts       string
}

func (erasureRow) TableName() string { return "erasures" }

func erasureOf(r erasureRow) scheduling.Erasure {
	e := scheduling.Erasure{
		ID: r.ID, Organisation: r.Organisation, Unit: r.Unit, At: r.At, Scope: r.Scope, Basis: r.Basis,
		Ground: r.Ground, AskedOn: r.AskedOn, Subject: r.Subject, Actor: r.Actor,
	}
	_ = json.Unmarshal([]byte(r.Counts), &e.Counts) // ours: written below
	return e
}

// AddErasure enters one in the register. One that is there already, as when the
// register is replayed, stays as it is.
func (tx *Tx) AddErasure(e scheduling.Erasure) error {
	counts, err := json.Marshal(e.Counts)
	if err != nil {
		return fmt.Errorf("erasure %s: %w", e.ID, err)
	}
	row := erasureRow{
		ID: e.ID, Organisation: e.Organisation, Unit: e.Unit, At: e.At, Scope: e.Scope, Basis: e.Basis,
		Ground: e.Ground, AskedOn: e.AskedOn, Subject: e.Subject, Actor: e.Actor, Counts: string(counts),
	}
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// Erasures lists those of an organisation, the newest first; of some units
// alone, with those of many people at once, when units are given.
func (tx *Tx) Erasures(o scheduling.OrganisationID, units []scheduling.UnitID, page Page) ([]scheduling.Erasure, error) {
	query := tx.db.Where("organisation_id = ?", o)
	if units != nil {
		query = query.Where("(unit_id in ? or unit_id is null)", units)
	}
	if page.After != "" {
		query = query.Where("id < ?", page.After)
	}
	var rows []erasureRow
	err := query.Order("id desc").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, erasureOf)
}

// PurgingSince is when the purge of an organisation began to go round by
// itself; zero: it does not.
func (tx *Tx) PurgingSince(o scheduling.OrganisationID) (time.Time, error) {
	row, err := one[purgingRow](tx, "id = ?", o)
	return row.PurgingSince, err
}

// SetPurging has the purge of an organisation go round from now on, or no more.
func (tx *Tx) SetPurging(o scheduling.OrganisationID, on bool) error {
	var since any
	if on {
		since = tx.Now.UTC()
	}
	return touched(tx.db.Model(&purgingRow{}).Where("id = ?", o).Update("purging_since", since))
}

// Purging lists the organisations whose purge goes round by itself.
func (tx *Tx) Purging() ([]scheduling.OrganisationID, error) {
	return some[scheduling.OrganisationID](tx, "select id from organisations where purging_since is not null order by id")
}

type purgingRow struct {
	ID           scheduling.OrganisationID `gorm:"primaryKey"`
	PurgingSince time.Time                 `gorm:"serializer:utc"`
}

func (purgingRow) TableName() string { return "organisations" }
