package api_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
)

// written is what an import writes, by table, a referenced one first.
var written = []struct{ table, rows string }{
	{"imports", "select * from imports"},
	{"insured", "select * from insured where id in (select insured_id from import_changes where new_insured)"},
	{"insured_nirs", "select * from insured_nirs where insured_id in (select insured_id from import_changes where new_insured)"},
	{"referrals", "select * from referrals where id in (select referral_id from import_changes where new_referral)"},
	{"import_changes", "select * from import_changes"},
	{"audit_events", "select * from audit_events where subject like 'insured:%' and fields like '%\"import\"%'"},
}

// fresh is a house with its tables, indexes and constraints, and the reference
// service in it.
func fresh(b *testing.B, address string) *store.DB {
	b.Helper()
	ctx := context.Background()
	db := must(store.Open(ctx, address, storetest.NewClock(brought).Now))
	if err := valdoise.Load(ctx, db, "hash"); err != nil {
		b.Fatal(err)
	}
	return db
}

// rawPostgres writes the rows of a database into a fresh one: COPY from files
// of the database's own format, in one transaction.
func rawPostgres(b *testing.B, from string) (took time.Duration) {
	b.Helper()
	ctx, into, dir := context.Background(), storetest.Postgres(b), b.TempDir()
	must("", fresh(b, into).Close())
	source, target := must(pgx.Connect(ctx, from)), must(pgx.Connect(ctx, into))
	defer func() { _, _ = source.Close(ctx), target.Close(ctx) }()
	must(target.Exec(ctx, "begin"))
	for _, w := range written {
		file := must(os.Create(filepath.Join(dir, w.table)))
		must(source.PgConn().CopyTo(ctx, file, "copy ("+w.rows+") to stdout (format binary)"))
		must(file.Seek(0, 0))
		start := time.Now()
		must(target.PgConn().CopyFrom(ctx, file, "copy "+w.table+" from stdin (format binary)"))
		took += time.Since(start)
		must("", file.Close())
	}
	start := time.Now()
	must(target.Exec(ctx, "commit"))
	return took + time.Since(start)
}

// rawSQLite is the same by one prepared insert a row, in one transaction.
func rawSQLite(b *testing.B, from string) (took time.Duration) {
	b.Helper()
	ctx, into := context.Background(), filepath.Join(b.TempDir(), "raw.db")
	must("", fresh(b, into).Close())
	const settings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	source, target := must(sql.Open("sqlite", "file:"+from+settings)), must(sql.Open("sqlite", "file:"+into+settings))
	defer func() { _, _ = source.Close(), target.Close() }()
	tx := must(target.BeginTx(ctx, nil))
	for _, w := range written {
		took += insertAll(ctx, b, tx, source, w.table, w.rows)
	}
	start := time.Now()
	must("", tx.Commit())
	return took + time.Since(start)
}

// insertAll times the inserts alone, not the reading.
func insertAll(ctx context.Context, b *testing.B, tx *sql.Tx, source *sql.DB, table, rows string) (took time.Duration) {
	b.Helper()
	found := must(source.QueryContext(ctx, rows))
	defer found.Close()
	columns := must(found.Columns())
	insert := must(tx.Prepare("insert into " + table + " values (" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"))
	defer func() { must("", insert.Close()) }()
	for more := true; more; {
		var batch [][]any
		for more = found.Next(); more; more = found.Next() {
			row, places := make([]any, len(columns)), make([]any, len(columns))
			for at := range row {
				places[at] = &row[at]
			}
			must("", found.Scan(places...))
			if batch = append(batch, row); len(batch) == 1000 {
				break
			}
		}
		start := time.Now()
		for _, row := range batch {
			must(insert.Exec(row...))
		}
		took += time.Since(start)
	}
	must("", found.Err())
	return took
}
