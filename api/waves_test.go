package api_test

import (
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"trame/scheduling/sms"
)

// pdfText is what a PDF says, as another reader finds it.
func pdfText(t *testing.T, a answer) string {
	t.Helper()
	if a.Header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("%s: %s", a.Header.Get("Content-Type"), a.Body)
	}
	c := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	c.Stdin = strings.NewReader(a.Body)
	text, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// everyWay is a person who accepts all that can be sent.
var everyWay = map[string]any{
	"phone": "06 12 34 56 78", "sms_consent": true, "letter_consent": true, "street": "2 rue Basse", "postcode": "95000", "city": "Cergy",
}

func TestAWaveIsChosenReadAndSentOnScreenEachByHerOwnWay(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		cohort := p.recruiting()
		path := "/sessions/" + cohort + "/inviter"
		texted, written := p.enter("Aubry", everyWay), p.enter("Blanc", everyWay)
		form := fill(p.open("lucie.garnier", path).want(http.StatusOK).page(), "/inviter", url.Values{
			"people": {texted, written}, "do": {"preview"}, "criteria": {"Les plus proches d’Osny"}, "remind_on": {"2027-01-15"},
		})
		form["by-"+texted] = []string{"sms"}
		form["by-"+written] = []string{"letter"}
		preview := p.post("lucie.garnier", path, form).want(http.StatusOK)
		if got := preview.text("form h2"); !strings.Contains(got, "0 mail") || !strings.Contains(got, "1 SMS") || !strings.Contains(got, "1 lettre") {
			t.Errorf("announced: %q", got)
		}
		if got := preview.text(`[aria-labelledby="sms"]`); !strings.Contains(got, "1 SMS compté par personne") {
			t.Errorf("the SMS: %q", got)
		}
		sample := pdfText(t, p.post("lucie.garnier", path+"/lettre", fill(preview.page(), "/inviter/envoyer", nil)).want(http.StatusOK))
		if !strings.Contains(sample, "Zoé Blanc") || !strings.Contains(sample, "ABCD-EFGH") {
			t.Errorf("the sample: %s", sample)
		}
		p.post("lucie.garnier", path+"/envoyer", fill(preview.page(), "/inviter/envoyer", nil)).want(http.StatusSeeOther)
		p.deliver()
		sent := p.texts.Sent()
		if len(sent) != 1 || sent[0].To != "+33612345678" || sms.Measure(sent[0].Body).Segments != 1 {
			t.Fatalf("sent %+v", sent)
		}
		code := regexp.MustCompile(`[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}`).FindString(sent[0].Body) // the link would cost a second SMS
		at := p.post("", "/code", url.Values{"code": {code}}).want(http.StatusSeeOther)
		p.says(at.Header.Get("Location"), "Vous êtes invitée à rejoindre un petit groupe.")
		list := p.open("lucie.garnier", "/sessions/"+cohort+"/invitations").want(http.StatusOK)
		for _, want := range []string{"1 : 1 envoyée", "1 : 1 préparée", "Les plus proches d’Osny"} {
			if !strings.Contains(list.text("main"), want) {
				t.Errorf("%q is missing in %s", want, list.text("main"))
			}
		}
		wrong := p.post("lucie.garnier", path, url.Values{"people": {texted}, "reply_by": {"2027-01-18"}, "do": {"preview"}}).want(http.StatusUnprocessableEntity)
		if wrong.page().Find("#f-channels-error").Length() != 1 {
			t.Error("no channel is chosen, and nothing says so: " + wrong.text(".error"))
		}
	})
}

func TestAPauseAndAReturnedLetterOnScreen(t *testing.T) {
	p := newPlatform(t)
	cohort, id := p.recruiting(), p.enter("Aubry", map[string]any{"mail_consent": false, "letter_consent": true, "street": "2 rue Basse", "postcode": "95000", "city": "Cergy"})
	person := "/personnes/" + id
	refused := p.post("lucie.garnier", person+"/pause", url.Values{"paused_until": {"2020-01-01"}}).want(http.StatusUnprocessableEntity)
	if refused.page().Find("#f-paused_until-error").Length() != 1 {
		t.Error("a pause in the past")
	}
	p.submit("lucie.garnier", person, person+"/pause", url.Values{"paused_until": {"2027-01-20"}})
	if got := p.open("lucie.garnier", person).text(".notice"); !strings.Contains(got, "en pause jusqu’au mercredi 20 janvier 2027") {
		t.Errorf("her file says %q", got)
	}
	if got := p.open("lucie.garnier", "/sessions/"+cohort+"/inviter?q=aubry").text("tbody"); !strings.Contains(got, "en pause") {
		t.Errorf("the choice says %q", got)
	}
	p.submit("lucie.garnier", person, person+"/pause", url.Values{"paused_until": {""}})
	p.call("lucie.garnier", http.MethodPost, "/api/v1/cohorts/"+cohort+"/invitations", map[string]any{"people": []string{id}, "reply_by": "2027-01-18"}).want(http.StatusCreated)
	letters := "/sessions/" + cohort + "/lettres"
	if got := p.open("lucie.garnier", "/").text("#a-faire ~ ul"); !strings.Contains(got, "lettre à imprimer et à poster") {
		t.Errorf("today says %q", got)
	}
	all := p.open("lucie.garnier", "/lettres").want(http.StatusOK).page()
	if got := all.Find("main").Text(); !strings.Contains(got, "Imprimer 1\u00a0lettre") || all.Find("a[href='"+letters+"']").Length() != 1 {
		t.Errorf("the letters of all sessions: %q", got)
	}
	p.open("helene.dubois", "/lettres").want(http.StatusForbidden)
	p.post("lucie.garnier", letters+"/pdf", nil).want(http.StatusOK)
	p.post("lucie.garnier", letters+"/postees", fill(p.open("lucie.garnier", letters).page(), "/lettres/postees", nil)).want(http.StatusSeeOther)
	invitations := p.open("lucie.garnier", "/sessions/"+cohort+"/invitations")
	back := regexp.MustCompile(`/invitations/[^/]+/revenue`).FindString(invitations.Body)
	p.post("lucie.garnier", back, nil).want(http.StatusSeeOther)
	if got := texts(p.open("lucie.garnier", "/sessions/"+cohort+"/invitations").page(), "tbody .badge"); got[0] != "revenue" {
		t.Errorf("the list says %q", got)
	}
	if got := p.open("lucie.garnier", person).text("#main, main"); !strings.Contains(got, "courrier revenu") {
		t.Error("her file does not say that her address is wrong")
	}
	if got := p.open("claire.moreau", "/").text("main"); !strings.Contains(got, "message") {
		t.Errorf("today says nothing of it: %s", got)
	}
}

