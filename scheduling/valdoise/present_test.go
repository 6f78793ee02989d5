package valdoise_test

import (
	"encoding/json"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
)

// Whatever the day on which it is started, the demonstration is alive.
func TestThePresentIsAroundToday(t *testing.T) {
	for name, now := range map[string]string{
		"a working day":         "2027-01-12T09:00:00+01:00",
		"a Sunday night":        "2026-11-22T01:00:00+01:00",
		"a Tuesday evening":     "2027-03-16T19:00:00+01:00",
		"the first of May":      "2028-05-01T10:00:00+02:00",
		"between the years":     "2026-12-28T10:00:00+01:00",
		"after the clocks went": "2027-10-31T12:00:00+01:00",
		"the end of August":     "2027-08-31T23:30:00+02:00",
		"a leap day":            "2028-02-29T08:00:00+01:00",
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.SQLite(t, storetest.NewClock(now))
			if err := valdoise.LoadAll(t.Context(), db, "hash", keys(t)); err != nil {
				t.Fatal(err)
			}
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				alive(t, tx)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func keys(t *testing.T) *vault.Vault {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func alive(t *testing.T, tx *store.Tx) {
	t.Helper()
	for id, want := range map[scheduling.CohortID]map[scheduling.CohortState]bool{
		"cohort-osny":         {scheduling.CohortRunning: true},
		"cohort-argenteuil":   {scheduling.CohortRecruiting: true},
		"cohort-six-months":   {scheduling.CohortFollowUp: true, scheduling.CohortFinished: true},
		"cohort-2017-automne": {scheduling.CohortClosed: true},
	} {
		c, err := tx.Cohort(id)
		if err != nil {
			t.Fatal(err)
		}
		meetings, err := tx.Meetings(id)
		if err != nil {
			t.Fatal(err)
		}
		if state := c.State(tx.Now, meetings); !want[state] || len(meetings) != 11 {
			t.Errorf("%s is %s with %d meetings", id, state, len(meetings))
		}
		if id == "cohort-osny" {
			toFill := 0
			for _, m := range meetings {
				if m.State(tx.Now) == scheduling.MeetingToFillIn {
					toFill++
				}
			}
			if days := scheduling.DateOf(tx.Now).DaysUntil(meetings[5].Date); toFill < 1 || toFill > 2 || days < 0 || days > 7 {
				t.Errorf("%d sheets to fill in, the sixth meeting in %d days", toFill, days)
			}
		}
	}
	counts, err := tx.Headcounts([]scheduling.CohortID{"cohort-osny", "cohort-argenteuil"})
	if err != nil {
		t.Fatal(err)
	}
	if osny, argenteuil := counts["cohort-osny"], counts["cohort-argenteuil"]; osny.Enrolled != 11 || osny.Waiting != 2 ||
		argenteuil.Enrolled != 8 || argenteuil.Offered != 2 || argenteuil.Waiting != 2 {
		t.Errorf("Osny %+v, Argenteuil %+v", osny, argenteuil)
	}
}

func TestTheInvitationsOfTheDemonstrationHaveLinksThatOpen(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T09:00:00Z"), func(t *testing.T, db *store.DB) {
		v := keys(t)
		if err := valdoise.LoadAll(t.Context(), db, "hash", v); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			list, err := tx.Invitations("cohort-argenteuil")
			for _, inv := range list {
				plain, err := v.Open("invitations/"+string(inv.ID)+"/sealed", inv.Sealed)
				var secrets struct{ Token, Code string }
				if err == nil {
					err = json.Unmarshal(plain, &secrets)
				}
				if err != nil || vault.HashToken(secrets.Token) != inv.TokenHash || v.HashCode(secrets.Code) != inv.CodeHash {
					t.Errorf("%s: %v", inv.ID, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
