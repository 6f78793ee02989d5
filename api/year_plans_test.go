package api_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// askedYear is what a manager asks for: two sessions on two sites.
func askedYear(change ...func(map[string]any)) map[string]any {
	wish := map[string]any{
		"version": "version-vo-1", "times": 2, "sites": []string{"site-osny", "site-argenteuil"}, "cadence_weeks": 1,
		"school_pause": true, "capacity": 12, "leads": []string{"agent-claire", "agent-samir"},
	}
	for _, f := range change {
		f(wish)
	}
	return map[string]any{
		"unit": "unit-95", "label": "Année 2027", "first_day": "2027-02-01", "last_day": "2027-12-31", "seconds": 1, "wishes": []any{wish},
	}
}

type yearAnswer struct {
	ID       string
	State    string
	Wanted   int
	Placed   int
	Sessions []struct {
		Number   int
		Label    string
		Choice   string
		Cohort   string
		Meetings []struct{ Date, Start, Room string }
	}
	Loads []struct{ Name string }
	Zones []struct{ Places, Population, Eligible int }
}

// search does what the round does.
func (p *platform) search() {
	p.t.Helper()
	if err := p.desks.Planning.SearchYears(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// foundEligible adds somebody of a commune who may come to the programme.
func (p *platform) foundEligible(insee string) {
	p.t.Helper()
	err := p.db.Write(p.t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddInsured(scheduling.Insured{ID: "insured-new", Unit: "unit-95", FirstName: "Iris", LastName: "Valmont", Insee: insee, CreatedAt: tx.Now, Version: 1}),
			tx.AddEligibilityChecks([]scheduling.EligibilityCheck{{
				ID: "check", Insured: "insured-new", VersionID: "version-vo-1", On: scheduling.DateOf(tx.Now),
				Outcome: scheduling.Collective, Results: "[]", CheckedBy: "system", CheckedAt: tx.Now,
			}}))
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestAYearIsAskedForDraftedDecidedPublishedAndComparedOverJSON(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		var y yearAnswer
		p.call("helene.dubois", http.MethodPost, "/api/v1/year-plans", askedYear()).want(http.StatusCreated).into(&y)
		if y.State != "waiting" || y.Wanted != 2 || len(y.Sessions) != 2 {
			t.Fatalf("%+v", y)
		}
		at := "/api/v1/year-plans/" + y.ID
		p.call("helene.dubois", http.MethodPost, at+"/publication", nil).want(http.StatusConflict)
		p.search()
		p.call("helene.dubois", http.MethodGet, at, nil).want(http.StatusOK).into(&y)
		if y.State != "ready" || y.Placed != 2 || len(y.Sessions[0].Meetings) != 10 || len(y.Loads) < 2 || len(y.Zones) != 2 {
			t.Fatalf("%+v", y)
		}
		p.foundEligible("95018")
		p.call("helene.dubois", http.MethodGet, at, nil).want(http.StatusOK).into(&y)
		if found := y.Zones[0].Eligible + y.Zones[1].Eligible; found != 1 {
			t.Errorf("%d people of the zones may come, want 1", found)
		}
		if page := p.open("helene.dubois", "/plans/"+y.ID).page(); !strings.Contains(page.Find("#zones").Parent().Text(), "Part des éligibles") {
			t.Errorf("the zones: %s", page.Find("#zones").Parent().Text())
		}
		p.call("helene.dubois", http.MethodPost, at+"/decisions", map[string]any{"sessions": []any{
			map[string]any{"number": 1, "choice": "accepted"}, map[string]any{"number": 2, "choice": "pinned"},
		}}).want(http.StatusOK).into(&y)
		if y.Sessions[0].Choice != "accepted" || y.Sessions[1].Choice != "pinned" {
			t.Errorf("%+v", y.Sessions)
		}
		var published struct{ Opened, Refused []any }
		p.call("helene.dubois", http.MethodPost, at+"/publication", nil).want(http.StatusOK).into(&published)
		if len(published.Opened) != 1 || len(published.Refused) != 0 {
			t.Errorf("%+v", published)
		}
		if sent := p.deliver(); len(sent) != 0 {
			t.Errorf("publishing told %d people", len(sent))
		}
		var next yearAnswer
		p.call("helene.dubois", http.MethodPost, at+"/successor", nil).want(http.StatusCreated).into(&next)
		p.search()
		var differences struct {
			Items []struct {
				Same  bool
				After *struct{ Label string }
			}
		}
		p.call("helene.dubois", http.MethodGet, "/api/v1/year-plans/"+next.ID+"/differences?with="+y.ID, nil).want(http.StatusOK).into(&differences)
		if len(differences.Items) != 2 {
			t.Errorf("%+v", differences)
		}
		p.call("helene.dubois", http.MethodPost, "/api/v1/year-plans/"+next.ID+"/abandonment", nil).want(http.StatusOK).into(&next)
		var list struct{ Items []yearAnswer }
		p.call("helene.dubois", http.MethodGet, "/api/v1/year-plans", nil).want(http.StatusOK).into(&list)
		if len(list.Items) != 2 || list.Items[0].State != "abandoned" || list.Items[1].State != "published" {
			t.Errorf("%+v", list)
		}
	})
}

func TestAskingForAYearIsRefusedAtItsFieldAndToWhoMayNot(t *testing.T) {
	p := newPlatform(t)
	many := askedYear(func(w map[string]any) { w["capacity"] = 90 })
	for name, c := range map[string]struct {
		who    string
		body   map[string]any
		status int
		says   string
	}{
		"a social worker":     {"claire.moreau", askedYear(), http.StatusForbidden, "actor.may_not.plan_year"},
		"a regional manager":  {"marc.lefevre", askedYear(), http.StatusForbidden, "actor.may_not.plan_year"},
		"a group too large":   {"helene.dubois", many, http.StatusUnprocessableEntity, "wishes.0.capacity"},
		"nobody":              {"", askedYear(), http.StatusUnauthorized, "signin.required"},
		"a unit out of reach": {"helene.dubois", map[string]any{"unit": "unit-92", "label": "x", "first_day": "2027-02-01", "last_day": "2027-12-31", "wishes": []any{}}, http.StatusNotFound, "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			a := p.in(t).call(c.who, http.MethodPost, "/api/v1/year-plans", c.body).want(c.status)
			if !strings.Contains(a.Body, c.says) {
				t.Errorf("%s in %s", c.says, a.Body)
			}
		})
	}
}

