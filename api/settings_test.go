package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// everyone is an agent of each role, the second social worker left out.
var everyone = []string{
	"claire.moreau", "lucie.garnier", "helene.dubois", "marc.lefevre", "ines.faure", "paul.nguyen", "anne.roussel",
}

// Who meets what at each setting, in the order of everyone: social worker,
// adviser, unit manager, regional manager, technical lead, statistician,
// administrator. A changing route is sent an empty form: 422 has passed the
// door, 403 and 404 have not.
func TestEverySettingAsksWhoComes(t *testing.T) {
	p := newPlatform(t)
	for route, want := range map[string][]int{
		"GET /reglages":                                  {200, 200, 200, 200, 200, 403, 200},
		"GET /reglages/organisme":                        {403, 403, 403, 403, 403, 403, 200},
		"POST /reglages/organisme":                       {403, 403, 403, 403, 403, 403, 422},
		"GET /reglages/unites":                           {200, 200, 200, 200, 200, 403, 200},
		"POST /reglages/unites":                          {403, 403, 403, 403, 403, 403, 422},
		"GET /reglages/unites/unit-95":                   {403, 403, 403, 403, 403, 403, 200},
		"POST /reglages/unites/unit-95":                  {403, 403, 403, 403, 403, 403, 422},
		"GET /reglages/unites/unit-92":                   {404, 404, 404, 403, 403, 403, 200},
		"GET /reglages/agents":                           {403, 403, 403, 403, 403, 403, 200},
		"GET /reglages/agents/nouveau":                   {403, 403, 403, 403, 403, 403, 200},
		"POST /reglages/agents":                          {403, 403, 403, 403, 403, 403, 422},
		"GET /reglages/agents/agent-samir":               {403, 403, 403, 403, 403, 403, 200},
		"GET /reglages/agents/nobody":                    {403, 403, 403, 403, 403, 403, 404},
		"GET /reglages/agents/agent-samir/modifier":      {403, 403, 403, 403, 403, 403, 200},
		"POST /reglages/agents/agent-samir/modifier":     {403, 403, 403, 403, 403, 403, 422},
		"POST /reglages/agents/agent-samir/roles":        {403, 403, 403, 403, 403, 403, 422},
		"POST /reglages/agents/agent-samir/roles/fin":    {403, 403, 403, 403, 403, 403, 422},
		"POST /reglages/agents/agent-samir/mot-de-passe": {403, 403, 403, 403, 403, 403, 200},
		"POST /reglages/agents/agent-samir/fermer":       {403, 403, 403, 403, 403, 403, 409},
		"POST /reglages/agents/agent-samir/rouvrir":      {403, 403, 403, 403, 403, 403, 409},
		"GET /reglages/fermetures":                       {200, 200, 200, 200, 200, 403, 200},
		"POST /reglages/fermetures":                      {403, 403, 403, 403, 403, 403, 422},
		"GET /reglages/vacances":                         {200, 200, 200, 200, 200, 403, 200},
		"POST /reglages/vacances/apercu":                 {422, 422, 422, 422, 422, 403, 422},
		"POST /reglages/vacances":                        {422, 422, 422, 422, 422, 403, 422},
		"GET /reglages/communes":                         {200, 200, 200, 200, 200, 403, 200},
		"POST /reglages/communes/apercu":                 {422, 422, 422, 422, 422, 403, 422},
		"POST /reglages/communes":                        {422, 422, 422, 422, 422, 403, 422},
		"POST /reglages/communes/zones":                  {403, 403, 403, 403, 403, 403, 303},
		"GET /reglages/traces":                           {403, 403, 200, 200, 403, 403, 200},
		"GET /reglages/traces?verifier=1":                {403, 403, 200, 200, 403, 403, 200},
		"GET /sites":                                     {200, 200, 200, 200, 200, 403, 200},
		"GET /sites/nouveau":                             {200, 403, 200, 403, 200, 403, 200},
		"POST /sites":                                    {422, 422, 422, 422, 422, 422, 422},
		"GET /sites/site-osny":                           {200, 200, 200, 200, 200, 404, 200},
		"GET /sites/nowhere":                             {404, 404, 404, 404, 404, 404, 404},
		"GET /sites/site-osny/modifier":                  {200, 403, 200, 403, 200, 404, 200},
		"POST /sites/site-osny/modifier":                 {422, 403, 422, 403, 422, 404, 422},
		"GET /sites/site-osny/horaires":                  {200, 403, 200, 403, 200, 404, 200},
		"POST /sites/site-osny/horaires":                 {409, 403, 409, 403, 409, 404, 409},
		"POST /sites/site-osny/salles":                   {422, 403, 422, 403, 422, 404, 422},
		"POST /sites/site-osny/fermetures":               {422, 403, 422, 403, 422, 404, 422},
		"GET /salles/room-osny":                          {200, 200, 200, 200, 200, 404, 200},
		"POST /salles/room-osny":                         {422, 403, 422, 403, 422, 404, 422},
		"POST /fermetures/closure-christmas/retirer":     {403, 403, 403, 403, 403, 403, 303},
		"POST /compte/mot-de-passe":                      {422, 422, 422, 422, 422, 422, 422},
	} {
		method, path, _ := strings.Cut(route, " ")
		t.Run(route, func(t *testing.T) {
			for i, who := range everyone {
				got := p.ask(who, method, path)
				if got != want[i] {
					t.Errorf("%s: %d, want %d", who, got, want[i])
				}
			}
			if got := p.ask("", method, path); got != http.StatusSeeOther {
				t.Errorf("nobody: %d, want the way to the door", got)
			}
		})
	}
}

// ask is the status of a page, or of an empty form.
func (p *platform) ask(who, method, path string) int {
	p.t.Helper()
	if method == http.MethodPost {
		return p.post(who, path, url.Values{}).Status
	}
	return p.open(who, path).Status
}

