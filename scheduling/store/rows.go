package store

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"trame/scheduling"
)

// NewID makes a UUIDv7: unique, and in order of creation.
func NewID[ID ~string]() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// RandomID makes a UUIDv4, for what must not tell its order of creation.
func RandomID[ID ~string]() ID { return ID(uuid.Must(uuid.NewRandom()).String()) }

// add inserts one row.
func add[Row any](tx *Tx, row Row) error { return tx.db.Create(&row).Error }

// addAll inserts rows, nothing for none.
func addAll[Row any](tx *Tx, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.CreateInBatches(rows, 200).Error
}

// one finds the single row that condition names; none is NotFound.
func one[Row any](tx *Tx, condition string, args ...any) (Row, error) {
	var row Row
	err := tx.db.Where(condition, args...).Take(&row).Error
	if err != nil {
		return row, refusal(err)
	}
	return row, nil
}

// locked is one, holding the row against other writers until the end of the
// transaction (SQLite's single writer needs no lock).
func locked[Row any](tx *Tx, condition string, args ...any) (Row, error) {
	var row Row
	err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where(condition, args...).Take(&row).Error
	if err != nil {
		return row, refusal(err)
	}
	return row, nil
}

// all finds every row of a condition in an order.
func all[Row any](tx *Tx, order, condition string, args ...any) ([]Row, error) {
	var rows []Row
	return rows, tx.db.Where(condition, args...).Order(order).Find(&rows).Error
}

// some finds the rows of a raw select.
func some[Row any](tx *Tx, query string, args ...any) ([]Row, error) {
	var rows []Row
	return rows, tx.db.Raw(query, args...).Scan(&rows).Error
}

// replace writes every column of row where its id and the version that was
// read still stand, and sets the next version; a stale one is a Conflict.
func replace[Row any](tx *Tx, row Row, id any, version int) error {
	result := tx.db.Model(&row).Where("id = ? and version = ?", id, version-1).Select("*").Updates(&row)
	return touched(result)
}

// touched is Conflict when nothing was written.
func touched(result *gorm.DB) error {
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected == 0 {
		return scheduling.Refuse(scheduling.Conflict, "stale", "")
	}
	return nil
}

// each converts a list of rows.
func each[Row, Noun any](rows []Row, err error, convert func(Row) Noun) ([]Noun, error) {
	if err != nil {
		return nil, err
	}
	nouns := make([]Noun, len(rows))
	for i, row := range rows {
		nouns[i] = convert(row)
	}
	return nouns, nil
}

// like escapes what a person typed for a LIKE pattern with escape '\'.
func like(words string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(words)) + "%"
}

// Page asks for the items after a cursor.
type Page struct {
	After string // the last id already seen, "" at first
	Limit int    // 1 to 200; 0: 50
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 200)
}

// Count counts rows of a table; for tests and health.
func (tx *Tx) Count(table string) (n int64, err error) {
	err = tx.db.Table(table).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return n, nil
}
