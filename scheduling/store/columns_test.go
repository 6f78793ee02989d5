package store_test

import (
	"fmt"
	"strings"
	"testing"

	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func TestEveryRowNamesColumnsOfItsTable(t *testing.T) {
	columns, err := store.Columns()
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T14:00:00Z"), func(t *testing.T, db *store.DB) {
		for table, names := range columns {
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				// The table's own prefix: SQLite takes an unknown quoted name for a text.
				return tx.Query(fmt.Sprintf("select %s.%s from %s where 1 = 0", table, strings.Join(names, ", "+table+"."), table))
			})
			if err != nil {
				t.Errorf("%s: %v", table, err)
			}
		}
	})
}
