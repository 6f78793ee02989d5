package importing_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// rowsWanted is how many referrals a benchmark brings in: TRAME_BENCH_ROWS, for
// a million takes minutes.
func rowsWanted(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("TRAME_BENCH_ROWS"))
	if err != nil {
		n = 10_000
	}
	if n < 1 {
		b.Fatal("no rows are wanted")
	}
	return n
}

// peak is the most memory that this process ever held, in MB.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest + " 0")[0])
	if err != nil {
		return 0
	}
	return float64(kb) / 1024
}

// generated writes a file of n referrals as it is read: nobody holds it.
func generated(n int) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.WriteString(in, "N° de signalement;Nom;Prénom;Né(e) le;Téléphone;Adresse;Code postal;Ville;Début d’arrêt;Risque;ALD;C2S\n")
		for i := 0; i < n && err == nil; i++ {
			_, err = fmt.Fprintf(in, "M%08d;Martin%d;Claire;%02d/%02d/19%02d;06%08d;%d rue Basse;95000;Cergy;%02d/10/2026;maladie;oui;non\n",
				i, i, i%28+1, i%12+1, i%60+30, i%100_000_000, i%99+1, i%28+1)
		}
		in.CloseWithError(err)
	}()
	return out
}

// BenchmarkImport brings referrals in, the whole way: uploaded, read, judged,
// staged, judged again and written with their traces; then writes the same
// people and referrals by the fastest way the database has, for comparison.
func BenchmarkImport(b *testing.B) {
	n := rowsWanted(b)
	b.Run("sqlite", func(b *testing.B) {
		raw := rawSQLite(b, n)
		whole(b, filepath.Join(b.TempDir(), "trame.db"), n, raw)
	})
	if os.Getenv("TRAME_TEST_POSTGRES") == "" {
		return
	}
	b.Run("postgres", func(b *testing.B) {
		raw := rawPostgres(b, n)
		whole(b, storetest.Postgres(b), n, raw)
	})
}

func whole(b *testing.B, address string, n int, raw float64) {
	for b.Loop() {
		clock := storetest.NewClock(now)
		db := must(store.Open(context.Background(), address, clock.Now))
		w := build(b, db, clock)
		ctx := context.Background()
		start := time.Now()
		id := must(w.desk.Upload(ctx, w.worker, scheduling.Import{Unit: "u95", Source: scheduling.FromCPAM90}, generated(n)))
		uploaded := time.Now()
		if err := w.desk.Work(ctx); err != nil {
			b.Fatal(err)
		}
		read := time.Now()
		if err := w.desk.Confirm(ctx, w.worker, id, 0); err != nil {
			b.Fatal(err)
		}
		if err := w.desk.Work(ctx); err != nil {
			b.Fatal(err)
		}
		applied := time.Now()
		v := must(w.desk.Look(ctx, w.worker, id))
		if v.Outcomes[""] != n {
			b.Fatalf("%v %s %s", v.Outcomes, v.State, v.Import.Failure)
		}
		rate := func(from, to time.Time) float64 { return float64(n) / to.Sub(from).Seconds() }
		b.ReportMetric(rate(uploaded, read), "read-rows/s")
		b.ReportMetric(rate(read, applied), "write-rows/s")
		b.ReportMetric(rate(start, applied), "rows/s")
		b.ReportMetric(raw, "raw-rows/s")
		b.ReportMetric(raw/rate(read, applied), "raw/write")
		b.ReportMetric(peak(), "peak-MB")
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

var rawColumns = [2][]string{
	{"id", "unit_id", "first_name", "last_name", "birth_date", "street", "postcode", "city", "phone", "created_at", "folded"},
	{"id", "insured_id", "unit_id", "source", "reference", "received_on", "leave_start", "leave_kind", "solidarity_cover", "long_illness", "created_at"},
}

// rawRow is the i-th person, or her referral, as the import writes them.
func rawRow(table, i int, day func(time.Time) any, at any) []any {
	id := fmt.Sprintf("0193-%032d", i)
	if table == 0 {
		born := time.Date(1930+i%60, time.Month(i%12+1), i%28+1, 0, 0, 0, 0, time.UTC)
		return []any{
			id, "u95", "Claire", fmt.Sprint("Martin", i), day(born), fmt.Sprint(i%99+1, " rue Basse"), "95000", "Cergy",
			fmt.Sprintf("06%08d", i), at, fmt.Sprintf("martin%d claire", i),
		}
	}
	leave := time.Date(2026, 10, i%28+1, 0, 0, 0, 0, time.UTC)
	return []any{id, id, "u95", "cpam_90", fmt.Sprintf("M%08d", i), day(leave), day(leave), "illness", "no", "yes", at}
}

// rawPostgres is how many rows a second COPY takes, a row being a person and
// her referral.
func rawPostgres(b *testing.B, n int) float64 {
	b.Helper()
	address, ctx := storetest.Postgres(b), context.Background()
	db := must(store.Open(ctx, address, storetest.NewClock(now).Now))
	build(b, db, storetest.NewClock(now))
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	conn := must(pgx.Connect(ctx, address))
	defer func() { _ = conn.Close(ctx) }()
	start := time.Now()
	tx := must(conn.Begin(ctx))
	for table, name := range []string{"insured", "referrals"} {
		i := -1
		must(tx.CopyFrom(ctx, pgx.Identifier{name}, rawColumns[table], pgx.CopyFromFunc(func() ([]any, error) {
			if i++; i == n {
				return nil, nil
			}
			return rawRow(table, i, func(t time.Time) any { return t }, start), nil
		})))
	}
	if err := tx.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	return float64(n) / time.Since(start).Seconds()
}

// rawSQLite is the same by one prepared insert a row, in one transaction.
func rawSQLite(b *testing.B, n int) float64 {
	b.Helper()
	file, ctx := filepath.Join(b.TempDir(), "raw.db"), context.Background()
	db := must(store.Open(ctx, file, storetest.NewClock(now).Now))
	build(b, db, storetest.NewClock(now))
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	pool := must(sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"))
	defer pool.Close()
	start := time.Now()
	tx := must(pool.BeginTx(ctx, nil))
	for table, name := range []string{"insured", "referrals"} {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(rawColumns[table])), ",")
		insert := must(tx.PrepareContext(ctx, "insert into "+name+" ("+strings.Join(rawColumns[table], ",")+") values ("+marks+")"))
		defer func() { _ = insert.Close() }()
		for i := range n {
			must(insert.ExecContext(ctx, rawRow(table, i, func(t time.Time) any { return t.Format(time.DateOnly) }, start.UnixMicro())...))
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return float64(n) / time.Since(start).Seconds()
}
