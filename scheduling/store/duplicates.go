package store

import (
	"trame/scheduling"
)

// Alike are two files that share what two people seldom share: a NIR, a number
// of the service, or a birth date.
type Alike struct {
	A, B    scheduling.Insured
	SameNIR bool
}

// mostAlike bounds how many pairs of one birth date are looked at.
const mostAlike = 50000

type alikeRow struct {
	A       insuredRow `gorm:"embedded;embeddedPrefix:a_"`
	B       insuredRow `gorm:"embedded;embeddedPrefix:b_"`
	SameNIR bool       `gorm:"column:same_nir"`
}

const alikeColumns = `
	a.id as a_id, a.unit_id as a_unit_id, a.first_name as a_first_name, a.last_name as a_last_name, a.birth_date as a_birth_date,
	a.internal_number as a_internal_number, a.email as a_email, a.phone as a_phone, a.city as a_city, a.created_at as a_created_at,
	b.id as b_id, b.unit_id as b_unit_id, b.first_name as b_first_name, b.last_name as b_last_name, b.birth_date as b_birth_date,
	b.internal_number as b_internal_number, b.email as b_email, b.phone as b_phone, b.city as b_city, b.created_at as b_created_at,
	na.nir_key is not null and na.nir_key = nb.nir_key as same_nir`

const alikeTables = `
	left join insured_nirs na on na.insured_id = a.id left join insured_nirs nb on nb.insured_id = b.id
	where a.erased_at is null and a.merged_into is null and b.erased_at is null and b.merged_into is null
	  and not exists (select 1 from distinct_people d where d.first_id = case when a.id < b.id then a.id else b.id end
		and d.second_id = case when a.id < b.id then b.id else a.id end)`

func alikeOf(r alikeRow) Alike { return Alike{insuredOf(r.A), insuredOf(r.B), r.SameNIR} }

// AlikeTo lists the files of units that share something of that kind with one,
// and that nobody told apart from it.
func (tx *Tx) AlikeTo(id scheduling.InsuredID, units []scheduling.UnitID) ([]Alike, error) {
	rows, err := some[alikeRow](tx, "select "+alikeColumns+`
		from insured a join insured b on b.id <> a.id and b.unit_id in @units and (b.birth_date = a.birth_date or b.internal_number = a.internal_number
			or b.id in (select n.insured_id from insured_nirs n where n.nir_key = (select nir_key from insured_nirs where insured_id = @id)))`+alikeTables+`
		and a.id = @id order by b.id limit 500`, map[string]any{"id": string(id), "units": units})
	return each(rows, err, alikeOf)
}

// AlikeIn lists, within one unit, the pairs of one birth date or one NIR: found
// by the index of birth dates, not by comparing each with each.
func (tx *Tx) AlikeIn(unit scheduling.UnitID) ([]Alike, error) {
	rows, err := some[alikeRow](tx, "select "+alikeColumns+`
		from insured a join insured b on b.birth_date = a.birth_date and b.id > a.id and b.unit_id = a.unit_id`+alikeTables+` and a.unit_id = @unit
		union select `+alikeColumns+`
		from insured a join insured_nirs x on x.insured_id = a.id join insured_nirs y on y.nir_key = x.nir_key and y.insured_id > x.insured_id
		join insured b on b.id = y.insured_id and b.unit_id = a.unit_id`+alikeTables+` and a.unit_id = @unit
		order by a_id, b_id limit @limit`, map[string]any{"unit": string(unit), "limit": mostAlike})
	return each(rows, err, alikeOf)
}

// SayDistinct notes that two files are of two people, in the words of an agent:
// nobody proposes them as one again.
func (tx *Tx) SayDistinct(a, b scheduling.InsuredID, by scheduling.UserID) error {
	return tx.db.Exec("insert into distinct_people (first_id, second_id, said_by, said_at) values (?, ?, ?, ?) on conflict do nothing",
		min(a, b), max(a, b), by, tx.Now.UTC()).Error
}
