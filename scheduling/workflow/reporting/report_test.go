package reporting_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/reporting"
)

// codes of the published words.
var codes = map[string]string{
	"<25": "under_25", "25-39": "25_39", "40-49": "40_49", "50-59": "50_59", "60-67": "60_67",
	"sein": "breast", "hématologie": "haematological", "ovaire": "ovary", "tube digestif et estomac": "digestive",
	"intestin et rectum": "bowel", "prostate": "prostate", "sphère ORL": "ent", "cerveau": "brain", "rein": "kidney", "poumon": "lung", "os": "bone",
}

func printed(t *testing.T) (age, pathology, outcome map[string]int) {
	t.Helper()
	raw, err := os.ReadFile("../../followup/testdata/val-doise.json")
	if err != nil {
		t.Fatal(err)
	}
	var text struct {
		History struct {
			Age, Pathology map[string]int
			Outcome        map[string]int `json:"outcome_6_months"`
		}
	}
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	return text.History.Age, text.History.Pathology, text.History.Outcome
}

const today = "2027-01-12T09:00:00Z"

// reference is the reference world with its past, loaded once.
var reference = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	if err := valdoise.Load(ctx, db, "hash"); err != nil {
		return err
	}
	return valdoise.AddPast(ctx, db)
})

func world(t *testing.T, f func(t *testing.T, db *store.DB, desk *reporting.Desk)) {
	reference.EachDialect(t, storetest.NewClock(today), func(t *testing.T, db *store.DB) {
		f(t, db, reporting.New(db))
	})
}

func actor(role scheduling.Role, units ...scheduling.UnitID) scheduling.Actor {
	return scheduling.Actor{ID: "agent-claire", Organisation: "organisation-cramif", Grants: []scheduling.Grant{{Role: role, Units: units}}}
}

func TestRule23_TheReportPrintsThePublishedCountsWithTheirBases(t *testing.T) {
	age, pathology, outcome := printed(t)
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		r, err := desk.Report(t.Context(), actor(scheduling.UnitManager, "unit-95"), reporting.Scope{Programme: "programme-vo"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Cohorts != 11 || r.Meetings != 110 || r.Started != 114 || r.Enrolled != 119 || r.Left != 0 {
			t.Errorf("%d sessions, %d meetings, %d of %d started, %d left out", r.Cohorts, r.Meetings, r.Started, r.Enrolled, r.Left)
		}
		check(t, "ages", r.Ages, age, 114, 0)
		check(t, "pathologies", r.Pathologies, pathology, 112, 2)
		check(t, "outcomes", r.Outcomes, outcome, 106, 8)
		net, _ := r.Net.Percent()
		gross, _ := r.Gross.Percent()
		if gross >= net || gross < 80 || net > 100 {
			t.Errorf("attendance %.1f %% gross, %.1f %% net", gross, net)
		}
		// Of the 102 answers, those of the years that may be told together.
		if r.Satisfaction.Satisfied != (scheduling.Rate{Part: 58, N: 64}) || !r.Satisfaction.Known {
			t.Errorf("%+v satisfied", r.Satisfaction.Satisfied)
		}
	})
}

// check: every published count, nothing else but what is unknown, and shares
// that sum to 100 %.
func check(t *testing.T, what string, table reporting.Table, want map[string]int, known, unknown int) {
	t.Helper()
	got, share := map[string]int{}, 0
	for _, row := range table.Rows {
		share += row.Share
		if row.Count > 0 && row.Code != "unknown" {
			got[row.Code] = row.Count
		}
		if row.Code == "unknown" && row.Count != unknown {
			t.Errorf("%s: %d unknown", what, row.Count)
		}
	}
	expected := map[string]int{}
	for word, n := range want {
		code, ok := codes[word]
		if !ok {
			code = word
		}
		if n > 0 {
			expected[code] = n
		}
	}
	if table.Base != 114 || table.Known != known || share != 1000 || !maps.Equal(got, expected) {
		t.Errorf("%s: base %d, known %d, %d tenths of a percent\ngot  %v\nwant %v", what, table.Base, table.Known, share, got, expected)
	}
}

func TestRule25_TheStatisticianSeesNoSmallCell(t *testing.T) {
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		r, err := desk.Report(t.Context(), actor(scheduling.Statistician, "unit-95"), reporting.Scope{Programme: "programme-vo"})
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []reporting.Table{r.Ages, r.Pathologies, r.Outcomes} {
			for i, row := range table.Rows {
				if row.Count > 0 && row.Count < 5 || table.Hidden[i] && row.Count+row.Share+row.Within > 0 {
					t.Errorf("%s shows %d", row.Code, row.Count)
				}
			}
		}
		if r.Pathologies.KnownShown {
			t.Error("the base less the known tells how many are unknown")
		}
	})
}

func TestWhoSeesReports(t *testing.T) {
	world(t, func(t *testing.T, db *store.DB, desk *reporting.Desk) {
		for name, c := range map[string]struct {
			actor scheduling.Actor
			want  scheduling.Kind
		}{
			"the manager":            {actor(scheduling.UnitManager, "unit-95"), 0},
			"the social worker":      {actor(scheduling.SocialWorker, "unit-95"), 0},
			"the adviser":            {actor(scheduling.Adviser, "unit-95"), scheduling.Forbidden},
			"a manager of elsewhere": {actor(scheduling.UnitManager, "unit-92"), scheduling.NotFound},
			"nobody":                 {scheduling.Actor{}, scheduling.NotFound},
		} {
			_, err := desk.Report(t.Context(), c.actor, reporting.Scope{Programme: "programme-vo"})
			_, exported := desk.Export(t.Context(), c.actor, reporting.Scope{Programme: "programme-vo"})
			if scheduling.KindOf(err) != c.want || scheduling.KindOf(exported) != c.want {
				t.Errorf("%s: %v, %v", name, err, exported)
			}
		}
		_, err := desk.Report(t.Context(), actor(scheduling.UnitManager, "unit-95"),
			reporting.Scope{Programme: "programme-vo", From: scheduling.MustDate("2017-01-01"), Until: scheduling.MustDate("2016-01-01")})
		if scheduling.KindOf(err) != scheduling.Invalid {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			traces, err := tx.AuditOf("report:programme-vo", 10)
			if len(traces) != 2 {
				t.Errorf("%d traces of 2 exports", len(traces))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReportOfAPeriod(t *testing.T) {
	world(t, func(t *testing.T, _ *store.DB, desk *reporting.Desk) {
		for name, c := range map[string]struct {
			from, until string
			sessions    int
			started     int
		}{
			"one year":          {"2014-01-01", "2014-12-31", 2, 22},
			"one day":           {"2012-10-02", "2012-10-02", 1, 10},
			"before everything": {"", "2012-01-01", 0, 0},
			"from the last on":  {"2017-11-07", "", 1, 10},
			"nothing bounds it": {"", "", 11, 114},
		} {
			scope := reporting.Scope{Programme: "programme-vo"}
			if c.from != "" {
				scope.From = scheduling.MustDate(c.from)
			}
			if c.until != "" {
				scope.Until = scheduling.MustDate(c.until)
			}
			r, err := desk.Report(t.Context(), actor(scheduling.RegionalManager, "unit-95"), scope)
			if err != nil || r.Cohorts != c.sessions || r.Started != c.started || r.Outcomes.Base != c.started {
				t.Errorf("%s: %d sessions, %d started, %v", name, r.Cohorts, r.Started, err)
			}
		}
	})
}
