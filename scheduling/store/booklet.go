package store

import (
	"time"

	"trame/scheduling"
)

type bookletEntryRow struct {
	ID         scheduling.BookletEntryID `gorm:"primaryKey"`
	Cohort     scheduling.CohortID       `gorm:"column:cohort_id"`
	Module     scheduling.ModuleID       `gorm:"column:module_id"`
	Position   int
	Question   string
	Answer     string
	WrittenBy  scheduling.UserID         `gorm:"column:written_by"`
	WrittenAt  time.Time                 `gorm:"serializer:utc"`
	ReviewedBy scheduling.UserID         `gorm:"column:reviewed_by;serializer:optional"`
	ReviewedAt time.Time                 `gorm:"serializer:utc"`
	AnsweredBy scheduling.FacilitatorID  `gorm:"column:answered_by;serializer:optional"`
	CopiedFrom scheduling.BookletEntryID `gorm:"serializer:optional"`
	SourceOn   scheduling.Date
	Version    int
}

func (bookletEntryRow) TableName() string { return "booklet_entries" }

// AddBookletEntry adds one.
func (tx *Tx) AddBookletEntry(b scheduling.BookletEntry) error { return add(tx, bookletEntryRow(b)) }

// BookletEntry finds one.
func (tx *Tx) BookletEntry(id scheduling.BookletEntryID) (scheduling.BookletEntry, error) {
	row, err := one[bookletEntryRow](tx, "id = ?", id)
	return scheduling.BookletEntry(row), err
}

func bookletEntryOf(r bookletEntryRow) scheduling.BookletEntry { return scheduling.BookletEntry(r) }

// ReplaceBookletEntry saves every column unless someone else did since b was read:
// then Conflict.
func (tx *Tx) ReplaceBookletEntry(b scheduling.BookletEntry) error {
	b.Version++
	return replace(tx, bookletEntryRow(b), b.ID, b.Version)
}

// BookletEntries lists those of a cohort, by module.
func (tx *Tx) BookletEntries(id scheduling.CohortID) ([]scheduling.BookletEntry, error) {
	rows, err := all[bookletEntryRow](tx, "module_id, position", "cohort_id = ?", id)
	return each(rows, err, bookletEntryOf)
}

// DeleteBookletEntry removes one unless someone else changed it since version
// was read: then Conflict.
func (tx *Tx) DeleteBookletEntry(id scheduling.BookletEntryID, version int) error {
	return touched(tx.db.Where("id = ? and version = ?", id, version).Delete(&bookletEntryRow{}))
}

// BookletCount counts a cohort's entries, and those that were reviewed.
type BookletCount struct {
	Cohort   scheduling.CohortID
	Entries  int
	Reviewed int
}

// BookletCounts counts for each of cohorts; one without entries is absent.
func (tx *Tx) BookletCounts(cohorts []scheduling.CohortID) (map[scheduling.CohortID]BookletCount, error) {
	rows, err := some[BookletCount](tx, `
		select cohort_id as cohort, count(*) as entries, count(reviewed_at) as reviewed
		from booklet_entries where cohort_id in ? group by cohort_id`, cohorts)
	if err != nil {
		return nil, err
	}
	counts := make(map[scheduling.CohortID]BookletCount, len(rows))
	for _, r := range rows {
		counts[r.Cohort] = r
	}
	return counts, nil
}

// ReviewedEntries lists reviewed entries of units, the latest review first: the
// bank of questions.
func (tx *Tx) ReviewedEntries(units []scheduling.UnitID, limit int) ([]scheduling.BookletEntry, error) {
	rows, err := some[bookletEntryRow](tx, `
		select b.* from booklet_entries b join cohorts c on c.id = b.cohort_id
		where c.unit_id in ? and b.reviewed_at is not null and b.answer <> ''
		order by b.reviewed_at desc, b.id desc limit ?`, units, limit)
	return each(rows, err, bookletEntryOf)
}
