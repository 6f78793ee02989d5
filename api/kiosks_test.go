package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// codeInMail is the code as an invitation prints it.
var codeInMail = regexp.MustCompile(`\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b`)

// gathered gives a session on the morning of its first meeting, with one
// person enrolled, and the code of her invitation.
func (p *platform) gathered() (meeting, code string) {
	p.t.Helper()
	cohort := p.recruiting()
	link := p.inviteByPage(cohort, p.enter("Léger", nil))
	p.post("", link, url.Values{"reply": {"accepts"}}).want(http.StatusSeeOther)
	sent := p.mail.Sent()
	code = codeInMail.FindString(sent[len(sent)-1].HTML)
	p.clock.Add(7 * 24 * time.Hour)
	p.tokens = map[string]string{} // signed in anew
	return p.meetings(cohort)[0], code
}

func TestTheRoomsTabletNamesNobodyAndIsNobodysAccount(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		meeting, code := p.gathered()
		sheet := "/seances/" + meeting + "/presences"
		if p.open("claire.moreau", sheet).page().Find("form[data-signs-out]").Length() != 1 {
			t.Fatal("the sheet does not offer the tablet on the meeting's day")
		}
		opened := p.post("claire.moreau", "/seances/"+meeting+"/accueil", nil).want(http.StatusSeeOther)
		tablet := opened.Header.Get("Location")
		if !strings.HasPrefix(tablet, "/accueil/") || opened.Header.Get("Clear-Site-Data") == "" {
			t.Fatalf("leads to %s with %v", tablet, opened.Header)
		}
		p.open("claire.moreau", sheet).want(http.StatusSeeOther) // she was signed out here
		delete(p.tokens, "claire.moreau")
		shown := p.open("", tablet).want(http.StatusOK)
		if strings.Contains(shown.Body, "Léger") || strings.Contains(strings.ToLower(shown.text("main")), "cancer") || shown.page().Find("title").Text() != "Vos rencontres" {
			t.Error("the tablet names somebody, or says what it is about")
		}
		p.post("", tablet, url.Values{"code": {"K7RWM2XD"}}).want(http.StatusUnprocessableEntity)
		p.post("", tablet, url.Values{"code": {code}}).want(http.StatusSeeOther)
		var s sheetOfMeeting
		p.call("claire.moreau", http.MethodGet, "/api/v1/meetings/"+meeting+"/attendances", nil).want(http.StatusOK).into(&s)
		if s.Present != 1 {
			t.Errorf("%d present", s.Present)
		}
		p.post("claire.moreau", "/seances/"+meeting+"/accueil/fermer", nil).want(http.StatusSeeOther)
		if over := p.open("", tablet).want(http.StatusGone); !strings.Contains(over.text("main"), "Cet accueil est terminé") {
			t.Error(over.text("main"))
		}
		if token := strings.TrimPrefix(tablet, "/accueil/"); strings.Contains(p.logs.String(), token) || strings.Contains(p.logs.String(), code) {
			t.Error("the log holds the tablet's address, or a code")
		}
	})
}

type sheetOfMeeting struct {
	Present  int
	Visitors []struct{ ID, Kind, Name string }
}

func TestTheTabletAndVisitorsByRequest(t *testing.T) {
	p := newPlatform(t)
	meeting, code := p.gathered()
	path := "/api/v1/meetings/" + meeting
	type body map[string]any
	p.call("helene.dubois", http.MethodPost, path+"/kiosks", nil).want(http.StatusForbidden)
	var k struct{ Token string }
	p.call("lucie.garnier", http.MethodPost, path+"/kiosks", nil).want(http.StatusCreated).into(&k)
	if a := p.call("", http.MethodGet, "/api/v1/kiosks/"+k.Token, nil).want(http.StatusOK); strings.Contains(a.Body, "Léger") {
		t.Error(a.Body)
	}
	p.call("", http.MethodPost, "/api/v1/kiosks/"+k.Token+"/arrivals", body{"code": "K7RWM2XD"}).want(http.StatusUnprocessableEntity)
	p.call("", http.MethodPost, "/api/v1/kiosks/"+k.Token+"/arrivals", body{"code": code}).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodDelete, path+"/kiosks", nil).want(http.StatusNoContent)
	p.call("", http.MethodGet, "/api/v1/kiosks/"+k.Token, nil).want(http.StatusGone)

	var v struct{ ID string }
	p.call("lucie.garnier", http.MethodPost, path+"/visitors", body{"kind": "to_enrol"}).want(http.StatusUnprocessableEntity)
	p.call("lucie.garnier", http.MethodPost, path+"/visitors", body{"kind": "to_enrol", "name": "Iris Neuve"}).want(http.StatusCreated).into(&v)
	var s sheetOfMeeting
	p.call("lucie.garnier", http.MethodGet, path+"/attendances", nil).want(http.StatusOK).into(&s)
	if s.Present != 1 || len(s.Visitors) != 1 || s.Visitors[0].Name != "Iris Neuve" {
		t.Errorf("the sheet: %+v", s)
	}
	p.call("lucie.garnier", http.MethodDelete, path+"/visitors/"+v.ID, nil).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodDelete, path+"/visitors/"+v.ID, nil).want(http.StatusNotFound)
}

func TestVisitorsAreNotedOnTheSheet(t *testing.T) {
	p := newLivePlatform(t)
	again := p.post("claire.moreau", sheetPage+"/invites", url.Values{"kind": {"to_enrol"}}).want(http.StatusUnprocessableEntity).page()
	if again.Find("#f-name[aria-invalid]").Length() != 1 {
		t.Error("the fault is not at its field")
	}
	p.post("claire.moreau", sheetPage+"/invites", url.Values{"kind": {"witness"}, "name": {"Rose Témoin"}}).want(http.StatusSeeOther)
	page := p.open("claire.moreau", sheetPage).page()
	form := page.Find(`#invites form[action$="/retirer"]`)
	if !strings.Contains(page.Find("#invites").Text(), "Rose Témoin") || form.Length() != 1 {
		t.Fatalf("the sheet says %q", page.Find("#invites").Text())
	}
	p.post("claire.moreau", form.AttrOr("action", ""), nil).want(http.StatusSeeOther)
}
