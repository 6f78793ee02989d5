package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// object is a JSON body.
type object = map[string]any

func TestPlacesAndSettingsByRequest(t *testing.T) {
	p := newPlatform(t)
	site := object{"unit": "unit-95", "name": "Maison de quartier", "street": "3 rue de l’Oise", "postcode": "95300", "city": "Pontoise", "insee": "95500"}
	wrong := object{"unit": "unit-95", "name": "Maison", "street": "3 rue", "postcode": "9", "city": "Pontoise"}
	identity := object{"name": "CRAMIF", "time_zone": "Europe/Paris", "phone": "3646", "sender_name": "Assurance Maladie", "sender_email": "a@trame.example", "retention_months": 24}
	lea := object{"first_name": "Léa", "last_name": "Roy", "email": "lea.roy@trame.example"}
	role := object{"role": "adviser", "unit": "unit-95", "from": "2027-01-12"}
	const communes = "insee,name,departement,postcodes,population\n78498,Poissy,78,78300,39000\n"
	for _, c := range []struct {
		who, method, path string
		body              any
		match             string
		status            int
		holds             string
	}{
		{"paul.nguyen", "GET", "/sites", nil, "", 403, "actor.may_not.see_plan"},
		{"lucie.garnier", "GET", "/sites", nil, "", 200, "site-osny"},
		{"lucie.garnier", "POST", "/sites", site, "", 403, "site.may_not"},
		{"claire.moreau", "POST", "/sites", wrong, "", 422, "site.postcode.malformed"},
		{"claire.moreau", "POST", "/sites", site, "", 201, "Maison de quartier"},
		{"claire.moreau", "GET", "/sites/site-osny", nil, "", 200, "Salle du jardin"},
		{"claire.moreau", "GET", "/sites/nowhere", nil, "", 404, "not_found"},
		{"claire.moreau", "PUT", "/sites/site-osny", site, "", 428, "if_match.required"},
		{"claire.moreau", "PUT", "/sites/site-osny", site, `"7"`, 412, "stale"},
		{"claire.moreau", "PUT", "/sites/site-osny", site, `"1"`, 200, "Maison de quartier"},
		{"claire.moreau", "PUT", "/sites/site-osny/openings", object{"openings": []object{{"weekday": 1, "from": "09:00", "until": "12:00"}, {"weekday": 1, "from": "11:00", "until": "18:00"}}}, `"2"`, 422, "opening.overlap"},
		{"claire.moreau", "PUT", "/sites/site-osny/openings", object{"openings": []object{{"weekday": 1, "from": "09:00", "until": "18:30"}}}, `"2"`, 200, `"until":"18:30"`},
		{"claire.moreau", "POST", "/sites/site-osny/rooms", object{"name": "Atelier", "capacity": 0}, "", 422, "room.capacity.range"},
		{"claire.moreau", "POST", "/sites/site-osny/rooms", object{"name": "Atelier", "capacity": 9}, "", 201, "Atelier"},
		{"lucie.garnier", "GET", "/rooms/room-osny-2", nil, "", 200, "Petite salle"},
		{"claire.moreau", "PUT", "/rooms/room-osny-2", object{"name": "Petite salle", "capacity": 10}, `"1"`, 200, `"capacity":10`},
		{"claire.moreau", "DELETE", "/rooms/room-osny-2", nil, "", 204, ""},
		{"claire.moreau", "POST", "/closures", object{"from": "2027-03-01", "until": "2027-03-02", "label": "Pont"}, "", 403, "organisation.may_not"},
		{"claire.moreau", "POST", "/closures", object{"site": "site-osny", "from": "2027-03-01", "until": "2027-03-02", "label": "Travaux"}, "", 201, "meetings"},
		{"lucie.garnier", "GET", "/closures", nil, "", 200, "Travaux"},
		{"claire.moreau", "DELETE", "/closures/closure-christmas", nil, "", 403, "organisation.may_not"},
		{"anne.roussel", "DELETE", "/closures/closure-christmas", nil, "", 204, ""},

		{"lucie.garnier", "GET", "/organisation", nil, "", 200, "CRAMIF"},
		{"helene.dubois", "PUT", "/organisation", identity, `"1"`, 403, "organisation.may_not"},
		{"anne.roussel", "PUT", "/organisation", identity, `"1"`, 200, "Assurance Maladie"},
		{"lucie.garnier", "GET", "/units", nil, "", 200, "unit-95"},
		{"anne.roussel", "POST", "/units", object{"parent": "unit-95", "code": "95-1", "name": "Cergy"}, "", 201, "id"},
		{"anne.roussel", "POST", "/units", object{"parent": "unit-95", "code": "95-1", "name": "Cergy"}, "", 422, "unit.code.taken"},
		{"anne.roussel", "PUT", "/units/unit-92", object{"code": "92", "name": "Les Hauts-de-Seine"}, `"1"`, 200, "unit-92"},

		{"helene.dubois", "GET", "/agents", nil, "", 403, "actor.may_not.administer"},
		{"anne.roussel", "GET", "/agents", nil, "", 200, "agent-claire"},
		{"anne.roussel", "GET", "/agents/agent-samir", nil, "", 200, "social_worker"},
		{"anne.roussel", "PUT", "/agents/agent-samir", object{"first_name": "Samir", "last_name": "Benali", "email": "no address"}, `"1"`, 422, "user.email.malformed"},
		{"anne.roussel", "PUT", "/agents/agent-samir", object{"first_name": "Samir", "last_name": "Ben Ali", "email": "samir.benali@trame.example"}, `"1"`, 200, "Ben Ali"},
		{"anne.roussel", "POST", "/agents", object{"agent": lea, "role": role}, "", 201, "id"},
		{"anne.roussel", "POST", "/agents/agent-samir/roles", object{"role": "adviser", "unit": "unit-92", "from": "2027-01-12"}, "", 204, ""},
		{"anne.roussel", "POST", "/agents/agent-samir/roles/end", object{"role": "adviser", "unit": "unit-92", "from": "2027-01-12", "until": "2027-06-30"}, "", 204, ""},
		{"anne.roussel", "POST", "/agents/agent-anne/roles", object{"role": "adviser", "unit": "unit-92", "from": "2027-01-12"}, "", 403, "grant.oneself"},
		{"anne.roussel", "POST", "/agents/agent-samir/password", nil, "", 204, ""},
		{"anne.roussel", "POST", "/agents/agent-samir/close", nil, `"2"`, 204, ""},
		{"anne.roussel", "POST", "/agents/agent-samir/reopen", nil, `"3"`, 204, ""},
		{"anne.roussel", "POST", "/agents/agent-anne/close", nil, `"1"`, 409, "agent.last_admin"},

		{"lucie.garnier", "GET", "/territories?departement=95", nil, "", 200, "Argenteuil"},
		{"helene.dubois", "POST", "/territories/zones", object{"zones": object{"95018": "Ouest"}}, "", 403, "organisation.may_not"},
		{"anne.roussel", "POST", "/territories/zones", object{"zones": object{"95018": "Ouest"}}, "", 200, `"changed":1`},
		{"anne.roussel", "POST", "/territories/import", object{"csv": communes}, "", 200, `"written":false`},
		{"anne.roussel", "POST", "/territories/import", object{"csv": communes, "confirm": true}, "", 200, `"new":1`},
		{"anne.roussel", "POST", "/territories/import", object{"csv": communes, "confirm": true}, "", 200, `"same":1`},
		{"anne.roussel", "POST", "/territories/import", object{"csv": "a,b\n"}, "", 422, "communes.header"},
		{"lucie.garnier", "GET", "/school-holidays", nil, "", 200, `"zone":"C"`},
		{"anne.roussel", "POST", "/school-holidays/import", object{"csv": "zone,from,to,name\nC,2027-02-06,2027-02-21,Hiver\n", "confirm": true}, "", 200, `"changed":1`},

		{"claire.moreau", "GET", "/traces", nil, "", 403, "actor.may_not.read_audit"},
		{"helene.dubois", "GET", "/traces?verb=updated", nil, "", 200, "site:site-osny"},
		{"helene.dubois", "GET", "/traces/verification", nil, "", 200, `"whole":true`},
		{"claire.moreau", "POST", "/me/password", object{"current": "no", "next": "une phrase à retenir"}, "", 422, "password.current.wrong"},
		{"claire.moreau", "POST", "/me/password", object{"current": "demonstration", "next": "une phrase à retenir"}, "", 204, ""},
	} {
		var headers []string
		if c.match != "" {
			headers = []string{"If-Match", c.match}
		}
		a := p.call(c.who, c.method, "/api/v1"+c.path, c.body, headers...)
		if a.Status != c.status || !strings.Contains(a.Body, c.holds) {
			t.Errorf("%s %s as %s: %d, want %d with %s: %s", c.method, c.path, c.who, a.Status, c.status, c.holds, a.Body)
		}
	}
	if n := len(p.deliver()); n != 2 {
		t.Errorf("%d mails, want the welcome and the new password", n)
	}
}

func TestARepeatedAccountGivesNoPasswordAgain(t *testing.T) {
	p := newPlatform(t)
	request := object{
		"agent": object{"first_name": "Léa", "last_name": "Roy", "email": "lea.roy@trame.example"},
		"role":  object{"role": "adviser", "unit": "unit-95", "from": "2027-01-12"},
	}
	first := p.call("anne.roussel", http.MethodPost, "/api/v1/agents", request, "Idempotency-Key", "lea").want(http.StatusCreated)
	again := p.call("anne.roussel", http.MethodPost, "/api/v1/agents", request, "Idempotency-Key", "lea").want(http.StatusCreated)
	if len(first.Header.Get("Temporary-Password")) != 19 || again.Header.Get("Temporary-Password") != "" {
		t.Errorf("password %q, then %q", first.Header.Get("Temporary-Password"), again.Header.Get("Temporary-Password"))
	}
	if first.Body != again.Body {
		t.Errorf("%s, then %s", first.Body, again.Body)
	}
}
