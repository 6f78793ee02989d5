package inviting_test

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/workflow/inviting"
)

// BenchmarkLetters prints ten thousand letters (TRAME_BENCH_LETTERS) as one
// PDF: from the rows to the last page, and the most memory that it held on the
// way.
func BenchmarkLetters(b *testing.B) {
	letters := 10_000
	if n, err := strconv.Atoi(os.Getenv("TRAME_BENCH_LETTERS")); err == nil {
		letters = n
	}
	clock := storetest.NewClock(now)
	w := build(b, storetest.SQLite(b, clock), clock, 12)
	ids := make([]scheduling.InsuredID, letters)
	w.write(func(tx *store.Tx) error {
		people := make([]scheduling.Insured, letters)
		for at := range people {
			people[at] = scheduling.Insured{
				ID: store.NewID[scheduling.InsuredID](), Unit: "u95", FirstName: "Élodie", LastName: "Martin", Gender: "f", Language: "fr",
				Street: "2 rue Basse", Postcode: "95000", City: "Cergy", LetterConsent: true, CreatedAt: tx.Now, Version: 1,
			}
			ids[at] = people[at].ID
		}
		return tx.AddAllInsured(people)
	})
	w.ask(inviting.Plan{People: ids})
	printing, err := w.desk.PrintLetters(b.Context(), w.adviser, w.cohort)
	if err != nil || printing.Letters != letters {
		b.Fatal(printing.Letters, err)
	}
	var held, begun runtime.MemStats
	most := uint64(0)
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&begun)
		n, err := printing.Write(b.Context(), io.Discard, func(int) {
			runtime.ReadMemStats(&held)
			most = max(most, held.HeapAlloc-min(held.HeapAlloc, begun.HeapAlloc))
		})
		if err != nil || n != letters {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(letters)*float64(b.N)/b.Elapsed().Seconds(), "letters/s")
	b.ReportMetric(float64(most)/(1<<20), "MB-held")
}
