package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestAParticipantSaysOnHerPageThatSheWillNotComeOnOneDay(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		cohort := p.recruiting()
		link := p.inviteByPage(cohort, p.enter("Léger", nil))
		p.open("", link+"/absence/1").want(http.StatusNotFound) // no seat yet, nothing to excuse
		p.post("", link, url.Values{"reply": {"accepts"}}).want(http.StatusSeeOther)
		home := p.open("", link).want(http.StatusOK)
		if home.page().Find(`a[href="`+link+`/absence/1"]`).Length() != 2 || home.page().Find(`a[href="`+link+`/absence/2"]`).Length() != 1 {
			t.Error("her page does not lead to an apology for each date")
		}
		for range 5 { // a scanner that opens everything
			p.open("", link+"/absence/1").want(http.StatusOK)
		}
		form := fill(p.open("", link+"/absence/1").page(), link+"/absence/1", url.Values{"reason": {"care"}})
		p.post("", link+"/absence/1", form).want(http.StatusSeeOther)
		if said := p.open("", link).want(http.StatusOK).text("main"); !strings.Contains(said, "vous ne venez pas ce jour-là") {
			t.Errorf("her page says %q", said)
		}
		first := p.meetings(cohort)[0]
		ahead := p.open("claire.moreau", "/seances/"+first+"/presences").want(http.StatusOK)
		if !strings.Contains(ahead.text("main"), "absence annoncée") || !strings.Contains(ahead.text(".history"), "par la personne elle-même") {
			t.Errorf("the sheet says %q", ahead.text("main"))
		}
		p.post("", link+"/absence/1/finalement", nil).want(http.StatusSeeOther)
		p.post("", link+"/absence/1", url.Values{"reason": {"maladie"}}).want(http.StatusUnprocessableEntity)
		p.post("", link+"/absence/99", nil).want(http.StatusNotFound)
		if token := strings.TrimPrefix(link, "/v/"); strings.Contains(p.logs.String(), token) {
			t.Error("the log holds the token")
		}
	})
}

// meetings are the ids of a session's, in order.
func (p *platform) meetings(cohort string) (ids []string) {
	p.t.Helper()
	err := p.db.Read(p.t.Context(), func(tx *store.Tx) error {
		meetings, err := tx.Meetings(scheduling.CohortID(cohort))
		for _, m := range meetings {
			ids = append(ids, string(m.ID))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return ids
}

func TestAnApologyOverTheAPI(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	link := p.inviteByPage(cohort, p.enter("Léger", nil))
	path := "/api/v1/welcome/" + strings.TrimPrefix(link, "/v/")
	p.call("", http.MethodPost, path+"/reply", map[string]any{"reply": "accepts"}).want(http.StatusNoContent)
	type body map[string]any
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		key                string
	}{
		{"an unknown link", http.MethodPut, "/api/v1/welcome/nobody/visits/1/apology", body{}, http.StatusNotFound, "link.unknown"},
		{"a visit of nobody's", http.MethodPut, path + "/visits/40/apology", body{}, http.StatusNotFound, "not_found"},
		{"a reason of nobody's", http.MethodPut, path + "/visits/1/apology", body{"reason": "fatigue"}, http.StatusUnprocessableEntity, "malformed"},
		{"said", http.MethodPut, path + "/visits/1/apology", body{"reason": "care"}, http.StatusNoContent, ""},
		{"said again", http.MethodPut, path + "/visits/1/apology", body{"reason": "care"}, http.StatusNoContent, ""},
		{"taken back", http.MethodDelete, path + "/visits/2/apology", nil, http.StatusNoContent, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := p.in(t).call("", c.method, c.path, c.body).want(c.status)
			if c.key != "" && !strings.Contains(a.Body, `"`+c.key+`"`) {
				t.Errorf("no %s in %s", c.key, a.Body)
			}
		})
	}
	var page struct{ Visits []struct{ Away bool } }
	p.call("", http.MethodGet, path, nil).want(http.StatusOK).into(&page)
	if !page.Visits[0].Away || page.Visits[1].Away {
		t.Errorf("away from %+v", page.Visits[:2])
	}
}

func TestAForgottenSheetSaysForHowLong(t *testing.T) {
	p := newLivePlatform(t)
	p.clock.Add(9 * 24 * time.Hour)
	page := p.open("claire.moreau", "/").want(http.StatusOK)
	if said := page.text("main"); !strings.Contains(said, "Feuille de présence oubliée depuis ") || !strings.Contains(said, "en retard") {
		t.Errorf("today says %q", said)
	}
	var today struct {
		Tasks []struct {
			Kind string
			Days int
		}
	}
	p.call("claire.moreau", http.MethodGet, "/api/v1/today", nil).want(http.StatusOK).into(&today)
	for _, task := range today.Tasks {
		if task.Kind == "sheet" && task.Days >= 2 {
			return
		}
	}
	t.Errorf("tasks %+v", today.Tasks)
}
