package store

import (
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"trame/scheduling"
)

type insuredRow struct {
	ID              scheduling.InsuredID `gorm:"primaryKey"`
	Unit            scheduling.UnitID    `gorm:"column:unit_id"`
	InternalNumber  string               `gorm:"serializer:optional"`
	FirstName       string
	LastName        string
	BirthDate       scheduling.Date
	Gender          string
	Street          string
	Postcode        string
	City            string
	Insee           string
	Email           string
	Phone           string
	MailConsent     bool
	SMSConsent      bool
	LetterConsent   bool
	Language        string
	Pathology       string
	Occupation      string
	OccupationGroup string
	Contract        string
	Notes           string
	DeceasedOn      scheduling.Date
	PausedUntil     scheduling.Date
	AddressWrongOn  scheduling.Date
	ErasedAt        time.Time            `gorm:"serializer:utc"`
	MergedInto      scheduling.InsuredID `gorm:"serializer:optional"`
	CreatedAt       time.Time            `gorm:"serializer:utc;autoCreateTime:false"`
	Version         int
}

func (insuredRow) TableName() string { return "insured" }

// insuredKept is a row as it is written: with the name that is searched.
type insuredKept struct {
	Insured insuredRow `gorm:"embedded"`
	Folded  string
}

func (insuredKept) TableName() string { return "insured" }

func keptInsured(i scheduling.Insured) insuredKept {
	return insuredKept{insuredRow(i), Fold(i.LastName + " " + i.FirstName)}
}

// AddInsured adds one.
func (tx *Tx) AddInsured(i scheduling.Insured) error { return add(tx, keptInsured(i)) }

// Insured finds one whose file stands. One that was erased, or that another
// file speaks for now, is Expired; the refusal says which other.
func (tx *Tx) Insured(id scheduling.InsuredID) (scheduling.Insured, error) {
	row, err := one[insuredRow](tx, "id = ?", id)
	if err == nil {
		err = insuredOf(row).Stands()
	}
	return scheduling.Insured(row), err
}

// InsuredFor is Insured for an actor who may do deed to her. What became of a
// file is told only to whoever might have read it.
func (tx *Tx) InsuredFor(actor scheduling.Actor, id scheduling.InsuredID, deed scheduling.Deed) (scheduling.Insured, error) {
	i, err := tx.Insured(id)
	if i.ID == "" {
		return i, err
	}
	if may := actor.May(deed, i.Unit); may != nil {
		return i, may
	}
	return i, err
}

// fileStands holds for the files that were neither erased nor merged.
const fileStands = "erased_at is null and merged_into is null"

func insuredOf(r insuredRow) scheduling.Insured { return scheduling.Insured(r) }

// ReplaceInsured saves every column unless someone else did since i was read:
// then Conflict.
func (tx *Tx) ReplaceInsured(i scheduling.Insured) error {
	i.Version++
	return replace(tx, keptInsured(i), i.ID, i.Version)
}

// SearchInsured lists the people of units whose name, number or birth date
// holds every one of words, by name. Nothing typed lists all.
func (tx *Tx) SearchInsured(units []scheduling.UnitID, words string, page Page) ([]scheduling.Insured, error) {
	query := matching(tx.db.Where("unit_id in ? and "+fileStands, units), words)
	if page.After != "" {
		query = query.Where("(folded, id) > (select folded, id from insured where id = ?)", page.After)
	}
	var rows []insuredRow
	err := query.Order("folded, id").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, insuredOf)
}

// CountInsured counts what SearchInsured would list without pages.
func (tx *Tx) CountInsured(units []scheduling.UnitID, words string) (n int64, err error) {
	return n, matching(tx.db.Model(&insuredRow{}).Where("unit_id in ? and "+fileStands, units), words).Count(&n).Error
}

// matching narrows query to what a person typed: each word is a piece of a
// name, a number, or a birth date as 12/03/1970.
func matching(query *gorm.DB, words string) *gorm.DB {
	for word := range strings.FieldsSeq(words) {
		if born, err := time.Parse("02/01/2006", word); err == nil {
			query = query.Where("birth_date = ?", scheduling.DateOf(born))
			continue
		}
		for part := range strings.FieldsSeq(Fold(word)) {
			query = query.Where(`(folded like ? escape '\' or lower(coalesce(internal_number, '')) like ? escape '\')`,
				like(part), like(part))
		}
	}
	return query
}

