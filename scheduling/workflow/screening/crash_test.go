package screening_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/workflow/screening"
)

// part is how many people the victim examines at a time.
const part = 3

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if address := os.Getenv(storetest.VictimEnv); address != "" {
		db, err := store.Open(context.Background(), address, storetest.NewClock(now).Now)
		if err == nil {
			err = screening.New(db).InPartsOf(part).Follow(context.Background())
		}
		if err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// Whoever examines after an import is killed in the middle of a transaction;
// another goes on from there: everybody is examined, and nobody twice.
func TestKillingWhoeverExaminesAfterAnImportLosesAndDoublesNobody(t *testing.T) {
	inEachHouse(t, func(h *house) {
		const people = 4*part + 1
		var brought []scheduling.Referral
		for n := range people {
			brought = append(brought, h.signal(fmt.Sprintf("Importée%02d", n), func(*scheduling.Facts) {}))
		}
		id := h.brought(brought)
		storetest.Victim{
			When: "insert", Table: "eligibility_checks", Row: fmt.Sprintf("new.insured_id = '%s'", brought[2*part+1].Insured),
			Reached: func() bool { return h.followed(id).Examined == 2*part },
		}.Kill(t, h.db)
		if im := h.followed(id); im.Examined != 2*part || !im.Examining() {
			t.Errorf("when it was killed: %d of %d", im.Examined, im.ToExamine)
		}
		h.ok(h.desk.Follow(t.Context()))
		if im := h.followed(id); im.Examined != people || im.Examining() {
			t.Errorf("at the end: %d of %d", im.Examined, im.ToExamine)
		}
		h.ok(h.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, r := range brought {
				checks, err := tx.EligibilityChecksOf(r.Insured)
				if err != nil {
					return err
				}
				if len(checks) != 1 || checks[0].CheckedBy != id.Ref() {
					t.Errorf("%s has %+v", r.Insured, checks)
				}
			}
			return nil
		}))
	})
}

// brought is an import that wrote some people and their referrals, whom nobody
// examined yet.
func (h *house) brought(referrals []scheduling.Referral) scheduling.ImportID {
	h.Helper()
	at, err := time.Parse(time.RFC3339, now)
	h.ok(err)
	im := scheduling.Import{
		ID: "brought", Organisation: "organisation-cramif", Unit: "unit-95", Source: scheduling.FromCPAM90, ReceivedOn: today,
		AskedBy: "agent-claire", AskedAt: at, UploadedAt: at, CheckedAt: at, ConfirmedBy: "agent-claire", ConfirmedAt: at, AppliedAt: at,
		Rows: len(referrals), Wanted: len(referrals), Done: len(referrals), ToExamine: len(referrals), Version: 1,
	}
	var rows []scheduling.ImportRow
	var changes []scheduling.ImportChange
	for n, r := range referrals {
		rows = append(rows, scheduling.ImportRow{Import: im.ID, Line: n + 2, Verdict: scheduling.RowToCreate, Sealed: []byte{0}})
		changes = append(changes, scheduling.ImportChange{Import: im.ID, Line: n + 2, Insured: r.Insured, Referral: r.ID, NewInsured: true, NewReferral: true})
	}
	h.ok(h.db.Write(h.Context(), func(tx *store.Tx) error {
		if err := tx.AddImport(im); err != nil {
			return err
		}
		if err := tx.AddImportRows(rows); err != nil {
			return err
		}
		return tx.AddImportChanges(changes)
	}))
	return im.ID
}

func (h *house) followed(id scheduling.ImportID) (im scheduling.Import) {
	h.Helper()
	h.ok(h.db.Read(h.Context(), func(tx *store.Tx) (err error) {
		im, err = tx.Import(id)
		return err
	}))
	return im
}
