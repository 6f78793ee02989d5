package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var feedPath = regexp.MustCompile(`/feeds/[A-Za-z0-9_-]{43}\.ics`)

func TestSheFollowsHerDatesInHerCalendarAndNothingElse(t *testing.T) {
	p := newPlatform(t)
	cohort, id := p.recruiting(), p.enter("Aubry", nil)
	p.call("lucie.garnier", http.MethodPost, "/api/v1/cohorts/"+cohort+"/invitations", map[string]any{"people": []string{id}, "reply_by": "2027-01-18"}).want(http.StatusCreated)
	sent := p.deliver()
	link := firstLink(t, sent[len(sent)-1].Text, "/v/")
	p.post("", link+"/agenda", nil).want(http.StatusNotFound) // she has no seat yet
	p.submit("", link, link, url.Values{"reply": {"accepts"}})
	given := p.post("", link+"/agenda", nil).want(http.StatusOK)
	if title := given.page().Find("title").Text(); title != "Vos rencontres" {
		t.Errorf("the page is called %q", title)
	}
	address := feedPath.FindString(given.Body)
	calendar := p.open("", address).want(http.StatusOK)
	body := unfolded(calendar.Body)
	if strings.Count(body, "BEGIN:VEVENT") != 11 || strings.Count(body, "CLASS:PRIVATE") != 11 {
		t.Error(body)
	}
	for _, word := range []string{"cancer", "Aubry", "Ligue", "Mes droits", "ATTENDEE", "ORGANIZER", "Moreau"} {
		if strings.Contains(body, word) {
			t.Errorf("her calendar tells %q", word)
		}
	}
	again := p.call("", http.MethodGet, address, nil, "If-None-Match", calendar.Header.Get("ETag"))
	if again.Status != http.StatusNotModified || again.Body != "" {
		t.Errorf("the same dates are sent again: %d", again.Status)
	}
	p.submit("", link+"/non", link, url.Values{"reply": {"declines"}, "reason": {"transport"}})
	p.open("", address).want(http.StatusGone)
	p.call("", http.MethodGet, address, nil, "If-None-Match", calendar.Header.Get("ETag")).want(http.StatusGone)
}

func TestTheTeamSharesTheDatesOfASessionARoomASiteAUnit(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	for _, home := range []string{"/sessions/" + cohort + "/agenda", "/sites/site-osny/agenda", "/salles/room-osny/agenda", "/unites/unit-95/agenda", "/compte/agendas"} {
		p.post("claire.moreau", home, url.Values{"name": {" "}}).want(http.StatusUnprocessableEntity)
		address := feedPath.FindString(p.post("claire.moreau", home, url.Values{"name": {"Accueil"}}).want(http.StatusOK).Body)
		a := p.open("", address).want(http.StatusOK)
		if strings.Count(a.Body, "BEGIN:VEVENT") != 11 {
			t.Errorf("%s: %s", home, a.Body)
		}
		listed := p.open("claire.moreau", home).want(http.StatusOK)
		p.post("claire.moreau", regexp.MustCompile(`/agendas/[^"/]+/fermer`).FindString(listed.Body), nil).want(http.StatusSeeOther)
		p.open("", address).want(http.StatusGone)
		p.call("", http.MethodGet, address, nil, "If-None-Match", a.Header.Get("ETag")).want(http.StatusGone)
	}
	p.open("paul.nguyen", "/sessions/"+cohort+"/agenda").want(http.StatusForbidden)
	file := p.open("claire.moreau", "/sessions/"+cohort+"/session.ics").want(http.StatusOK)
	if file.Header.Get("Content-Disposition") != `attachment; filename="session.ics"` || strings.Count(file.Body, "BEGIN:VEVENT") != 11 {
		t.Error(file.Header, file.Body)
	}
	var feed struct{ ID string }
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds", map[string]any{"name": "Accueil", "scope": "site", "owner": "site-osny"}).want(http.StatusCreated).into(&feed)
	if a := p.call("claire.moreau", http.MethodGet, "/api/v1/feeds?scope=site&owner=site-osny", nil).want(http.StatusOK); !strings.Contains(a.Body, feed.ID) {
		t.Error(a.Body)
	}
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds", map[string]any{"name": "x", "scope": "seat", "owner": "x"}).want(http.StatusUnprocessableEntity)
}
