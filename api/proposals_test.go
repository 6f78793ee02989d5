package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func wantedFields(change ...any) map[string]any {
	fields := map[string]any{
		"version": "version-vo-1", "sites": []string{"site-osny", "site-argenteuil"}, "from": "2027-05-01", "until": "2027-12-20",
		"capacity": 12, "cadence_weeks": 1,
	}
	for i := 0; i+1 < len(change); i += 2 {
		key, _ := change[i].(string)
		fields[key] = change[i+1]
	}
	return fields
}

type proposalsJSON struct {
	Items []struct {
		Site, Lead string
		Comfort    int
		Terms      []struct{ Kind string }
		Meetings   []map[string]any
	}
	Impossible []struct {
		Site              string
		Blocking, Repairs []string
		Funnel            []struct {
			Title string
			Left  []struct {
				Name string
				Days int
			}
		}
	}
}

func TestASessionIsProposedAndOpenedThroughTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const proposals, cohorts = "/api/v1/proposals", "/api/v1/cohorts"
		p.call("", http.MethodPost, proposals, wantedFields()).want(http.StatusUnauthorized)
		p.call("lucie.garnier", http.MethodPost, proposals, wantedFields()).want(http.StatusForbidden)
		p.call("claire.moreau", http.MethodPost, proposals, wantedFields("capacity", 40)).want(http.StatusUnprocessableEntity)
		p.call("claire.moreau", http.MethodPost, proposals, wantedFields("sites", []string{"nowhere"})).want(http.StatusNotFound)

		var none proposalsJSON
		p.call("claire.moreau", http.MethodPost, proposals, wantedFields("until", "2027-05-30")).want(http.StatusOK).into(&none)
		if len(none.Items) > 0 || len(none.Impossible) != 2 || len(none.Impossible[0].Funnel) != 10 || len(none.Impossible[0].Blocking) == 0 {
			t.Errorf("a month: %+v", none)
		}

		var found proposalsJSON
		p.call("claire.moreau", http.MethodPost, proposals, wantedFields()).want(http.StatusOK).into(&found)
		if len(found.Items) != 5 || len(found.Items[0].Meetings) != 10 {
			t.Fatalf("proposals %+v", found)
		}
		best := found.Items[0]
		body := cohortFields("site", best.Site, "lead", best.Lead, "meetings", best.Meetings)
		var cohort cohortJSON
		p.call("claire.moreau", http.MethodPost, cohorts, body).want(http.StatusCreated).into(&cohort)
		if len(cohort.Meetings) != 11 || cohort.Meetings[9].Date != best.Meetings[9]["date"] || cohort.Meetings[9].Start != best.Meetings[9]["start"] {
			t.Errorf("opened %+v, proposed %v", cohort.Meetings, best.Meetings)
		}
		p.call("claire.moreau", http.MethodPost, cohorts, body).want(http.StatusConflict)
	})
}

const wantedQuery = "?version=version-vo-1&site=site-osny&from=2027-05-01&until=2027-12-20&capacity=12&cadence_weeks=1"

func TestAProposalIsOpenedFromItsPage(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const path = "/sessions/proposer"
		if form := p.open("claire.moreau", path).want(http.StatusOK).page(); form.Find("article.proposal").Length() != 0 || form.Find("input[name=site]").Length() != 2 {
			t.Error("the form alone is shown first")
		}
		page := p.open("claire.moreau", path+wantedQuery).want(http.StatusOK).page()
		proposals := page.Find("article.proposal")
		if proposals.Length() != 5 {
			t.Fatalf("%d proposals", proposals.Length())
		}
		if days := proposals.First().Find(".proposal-days").Text(); strings.Count(days, ",")+strings.Count(days, "·") != 9 {
			t.Errorf("its ten days are %s", days)
		}
		form := proposals.First().Find("form")
		fields := filled(form)
		if len(fields["meeting"]) != 10 || strings.Contains(fields.Encode(), "Claire") {
			t.Errorf("a proposal sends %v", fields)
		}
		action := form.AttrOr("action", "")

		fields.Set("label", "")
		p.post("claire.moreau", action, fields).want(http.StatusUnprocessableEntity)
		fields.Set("label", "Session proposée")
		opened := p.post("claire.moreau", action, fields).want(http.StatusSeeOther).Header.Get("Location")
		if n := p.open("claire.moreau", opened).want(http.StatusOK).page().Find("ol.thread > li").Length(); n != 11 {
			t.Errorf("the session has %d meetings", n)
		}
		again := p.post("claire.moreau", action, fields).want(http.StatusConflict).page()
		if again.Find("article.proposal").Length() == 0 || again.Find(".errors").Length() == 0 {
			t.Error("what was taken meanwhile is said, with new proposals")
		}
		p.open("lucie.garnier", path).want(http.StatusForbidden)
		fields.Del("meeting")
		p.post("claire.moreau", action, fields).want(http.StatusUnprocessableEntity)
	})
}

func TestAPageWithoutProposalSaysWhy(t *testing.T) {
	p := newPlatform(t)
	page := p.open("claire.moreau", "/sessions/proposer?version=version-vo-1&site=site-osny&from=2027-05-01&until=2027-05-30&capacity=12&cadence_weeks=1").want(http.StatusOK).page()
	if text := page.Find("#propositions").Text(); !strings.Contains(text, "la période choisie") || page.Find("#propositions tbody tr").Length() != 10 {
		t.Errorf("it says %s", text)
	}
	wrong := p.open("claire.moreau", "/sessions/proposer?version=version-vo-1&from=2027-05-01&until=2027-05-30&capacity=12&cadence_weeks=1").want(http.StatusUnprocessableEntity).page()
	if wrong.Find("fieldset.wrong").Length() != 1 || wrong.Find("input[name=until]").AttrOr("value", "") != "2027-05-30" {
		t.Error("a refused question comes back with its values")
	}
}
