package reporting_test

import (
	"fmt"
	"slices"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/reporting"
)

func published(t *testing.T, desk *reporting.Desk, scope reporting.Scope) reporting.Report {
	t.Helper()
	scope.Publication = true
	r, err := desk.Report(t.Context(), actor(scheduling.UnitManager, "unit-idf", "unit-95", "unit-92"), scope)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRule21_APublicationIsMadeOfWholeSpansAndKnownGroups(t *testing.T) {
	years := func(from, until int) reporting.Scope {
		return reporting.Scope{From: reporting.Span{From: from}.First(), Until: reporting.Span{Until: until}.Last()}
	}
	half := years(2012, 2014)
	half.Until = scheduling.MustDate("2014-06-30")
	running := years(2012, 2014)
	running.Running = true
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		for name, c := range map[string]struct {
			scope   reporting.Scope
			whole   bool
			started int
		}{
			"all that is over":            {reporting.Scope{}, true, 114},
			"a programme":                 {reporting.Scope{Programme: "programme-vo"}, true, 114},
			"a unit":                      {reporting.Scope{Unit: "unit-95"}, true, 114},
			"the unit above it":           {reporting.Scope{Unit: "unit-idf"}, true, 114},
			"the first span":              {years(2012, 2014), true, 53},
			"the second":                  {years(2015, 2017), true, 61},
			"both":                        {years(2012, 2017), true, 114},
			"a year of a span":            {years(2014, 2014), false, 22},
			"half a year":                 {half, false, 41},
			"what is not closed, too":     {running, false, 53},
			"years that are not over yet": {years(2012, 2030), false, 114},
			"one session":                 {reporting.Scope{Cohort: "cohort-2014-automne"}, false, 12},
		} {
			r := published(t, desk, c.scope)
			if want := []reporting.Span{{From: 2012, Until: 2014}, {From: 2015, Until: 2017}}; !slices.Equal(r.Spans, want) {
				t.Errorf("%s: spans %v", name, r.Spans)
			}
			if r.Whole != c.whole || r.Ages.Withheld == c.whole || r.Started != c.started {
				t.Errorf("%s: whole %t, withheld %t, %d people", name, r.Whole, r.Ages.Withheld, r.Started)
			}
		}
	})
}

func TestRule21_NoTwoPublicationsDifferByAFewPeople(t *testing.T) {
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		var shown []reporting.Report
		for _, scope := range []reporting.Scope{{}, {Programme: "programme-vo"}, {Unit: "unit-95"}, {Unit: "unit-idf"}} {
			for _, span := range [][2]int{{0, 0}, {2012, 2014}, {2015, 2017}, {2014, 2014}, {2012, 2015}} {
				if span[0] > 0 {
					scope.From, scope.Until = reporting.Span{From: span[0]}.First(), reporting.Span{Until: span[1]}.Last()
				}
				shown = append(shown, published(t, desk, scope))
			}
		}
		compared := 0
		for _, a := range shown {
			for _, b := range shown {
				if a.Scope.From.After(b.Scope.From) && !b.Scope.From.IsZero() || a.Scope.Until.Before(b.Scope.Until) || b.Scope.From.IsZero() && !a.Scope.From.IsZero() {
					continue // not within
				}
				for _, pair := range [][2]reporting.Table{{a.Ages, b.Ages}, {a.Pathologies, b.Pathologies}, {a.Occupations, b.Occupations}, {a.Outcomes, b.Outcomes}} {
					compared += differences(t, pair[0], pair[1])
				}
			}
		}
		if compared < 100 {
			t.Errorf("only %d cells of two publications are shown", compared)
		}
	})
}

// differences are the cells that both tables show; none may differ by one to four.
func differences(t *testing.T, a, b reporting.Table) (compared int) {
	t.Helper()
	for i := range a.Rows {
		if a.Hidden[i] || b.Hidden[i] {
			continue
		}
		compared++
		if n := a.Rows[i].Count - b.Rows[i].Count; n > 0 && n < 5 {
			t.Errorf("%s: %d people of %d and %d", a.Rows[i].Code, n, a.Rows[i].Count, b.Rows[i].Count)
		}
	}
	return compared
}

func TestRule23_TheDontLinesSumToTheirSituation(t *testing.T) {
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		r, err := desk.Report(t.Context(), actor(scheduling.UnitManager, "unit-95"), reporting.Scope{Programme: "programme-vo"})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(r.Whereof["invalidity_1"]), "[{part_time_work 9 79} {seeks_work 4 35} { 4 35}]"; got != want {
			t.Errorf("invalidité 1: %s, want %s", got, want)
		}
		for _, row := range r.Outcomes.Rows {
			people, share := 0, 0
			for _, part := range r.Whereof[row.Code] {
				people, share = people+part.Count, share+part.Share
			}
			if len(r.Whereof[row.Code]) > 0 && (people != row.Count || share != row.Share) {
				t.Errorf("%s: %d of %d people, %d of %d tenths", row.Code, people, row.Count, share, row.Share)
			}
		}
		if r.Occupations.Base != 114 || r.Occupations.Known == 0 || r.Occupations.Known == 114 {
			t.Errorf("groups are known of %d of %d", r.Occupations.Known, r.Occupations.Base)
		}
		for code, lines := range published(t, desk, reporting.Scope{}).Whereof {
			for _, part := range lines {
				if part.Count < reporting.NationalThreshold {
					t.Errorf("a publication tells %d people of %s", part.Count, code)
				}
			}
		}
	})
}
