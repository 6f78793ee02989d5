package store_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// A person counts where she lives when the last word on her is yes and she has
// no place yet.
func TestTheEligibleAreCountedWhereTheyLive(t *testing.T) {
	storetest.EachDialect(t, storetest.NewClock("2027-01-12T09:00:00Z"), func(t *testing.T, db *store.DB) {
		_, unit := world(t, db)
		check := func(who string, outcome, overridden scheduling.Eligibility, hours int) scheduling.EligibilityCheck {
			c := scheduling.EligibilityCheck{
				ID: store.NewID[scheduling.EligibilityCheckID](), Insured: scheduling.InsuredID(who), VersionID: "v",
				On: scheduling.MustDate("2027-01-12"), Outcome: outcome, Results: "[]", CheckedBy: "system",
				CheckedAt: db.Now().Add(time.Duration(hours) * time.Hour), Overridden: overridden,
			}
			if overridden != "" {
				c.OverriddenBy, c.OverriddenAt, c.OverrideReason = "a", db.Now(), "entretien"
			}
			return c
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			faults := []error{
				tx.AddTerritories([]scheduling.Territory{{Insee: "95018", Organisation: "o", Name: "Saint-Ouen-l'Aumône", Departement: "95", Postcodes: "95310 95311"}}),
				tx.AddUser(scheduling.User{ID: "a", Organisation: "o", Email: "a@b.fr", Active: true, CreatedAt: tx.Now}, "hash"),
				tx.AddProgramme(scheduling.Programme{ID: "p", Unit: unit, Code: "P", CreatedAt: tx.Now}),
				tx.AddProgrammeVersion(scheduling.ProgrammeVersion{
					ID: "v", Programme: "p", Number: 1, Title: "T", PublicTitle: "T", Axis: "job_retention", GroupMin: 8, GroupMax: 12, CadenceWeeks: 1, CreatedBy: "a", CreatedAt: tx.Now, Version: 1,
				}),
			}
			for who, insee := range map[string]string{"yes": "95018", "lifted": "95018", "seated": "95018", "later no": "95476", "dead": "95476", "waits": "95476"} {
				i := scheduling.Insured{ID: scheduling.InsuredID(who), Unit: unit, FirstName: who, LastName: "X", Insee: insee, CreatedAt: tx.Now, Version: 1}
				if who == "lifted" { // entered without the code of her commune
					i.Insee, i.Postcode, i.City = "", "95310", "SAINT OUEN L AUMONE"
				}
				if who == "dead" {
					i.DeceasedOn = scheduling.MustDate("2027-01-02")
				}
				faults = append(faults, tx.AddInsured(i))
			}
			return errors.Join(append(faults,
				tx.AddEligibilityChecks([]scheduling.EligibilityCheck{
					check("yes", scheduling.NotYet, "", -2), check("yes", scheduling.Collective, "", -1),
					check("lifted", scheduling.IndividualFirst, scheduling.Collective, 0),
					check("later no", scheduling.Collective, "", -2), check("later no", scheduling.NotEligible, "", -1),
					check("dead", scheduling.Collective, "", 0), check("waits", scheduling.NotYet, "", 0), check("seated", scheduling.Collective, "", 0),
				}),
				tx.AddSite(scheduling.Site{ID: "s", Unit: unit, Name: "S", TimeZone: "Europe/Paris", Version: 1}),
				tx.AddCohort(scheduling.Cohort{ID: "c", VersionID: "v", Unit: unit, Site: "s", Label: "C", FirstDate: scheduling.MustDate("2027-01-12"), Start: 540, CadenceWeeks: 1, Capacity: 12, Lead: "a", CreatedBy: "a", CreatedAt: tx.Now, Version: 1}),
				tx.AddEnrolment(scheduling.Enrolment{ID: "e", Cohort: "c", Insured: "seated", State: scheduling.Enrolled, RankedAt: tx.Now, EnrolledAt: tx.Now, CreatedAt: tx.Now, Version: 1}),
			)...)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			communes, err := tx.Communes("o")
			if err != nil {
				return err
			}
			got, err := tx.EligibleByCommune(communes, []scheduling.UnitID{unit}, []scheduling.VersionID{"v"}, scheduling.DateOf(tx.Now))
			if want := map[string]int{"95018": 2}; !maps.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