// InsuredByIDs finds those of ids that live in units, by name.
func (tx *Tx) InsuredByIDs(units []scheduling.UnitID, ids []scheduling.InsuredID) ([]scheduling.Insured, error) {
	rows, err := all[insuredRow](tx, "folded, id", "unit_id in ? and id in ? and "+fileStands, units, ids)
	return each(rows, err, insuredOf)
}

// InsuredOf finds those of ids, wherever they live.
func (tx *Tx) InsuredOf(ids []scheduling.InsuredID) ([]scheduling.Insured, error) {
	condition, list := among(tx, "id", ids)
	rows, err := all[insuredRow](tx, "folded, id", condition, list)
	return each(rows, err, insuredOf)
}

// InsuredByNumbers lists the people of units who bear one of the internal
// numbers.
func (tx *Tx) InsuredByNumbers(units []scheduling.UnitID, numbers []string) ([]scheduling.Insured, error) {
	return tx.insuredIn(units, "%s", "internal_number", numbers)
}

// InsuredByNames lists the people of units who have one of the folded names.
func (tx *Tx) InsuredByNames(units []scheduling.UnitID, folded []string) ([]scheduling.Insured, error) {
	return tx.insuredIn(units, "%s", "folded", folded)
}

// InsuredByNIRs lists the people of units who have one of the keys.
func (tx *Tx) InsuredByNIRs(units []scheduling.UnitID, keys []string) ([]scheduling.Insured, error) {
	return tx.insuredIn(units, "id in (select insured_id from insured_nirs where %s)", "nir_key", keys)
}

// insuredIn lists the people of units whose column is one of texts; whose says
// which people those are.
func (tx *Tx) insuredIn(units []scheduling.UnitID, whose, column string, texts []string) ([]scheduling.Insured, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	condition, list := among(tx, column, texts)
	rows, err := all[insuredRow](tx, "folded, id", "unit_id in ? and "+fileStands+" and "+fmt.Sprintf(whose, condition), units, list)
	return each(rows, err, insuredOf)
}

// ReplaceAllInsured is ReplaceInsured for many.
func (tx *Tx) ReplaceAllInsured(people []scheduling.Insured) error {
	rows := make([]insuredKept, len(people))
	for at, i := range people {
		i.Version++
		rows[at] = keptInsured(i)
	}
	return replaceIn(tx, rows)
}

// AddAllInsured adds many.
func (tx *Tx) AddAllInsured(people []scheduling.Insured) error {
	rows := make([]insuredKept, len(people))
	for at, i := range people {
		rows[at] = keptInsured(i)
	}
	return copyIn(tx, rows)
}

// hangings are where something of a person shows that somebody dealt with her.
var hangings = []string{
	"select insured_id from invitations where %s",
	"select insured_id from enrolments where %s",
	"select insured_id from redirections where %s",
	"select insured_id from messages where %s",
	"select insured_id from eligibility_checks where " + decided + " and %s",
}

// InsuredDealtWith lists those of ids on whom something hangs: an invitation, an
// enrolment, a redirection, a message, a check that a human decided upon.
func (tx *Tx) InsuredDealtWith(ids []scheduling.InsuredID) (found map[scheduling.InsuredID]bool, err error) {
	found = map[scheduling.InsuredID]bool{}
	condition, list := among(tx, "insured_id", ids)
	for _, query := range hangings {
		var some []scheduling.InsuredID
		if err := tx.db.Raw(fmt.Sprintf(query, condition), list).Scan(&some).Error; err != nil {
			return nil, err
		}
		for _, id := range some {
			found[id] = true
		}
	}
	return found, nil
}

// RemoveInsured deletes people with the checks that no human made of them.
func (tx *Tx) RemoveInsured(ids []scheduling.InsuredID) error {
	if len(ids) == 0 {
		return nil
	}
	checks, list := among(tx, "insured_id", ids)
	if err := tx.db.Exec("delete from eligibility_checks where "+checks, list).Error; err != nil {
		return err
	}
	for _, column := range []string{"first_id", "second_id"} {
		pairs, list := among(tx, column, ids)
		if err := tx.db.Exec("delete from distinct_people where "+pairs, list).Error; err != nil {
			return err
		}
	}
	people, list := among(tx, "id", ids)
	return tx.db.Exec("delete from insured where "+people, list).Error
}
