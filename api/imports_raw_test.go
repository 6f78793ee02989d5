package importing_test

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
)

// written are the tables that an import writes to, a referenced one first.
var written = []string{"imports", "insured", "insured_nirs", "referrals", "import_changes", "audit_events"}

// fresh makes the tables, indexes and constraints of a house with its agents,
// nobody in it.
func fresh(b *testing.B, address string) {
	b.Helper()
	clock := storetest.NewClock(now)
	db := must(store.Open(context.Background(), address, clock.Now))
	build(b, db, clock)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// rawPostgres writes the rows of a database into a fresh one: COPY from files
// of the database's own format, in one transaction.
func rawPostgres(b *testing.B, from string) (took time.Duration) {
	b.Helper()
	ctx, into, dir := context.Background(), storetest.Postgres(b), b.TempDir()
	fresh(b, into)
	source, target := must(pgx.Connect(ctx, from)), must(pgx.Connect(ctx, into))
	defer func() { _, _ = source.Close(ctx), target.Close(ctx) }()
	must(target.Exec(ctx, "begin"))
	for _, table := range written {
		file := must(os.Create(filepath.Join(dir, table)))
		must(source.PgConn().CopyTo(ctx, file, "copy "+table+" to stdout (format binary)"))
		must(file.Seek(0, 0))
		start := time.Now()
		must(target.PgConn().CopyFrom(ctx, file, "copy "+table+" from stdin (format binary)"))
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
	fresh(b, into)
	const settings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	source, target := must(sql.Open("sqlite", "file:"+from+settings)), must(sql.Open("sqlite", "file:"+into+settings))
	defer func() { _, _ = source.Close(), target.Close() }()
	tx := must(target.BeginTx(ctx, nil))
	for _, table := range written {
		took += insertAll(ctx, b, tx, source, table)
	}
	start := time.Now()
	must("", tx.Commit())
	return took + time.Since(start)
}

// insertAll times the inserts alone, not the reading.
func insertAll(ctx context.Context, b *testing.B, tx *sql.Tx, source *sql.DB, table string) (took time.Duration) {
	b.Helper()
	found := must(source.QueryContext(ctx, "select * from "+table))
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
