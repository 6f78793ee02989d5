package store

import (
	"strings"

	"trame/scheduling"
)

type partnerRow struct {
	ID      scheduling.PartnerID `gorm:"primaryKey"`
	Unit    scheduling.UnitID    `gorm:"column:unit_id"`
	Kind    scheduling.PartnerKind
	Name    string
	Since   int
	Notes   string
	Version int
}

func (partnerRow) TableName() string { return "partners" }

type facilitatorRow struct {
	ID        scheduling.FacilitatorID `gorm:"primaryKey"`
	Partner   scheduling.PartnerID     `gorm:"column:partner_id"`
	FirstName string
	LastName  string
	Function  string
	Email     string
	Phone     string
	Active    bool
	Version   int
	Recap     bool
}

func (facilitatorRow) TableName() string { return "facilitators" }

type agreementRow struct {
	ID         scheduling.AgreementID `gorm:"primaryKey"`
	Partner    scheduling.PartnerID   `gorm:"column:partner_id"`
	Scope      string
	SignedOn   scheduling.Date
	ValidFrom  scheduling.Date
	ValidUntil scheduling.Date
	Version    int
}

func (agreementRow) TableName() string { return "agreements" }

// AddPartner adds one.
func (tx *Tx) AddPartner(p scheduling.Partner) error { return add(tx, partnerRow(p)) }

// Partner finds one.
func (tx *Tx) Partner(id scheduling.PartnerID) (scheduling.Partner, error) {
	row, err := one[partnerRow](tx, "id = ?", id)
	return scheduling.Partner(row), err
}

func partnerOf(r partnerRow) scheduling.Partner { return scheduling.Partner(r) }

// ReplacePartner saves every column unless someone else did since p was read:
// then Conflict.
func (tx *Tx) ReplacePartner(p scheduling.Partner) error {
	p.Version++
	return replace(tx, partnerRow(p), p.ID, p.Version)
}

// AddFacilitator adds one.
func (tx *Tx) AddFacilitator(f scheduling.Facilitator) error { return add(tx, facilitatorRow(f)) }

// Facilitator finds one.
func (tx *Tx) Facilitator(id scheduling.FacilitatorID) (scheduling.Facilitator, error) {
	row, err := one[facilitatorRow](tx, "id = ?", id)
	return scheduling.Facilitator(row), err
}

func facilitatorOf(r facilitatorRow) scheduling.Facilitator { return scheduling.Facilitator(r) }

// ReplaceFacilitator saves every column unless someone else did since f was read:
// then Conflict.
func (tx *Tx) ReplaceFacilitator(f scheduling.Facilitator) error {
	f.Version++
	return replace(tx, facilitatorRow(f), f.ID, f.Version)
}

// AddAgreement adds one.
func (tx *Tx) AddAgreement(a scheduling.Agreement) error { return add(tx, agreementRow(a)) }

// Agreement finds one.
func (tx *Tx) Agreement(id scheduling.AgreementID) (scheduling.Agreement, error) {
	row, err := one[agreementRow](tx, "id = ?", id)
	return scheduling.Agreement(row), err
}

func agreementOf(r agreementRow) scheduling.Agreement { return scheduling.Agreement(r) }

// Facilitators lists those of a partner.
func (tx *Tx) Facilitators(id scheduling.PartnerID) ([]scheduling.Facilitator, error) {
	rows, err := all[facilitatorRow](tx, "last_name, first_name", "partner_id = ?", id)
	return each(rows, err, facilitatorOf)
}

// Agreements lists those of a partner.
func (tx *Tx) Agreements(id scheduling.PartnerID) ([]scheduling.Agreement, error) {
	rows, err := all[agreementRow](tx, "valid_from desc", "partner_id = ?", id)
	return each(rows, err, agreementOf)
}

// ReplaceAgreement saves every column unless someone else did since a was
// read: then Conflict.
func (tx *Tx) ReplaceAgreement(a scheduling.Agreement) error {
	a.Version++
	return replace(tx, agreementRow(a), a.ID, a.Version)
}

