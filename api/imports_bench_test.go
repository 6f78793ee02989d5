package importing_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// rows is how many referrals the benchmark brings in, after a tenth of it: what
// grows with a file shows between the two.
var rows = flag.Int("rows", 10_000, "referrals that BenchmarkImport brings in; a million takes minutes")

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
// staged, judged again and written with what undoing takes and a chained trace
// of each person. Then the very rows that it wrote are written again, raw, into
// a fresh database: what is above that is the price of all the rest.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{max(1, *rows/10), *rows} {
		b.Run(fmt.Sprintf("sqlite/%d", n), func(b *testing.B) { whole(b, filepath.Join(b.TempDir(), "trame.db"), n, rawSQLite) })
		if os.Getenv("TRAME_TEST_POSTGRES") != "" {
			b.Run(fmt.Sprintf("postgres/%d", n), func(b *testing.B) { whole(b, storetest.Postgres(b), n, rawPostgres) })
		}
	}
}

func whole(b *testing.B, address string, n int, raw func(b *testing.B, from string) time.Duration) {
	b.Helper()
	ctx, clock := context.Background(), storetest.NewClock(now)
	for b.Loop() {
		db := must(store.Open(ctx, address, clock.Now))
		w := build(b, db, clock)
		g := newGauge(b, n)
		id := must(w.desk.Upload(ctx, w.worker, scheduling.Import{Unit: "u95", Source: scheduling.FromCPAM90}, generated(n)))
		g.phase("upload")
		w.due(b)
		g.phase("read")
		if err := w.desk.Confirm(ctx, w.worker, id, 0); err != nil {
			b.Fatal(err)
		}
		w.due(b)
		write := g.phase("write")
		g.stop()
		v := must(w.desk.Look(ctx, w.worker, id))
		if v.Outcomes[""] != n {
			b.Fatalf("%v %s %s", v.Outcomes, v.State, v.Import.Failure)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		rate := float64(n) / raw(b, address).Seconds()
		b.ReportMetric(rate, "raw-rows/s")
		b.ReportMetric(rate/write, "raw/write")
	}
}

// due does what is due.
func (w *world) due(b *testing.B) {
	b.Helper()
	if err := w.desk.Work(context.Background()); err != nil {
		b.Fatal(err)
	}
}
