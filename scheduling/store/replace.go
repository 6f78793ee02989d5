package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm/schema"

	"trame/scheduling"
)

// replaceIn is replace for many rows: every column of each is written where its
// id and the version before still stand. When one is stale it is a Conflict,
// and the transaction is to be given up.
func replaceIn[Row any](tx *Tx, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	s, columns, err := columnsOf(tx, &rows[0])
	if err != nil {
		return err
	}
	var replaced int64
	all := reflect.ValueOf(rows)
	switch {
	case tx.sqlite:
		replaced, err = tx.replaceRows(s, columns, all)
	case tx.conn != nil:
		replaced, err = tx.replaceCopied(s, columns, all)
	default:
		return tx.replaceEach(s, all)
	}
	if err == nil && replaced != int64(len(rows)) {
		err = scheduling.Refuse(scheduling.Conflict, "stale", "")
	}
	return err
}

// replaceCopied copies the rows beside their table and writes them over in one
// statement: on PostgreSQL each statement is a way to the server and back.
func (tx *Tx) replaceCopied(s *schema.Schema, columns []*schema.Field, rows reflect.Value) (int64, error) {
	beside := "replacing_" + s.Table
	made := `create temp table ` + beside + ` on commit drop as select "` + strings.Join(s.DBNames, `", "`) + `" from ` + s.Table + ` where false`
	if err := tx.db.Exec(made).Error; err != nil {
		return 0, err
	}
	if err := tx.copyRows(beside, s.DBNames, columns, rows); err != nil {
		return 0, err
	}
	sets := make([]string, 0, len(s.DBNames))
	for _, name := range s.DBNames {
		if name != "id" {
			sets = append(sets, `"`+name+`" = n."`+name+`"`)
		}
	}
	done := tx.db.Exec("update " + s.Table + " o set " + strings.Join(sets, ", ") + " from " + beside + " n where o.id = n.id and o.version = n.version - 1")
	if done.Error != nil {
		return 0, done.Error
	}
	return done.RowsAffected, tx.db.Exec("drop table " + beside).Error
}

// replaceRows writes one after the other by one prepared statement: in SQLite
// there is no way to go.
func (tx *Tx) replaceRows(s *schema.Schema, columns []*schema.Field, rows reflect.Value) (replaced int64, err error) {
	ctx := tx.db.Statement.Context
	sets := make([]string, 0, len(s.DBNames))
	for _, name := range s.DBNames {
		if name != "id" { // said to change, it would have every index written anew
			sets = append(sets, `"`+name+`" = ?`)
		}
	}
	prepared, err := tx.db.Statement.ConnPool.PrepareContext(ctx, "update "+s.Table+" set "+strings.Join(sets, ", ")+" where id = ? and version = ? - 1")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, prepared.Close()) }()
	columns = slices.DeleteFunc(columns, func(f *schema.Field) bool { return f.DBName == "id" })
	for at := range rows.Len() {
		values, err := replacing(ctx, s, columns, rows.Index(at))
		if err != nil {
			return replaced, err
		}
		result, err := prepared.ExecContext(ctx, values...)
		if err != nil {
			return replaced, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return replaced, err
		}
		replaced += n
	}
	return replaced, nil
}

// replaceEach writes one after the other, where nothing is held to copy on.
func (tx *Tx) replaceEach(s *schema.Schema, rows reflect.Value) error {
	ctx := tx.db.Statement.Context
	for at := range rows.Len() {
		row := rows.Index(at)
		id, _ := s.FieldsByDBName["id"].ValueOf(ctx, row)
		version, _ := s.FieldsByDBName["version"].ValueOf(ctx, row)
		n, ok := version.(int)
		if !ok {
			return fmt.Errorf("replace %s: a version of %T", s.Table, version)
		}
		if err := touched(tx.db.Table(s.Table).Where("id = ? and version = ?", id, n-1).Select("*").Updates(row.Addr().Interface())); err != nil {
			return err
		}
	}
	return nil
}

// replacing are a row's values, then its id and its version once more.
func replacing(ctx context.Context, s *schema.Schema, columns []*schema.Field, row reflect.Value) ([]any, error) {
	values, err := appendValues(ctx, make([]any, 0, len(columns)+2), columns, row, false)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"id", "version"} {
		value, _ := s.FieldsByDBName[name].ValueOf(ctx, row)
		values = append(values, plain(value))
	}
	return values, nil
}
