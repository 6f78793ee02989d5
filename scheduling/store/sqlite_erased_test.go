package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// TestRule27_WhatIsErasedIsNoLongerInTheFile looks for an erased person's words
// as somebody would who got hold of the file.
func TestRule27_WhatIsErasedIsNoLongerInTheFile(t *testing.T) {
	notes := strings.Repeat("rappeler le soir, ", 600) // several pages, which are freed
	file := filepath.Join(t.TempDir(), "trame.db")
	holds := func() bool {
		t.Helper()
		content, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(content, []byte("Ouzoulias")) || bytes.Contains(content, []byte("rappeler le soir"))
	}
	within := func(do func(db *store.DB)) {
		t.Helper()
		db, err := store.Open(t.Context(), file, storetest.NewClock("2027-01-12T14:00:00Z").Now)
		if err != nil {
			t.Fatal(err)
		}
		do(db)
		if err := db.Close(); err != nil { // takes the journal over into the file
			t.Fatal(err)
		}
	}
	within(func(db *store.DB) {
		_, unit := world(t, db)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddInsured(scheduling.Insured{
				ID: "i", Unit: unit, FirstName: "Ada", LastName: "Ouzoulias", Notes: notes, CreatedAt: tx.Now, Version: 1,
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	if !holds() {
		t.Fatal("the file holds nothing of her to begin with")
	}
	within(func(db *store.DB) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.EraseInsured("i", "effacée")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	if holds() {
		t.Error("the file still holds an erased person's words")
	}
}