// RemoveAgreement takes out one that was entered by mistake.
func (tx *Tx) RemoveAgreement(id scheduling.AgreementID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&agreementRow{}))
}

// PartnersFilter chooses partners of units and of those above them: a regional
// partner serves every département. Every word typed is in the name, or in the
// name of one of its people; Kind is "" for all.
type PartnersFilter struct {
	Units []scheduling.UnitID
	Words string
	Kind  scheduling.PartnerKind
}

// inReach is the units of a list and all above them.
const inReach = `
	with recursive above (id, parent_id) as (
		select id, parent_id from units where id in ?
		union
		select u.id, u.parent_id from units u join above a on u.id = a.parent_id
	)`

// personWords folds the capitals that begin French names: SQLite's lower knows
// ASCII alone.
func personWords(expression string) string {
	return `replace(replace(lower(` + expression + `), 'É', 'é'), 'È', 'è') like ? escape '\'`
}

// Partners lists those of a filter by name, after a cursor.
func (tx *Tx) Partners(f PartnersFilter, page Page) ([]scheduling.Partner, error) {
	where, args := " where p.unit_id in (select id from above)", []any{f.Units}
	if f.Kind != "" {
		where, args = where+" and p.kind = ?", append(args, f.Kind)
	}
	for word := range strings.FieldsSeq(f.Words) {
		where += ` and (` + personWords("p.name") + ` or exists (
			select 1 from facilitators f where f.partner_id = p.id and ` + personWords("f.first_name || ' ' || f.last_name") + `))`
		args = append(args, like(word), like(word))
	}
	if page.After != "" {
		where += " and (p.name, p.id) > (select name, id from partners where id = ?)"
		args = append(args, page.After)
	}
	rows, err := some[partnerRow](tx, inReach+" select p.* from partners p"+where+" order by p.name, p.id limit ?",
		append(args, page.limit())...)
	return each(rows, err, partnerOf)
}

// PartnersByID finds several at once.
func (tx *Tx) PartnersByID(ids []scheduling.PartnerID) ([]scheduling.Partner, error) {
	rows, err := all[partnerRow](tx, "name, id", "id in ?", ids)
	return each(rows, err, partnerOf)
}

// FacilitatorsByID finds several at once.
func (tx *Tx) FacilitatorsByID(ids []scheduling.FacilitatorID) ([]scheduling.Facilitator, error) {
	rows, err := all[facilitatorRow](tx, "last_name, first_name, id", "id in ?", ids)
	return each(rows, err, facilitatorOf)
}

// FacilitatorsOf lists those of several partners.
func (tx *Tx) FacilitatorsOf(ids []scheduling.PartnerID) ([]scheduling.Facilitator, error) {
	rows, err := all[facilitatorRow](tx, "last_name, first_name, id", "partner_id in ?", ids)
	return each(rows, err, facilitatorOf)
}

// FacilitatorsIn lists the active people of every partner in reach of units,
// the kinds together: whom an organiser may put on a meeting there.
func (tx *Tx) FacilitatorsIn(units []scheduling.UnitID) ([]scheduling.Facilitator, error) {
	rows, err := some[facilitatorRow](tx, inReach+`
		select f.* from facilitators f join partners p on p.id = f.partner_id
		where f.active and p.unit_id in (select id from above)
		order by p.kind, p.name, f.last_name, f.first_name, f.id`, units)
	return each(rows, err, facilitatorOf)
}

// PartnerInReach reports whether a partner's unit is one of units, or above one.
func (tx *Tx) PartnerInReach(unit scheduling.UnitID, units []scheduling.UnitID) (bool, error) {
	found, err := some[scheduling.UnitID](tx, inReach+" select id from above where id = ?", units, unit)
	return len(found) > 0, err
}

// AgreementsOf lists those of several partners, the newest first.
func (tx *Tx) AgreementsOf(ids []scheduling.PartnerID) ([]scheduling.Agreement, error) {
	rows, err := all[agreementRow](tx, "valid_from desc, id", "partner_id in ?", ids)
	return each(rows, err, agreementOf)
}
