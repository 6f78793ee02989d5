package reporting_test

import (
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/reporting"
)

func TestTheSameReportOverAnySetOfSessions(t *testing.T) {
	year := func(n int) (from, until scheduling.Date) {
		return scheduling.Date{Year: n, Month: 1, Day: 1}, scheduling.Date{Year: n, Month: 12, Day: 31}
	}
	of2014 := reporting.Scope{}
	of2014.From, of2014.Until = year(2014)
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		for name, c := range map[string]struct {
			scope    reporting.Scope
			title    string
			sessions int
			started  int
		}{
			"a session":             {reporting.Scope{Cohort: "cohort-2014-automne"}, "Session d’automne 2014 · Argenteuil", 1, 12},
			"a programme":           {reporting.Scope{Programme: "programme-vo"}, "Cancer et retour à l’emploi", 11, 114},
			"a unit":                {reporting.Scope{Unit: "unit-95"}, "Val-d’Oise", 11, 114},
			"the region above it":   {reporting.Scope{Unit: "unit-idf"}, "Île-de-France", 11, 114},
			"a unit that runs none": {reporting.Scope{Unit: "unit-92"}, "Hauts-de-Seine", 0, 0},
			"a year":                {of2014, "Service social de l’Assurance Maladie", 2, 22},
			"all that one may see":  {reporting.Scope{}, "Service social de l’Assurance Maladie", 11, 114},
		} {
			r, err := desk.Report(t.Context(), actor(scheduling.UnitManager, "unit-idf", "unit-95", "unit-92"), c.scope)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if r.Title != c.title || r.Cohorts != c.sessions || r.Started != c.started || r.Ages.Base != c.started {
				t.Errorf("%s: %q, %d sessions, %d started", name, r.Title, r.Cohorts, r.Started)
			}
		}
	})
}
