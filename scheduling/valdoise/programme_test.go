package valdoise_test

import (
	"slices"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
)

func TestTheReferenceProgrammeIsTheOneOfTheField(t *testing.T) {
	code, content, err := valdoise.Programme()
	if err != nil {
		t.Fatal(err)
	}
	if code != "VO-CANCER-EMPLOI" || content.Version.GroupMin != 10 || content.Version.GroupMax != 12 || content.Version.FollowUpMonths != 6 {
		t.Errorf("%s: %+v", code, content.Version)
	}
	want := []string{
		"presentation ligue_cancer", "ice_breaker", "content", "content", "content psychologist",
		"content occupational_physician", "content cap_emploi redeployment_adviser", "content mdph", "content company_hr", "closing ligue_cancer",
	}
	var got []string
	for _, m := range content.Modules {
		line := m.Kind
		for _, kind := range m.Partners {
			line += " " + string(kind)
		}
		got = append(got, line)
		if m.GuideMinutes() != m.Minutes {
			t.Errorf("module %d: a guide of %d minutes for %d", m.Position, m.GuideMinutes(), m.Minutes)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("modules\n%q\nwant\n%q", got, want)
	}
	if err := content.Ready(); err != nil {
		t.Error(err)
	}
}

func TestItsFirstVersionIsInUseAndItsSecondAwaitsTheLocalApproval(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T09:00:00Z"), func(t *testing.T, db *store.DB) {
		if err := valdoise.Load(t.Context(), db, "hash"); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			inUse, err := tx.ApprovedVersion("programme-vo")
			if err != nil {
				return err
			}
			content, err := tx.ContentOf(inUse)
			if err != nil {
				return err
			}
			if inUse.Number != 1 || content.Hash() != inUse.ContentHash || content.Modules[9].ID != valdoise.ModuleID(10) {
				t.Errorf("in use: version %d, last module %s", inUse.Number, content.Modules[9].ID)
			}
			latest, err := tx.LatestVersion("programme-vo")
			if err != nil {
				return err
			}
			state, err := tx.VersionState(latest.ID)
			if latest.Number != 2 || state != scheduling.VersionSubmitted {
				t.Errorf("the newest is %d, %s", latest.Number, state)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