func TestWavesLettersPausesAndReceiptsByRequest(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	texted, written := p.enter("Aubry", everyWay), p.enter("Blanc", everyWay)
	ask, person := "/api/v1/cohorts/"+cohort, "/api/v1/insured/"+written
	wave := map[string]any{
		"people": []string{texted, written}, "by": map[string]string{texted: "sms", written: "letter"}, "channels": []string{"sms", "letter"},
		"criteria": "Cergy", "reply_by": "2027-01-18", "remind_on": "2027-01-15",
	}
	var preview struct {
		Texts, Letters int
		SMS            struct{ Segments int }
	}
	p.call("lucie.garnier", http.MethodPost, ask+"/invitations/preview", wave).want(http.StatusOK).into(&preview)
	if preview.Texts != 1 || preview.Letters != 1 || preview.SMS.Segments != 1 {
		t.Errorf("%+v", preview)
	}
	wave["remind_on"] = "2027-01-30"
	p.call("lucie.garnier", http.MethodPost, ask+"/invitations", wave).want(http.StatusUnprocessableEntity)
	wave["remind_on"] = "2027-01-15"
	p.call("lucie.garnier", http.MethodPost, ask+"/invitations", wave).want(http.StatusCreated)
	p.deliver()
	receipt := func(secret, id, status string) answer {
		return p.call("", http.MethodPost, "/api/v1/sms/receipts", map[string]any{"id": id, "status": status}, "Authorization", "Bearer "+secret)
	}
	id := p.texts.Sent()[0].ID
	receipt("wrong", id, "delivered").want(http.StatusNotFound)
	receipt("gateway-secret", "unknown", "delivered").want(http.StatusNotFound)
	receipt("gateway-secret", id, "delivered").want(http.StatusNoContent)
	var waves struct {
		Items    []struct{ Size int }
		Channels []struct {
			Channel string
			States  map[string]int
		}
	}
	p.call("lucie.garnier", http.MethodGet, ask+"/waves", nil).want(http.StatusOK).into(&waves)
	if len(waves.Items) != 1 || waves.Items[0].Size != 2 || waves.Channels[0].States["delivered"] != 1 {
		t.Errorf("%+v", waves)
	}
	for _, path := range []string{ask + "/letters", "/api/v1/letters"} {
		if text := pdfText(t, p.call("lucie.garnier", http.MethodPost, path, nil).want(http.StatusOK)); strings.Count(text, "Zoé Blanc") != 1 {
			t.Errorf("%s: %s", path, text)
		}
		p.call("helene.dubois", http.MethodPost, path, nil).want(http.StatusForbidden)
	}
	letter := regexp.MustCompile(`"id":"([^"]+)","insured":"` + written).FindStringSubmatch(p.call("lucie.garnier", http.MethodGet, ask+"/invitations", nil).Body)[1]
	p.call("lucie.garnier", http.MethodPost, "/api/v1/invitations/"+letter+"/returned", nil).want(http.StatusConflict)
	p.call("lucie.garnier", http.MethodPost, ask+"/letters/posted", map[string]any{"invitations": []string{letter}}).want(http.StatusOK)
	p.call("lucie.garnier", http.MethodPost, ask+"/letters", nil).want(http.StatusConflict)
	back := p.call("lucie.garnier", http.MethodPost, "/api/v1/invitations/"+letter+"/returned", nil).want(http.StatusOK)
	if !strings.Contains(back.Body, `"mail"`) {
		t.Errorf("followed by %s", back.Body)
	}
	p.call("lucie.garnier", http.MethodPut, person+"/pause", map[string]any{"until": "2027-01-20"}).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodPut, person+"/pause", map[string]any{"until": "2020-01-20"}).want(http.StatusUnprocessableEntity)
	p.call("helene.dubois", http.MethodPut, person+"/pause", map[string]any{}).want(http.StatusForbidden)
	if before := len(p.mail.Sent()); len(p.deliver()) != before {
		t.Error("a message left to a person on pause")
	}
}