func TestATemporaryPasswordIsShownOnceAndOpens(t *testing.T) {
	p := newPlatform(t)
	form := url.Values{
		"first_name": {"Léa"}, "last_name": {"Roy"}, "email": {"lea.roy@trame.example"},
		"role": {"adviser"}, "unit": {"unit-95"}, "from": {"2027-01-12"},
	}
	a := p.post("anne.roussel", "/reglages/agents", form).want(http.StatusOK)
	password := a.page().Find("code").Text()
	signIn := map[string]string{"email": "lea.roy@trame.example", "password": password}
	p.call("", http.MethodPost, "/api/v1/sign-ins", signIn).want(http.StatusCreated)
	for _, m := range p.deliver() {
		if strings.Contains(m.Text, password) {
			t.Error("a mail holds the password")
		}
	}
	if again := p.post("anne.roussel", "/reglages/agents", form).want(http.StatusUnprocessableEntity); again.page().Find(".wrong #f-email").Length() != 1 {
		t.Error("the address already taken is not said at its field")
	}
	if strings.Contains(p.logs.String(), password) || strings.Contains(p.logs.String(), "Roy") {
		t.Error("the log tells")
	}
}

func TestAnAgentChangesHisPassword(t *testing.T) {
	p := newPlatform(t)
	form := func(current, next, again string) url.Values {
		return url.Values{"current": {current}, "password": {next}, "again": {again}}
	}
	for name, c := range map[string]struct {
		form  url.Values
		field string
	}{
		"not the current one": {form("wrong", "une phrase à retenir", "une phrase à retenir"), "current"},
		"too short":           {form("demonstration", "court", "court"), "password"},
		"his own address":     {form("demonstration", "claire.moreau@trame.example", "claire.moreau@trame.example"), "password"},
		"two different":       {form("demonstration", "une phrase à retenir", "une autre phrase"), "again"},
		"the same as before":  {form("demonstration", "demonstration", "demonstration"), "password"},
	} {
		t.Run(name, func(t *testing.T) {
			a := p.post("claire.moreau", "/compte/mot-de-passe", c.form).want(http.StatusUnprocessableEntity)
			if a.page().Find(".wrong #f-"+c.field).Length() != 1 {
				t.Errorf("nothing said at %s", c.field)
			}
		})
	}
	p.post("claire.moreau", "/compte/mot-de-passe", form("demonstration", "une phrase à retenir", "une phrase à retenir")).want(http.StatusSeeOther)
	p.open("claire.moreau", "/compte").want(http.StatusOK) // this sign-in stays
	p.call("", http.MethodPost, "/api/v1/sign-ins", map[string]string{"email": "claire.moreau@trame.example", "password": "demonstration"}).want(http.StatusUnprocessableEntity)
}

func TestASiteIsEnteredByItsForms(t *testing.T) {
	p := newPlatform(t)
	form := url.Values{
		"unit": {"unit-95"}, "name": {"Maison de quartier"}, "street": {"3 rue de l’Oise"}, "postcode": {"9530"},
		"city": {"Pontoise"}, "insee": {"95999"}, "public_place": {"Espace cancer"},
	}
	a := p.post("claire.moreau", "/sites", form).want(http.StatusUnprocessableEntity)
	for _, field := range []string{"postcode", "insee", "public_place"} {
		if a.page().Find(".wrong #f-"+field).Length() != 1 {
			t.Errorf("nothing said at %s", field)
		}
	}
	form.Set("postcode", "95300")
	form.Set("insee", "95500")
	form.Set("public_place", "Maison de quartier")
	path := p.post("claire.moreau", "/sites", form).want(http.StatusSeeOther).Header.Get("Location")
	p.post("claire.moreau", path+"/salles", url.Values{"name": {"Grande salle"}, "capacity": {"12"}}).want(http.StatusSeeOther)
	p.post("claire.moreau", path+"/fermetures", url.Values{"label": {"Travaux"}, "from": {"2027-02-01"}, "until": {"2027-02-05"}}).want(http.StatusSeeOther)
	monday := url.Values{"version": {"1"}, "opening_1_0_from": {"09:00"}, "opening_1_0_until": {"13:00"}, "opening_1_1_from": {"12:00"}, "opening_1_1_until": {"18:00"}}
	if a := p.post("claire.moreau", path+"/horaires", monday).want(http.StatusUnprocessableEntity); !strings.Contains(a.Body, "se chevauchent") {
		t.Error("the overlap is not said")
	}
	monday.Set("opening_1_1_from", "14:00")
	p.post("claire.moreau", path+"/horaires", monday).want(http.StatusSeeOther)
	text := p.open("lucie.garnier", path).want(http.StatusOK).page().Find("main").Text()
	for _, word := range []string{"Grande salle", "Travaux", "9\u00a0h\u00a0– 13\u00a0h", "Maison de quartier"} {
		if !strings.Contains(text, word) {
			t.Errorf("the page lacks %q", word)
		}
	}
}

func TestTracesKeepToTheirUnits(t *testing.T) {
	p := newPlatform(t)
	p.token("marc.lefevre") // signs in, in the region
	p.token("claire.moreau")
	lines := func(who string) string {
		return p.open(who, "/reglages/traces").want(http.StatusOK).page().Find("tbody").Text()
	}
	if seen := lines("helene.dubois"); !strings.Contains(seen, "Claire Moreau") || strings.Contains(seen, "Marc Lefèvre") {
		t.Errorf("the manager of the Val-d'Oise sees %s", seen)
	}
	if seen := lines("anne.roussel"); !strings.Contains(seen, "Marc Lefèvre") {
		t.Errorf("the administrator of the region sees %s", seen)
	}
}
