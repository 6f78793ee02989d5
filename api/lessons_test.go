package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestALessonIsWrittenAndToldByTheReportsOfItsSession(t *testing.T) {
	p := newPlatform(t)
	withPast(t, p)
	const path = "/sessions/cohort-2014-automne"
	if got := p.open("helene.dubois", path).want(http.StatusOK); !strings.Contains(got.Body, path+"/enseignements") {
		t.Error("the session does not lead there")
	}
	p.post("helene.dubois", path+"/enseignements", url.Values{"version": {"0"}, "keep": {"Venir à deux."}, "collected": {"1"}}).want(http.StatusSeeOther)
	refused := p.post("helene.dubois", path+"/enseignements", url.Values{"version": {"1"}, "collected": {"1"}}).want(http.StatusUnprocessableEntity)
	if !strings.Contains(refused.Body, "Écrivez quelque chose avant") {
		t.Error("an empty text is collected")
	}
	const api = "/api/v1/cohorts/cohort-2014-automne/lesson"
	var lesson struct{ Keep, Writer string }
	p.call("claire.moreau", http.MethodGet, api, nil).want(http.StatusOK).into(&lesson)
	if lesson.Keep != "Venir à deux." || lesson.Writer == "" {
		t.Errorf("%+v", lesson)
	}
	change := map[string]any{"keep": "Venir à deux.", "change": "Prévoir une pause.", "collected": true}
	p.call("claire.moreau", http.MethodPut, api, change, "If-Match", `"1"`).want(http.StatusNoContent)
	p.call("claire.moreau", http.MethodPut, api, change, "If-Match", `"1"`).want(http.StatusPreconditionFailed)
	for name, of := range map[string]string{
		"the session": "session=cohort-2014-automne", "the programme": "programme=programme-vo", "the unit": "unite=unit-95", "its year": "annee=2014",
	} {
		if got := p.open("helene.dubois", "/rapports/bilan?"+of).want(http.StatusOK); !strings.Contains(got.Body, "Prévoir une pause.") {
			t.Errorf("the report of %s does not tell it", name)
		}
	}
	if got := p.open("helene.dubois", "/rapports/bilan?annee=2015"); strings.Contains(got.Body, "Prévoir une pause.") {
		t.Error("the report of another year tells it")
	}
	if got := p.open("helene.dubois", "/rapports/bilan.csv?programme=programme-vo").want(http.StatusOK); !strings.Contains(got.Body, "Venir à deux.;Prévoir une pause.") {
		t.Error("the file does not tell it")
	}
}
