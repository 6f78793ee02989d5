package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/mail"
	"trame/scheduling/store"
)

// reachable gives somebody a mail address.
func (p *platform) reachable(id string) (i scheduling.Insured) {
	p.t.Helper()
	p.write(func(tx *store.Tx) (err error) {
		if i, err = tx.Insured(scheduling.InsuredID(id)); err == nil {
			i.Email, i.MailConsent = id+"@example.org", true
			err = tx.ReplaceInsured(i)
		}
		return err
	})
	return i
}

// mailed is the last mail to an address that holds words.
func (p *platform) mailed(to, words string) mail.Mail {
	p.t.Helper()
	p.clock.Add(10 * time.Minute)
	list := slices.DeleteFunc(p.deliver(), func(m mail.Mail) bool { return m.To.Address != to || !strings.Contains(m.Text, words) })
	if len(list) == 0 {
		p.t.Fatalf("no mail to %s says « %s »", to, words)
	}
	return list[len(list)-1]
}

func TestAWitnessFromHerConsentToHerTestimony(t *testing.T) {
	p := newLivePlatform(t)
	const claire, lucie, helene = "claire.moreau", "lucie.garnier", "helene.dubois"
	var subjects struct{ Items []struct{ ID, Label string } }
	p.call(claire, "PUT", "/api/v1/witness-themes", map[string]any{"labels": []string{"reprise du travail", "Démarches", "Bénévolat"}}).want(200)
	p.call(lucie, "GET", "/api/v1/witness-themes", nil).want(200).into(&subjects)
	if len(subjects.Items) != 3 || subjects.Items[1].ID != "paperwork" {
		t.Fatalf("subjects %+v", subjects.Items)
	}
	p.submit(claire, "/temoins/sujets", "/temoins/sujets", url.Values{})

	// consent: who was willing six months after is sent a link, and agrees
	page := p.open(lucie, "/temoins").want(200).page()
	her := strings.TrimSuffix(strings.TrimPrefix(page.Find("section[aria-labelledby=disponibles] a").First().AttrOr("href", ""), "/personnes/"), "/temoin")
	i := p.reachable(her)
	one := "/api/v1/insured/" + her + "/witness"
	p.call(helene, "GET", one, nil).want(http.StatusForbidden)
	p.call(lucie, "POST", one+"/message", nil).want(204)
	own := firstLink(t, p.mailed(i.Email, "Accepteriez-vous").Text, "/temoin/")
	for range 20 { // a mail scanner
		p.open("", own).want(200)
	}
	p.post("", own, url.Values{"forms": {"in_person"}, "limits": {"le matin"}}).want(http.StatusUnprocessableEntity)
	p.submit("", own, own, url.Values{"forms": {"in_person"}, "themes": {"paperwork"}, "limits": {"le matin"}})
	var consent struct {
		State   string
		Consent struct{ Way, Limits string }
	}
	etag := p.call(lucie, "GET", one, nil).want(200)
	if etag.into(&consent); consent.State != "stands" || consent.Consent.Way != "link" || consent.Consent.Limits != "le matin" {
		t.Errorf("kept %+v", consent)
	}
	good := map[string]any{"given_on": "2027-01-12", "way": "phone", "forms": []string{"in_person"}, "themes": []string{"paperwork"}}
	p.call(lucie, "PUT", one, good).want(http.StatusPreconditionRequired)
	p.call(lucie, "PUT", one, good, "If-Match", etag.Header.Get("ETag")).want(200)

	// she is proposed, asked, answers by her link, and is confirmed
	meeting := p.meetings("cohort-osny")[9]
	path := "/api/v1/meetings/" + meeting + "/witnesses"
	var proposals struct {
		Wanted   bool
		Asked    int
		Items    []struct{ ID, State string }
		Proposed []struct{ Insured string }
	}
	p.call(helene, "GET", path, nil).want(200).into(&proposals)
	if !proposals.Wanted || proposals.Asked != 1 || len(proposals.Items)+len(proposals.Proposed) != 0 {
		t.Errorf("a manager reads %+v", proposals)
	}
	p.call(claire, "GET", path+"?theme=paperwork", nil).want(200).into(&proposals)
	if len(proposals.Items) != 1 || len(proposals.Proposed) != 2 {
		t.Fatalf("proposed %+v", proposals)
	}
	screen := "/seances/" + meeting + "/temoins"
	if body := p.open(claire, screen+"?sujet=paperwork").want(200).Body; !strings.Contains(body, i.LastName) || !strings.Contains(body, "sujet recherché") {
		t.Error("her name or her reason is not on the page")
	}
	if body := p.open(helene, screen).want(200).Body; strings.Contains(body, i.LastName) {
		t.Error("a manager reads her name")
	}
	p.call(claire, "POST", path, map[string]any{"insured": her, "form": "audio"}).want(http.StatusUnprocessableEntity)
	var created struct{ ID string }
	p.clock.Add(48 * time.Hour) // one message a day
	clear(p.tokens)
	p.call(claire, "POST", path, map[string]any{"insured": her, "form": "in_person"}).want(201).into(&created)
	ask := p.mailed(i.Email, "oui ou non")
	link := firstLink(t, ask.Text, "/temoignage/")
	for range 20 {
		p.open("", link).want(200)
	}
	p.submit("", link, link, url.Values{"reply": {"yes"}})
	testimony := "/api/v1/testimonies/" + created.ID
	step := func(what string, body any) string {
		tag := p.call(claire, "GET", testimony, nil).want(200).Header.Get("ETag")
		var now struct{ State string }
		p.call(claire, "PUT", testimony+"/"+what, body, "If-Match", tag).want(200).into(&now)
		return now.State
	}
	if state := step("confirmation", nil); state != "confirmed" {
		t.Errorf("after her yes she is %s", state)
	}
	p.mailed(i.Email, "le groupe vous attend")

	// a partner reads that a witness comes, and no more
	animations := "/api/v1/meetings/" + meeting + "/animations"
	p.call(claire, "POST", animations, map[string]any{"facilitator": "facilitator-mdph"}).want(201)
	var on struct{ Items []struct{ ID, Name string } }
	p.call(claire, "GET", animations, nil).want(200).into(&on)
	var ids []string
	for _, a := range on.Items {
		ids = append(ids, a.ID)
	}
	p.call(claire, "POST", animations+"/invitations", map[string]any{"animations": ids}).want(200)
	p.clock.Add(10 * time.Minute)
	for _, m := range p.deliver() {
		if m.CalendarMethod == "REQUEST" {
			body := p.open("", firstLink(t, m.Text, "/i/")).want(200).Body
			if !strings.Contains(body, "un témoin viendra") || strings.Contains(body+string(m.Calendar)+m.Text, i.LastName) {
				t.Errorf("a partner reads %s", body)
			}
		}
	}

	// the date moves: she is told, and says whether it suits her
	tag := p.call(claire, "GET", "/api/v1/meetings/"+meeting, nil).want(200)
	var m struct{ Date string }
	tag.into(&m)
	var effect struct{ Told struct{ Witnesses int } }
	p.call(claire, "POST", "/api/v1/meetings/"+meeting+"/move", map[string]any{"date": m.Date, "start": "15:30", "reason": "Salle"}, "If-Match", tag.Header.Get("ETag")).want(200).into(&effect)
	if effect.Told.Witnesses != 2 {
		t.Errorf("%d witnesses told", effect.Told.Witnesses)
	}
	p.mailed(i.Email, "change de date")
	if !strings.Contains(p.open("", link).want(200).Body, "La date a changé") {
		t.Error("her page says nothing of the new date")
	}
	if state := step("reply", map[string]any{"reply": "yes"}); state != "accepted" {
		t.Errorf("after the new date she is %s", state)
	}
	p.submit(claire, "/temoignages/"+created.ID, "/temoignages/"+created.ID+"/confirmer", url.Values{})

	// the other one is not needed; afterwards she came, and is counted
	other := "/api/v1/testimonies/" + proposals.Items[0].ID
	p.call(claire, "DELETE", other, nil, "If-Match", p.call(claire, "GET", other, nil).want(200).Header.Get("ETag")).want(204)
	p.clock.Add(60 * 24 * time.Hour)
	clear(p.tokens)
	if state := step("outcome", map[string]any{"outcome": "came", "note": "Un échange apprécié."}); state != "came" {
		t.Errorf("afterwards she is %s", state)
	}
	var list struct {
		Items []struct {
			Insured string
			Times   int
		}
	}
	p.call(lucie, "GET", "/api/v1/witnesses", nil).want(200).into(&list)
	if !slices.ContainsFunc(list.Items, func(l struct {
		Insured string
		Times   int
	},
	) bool {
		return l.Insured == her && l.Times == 1
	}) {
		t.Errorf("listed %+v", list.Items)
	}
	p.submit("", own, own+"/retirer", url.Values{})
	p.open("", own).want(http.StatusGone)
	p.call(lucie, "DELETE", one, nil).want(404)
	if found := p.logs.String(); strings.Contains(found, i.LastName) || strings.Contains(found, strings.TrimPrefix(own, "/temoin/")) {
		t.Error("the log holds her name, or her link")
	}
}
