package store

import (
	"slices"

	"trame/scheduling"
)

type organisationRow struct {
	ID              scheduling.OrganisationID `gorm:"primaryKey"`
	Code            string
	Kind            string
	Name            string
	TimeZone        string
	Phone           string
	PhoneHours      string
	SenderName      string
	SenderEmail     string
	RetentionMonths int
	FragilityItems  string
	NIRAllowed      bool `gorm:"column:nir_allowed"`
	Version         int
}

func (organisationRow) TableName() string { return "organisations" }

type unitRow struct {
	ID           scheduling.UnitID         `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Parent       scheduling.UnitID         `gorm:"column:parent_id;serializer:optional"`
	Level        scheduling.Level
	Code         string
	Name         string
	Version      int
}

func (unitRow) TableName() string { return "units" }

// AddOrganisation adds an organisation.
func (tx *Tx) AddOrganisation(o scheduling.Organisation) error { return add(tx, organisationRow(o)) }

// Organisation finds one.
func (tx *Tx) Organisation(id scheduling.OrganisationID) (scheduling.Organisation, error) {
	row, err := one[organisationRow](tx, "id = ?", id)
	return scheduling.Organisation(row), err
}

// Organisations lists all, by code.
func (tx *Tx) Organisations() ([]scheduling.Organisation, error) {
	rows, err := all[organisationRow](tx, "code", "")
	return each(rows, err, func(r organisationRow) scheduling.Organisation { return scheduling.Organisation(r) })
}

// LockOrganisation finds one and holds it until the end of the transaction.
func (tx *Tx) LockOrganisation(id scheduling.OrganisationID) (scheduling.Organisation, error) {
	row, err := locked[organisationRow](tx, "id = ?", id)
	return scheduling.Organisation(row), err
}

// ReplaceOrganisation saves every column unless someone else did since o was
// read: then Conflict.
func (tx *Tx) ReplaceOrganisation(o scheduling.Organisation) error {
	o.Version++
	return replace(tx, organisationRow(o), o.ID, o.Version)
}

// AddUnit adds a unit.
func (tx *Tx) AddUnit(u scheduling.Unit) error { return add(tx, unitRow(u)) }

// Unit finds one.
func (tx *Tx) Unit(id scheduling.UnitID) (scheduling.Unit, error) {
	row, err := one[unitRow](tx, "id = ?", id)
	return scheduling.Unit(row), err
}

// ReplaceUnit saves every column unless someone else did since u was read:
// then Conflict.
func (tx *Tx) ReplaceUnit(u scheduling.Unit) error {
	u.Version++
	return replace(tx, unitRow(u), u.ID, u.Version)
}

// UnitsOf lists all units of an organisation, the widest first, then by name.
func (tx *Tx) UnitsOf(id scheduling.OrganisationID) ([]scheduling.Unit, error) {
	rows, err := all[unitRow](tx,
		"case level when 'region' then 1 when 'departement' then 2 else 3 end, name", "organisation_id = ?", id)
	return each(rows, err, func(r unitRow) scheduling.Unit { return scheduling.Unit(r) })
}

// Units lists those of ids, the widest first, then by name.
func (tx *Tx) Units(ids []scheduling.UnitID) ([]scheduling.Unit, error) {
	rows, err := all[unitRow](tx,
		"case level when 'region' then 1 when 'departement' then 2 else 3 end, name", "id in ?", ids)
	return each(rows, err, func(r unitRow) scheduling.Unit { return scheduling.Unit(r) })
}

// UnitsBelow lists a unit and all below it.
func (tx *Tx) UnitsBelow(id scheduling.UnitID) ([]scheduling.UnitID, error) {
	return some[scheduling.UnitID](tx, `
		with recursive below (id) as (
			select id from units where id = ?
			union all
			select u.id from units u join below b on u.parent_id = b.id
		)
		select id from below`, id)
}

// UnitsAbove lists a unit and all above it, up to the region.
func (tx *Tx) UnitsAbove(id scheduling.UnitID) ([]scheduling.UnitID, error) {
	return some[scheduling.UnitID](tx, `
		with recursive above (id, parent_id) as (
			select id, parent_id from units where id = ?
			union all
			select u.id, u.parent_id from units u join above a on u.id = a.parent_id
		)
		select id from above`, id)
}

// LockUnit holds a unit against other writers until the end of the
// transaction: one import into it at a time.
func (tx *Tx) LockUnit(id scheduling.UnitID) error {
	_, err := locked[unitRow](tx, "id = ?", id)
	return err
}

// UnitsByCode finds the units of a code, of whatever organisation.
func (tx *Tx) UnitsByCode(code string) ([]scheduling.Unit, error) {
	rows, err := all[unitRow](tx, "id", "code = ?", code)
	return each(rows, err, func(r unitRow) scheduling.Unit { return scheduling.Unit(r) })
}

// UnitsOver lists some units and all above them: whose programmes can run
// there.
func (tx *Tx) UnitsOver(ids []scheduling.UnitID) ([]scheduling.UnitID, error) {
	return some[scheduling.UnitID](tx, `
		with recursive above (id, parent_id) as (
			select id, parent_id from units where id in ?
			union
			select u.id, u.parent_id from units u join above a on u.id = a.parent_id
		)
		select id from above`, ids)
}

// OrganisationOf is the one that a unit belongs to.
func (tx *Tx) OrganisationOf(unit scheduling.UnitID) (scheduling.Organisation, error) {
	row, err := one[organisationRow](tx, "id = (select organisation_id from units where id = ?)", unit)
	return scheduling.Organisation(row), err
}

// Rules refuses, in the words of key, whoever does not administer a region of
// his organisation: what touches all of it is his to change.
func (tx *Tx) Rules(actor scheduling.Actor, key string) error {
	units, err := tx.UnitsOf(actor.Organisation)
	if err != nil {
		return err
	}
	administered := actor.Units(scheduling.Administer)
	for _, u := range units {
		if u.Parent == "" && slices.Contains(administered, u.ID) {
			return nil
		}
	}
	return scheduling.Refuse(scheduling.Forbidden, key, "")
}
