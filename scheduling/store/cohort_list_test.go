package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// life draws a cohort with any facts and up to five meetings around now.
func life(now time.Time) *rapid.Generator[[]scheduling.Meeting] {
	return rapid.Custom(func(t *rapid.T) []scheduling.Meeting {
		meetings := make([]scheduling.Meeting, rapid.IntRange(0, 5).Draw(t, "meetings"))
		for i := range meetings {
			at := now.AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "day")).Add(time.Duration(i) * time.Minute)
			m := scheduling.Meeting{Kind: scheduling.ModuleMeeting, Position: i + 1, StartsAt: at, EndsAt: at.Add(time.Hour)}
			if i == 4 {
				m.Kind = scheduling.Supplementary
			}
			if rapid.IntRange(0, 4).Draw(t, "cancelled") == 0 {
				m.CancelledAt = now
			} else if at.Before(now) && rapid.Bool().Draw(t, "held") {
				m.HeldAt = now
			}
			meetings[i] = m
		}
		return meetings
	})
}

func TestTheListFindsEachCohortInTheStateItIsIn(t *testing.T) {
	clock := storetest.NewClock("2027-03-01T12:00:00Z")
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		places(t, db, 0)
		want := map[scheduling.CohortState][]scheduling.CohortID{scheduling.CohortDraft: {"c"}}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			base, err := tx.Cohort("c")
			for n := range 80 {
				c := base
				c.ID = scheduling.CohortID(fmt.Sprintf("c%02d", n))
				for i, at := range []*time.Time{&c.RecruitingAt, &c.ConfirmedAt, &c.PostponedAt, &c.CancelledAt, &c.ClosedAt} {
					if (i < 2 && n>>i&1 == 1) || (i >= 2 && n%11 == i) {
						*at = tx.Now
					}
				}
				meetings := life(tx.Now).Example(n)
				err = errors.Join(err, tx.AddCohort(c))
				for i := range meetings {
					m := &meetings[i]
					m.ID = scheduling.MeetingID(fmt.Sprintf("%s-%d", c.ID, i))
					m.Cohort, m.UID, m.Site, m.Zone, m.Minutes, m.ChangedAt = c.ID, string(m.ID), "osny", "Europe/Paris", 60, tx.Now
					m.Date = scheduling.DateOf(m.StartsAt)
				}
				err = errors.Join(err, tx.AddMeetings(meetings))
				state := c.State(tx.Now, meetings)
				want[state] = append(want[state], c.ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			for _, state := range scheduling.CohortStates {
				found, err := tx.Cohorts(store.CohortsFilter{Units: []scheduling.UnitID{"u-95"}, State: state}, store.Page{Limit: 200})
				if err != nil {
					return err
				}
				var got []scheduling.CohortID
				for _, c := range found {
					got = append(got, c.ID)
				}
				slices.Sort(got)
				slices.Sort(want[state])
				if !slices.Equal(got, want[state]) {
					t.Errorf("%s: %v, want %v", state, got, want[state])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCohortsAreFoundByWordsAndPagedWithoutLossOrDouble(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-03-01T12:00:00Z"), func(t *testing.T, db *store.DB) {
		places(t, db, 0)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			base, err := tx.Cohort("c")
			for n := range 7 {
				c := base
				c.ID, c.Lead, c.Label = scheduling.CohortID(fmt.Sprintf("d%d", n)), "u2", "Automne"
				c.FirstDate = base.FirstDate.AddDays(n / 2)
				err = errors.Join(err, tx.AddCohort(c))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		cases := map[string]int{"": 8, "printemps": 1, "AUTOMNE": 7, "élise automne": 7, "osny cancer": 8, "élise printemps": 0, "100%": 0, "_": 0}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			for words, want := range cases {
				f := store.CohortsFilter{Units: []scheduling.UnitID{"u-95"}, Words: words}
				seen := map[scheduling.CohortID]bool{}
				page := store.Page{Limit: 3}
				for {
					found, err := tx.Cohorts(f, page)
					if err != nil {
						return err
					}
					for _, c := range found {
						if seen[c.ID] {
							t.Errorf("%q: %s twice", words, c.ID)
						}
						seen[c.ID] = true
					}
					if len(found) < page.Limit {
						break
					}
					page.After = string(found[len(found)-1].ID)
				}
				total, err := tx.CountCohorts(f)
				if err != nil {
					return err
				}
				if len(seen) != want || total != want {
					t.Errorf("%q: %d found, %d counted, want %d", words, len(seen), total, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
