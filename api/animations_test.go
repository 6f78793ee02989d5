package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPartnersThroughTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		ccas := map[string]any{"unit": "unit-95", "kind": "ccas", "name": "CCAS de Cergy"}
		for name, c := range map[string]struct {
			who    string
			body   any
			status int
			key    string
		}{
			"nobody":              {"", ccas, http.StatusUnauthorized, "signin.required"},
			"not an organiser":    {"lucie.garnier", ccas, http.StatusForbidden, "actor.may_not.organise"},
			"a kind off the list": {"claire.moreau", map[string]any{"unit": "unit-95", "kind": "x", "name": "x"}, http.StatusUnprocessableEntity, "invalid"},
			"another département": {"claire.moreau", map[string]any{"unit": "unit-92", "kind": "ccas", "name": "x"}, http.StatusNotFound, "not_found"},
		} {
			t.Run(name, func(t *testing.T) {
				var problem struct{ Key string }
				p.call(c.who, http.MethodPost, "/api/v1/partners", c.body).want(c.status).into(&problem)
				if problem.Key != c.key {
					t.Errorf("key %q, want %q", problem.Key, c.key)
				}
			})
		}
		added := p.call("claire.moreau", http.MethodPost, "/api/v1/partners", ccas).want(http.StatusCreated)
		var partner struct{ ID, Agreement string }
		added.into(&partner)
		path := "/api/v1/partners/" + partner.ID
		if added.Header.Get("ETag") != `"1"` || partner.Agreement != "none" {
			t.Errorf("etag %s, %+v", added.Header.Get("ETag"), partner)
		}
		ccas["name"] = "CCAS de Cergy-Pontoise"
		p.call("claire.moreau", http.MethodPut, path, ccas).want(http.StatusPreconditionRequired)
		p.call("claire.moreau", http.MethodPut, path, ccas, "If-Match", `"1"`).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPut, path, ccas, "If-Match", `"1"`).want(http.StatusPreconditionFailed)
		p.call("claire.moreau", http.MethodPost, path+"/agreements", map[string]any{"scope": "x", "valid_from": "2027-13-01"}).want(http.StatusUnprocessableEntity)
		signed := p.call("claire.moreau", http.MethodPost, path+"/agreements", map[string]any{"scope": "Co-animation", "valid_from": "2026-01-01"}).want(http.StatusCreated)
		var agreement struct{ ID, State string }
		signed.into(&agreement)
		if agreement.State != "valid" {
			t.Errorf("state %s", agreement.State)
		}
		agreementPath := "/api/v1/agreements/" + agreement.ID
		p.call("claire.moreau", http.MethodGet, agreementPath, nil).want(http.StatusOK)
		p.call("claire.moreau", http.MethodPut, agreementPath, map[string]any{"scope": "Co-animation", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}, "If-Match", `"1"`).want(http.StatusOK)
		if a := p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK); !strings.Contains(a.Body, `"expired"`) {
			t.Error(a.Body)
		}
		p.call("claire.moreau", http.MethodDelete, agreementPath, nil).want(http.StatusNoContent)
		person := p.call("claire.moreau", http.MethodPost, path+"/facilitators", map[string]any{"first_name": "Aïcha", "last_name": "Belkacem", "email": "aicha@ccas.example"}).want(http.StatusCreated)
		var facilitator struct {
			ID     string
			Active bool
		}
		person.into(&facilitator)
		p.call("claire.moreau", http.MethodPut, "/api/v1/facilitators/"+facilitator.ID, map[string]any{"first_name": "Aïcha", "last_name": "Belkacem", "active": false}, "If-Match", `"1"`).want(http.StatusOK).into(&facilitator)
		if facilitator.Active {
			t.Error("she still comes")
		}
		p.call("claire.moreau", http.MethodGet, "/api/v1/facilitators/"+facilitator.ID, nil).want(http.StatusOK)
		if a := p.call("claire.moreau", http.MethodGet, "/api/v1/facilitators", nil).want(http.StatusOK); strings.Contains(a.Body, "Belkacem") || !strings.Contains(a.Body, "Vasseur") {
			t.Error(a.Body)
		}
		if a := p.call("claire.moreau", http.MethodGet, "/api/v1/partners?limit=3", nil).want(http.StatusOK); strings.Count(a.Body, `"people"`) != 3 || !strings.Contains(a.Body, `"next"`) {
			t.Error(a.Body)
		}
	})
}

func TestCoAnimatorsThroughTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		m := p.meetingNeeding("occupational_physician")
		path := "/api/v1/meetings/" + string(m.ID) + "/animations"
		physician := map[string]any{"facilitator": "facilitator-travail"}
		p.call("lucie.garnier", http.MethodPost, path, physician).want(http.StatusForbidden)
		p.call("claire.moreau", http.MethodPost, path, map[string]any{}).want(http.StatusUnprocessableEntity)
		var staffing struct {
			Needs      []struct{ Found bool }
			Animations []struct{ ID, Role, State string }
		}
		p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK).into(&staffing)
		if len(staffing.Needs) != 1 || staffing.Needs[0].Found {
			t.Errorf("needs %+v", staffing.Needs)
		}
		p.call("claire.moreau", http.MethodPost, path, physician).want(http.StatusCreated).into(&staffing)
		p.call("claire.moreau", http.MethodPost, path, physician).want(http.StatusConflict)
		id := staffing.Animations[len(staffing.Animations)-1].ID
		if a := p.call("claire.moreau", http.MethodGet, path+"/invitations", nil).want(http.StatusOK); !strings.Contains(a.Body, "Catherine Vasseur") {
			t.Error(a.Body)
		}
		for _, want := range []string{`"sent":1`, `"sent":0`} {
			a := p.call("claire.moreau", http.MethodPost, path+"/invitations", map[string]any{"animations": []string{id}}).want(http.StatusOK)
			if !strings.Contains(a.Body, want) {
				t.Errorf("%s, want %s", a.Body, want)
			}
		}
		p.call("claire.moreau", http.MethodPut, path+"/"+id+"/reply", map[string]any{"reply": "maybe"}).want(http.StatusUnprocessableEntity)
		p.call("claire.moreau", http.MethodPut, path+"/"+id+"/reply", map[string]any{"reply": "accepted"}).want(http.StatusNoContent)
		p.call("claire.moreau", http.MethodGet, path, nil).into(&staffing)
		if !staffing.Needs[0].Found || staffing.Animations[len(staffing.Animations)-1].State != "accepted" {
			t.Errorf("%+v", staffing)
		}
		p.deliver()
		p.call("claire.moreau", http.MethodDelete, path+"/"+id, nil).want(http.StatusNoContent)
		sent := p.deliver()
		if len(sent) != 2 || sent[1].CalendarMethod != "CANCEL" {
			t.Errorf("%d mails", len(sent))
		}
	})
}

func TestFeedsThroughTheAPI(t *testing.T) {
	p := newPlatform(t)
	var feed struct{ ID, Address string }
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds", map[string]any{"name": "Téléphone", "scope": "facilitator", "owner": "facilitator-travail"}).want(http.StatusCreated).into(&feed)
	path := strings.TrimPrefix(feed.Address, "http://trame.example")
	p.open("", path).want(http.StatusOK)
	if a := p.call("claire.moreau", http.MethodGet, "/api/v1/feeds?scope=facilitator&owner=facilitator-travail", nil).want(http.StatusOK); strings.Contains(a.Body, path) || !strings.Contains(a.Body, "last_used_at") {
		t.Error(a.Body)
	}
	p.call("lucie.garnier", http.MethodGet, "/api/v1/feeds?scope=facilitator&owner=facilitator-travail", nil).want(http.StatusNotFound)
	var renewed struct{ ID, Address string }
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds/"+feed.ID+"/rotation", nil).want(http.StatusCreated).into(&renewed)
	p.open("", path).want(http.StatusGone)
	p.call("claire.moreau", http.MethodDelete, "/api/v1/feeds/"+renewed.ID, nil).want(http.StatusNoContent)
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds", map[string]any{"name": " "}).want(http.StatusUnprocessableEntity)
	if a := p.call("claire.moreau", http.MethodGet, "/api/v1/feeds", nil).want(http.StatusOK); !strings.Contains(a.Body, `"items":[]`) {
		t.Error(a.Body)
	}
}
