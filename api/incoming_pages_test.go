package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// holds fails unless a page says each of some words.
func (a answer) holds(words ...string) answer {
	a.t.Helper()
	text := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(a.text("main"))
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.t.Errorf("no %q in %s", word, text)
		}
	}
	return a
}

func TestAnAnswerToConfirmIsCountedOnTheMeetingsPage(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	s := i.reply("ACCEPTED")
	s.attendee, s.more = "secretariat@exemple.fr", "COMMENT:Le docteur viendra\n"
	p.arrives(s.mail(i.meeting.UID))
	p.open("claire.moreau", "/").want(http.StatusOK).holds("Réponse à confirmer pour Catherine Vasseur : sera là")
	meeting := "/seances/" + string(i.meeting.ID)
	for _, path := range []string{meeting, meeting + "/intervenants"} {
		p.open("claire.moreau", path).want(http.StatusOK).holds("« Le docteur viendra »", "envoyée de secretariat@exemple.fr")
	}
	if page := p.open("lucie.garnier", meeting).want(http.StatusOK); strings.Contains(page.Body, "secretariat") {
		t.Error("who does not organise reads it")
	}
	action, _ := p.open("claire.moreau", meeting).page().Find(`form[action$="/compter"]`).Attr("action")
	p.post("lucie.garnier", action, url.Values{}).want(http.StatusNotFound)
	p.post("claire.moreau", action, url.Values{}).want(http.StatusSeeOther)
	p.open("claire.moreau", meeting+"/intervenants").want(http.StatusOK).holds("sera là", "Réponse par mail")
	if page := p.open("claire.moreau", "/"); strings.Contains(page.Body, "à confirmer") {
		t.Error("it still waits")
	}
}

func TestAnotherHourLeadsToMovingTheMeeting(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	s := i.reply("TENTATIVE")
	s.method, s.more = "COUNTER", "DTSTART;TZID=Europe/Paris:20270309T093000\nDTEND;TZID=Europe/Paris:20270309T113000\n"
	p.arrives(s.mail(i.meeting.UID))
	meeting := "/seances/" + string(i.meeting.ID)
	page := p.open("claire.moreau", meeting+"/intervenants").want(http.StatusOK).holds("Catherine Vasseur propose un autre horaire", "mardi 9 mars 2027")
	href, _ := page.page().Find(`#recus ~ ul a.button`).Attr("href")
	if href != meeting+"/deplacer?date=2027-03-09" {
		t.Errorf("leads to %q", href)
	}
	p.open("claire.moreau", href).want(http.StatusOK)
	action, _ := page.page().Find(`form[action$="/classer"]`).Attr("action")
	p.post("claire.moreau", action, url.Values{}).want(http.StatusSeeOther)
	if page := p.open("claire.moreau", meeting+"/intervenants"); strings.Contains(page.Body, "propose un autre horaire") {
		t.Error("it is still there")
	}
}

func TestWhoseAddressTakesNothingIsToldOnHisPage(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	p.arrives(comesBack(i.mail, "failed", "5.1.1"))
	p.open("claire.moreau", "/").want(http.StatusOK).holds("L'adresse mail de Catherine Vasseur ne reçoit pas")
	path := "/intervenants/facilitator-travail"
	p.open("claire.moreau", path).want(http.StatusOK).holds("Cette adresse mail ne reçoit pas", "Un message en est revenu le mardi 12 janvier 2027")
	p.post("claire.moreau", path+"/adresse", url.Values{}).want(http.StatusSeeOther)
	if page := p.open("claire.moreau", path); strings.Contains(page.Body, "ne reçoit pas") {
		t.Error("it is still told")
	}
	p.arrives("Received: again\r\n" + comesBack(i.mail, "failed", "5.1.1"))
	var facilitator scheduling.Facilitator
	p.read(func(tx *store.Tx) (err error) {
		facilitator, err = tx.Facilitator("facilitator-travail")
		return err
	})
	p.post("claire.moreau", path, url.Values{
		"first_name": {facilitator.FirstName}, "last_name": {facilitator.LastName}, "email": {"nouvelle@exemple.fr"}, "active": {"on"}, "version": {"1"},
	}).want(http.StatusSeeOther)
	if page := p.open("claire.moreau", path); strings.Contains(page.Body, "ne reçoit pas") {
		t.Error("the new address is blamed for the old one")
	}
}

