package api_test

import (
	"bytes"
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
	"trame/scheduling/vault"
	"trame/scheduling/workflow/importing"
	"trame/scheduling/workflow/screening"
)

// rowsWanted is how many referrals the benchmark brings in, after a tenth of it: what
// grows with a file shows between the two.
var rowsWanted = flag.Int("rows", 10_000, "referrals that BenchmarkImport brings in; a million takes minutes")

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
// of each person; then everybody is examined for the programme of her unit. Then the very rows that it wrote are written again, raw, into
// a fresh database: what is above that is the price of all the rest.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{max(1, *rowsWanted/10), *rowsWanted} {
		b.Run(fmt.Sprintf("sqlite/%d", n), func(b *testing.B) { whole(b, filepath.Join(b.TempDir(), "trame.db"), n, rawSQLite) })
		if os.Getenv("TRAME_TEST_POSTGRES") != "" {
			b.Run(fmt.Sprintf("postgres/%d", n), func(b *testing.B) { whole(b, storetest.Postgres(b), n, rawPostgres) })
		}
	}
}

// whole brings n referrals in and has their people examined.
func whole(b *testing.B, address string, n int, raw func(b *testing.B, from string) time.Duration) {
	b.Helper()
	ctx := context.Background()
	for b.Loop() {
		db := fresh(b, address)
		keyset := must(vault.Generate())
		desk, screen := importing.New(db, must(vault.New(keyset))), screening.New(db)
		g := newGauge(b, n)
		id := must(desk.Upload(ctx, claire, scheduling.Import{Unit: "unit-95", Source: scheduling.FromCPAM90}, generated(n)))
		g.phase("upload")
		must("", desk.Work(ctx))
		g.phase("read")
		must("", desk.Confirm(ctx, claire, id, 0))
		must("", desk.Work(ctx))
		write := g.phase("write")
		must("", screen.Follow(ctx))
		g.phase("examine")
		g.stop()
		v := must(desk.Look(ctx, claire, id))
		if v.Outcomes[""] != n || v.Import.Examined != n || v.State != scheduling.ImportApplied {
			b.Fatalf("%v %s %s", v.Outcomes, v.State, v.Import.Failure)
		}
		must("", db.Close())
		rate := float64(n) / raw(b, address).Seconds()
		b.ReportMetric(rate, "raw-rows/s")
		b.ReportMetric(rate/write, "raw/write")
		b.ReportMetric(changed(b, address, keyset, n)/write, "update/write")
	}
}

// changed brings the same people in again, each with another address and each
// referral with another risk, and says how many rows a second are written over.
func changed(b *testing.B, address string, keyset []byte, n int) float64 {
	b.Helper()
	ctx, db := context.Background(), must(store.Open(context.Background(), address, storetest.NewClock(brought).Now))
	desk := importing.New(db, must(vault.New(keyset)))
	file := must(io.ReadAll(generated(n)))
	file = bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("rue Basse"), []byte("rue Haute")), []byte(";maladie;"), []byte(";accident du travail;"))
	id := must(desk.Upload(ctx, claire, scheduling.Import{Unit: "unit-95", Source: scheduling.FromCPAM90}, bytes.NewReader(file)))
	must("", desk.Work(ctx))
	must("", desk.Confirm(ctx, claire, id, 0))
	g := newGauge(b, n)
	must("", desk.Work(ctx))
	rate := g.phase("update")
	g.stop()
	if v := must(desk.Look(ctx, claire, id)); v.Outcomes[""] != n || v.Count[scheduling.RowToUpdate] != n {
		b.Fatalf("%v, %v", v.Outcomes, v.Count)
	}
	must("", db.Close())
	return rate
}

// claire is a social worker of the Val-d’Oise.
var claire = scheduling.Actor{ID: "agent-claire", Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: scheduling.SocialWorker, Units: []scheduling.UnitID{"unit-95"}}}}
