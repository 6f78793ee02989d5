package api_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden are the bilans of the reference programme, figure by figure: the
// published counts with their bases, and what of them leaves the service.
var golden = map[string]string{
	"bilan-val-doise.csv":             "/rapports/bilan.csv?programme=programme-vo",
	"bilan-val-doise-publication.csv": "/rapports/bilan.csv?programme=programme-vo&publication=true",
}

func TestTheSameDataMakesTheSameBilanToTheByte(t *testing.T) {
	first := map[string]string{} // by path, as the first database gave it
	eachPlatform(t, func(t *testing.T, p *platform) {
		withPast(t, p)
		err := p.db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveLesson(scheduling.Lesson{
				Cohort: "cohort-2017-automne", Keep: "Venir à deux pour les droits.", Change: "Inviter l’Est du département.", Collected: true,
				WrittenBy: "agent-claire", WrittenAt: tx.Now,
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"", ".pdf", ".xlsx", ".csv", "json"} {
			for _, scope := range []string{"programme=programme-vo", "programme=programme-vo&publication=true"} {
				path := "/rapports/bilan" + kind + "?" + scope
				get := func() string { return p.open("helene.dubois", path).want(http.StatusOK).Body }
				if kind == "json" {
					path = "/api/v1/report?" + scope
					get = func() string { return p.call("helene.dubois", http.MethodGet, path, nil).want(http.StatusOK).Body }
				}
				body := get()
				if again := get(); again != body {
					t.Errorf("%s is another one when asked again", path)
				}
				if first[path] == "" {
					first[path] = body
				}
				if first[path] != body {
					t.Errorf("%s is another one on another database", path)
				}
			}
		}
		for name, path := range golden {
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, []byte(first[path]), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(file); err != nil || first[path] != string(want) {
				t.Errorf("%s is no longer what %s says (%v): run with -update and read the difference", path, file, err)
			}
		}
	})
}
