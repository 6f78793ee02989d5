package store_test

import (
	"reflect"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

func TestAYearPlanComesBackAsItWasWrittenWithItsWishesAndDraft(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T09:00:00Z"), func(t *testing.T, db *store.DB) {
		places(t, db, 0)
		write := func(f func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Write(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		day := scheduling.MustDate
		var unit scheduling.UnitID
		write(func(tx *store.Tx) error {
			p, err := tx.Programme("p")
			unit = p.Unit
			return err
		})
		at := time.Date(2027, 1, 12, 9, 0, 0, 0, time.UTC)
		plan := scheduling.YearPlan{
			ID: "y", Organisation: "o", Unit: unit, Label: "Année 2028", FirstDay: day("2028-01-03"), LastDay: day("2028-12-29"),
			Seconds: 20, AskedBy: "u1", AskedAt: at, Version: 1,
		}
		wish := scheduling.Wish{
			Plan: "y", Number: 1, Unit: plan.Unit, VersionID: "v", Times: 2, Sites: []scheduling.SiteID{"osny", "argenteuil"},
			CadenceWeeks: 1, SchoolPause: true, Capacity: 10, Leads: []scheduling.UserID{"u1", "u2"},
		}
		drafts := []scheduling.DraftCohort{
			{
				Plan: "y", Number: 1, Wish: 1, Label: "Printemps", Site: "osny", From: plan.FirstDay, To: day("2028-04-20"),
				Room: "osny-a", Lead: "u1", Blocking: []string{}, Repairs: []string{}, Shortage: []scheduling.Shortage{},
			},
			{
				Plan: "y", Number: 2, Wish: 1, Label: "Automne", Site: "argenteuil", From: day("2028-07-01"), To: plan.LastDay,
				Blocking: []string{"room_busy", "window"}, Repairs: []string{"window"},
				Shortage: []scheduling.Shortage{{Module: "m", Stages: []scheduling.ShortageStage{{Name: "room", Days: 12}, {Name: "lead", Days: 0}}}},
			},
		}
		meetings := []scheduling.DraftMeeting{{
			Plan: "y", Number: 1, Position: 1, Module: "m", Date: day("2028-01-11"), Start: 14 * 60, Minutes: 120, Room: "osny-a", Lead: "u1",
			With: []string{"psychologist=facilitator:f"},
		}}
		write(func(tx *store.Tx) error {
			if err := tx.AddModule(scheduling.Module{ID: "m", VersionID: "v", Position: 1, Title: "Mes droits", Kind: "content", Minutes: 120}); err != nil {
				return err
			}
			if err := tx.AddYearPlan(plan, []scheduling.Wish{wish}); err != nil {
				return err
			}
			return tx.ReplaceDraft("y", drafts, meetings)
		})
		write(func(tx *store.Tx) error {
			if err := tx.ReplaceDraft("y", drafts, meetings); err != nil { // again: in the place of the first
				return err
			}
			drafts[0].Choice = scheduling.ChoicePinned
			return tx.SaveDraftCohort(drafts[0])
		})
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			plans, err := tx.YearPlans([]scheduling.UnitID{plan.Unit}, store.Page{})
			same(t, err, plans, []scheduling.YearPlan{plan})
			due, err := tx.YearPlansToSearch()
			same(t, err, due, []scheduling.YearPlan{plan})
			wishes, err := tx.Wishes("y")
			same(t, err, wishes, []scheduling.Wish{wish})
			cohorts, err := tx.DraftCohorts("y")
			same(t, err, cohorts, drafts)
			placed, err := tx.DraftMeetings("y")
			same(t, err, placed, meetings)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		plan.ReadyAt = at
		write(func(tx *store.Tx) error {
			if _, err := tx.LockYearPlan("y"); err != nil {
				return err
			}
			return tx.SaveYearPlan(plan)
		})
		write(func(tx *store.Tx) error { return tx.ReplaceYearPlan(plan) })
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			due, err := tx.YearPlansToSearch()
			same(t, err, due, []scheduling.YearPlan{})
			again, err := tx.YearPlan("y")
			plan.Version++
			same(t, err, again, plan)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func same[T any](t *testing.T, err error, got, want T) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
