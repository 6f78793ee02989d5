package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestACoAnimatorAnswersForAllHerDatesAndReadsOneMailOfWhatChanges goes the
// whole way: the organiser's choice, one mail, one answer, a change that is
// held, sent at once, and read on the page.
func TestACoAnimatorAnswersForAllHerDatesAndReadsOneMailOfWhatChanges(t *testing.T) {
	p := newPlatform(t)
	m := p.meetingNeeding("occupational_physician")
	prefer := "/intervenants/facilitator-travail/recapitulatif"
	if page := p.open("claire.moreau", prefer).want(http.StatusOK); !strings.Contains(page.Body, "Écrire un seul mail") {
		t.Error(page.Body)
	}
	p.submit("claire.moreau", prefer, prefer, nil)
	path := "/api/v1/meetings/" + string(m.ID) + "/animations"
	var staffing struct{ Animations []struct{ ID string } }
	p.call("claire.moreau", http.MethodPost, path, map[string]any{"facilitator": "facilitator-travail"}).want(http.StatusCreated).into(&staffing)
	id := staffing.Animations[len(staffing.Animations)-1].ID
	p.call("claire.moreau", http.MethodPost, path+"/invitations", map[string]any{"animations": []string{id}}).want(http.StatusOK)
	if sent := p.deliver(); len(sent) != 0 {
		t.Fatalf("%d mails leave before the organiser is done", len(sent))
	}
	p.clock.Add(10 * time.Minute)
	sent := p.deliver()
	if len(sent) != 1 || len(sent[0].Calendar) != 0 {
		t.Fatalf("%d mails", len(sent))
	}
	link := firstLink(t, sent[0].Text, "/r/")
	for range 3 { // a scanner
		p.open("", link).want(http.StatusOK)
	}
	p.submit("", link, link, url.Values{"answer": {"but"}, "absent": {id}, "comment": {"Commission"}})
	p.submit("", link, link, url.Values{"answer": {"all"}})
	p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK)
	if body := p.open("", link).Body; !strings.Contains(body, "sera là") {
		t.Error(body)
	}
	p.open("", firstLink(t, sent[0].Text, "/feeds/")+".ics").want(http.StatusOK)
	p.post("", link+"/agenda", nil).want(http.StatusOK)

	meeting := "/api/v1/meetings/" + string(m.ID)
	tag := p.call("claire.moreau", http.MethodGet, meeting, nil).want(http.StatusOK).Header.Get("ETag")
	p.call("claire.moreau", http.MethodPost, meeting+"/move", map[string]any{"date": m.Date.String(), "start": "15:00", "reason": "Horaire"}, "If-Match", tag).want(http.StatusOK)
	held := "/api/v1/cohorts/" + string(m.Cohort) + "/held-messages"
	if a := p.call("claire.moreau", http.MethodGet, held, nil).want(http.StatusOK); !strings.Contains(a.Body, `"recap_update":1`) {
		t.Error(a.Body)
	}
	p.call("claire.moreau", http.MethodPost, held+"/withdrawal", nil).want(http.StatusOK)
	if page := p.open("claire.moreau", "/seances/"+string(m.ID)); !strings.Contains(page.Body, "Envoyer maintenant") {
		t.Error("the meeting's page does not say what waits")
	}
	p.call("claire.moreau", http.MethodPost, held+"/sending", nil).want(http.StatusOK)
	if sent := p.deliver(); !strings.Contains(sent[len(sent)-1].Text, "au lieu du") {
		t.Errorf("%d mails were sent", len(sent))
	}
	p.submit("", link, link+"/envois", url.Values{"recap": {""}})
	p.clock.Add(10 * time.Minute)
	sent = p.deliver()
	if last := sent[len(sent)-1]; last.CalendarMethod != "REQUEST" {
		t.Errorf("« %s »", last.Subject)
	}
	p.call("claire.moreau", http.MethodPut, "/api/v1/facilitators/facilitator-travail/recap", map[string]any{"recap": true}).want(http.StatusOK)
	p.call("lucie.garnier", http.MethodPut, "/api/v1/facilitators/facilitator-travail/recap", map[string]any{"recap": false}).want(http.StatusNotFound)
	if logs := p.logs.String(); strings.Contains(logs, strings.TrimPrefix(link, "/r/")) {
		t.Error("the link is in the log")
	}
}
