package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// toCall are the follow-ups of the reference world that are still open.
func (p *platform) toCall(who string) (ids []string) {
	p.t.Helper()
	var list struct {
		Items []struct{ ID, State, Phone string }
	}
	p.call(who, http.MethodGet, "/api/v1/follow-ups?state=open", nil).want(http.StatusOK).into(&list)
	for _, f := range list.Items {
		ids = append(ids, f.ID)
	}
	return ids
}

func TestFollowUpsByRequest(t *testing.T) {
	p := newLivePlatform(t)
	ids := p.toCall("claire.moreau")
	if len(ids) < 3 {
		t.Fatalf("%d to call in the reference world", len(ids))
	}
	one := "/api/v1/follow-ups/" + ids[0]
	etag := p.call("claire.moreau", http.MethodGet, one, nil).want(http.StatusOK).Header.Get("ETag")
	bump := func(n string) string { return `"` + n + `"` }
	first := strings.Trim(etag, `"`)
	next := map[string]string{"1": "2", "2": "3", "3": "4"}
	second := next[first]
	good := map[string]any{"outcome": "work_resumed", "as_of": "2027-01-10", "source": "phone", "details": "à mi-temps"}
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		match                   string
		status                  int
		key                     string
	}{
		{"nobody", "", http.MethodGet, "/api/v1/follow-ups", nil, "", http.StatusUnauthorized, "signin.required"},
		{"a manager", "helene.dubois", http.MethodGet, "/api/v1/follow-ups", nil, "", http.StatusForbidden, "actor.may_not.see_people"},
		{"a state of nobody's", "claire.moreau", http.MethodGet, "/api/v1/follow-ups?state=late", nil, "", http.StatusUnprocessableEntity, "malformed"},
		{"a day of nobody's", "claire.moreau", http.MethodGet, "/api/v1/follow-ups?until=soon", nil, "", http.StatusUnprocessableEntity, "malformed"},
		{"by a day", "claire.moreau", http.MethodGet, "/api/v1/follow-ups?until=2027-01-12&limit=1", nil, "", http.StatusOK, ""},
		{"no such follow-up", "claire.moreau", http.MethodGet, "/api/v1/follow-ups/x", nil, "", http.StatusNotFound, "not_found"},
		{"planned in the past", "lucie.garnier", http.MethodPut, one + "/plan", map[string]any{"planned_on": "2027-01-11"}, etag, http.StatusUnprocessableEntity, "follow_up.planned.past"},
		{"planned", "lucie.garnier", http.MethodPut, one + "/plan", map[string]any{"planned_on": "2027-01-14"}, etag, http.StatusOK, ""},
		{"on what was read before", "lucie.garnier", http.MethodPost, one + "/attempts", map[string]any{}, etag, http.StatusPreconditionFailed, "stale"},
		{"tried", "lucie.garnier", http.MethodPost, one + "/attempts", map[string]any{"next_on": "2027-01-15"}, bump(second), http.StatusOK, ""},
		{"an outcome of a visit, by an adviser", "lucie.garnier", http.MethodPut, one + "/outcome", map[string]any{"outcome": "training", "as_of": "2027-01-10", "source": "visit"}, bump(next[second]), http.StatusForbidden, "actor.may_not.see_social"},
		{"a letter that rings", "lucie.garnier", http.MethodPost, one + "/attempts", map[string]any{"way": "letter", "outcome": "no_answer"}, bump(next[second]), http.StatusUnprocessableEntity, "follow_up.attempt.unknown"},
		{"an outcome without a source", "claire.moreau", http.MethodPut, one + "/outcome", map[string]any{"outcome": "training", "as_of": "2027-01-10"}, bump(next[second]), http.StatusUnprocessableEntity, "invalid"},
		{"an outcome", "claire.moreau", http.MethodPut, one + "/outcome", good, bump(next[second]), http.StatusOK, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			a := p.call(c.who, c.method, c.path, c.body, "If-Match", c.match).want(c.status)
			var got struct{ Key string }
			if a.into(&got); got.Key != c.key {
				t.Errorf("key %q, want %q: %s", got.Key, c.key, a.Body)
			}
		})
	}
	p.t = t
	if a := p.call("lucie.garnier", http.MethodGet, one, nil).want(http.StatusOK); strings.Contains(a.Body, "mi-temps") || strings.Contains(a.Body, "work_resumed") {
		t.Errorf("an adviser reads the outcome: %s", a.Body)
	}
	if left := p.toCall("claire.moreau"); len(left) != len(ids)-1 {
		t.Errorf("%d left to call of %d", len(left), len(ids))
	}
}

func TestTheDueListShowsPhonesAndTheFormsOfAPerson(t *testing.T) {
	p := newLivePlatform(t)
	list := p.open("lucie.garnier", "/suivi").want(http.StatusOK).page()
	if list.Find("tbody tr").Length() == 0 || list.Find(`tbody a[href^="tel:"]`).Length() == 0 {
		t.Fatal("nobody to call, or no number")
	}
	path := list.Find(`tbody th a`).First().AttrOr("href", "")
	if p.open("lucie.garnier", path).want(http.StatusOK).page().Find(`form[action$="/situation"] select[name=source] option[value=visit]`).Length() != 0 {
		t.Error("an adviser is asked for more than what the telephone told")
	}
	page := p.open("claire.moreau", path).page()
	version := page.Find(`form[action$="/situation"] input[name=version]`).AttrOr("value", "")
	refused := p.post("claire.moreau", path+"/situation", url.Values{"version": {version}, "outcome": {"training"}, "as_of": {"2027-01-10"}, "details": {"CAP cuisine"}})
	if doc := refused.want(http.StatusUnprocessableEntity).page(); doc.Find("#f-source[aria-invalid]").Length() != 1 || doc.Find("#f-details").AttrOr("value", "") != "CAP cuisine" {
		t.Error("the fault is not at its field, or what was typed is lost")
	}
	p.post("claire.moreau", path+"/prevoir", url.Values{"version": {version}, "planned_on": {"2027-02-01"}}).want(http.StatusSeeOther)
	p.post("claire.moreau", path+"/prevoir", url.Values{"version": {version}, "planned_on": {"2027-02-02"}}).want(http.StatusConflict)
	version = p.open("claire.moreau", path).page().Find("input[name=version]").First().AttrOr("value", "")
	p.post("claire.moreau", path+"/appel", url.Values{"version": {version}, "tried": {"phone.reached"}, "next_on": {"demain"}}).want(http.StatusUnprocessableEntity)
	p.post("claire.moreau", path+"/appel", url.Values{"version": {version}, "tried": {"phone.reached"}}).want(http.StatusSeeOther)
	version = p.open("claire.moreau", path).page().Find("input[name=version]").First().AttrOr("value", "")
	p.post("claire.moreau", path+"/situation", url.Values{"version": {version}, "outcome": {"training"}, "as_of": {"2027-01-10"}, "source": {"phone"}}).want(http.StatusSeeOther)
	if !strings.Contains(p.open("claire.moreau", "/suivi?etat=termines").want(http.StatusOK).Body, "formation") {
		t.Error("the outcome is not among those that are over")
	}
	p.open("helene.dubois", "/suivi").want(http.StatusForbidden)
	p.open("helene.dubois", path).want(http.StatusForbidden)
}
