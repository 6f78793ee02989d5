package store

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"trame/scheduling"
)

type insuredRow struct {
	ID             scheduling.InsuredID `gorm:"primaryKey"`
	Unit           scheduling.UnitID    `gorm:"column:unit_id"`
	InternalNumber string               `gorm:"serializer:optional"`
	FirstName      string
	LastName       string
	BirthDate      scheduling.Date
	Gender         string
	Street         string
	Postcode       string
	City           string
	Insee          string
	Email          string
	Phone          string
	MailConsent    bool
	SMSConsent     bool
	LetterConsent  bool
	Language       string
	Pathology      string
	Occupation     string
	Contract       string
	Notes          string
	DeceasedOn     scheduling.Date
	CreatedAt      time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Version        int
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

// Insured finds one.
func (tx *Tx) Insured(id scheduling.InsuredID) (scheduling.Insured, error) {
	row, err := one[insuredRow](tx, "id = ?", id)
	return scheduling.Insured(row), err
}

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
	query := matching(tx.db.Where("unit_id in ?", units), words)
	if page.After != "" {
		query = query.Where("(folded, id) > (select folded, id from insured where id = ?)", page.After)
	}
	var rows []insuredRow
	err := query.Order("folded, id").Limit(page.limit()).Find(&rows).Error
	return each(rows, err, insuredOf)
}

// CountInsured counts what SearchInsured would list without pages.
func (tx *Tx) CountInsured(units []scheduling.UnitID, words string) (n int64, err error) {
	return n, matching(tx.db.Model(&insuredRow{}).Where("unit_id in ?", units), words).Count(&n).Error
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
	rows, err := all[insuredRow](tx, "folded, id", "unit_id in ? and id in ?", units, ids)
	return each(rows, err, insuredOf)
}

// InsuredKnown lists the people of units who bear one of the internal
// numbers, were born on one of the dates, or have one of the folded names: whom
// an import may be about (rule 28).
func (tx *Tx) InsuredKnown(units []scheduling.UnitID, numbers []string, born []scheduling.Date, folded []string) ([]scheduling.Insured, error) {
	rows, err := all[insuredRow](tx, "folded, id",
		"unit_id in ? and (internal_number in ? or birth_date in ? or folded in ?)", units, numbers, born, folded)
	return each(rows, err, insuredOf)
}

// AddAllInsured adds many.
func (tx *Tx) AddAllInsured(people []scheduling.Insured) error {
	rows := make([]insuredKept, len(people))
	for at, i := range people {
		rows[at] = keptInsured(i)
	}
	return addAll(tx, rows)
}
