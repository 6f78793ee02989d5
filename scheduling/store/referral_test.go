package store_test

import (
	"errors"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func TestAReferralComesBackWithEachOfItsFacts(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2026-11-22T10:00:00Z"), func(t *testing.T, db *store.DB) {
		_, unit := world(t, db)
		day := scheduling.Date{Year: 2026, Month: time.August, Day: 3}
		want := scheduling.Referral{
			ID: "r", Insured: "i", Unit: unit, Source: scheduling.FromCPAM90, Reference: "S-17", ReceivedOn: day.AddDays(90), Version: 1,
			CreatedAt: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
			Facts: scheduling.Facts{
				Purpose: scheduling.ForWork, LeaveStart: day, LeaveEnd: day.AddDays(120), LeaveKind: scheduling.Illness, LeaveTime: scheduling.TherapeuticPartTime,
				PartTimeFrom: day.AddDays(60), ContractOn: day.AddDays(-900), Invalidity: scheduling.Invalidity1, InvalidityOn: day.AddDays(30),
				Scheme: scheduling.GeneralScheme, Followed: scheduling.KnownYes, FollowedSince: day.AddDays(95), LowAllowance: scheduling.KnownNo,
				LowPerHead: scheduling.KnownYes, SolidarityCover: scheduling.KnownNo, LongIllness: scheduling.KnownYes, Fragility: "y?n",
			},
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(
				tx.AddInsured(scheduling.Insured{ID: "i", Unit: unit, FirstName: "Ada", LastName: "Lovelace", CreatedAt: tx.Now, Version: 1}),
				tx.AddReferral(want),
				tx.AddReferral(scheduling.Referral{ID: "r2", Insured: "i", Unit: unit, Source: scheduling.FromHerself, ReceivedOn: day, CreatedAt: tx.Now, Version: 1}),
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			list, err := tx.ReferralsOf("i")
			if len(list) != 2 || list[0] != want {
				t.Errorf("got  %+v\nwant %+v first of two", list, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			again := want
			again.ID = "r3"
			return tx.AddReferral(again)
		})
		if err == nil {
			t.Error("a source's number was taken twice")
		}
	})
}
