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

// declined is a meeting whose physician was invited and said no by telephone;
// another one works near.
func (p *platform) declined() scheduling.Meeting {
	p.t.Helper()
	m := p.meetingNeeding("occupational_physician")
	path := "/api/v1/meetings/" + string(m.ID) + "/animations"
	var staffing struct{ Animations []struct{ ID string } }
	p.call("claire.moreau", http.MethodPost, path, map[string]any{"facilitator": "facilitator-travail"}).want(http.StatusCreated).into(&staffing)
	on := staffing.Animations[len(staffing.Animations)-1]
	p.call("claire.moreau", http.MethodPost, path+"/invitations", map[string]any{"animations": []string{on.ID}}).want(http.StatusOK)
	p.deliver()
	p.call("claire.moreau", http.MethodPut, path+"/"+on.ID+"/reply", map[string]any{"reply": "declined", "comment": "Congrès"}).want(http.StatusNoContent)
	err := p.db.Write(p.t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddPartner(scheduling.Partner{ID: "partner-other", Unit: "unit-95", Kind: "occupational_physician", Name: "Autre service", Version: 1}),
			tx.AddFacilitator(scheduling.Facilitator{
				ID: "facilitator-other", Partner: "partner-other", FirstName: "Ada", LastName: "Lenoir", Email: "ada@partenaire.example", Active: true, Version: 1,
			}))
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

func TestARepairThroughItsPage(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		m := p.declined()
		path := "/sessions/" + string(m.Cohort) + "/reparer"
		if today := p.open("claire.moreau", "/").want(http.StatusOK).page(); today.Find(`main a[href="`+path+`"]`).Length() != 1 {
			t.Errorf("today does not lead to the repair: %s", today.Find("main").Text())
		}
		if session := p.open("claire.moreau", strings.TrimSuffix(path, "/reparer")).page(); session.Find(`main a[href="`+path+`"]`).Text() != "Réparer" {
			t.Error("the session's page does not lead to the repair")
		}
		page := p.open("claire.moreau", path).want(http.StatusOK).page()
		buttons := page.Find(`button[name="option"]`)
		if buttons.Length() < 2 || !strings.Contains(page.Find("#casse").Parent().Text(), "Catherine Vasseur ne peut pas venir") {
			t.Fatalf("the page: %s", page.Find("main").Text())
		}
		if first := page.Find("#solution-0").Parent().Text(); !strings.Contains(first, "Ada Lenoir") || !strings.Contains(first, "même jour, même heure") {
			t.Errorf("the first option: %s", first)
		}
		sent := len(p.deliver())
		form := url.Values{"option": {buttons.First().AttrOr("value", "")}, "reason": {page.Find(`[name="reason"]`).AttrOr("value", "")}, "word": {""}}
		p.post("lucie.garnier", path, form).want(http.StatusForbidden)
		gone := url.Values{"option": {"gone"}, "reason": {"x"}}
		if again := p.post("claire.moreau", path, gone).want(http.StatusConflict).page(); again.Find(`button[name="option"]`).Length() != buttons.Length() {
			t.Errorf("what is gone comes back without what is possible: %s", again.Find("main").Text())
		}
		p.post("claire.moreau", path, form).want(http.StatusSeeOther)
		p.post("claire.moreau", path, form).want(http.StatusSeeOther) // clicked twice
		mails := p.deliver()[sent:]
		if len(mails) != 1 || mails[0].To.Address != "ada@partenaire.example" {
			t.Errorf("%d mails left: %+v", len(mails), mails)
		}
		if text := p.open("claire.moreau", path).want(http.StatusOK).page().Find("main").Text(); !strings.Contains(text, "Tout tient") {
			t.Errorf("after the repair: %s", text)
		}
	})
}

func TestARepairThroughTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		m := p.declined()
		var list struct {
			Items []struct{ Meeting, Why, Who, Resource string }
		}
		p.call("claire.moreau", http.MethodGet, "/api/v1/breaches?resource=facilitator:facilitator-travail", nil).want(http.StatusOK).into(&list)
		if len(list.Items) != 1 || list.Items[0].Meeting != string(m.ID) || list.Items[0].Why != "declined" {
			t.Errorf("broken: %+v", list.Items)
		}
		p.call("claire.moreau", http.MethodGet, "/api/v1/breaches?unit=unit-92", nil).want(http.StatusNotFound)
		path := "/api/v1/cohorts/" + string(m.Cohort) + "/repairs"
		var repairs struct {
			Breaches []any
			Options  []struct {
				Option, Aim string
				Messages    int
			}
		}
		p.call("lucie.garnier", http.MethodGet, path, nil).want(http.StatusForbidden)
		p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK).into(&repairs)
		if len(repairs.Options) < 2 || repairs.Options[0].Aim != "fewest_changes" || repairs.Options[0].Messages != 1 {
			t.Fatalf("%+v", repairs)
		}
		for name, c := range map[string]struct {
			body   map[string]any
			status int
			key    string
		}{
			"no such option":              {map[string]any{"option": "gone", "reason": "x"}, http.StatusConflict, "repair.gone"},
			"a word on somebody's health": {map[string]any{"option": repairs.Options[0].Option, "reason": "x", "word": "Votre cancer"}, http.StatusUnprocessableEntity, "change.word.health"},
		} {
			if a := p.call("claire.moreau", http.MethodPost, path, c.body).want(c.status); !strings.Contains(a.Body, c.key) {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		chosen := map[string]any{"option": repairs.Options[0].Option, "reason": "Empêchement"}
		p.call("claire.moreau", http.MethodPost, path, chosen, "Idempotency-Key", "once").want(http.StatusOK).into(&repairs)
		if len(repairs.Breaches) != 0 {
			t.Errorf("still broken: %+v", repairs.Breaches)
		}
		p.call("claire.moreau", http.MethodPost, path, chosen).want(http.StatusOK) // without the key, too
	})
}

func TestAnAbsenceLeadsToWhatItBreaks(t *testing.T) {
	p := newPlatform(t)
	session := p.openSession(newSession())
	p.post("claire.moreau", "/compte/disponibilites/absences", url.Values{"from": {"2027-06-08"}}).want(http.StatusSeeOther)
	page := p.open("claire.moreau", "/compte/disponibilites").want(http.StatusOK).page()
	if page.Find(`a[href="`+session+`/reparer"]`).Length() != 1 {
		t.Errorf("the absence says nothing of the session: %s", page.Find("main").Text())
	}
	if first := p.open("claire.moreau", session+"/reparer").want(http.StatusOK).page().Find("#solution-0").Parent().Text(); !strings.Contains(first, "Samir Benali, animation") {
		t.Errorf("nobody stands in for her: %s", first)
	}
}
