package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"trame/scheduling"
)

// WriteMany is Write for many rows at once: on PostgreSQL the transaction holds
// the connection under it, on which COPY runs.
func (db *DB) WriteMany(ctx context.Context, f func(tx *Tx) error) error {
	if db.dialect == "sqlite" {
		return db.Write(ctx, f)
	}
	for attempt := 1; ; attempt++ {
		err := db.runHeld(ctx, f)
		if err == nil || attempt == retries || !transient(err) {
			return err
		}
	}
}

func (db *DB) runHeld(ctx context.Context, f func(tx *Tx) error) error {
	conn, err := db.pools[0].Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // the pool has it back
	g := db.write.Session(&gorm.Session{NewDB: true, Context: ctx})
	g.Statement.ConnPool = conn
	return db.run(ctx, g, &sql.TxOptions{}, func(tx *Tx) error {
		tx.conn = conn
		// A plan made while the tables were empty must not stay.
		if err := tx.db.Exec("set local plan_cache_mode = force_custom_plan").Error; err != nil {
			return err
		}
		return f(tx)
	})
}

// among is a condition on a column and its argument: that it is one of many
// texts. As a list of parameters PostgreSQL would compare each row with each of
// them; as rows it looks them up in the column's index.
func among[Text ~string](tx *Tx, column string, texts []Text) (condition string, list string) {
	content, err := json.Marshal(texts)
	if err != nil { // texts
		panic(err)
	}
	if tx.sqlite {
		return column + " in (select value from json_each(?))", string(content)
	}
	return column + " in (select json_array_elements_text(?::json))", string(content)
}

// Measure has PostgreSQL look at the tables that an import fills, as it does by
// itself a minute later: what it takes for empty it reads whole, again and again.
func (tx *Tx) Measure() error {
	if tx.sqlite {
		return nil
	}
	return tx.db.Exec("analyze insured, insured_nirs, referrals, import_rows").Error
}

// insertAtOnce bounds the values of one SQLite statement: of many more, reading
// the statement takes longer than what it saves.
const insertAtOnce = 1000

// copyIn inserts rows by the fastest way there is: COPY inside WriteMany on
// PostgreSQL, prepared inserts of many rows on SQLite.
func copyIn[Row any](tx *Tx, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	if !tx.sqlite && tx.conn == nil {
		return addAll(tx, rows)
	}
	s, columns, err := columnsOf(tx, &rows[0])
	if err != nil {
		return err
	}
	if tx.conn != nil {
		return tx.copyRows(s.Table, s.DBNames, columns, reflect.ValueOf(rows))
	}
	return tx.insertRows(s, columns, reflect.ValueOf(rows))
}

var rowSchemas sync.Map

// columnsOf are the columns of a row, in their order.
func columnsOf(tx *Tx, row any) (*schema.Schema, []*schema.Field, error) {
	s, err := schema.Parse(row, &rowSchemas, tx.db.NamingStrategy)
	if err != nil {
		return nil, nil, err
	}
	columns := make([]*schema.Field, 0, len(s.DBNames))
	for _, name := range s.DBNames {
		columns = append(columns, s.FieldsByDBName[name])
	}
	return s, columns, nil
}

func (tx *Tx) copyRows(table string, names []string, columns []*schema.Field, rows reflect.Value) error {
	ctx := tx.db.Statement.Context
	return tx.conn.Raw(func(under any) error {
		pg, ok := under.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("copy %s: a connection of %T", table, under)
		}
		source := pgx.CopyFromSlice(rows.Len(), func(i int) ([]any, error) {
			values := make([]any, 0, len(columns))
			return appendValues(ctx, values, columns, rows.Index(i), true)
		})
		_, err := pg.Conn().CopyFrom(ctx, pgx.Identifier{table}, names, source)
		return err
	})
}

func (tx *Tx) insertRows(s *schema.Schema, columns []*schema.Field, rows reflect.Value) (err error) {
	ctx, pool := tx.db.Statement.Context, tx.db.Statement.ConnPool
	each := max(1, insertAtOnce/len(columns))
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	insert := `insert into "` + s.Table + `" ("` + strings.Join(s.DBNames, `","`) + `") values `
	var prepared *sql.Stmt
	for from := 0; from < rows.Len(); from += each {
		n := min(each, rows.Len()-from)
		values := make([]any, 0, n*len(columns))
		for i := range n {
			if values, err = appendValues(ctx, values, columns, rows.Index(from+i), false); err != nil {
				return err
			}
		}
		if n < each {
			_, err = pool.ExecContext(ctx, insert+strings.TrimSuffix(strings.Repeat(one+",", n), ","), values...)
		} else {
			if prepared == nil {
				prepared, err = pool.PrepareContext(ctx, insert+strings.TrimSuffix(strings.Repeat(one+",", each), ","))
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, prepared.Close()) }()
			}
			_, err = prepared.ExecContext(ctx, values...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// appendValues adds what each column of a row is stored as.
func appendValues(ctx context.Context, values []any, columns []*schema.Field, row reflect.Value, binary bool) ([]any, error) {
	for _, field := range columns {
		value, _ := field.ValueOf(ctx, row)
		if day, ok := value.(scheduling.Date); ok && binary {
			if day.IsZero() {
				values = append(values, nil)
			} else {
				values = append(values, day.UTC())
			}
			continue
		}
		if v, ok := value.(driver.Valuer); ok {
			stored, err := v.Value()
			if err != nil {
				return nil, err
			}
			values = append(values, stored)
			continue
		}
		values = append(values, plain(value))
	}
	return values, nil
}

// plain is a value without its name: a database takes texts, not InsuredIDs.
func plain(value any) any {
	switch v := value.(type) {
	case string, []byte, bool, int, int64, time.Time, nil:
		return v
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.String {
		return v.String()
	}
	return value
}