// yearForm is the form of a year as a browser sends it; the second programme of
// the page is not wished.
func yearForm() url.Values {
	return url.Values{
		"unit": {"unit-95"}, "label": {"Année 2027"}, "first_day": {"2027-02-01"}, "last_day": {"2027-12-31"}, "seconds": {"1"},
		"wishes.0.version": {"version-vo-1"}, "wishes.0.times": {"0"},
		"wishes.1.version": {"version-vo-1"}, "wishes.1.times": {"2"}, "wishes.1.sites": {"site-osny", "site-argenteuil"},
		"wishes.1.leads": {"agent-claire", "agent-samir"}, "wishes.1.cadence_weeks": {"1"}, "wishes.1.capacity": {"12"},
	}
}

func TestAManagerPlansTheYearOnThePages(t *testing.T) {
	p := newPlatform(t)
	if n := p.open("helene.dubois", "/plans/nouveau").want(http.StatusOK).page().Find("main form[action='/plans'] section").Length(); n == 0 {
		t.Error("the form offers no programme")
	}
	p.open("claire.moreau", "/plans").want(http.StatusForbidden)

	wrong := yearForm()
	wrong.Del("wishes.1.sites")
	wrong.Set("wishes.0.times", "1")
	wrong.Set("wishes.0.cadence_weeks", "1")
	wrong.Set("wishes.0.capacity", "12")
	refused := p.post("helene.dubois", "/plans", wrong).want(http.StatusUnprocessableEntity).page()
	if refused.Find("#f-wishes-0-sites").Length() == 0 || refused.Find(".errors li").Length() != 3 {
		t.Errorf("refused with %s", refused.Find(".errors").Text())
	}

	asked := p.post("helene.dubois", "/plans", yearForm()).want(http.StatusSeeOther)
	at := asked.Header.Get("Location")
	waiting := p.open("helene.dubois", at).want(http.StatusOK)
	if waiting.Header.Get("Refresh") == "" || waiting.page().Find("progress").Length() != 1 {
		t.Error("a plan under search does not come back by itself")
	}
	p.search()
	drafted := p.open("helene.dubois", at).want(http.StatusOK)
	if drafted.Header.Get("Refresh") != "" || drafted.page().Find("section.card[id^=session-]").Length() != 2 {
		t.Errorf("the draft: %s", drafted.page().Find("main").Text())
	}
	for _, path := range []string{"/mois", "/mois?personne=user:agent-claire&site=site-osny", "/comparer"} {
		p.open("helene.dubois", at+path).want(http.StatusOK)
	}
	p.post("helene.dubois", at+"/decisions", url.Values{"choice.1": {"accepted"}, "choice.2": {"pinned"}, "then": {"publish"}}).want(http.StatusSeeOther)
	if open := p.open("helene.dubois", at).page().Find("a[href^='/sessions/']").Length(); open != 1 {
		t.Errorf("%d sessions are open", open)
	}
	next := p.post("helene.dubois", at+"/decisions", url.Values{"then": {"follow"}}).want(http.StatusSeeOther).Header.Get("Location")
	p.search()
	if rows := p.open("helene.dubois", next+"/comparer").want(http.StatusOK).page().Find("tbody tr").Length(); rows != 2 {
		t.Errorf("%d rows compared", rows)
	}
	p.post("helene.dubois", next+"/abandonner", nil).want(http.StatusSeeOther)
	if state := p.open("helene.dubois", "/plans").page().Find(".rows .badge").First().Text(); !strings.Contains(state, "côté") {
		t.Errorf("abandoned, it is %s", state)
	}
}