func TestAParticipantsReturnedMailIsToldAndAnotherWaySuggested(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	id := p.enter("Lemaire", map[string]any{"email": "lemaire@exemple.fr", "mail_consent": true})
	p.inviteByPage(cohort, id)
	sent := p.deliver()
	last := sent[len(sent)-1]
	if !strings.HasPrefix(last.EnvelopeFrom, "planning+") || strings.Contains(last.ReplyTo, "planning") {
		t.Errorf("from %s, answered to %q", last.EnvelopeFrom, last.ReplyTo)
	}
	if got := p.arrives(comesBack(last, "failed", "5.1.1")); got != scheduling.IncomingUndeliverable {
		t.Fatalf("judged %q", got)
	}
	p.open("claire.moreau", "/").want(http.StatusOK).holds("Lemaire ne reçoit pas")
	p.open("claire.moreau", "/personnes/"+id).want(http.StatusOK).holds("Cette adresse mail ne reçoit pas")
}

func TestWhatCameBackIsSettledThroughTheAPI(t *testing.T) {
	p := newPlatform(t)
	i := p.invited()
	s := i.reply("ACCEPTED")
	s.attendee = "secretariat@exemple.fr"
	p.arrives(s.mail(i.meeting.UID))
	var found struct {
		Items []struct {
			ID, Verdict, Address string
			Countable            bool
		}
	}
	for _, path := range []string{"/api/v1/incoming-mail", "/api/v1/incoming-mail?meeting=" + string(i.meeting.ID)} {
		p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK).into(&found)
		if len(found.Items) != 1 || found.Items[0].Verdict != "to_confirm" || !found.Items[0].Countable || found.Items[0].Address != "secretariat@exemple.fr" {
			t.Fatalf("%s: %+v", path, found)
		}
	}
	one := "/api/v1/incoming-mail/" + found.Items[0].ID
	if a := p.call("lucie.garnier", http.MethodGet, "/api/v1/incoming-mail", nil).want(http.StatusOK); strings.Contains(a.Body, "secretariat") {
		t.Error("who does not organise reads it")
	}
	p.call("lucie.garnier", http.MethodPost, one+"/acceptance", nil).want(http.StatusNotFound)
	p.call("claire.moreau", http.MethodPost, one+"/acceptance", nil).want(http.StatusNoContent)
	p.call("claire.moreau", http.MethodPost, one+"/closing", nil).want(http.StatusNoContent)
	p.arrives(comesBack(i.mail, "failed", "5.1.1"))
	if a := p.call("claire.moreau", http.MethodGet, "/api/v1/returned-addresses", nil).want(http.StatusOK); !strings.Contains(a.Body, "facilitator:facilitator-travail") {
		t.Error(a.Body)
	}
	retry := "/api/v1/returned-addresses/facilitator:facilitator-travail/retry"
	p.call("lucie.garnier", http.MethodPost, retry, nil).want(http.StatusForbidden)
	p.call("claire.moreau", http.MethodPost, retry, nil).want(http.StatusNoContent)
	if a := p.call("claire.moreau", http.MethodGet, "/api/v1/returned-addresses", nil); strings.Contains(a.Body, "travail") {
		t.Error("it is still there")
	}
}

func TestAnAgentsAddressIsTriedAgainFromHisPage(t *testing.T) {
	p := newPlatform(t)
	err := p.db.Write(t.Context(), func(tx *store.Tx) error {
		u, err := tx.User("agent-claire")
		if err != nil {
			return err
		}
		return tx.AddReturnedAddress(store.ReturnedAddress{Key: p.office.AddressKey(u.Email), Owner: u.ID.Ref(), Unit: "unit-95", Status: "5.1.1", ReturnedAt: tx.Now})
	})
	if err != nil {
		t.Fatal(err)
	}
	page := "/reglages/agents/agent-claire"
	p.open("anne.roussel", page).want(http.StatusOK).holds("Cette adresse mail ne reçoit pas")
	p.submit("anne.roussel", page, page+"/adresse", nil)
	if body := p.open("anne.roussel", page).want(http.StatusOK).Body; strings.Contains(body, "ne reçoit pas") {
		t.Error("it is still not written to")
	}
}
