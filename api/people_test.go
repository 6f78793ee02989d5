package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// recruiting opens a session of two places that begins in a week, and recruits.
func (p *platform) recruiting() string {
	p.t.Helper()
	actor := p.actor("agent-claire")
	id, err := p.desks.Planning.Open(p.t.Context(), actor, scheduling.Cohort{
		VersionID: "version-vo-1", Label: "Session de printemps", Site: "site-osny", Room: "room-osny", Lead: "agent-claire",
		FirstDate: scheduling.MustDate("2027-01-19"), Start: 14 * 60, CadenceWeeks: 1, Capacity: 12, LastEntry: 2, Threshold: 3,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.desks.Planning.Recruit(p.t.Context(), actor, id, 1); err != nil {
		p.t.Fatal(err)
	}
	return string(id)
}

// enter enters a person over the API and returns her id.
func (p *platform) enter(last string, more map[string]any) string {
	p.t.Helper()
	body := map[string]any{"unit": "unit-95", "first_name": "Zoé", "last_name": last, "gender": "f", "email": "zoe@example.org", "mail_consent": true}
	for name, value := range more {
		body[name] = value
	}
	var created struct{ ID string }
	p.call("lucie.garnier", http.MethodPost, "/api/v1/insured", body).want(http.StatusCreated).into(&created)
	return created.ID
}

func TestAPersonIsEnteredFoundReadAndCorrectedOnScreen(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		path := p.submit("lucie.garnier", "/personnes/nouvelle", "/personnes", url.Values{
			"last_name": {"Œuvrard"}, "first_name": {"Élodie"}, "birth_date": {"1975-03-14"}, "email": {"elodie@example.org"}, "mail_consent": {"1"},
		})
		page := p.open("lucie.garnier", path).want(http.StatusOK)
		if page.text("h1") != "Élodie Œuvrard" || strings.Contains(path, "uvrard") {
			t.Errorf("%s at %s", page.text("h1"), path)
		}
		if page.page().Find("#social").Length() != 0 {
			t.Error("an adviser sees the social part")
		}
		if p.open("claire.moreau", path).page().Find("#social").Length() != 1 {
			t.Error("a social worker does not")
		}
		p.open("helene.dubois", path).want(http.StatusForbidden)
		found := p.open("lucie.garnier", "/personnes?q=oeuv+elo").want(http.StatusOK)
		if got := texts(found.page(), "tbody th"); len(got) != 1 || got[0] != "Œuvrard Élodie" {
			t.Errorf("found %q", got)
		}
		edit := path + "/modifier"
		if again := p.submit("lucie.garnier", edit, path, url.Values{"phone": {"06 12 34 56 78"}}); again != path {
			t.Errorf("led to %s", again)
		}
		form := fill(p.open("lucie.garnier", edit).page(), path, url.Values{"last_name": {""}, "phone": {"x"}})
		refused := p.post("lucie.garnier", path, form).want(http.StatusUnprocessableEntity).page()
		if refused.Find("#f-last_name-error").Length() != 1 || refused.Find("#f-phone-error").Length() != 1 || refused.Find("#f-phone").AttrOr("value", "") != "x" {
			t.Error("the form lost what was typed, or its errors")
		}
	})
}

func TestOpeningAFileOverHTTPWritesExactlyOneRead(t *testing.T) {
	p := newPlatform(t)
	id := p.enter("Léger", nil)
	for _, path := range []string{"/personnes/" + id, "/api/v1/insured/" + id, "/personnes/" + id + "/modifier"} {
		before := p.reads(id)
		p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusOK)
		if n := p.reads(id) - before; n != 1 {
			t.Errorf("%s left %d traces", path, n)
		}
	}
	before := p.reads(id)
	p.open("lucie.garnier", "/personnes").want(http.StatusOK)
	if p.reads(id) != before {
		t.Error("a list counts as a reading")
	}
}

func (p *platform) reads(id string) (n int) {
	p.t.Helper()
	err := p.db.Read(p.t.Context(), func(tx *store.Tx) error {
		events, err := tx.AuditOf("insured:"+id, 1000)
		for _, e := range events {
			if e.Verb == "read" {
				n++
			}
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

var linkInMail = regexp.MustCompile(`http://trame\.example(/v/[A-Za-z0-9_-]{43})`)

// inviteByPage chooses a person, reads the preview, sends; and gives the path
// of the link in her mail.
func (p *platform) inviteByPage(cohort string, people ...string) string {
	p.t.Helper()
	path := "/sessions/" + cohort + "/inviter"
	choice := fill(p.open("lucie.garnier", path).want(http.StatusOK).page(), "/inviter", url.Values{"people": people, "do": {"preview"}})
	preview := p.post("lucie.garnier", path, choice).want(http.StatusOK)
	if !strings.Contains(preview.text("pre"), "mardi 19 janvier 2027") {
		p.t.Error("the preview does not show the mail: " + preview.text("main"))
	}
	before := len(p.deliver())
	form := fill(preview.page(), "/inviter/envoyer", nil)
	p.post("lucie.garnier", path+"/envoyer", form).want(http.StatusSeeOther)
	sent := p.deliver()
	if len(sent) != before+1 {
		p.t.Fatalf("%d mails left", len(sent)-before)
	}
	return linkInMail.FindStringSubmatch(sent[len(sent)-1].Text)[1]
}

func TestAParticipantAnswersWithoutAccountOrScript(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		link := p.inviteByPage(p.recruiting(), p.enter("Léger", nil))
		page := p.open("", link).want(http.StatusOK)
		if page.page().Find("title").Text() != "Vos rencontres" || page.page().Find("script").Length() != 0 {
			t.Error("the page has another title, or a script")
		}
		for _, header := range [][2]string{{"Referrer-Policy", "no-referrer"}, {"Cache-Control", "no-store"}} {
			if page.Header.Get(header[0]) != header[1] {
				t.Errorf("%s: %s", header[0], page.Header.Get(header[0]))
			}
		}
		if !strings.Contains(page.text(".date-big"), "mardi 19 janvier 2027") || page.text(".call-number") != "36 46" {
			t.Errorf("date %q, phone %q", page.text(".date-big"), page.text(".call-number"))
		}
		for range 5 { // a scanner that opens everything
			p.open("", link).want(http.StatusOK)
			p.open("", link+"/non").want(http.StatusOK)
		}
		p.says(link, "Vous êtes invitée à rejoindre un petit groupe.")
		p.post("", link, url.Values{"reply": {"accepts"}}).want(http.StatusSeeOther)
		p.says(link, "Votre place est réservée. À bientôt !")
		object := p.open("", link+"/rencontre/1.ics").want(http.StatusOK)
		if !strings.Contains(object.Body, "CLASS:PRIVATE") || strings.Contains(object.Header.Get("Content-Disposition"), "Léger") {
			t.Error(object.Body)
		}
		p.post("", link, fill(p.open("", link+"/non").page(), link, url.Values{"reason": {"hours"}})).want(http.StatusSeeOther)
		p.says(link, "Vous avez rendu votre place. Merci de nous avoir prévenus.")
		token := strings.TrimPrefix(link, "/v/")
		if strings.Contains(p.logs.String(), token) || strings.Contains(p.logs.String(), "Léger") {
			t.Error("the log holds the token or a name")
		}
	})
}

func (p *platform) says(link, want string) {
	p.t.Helper()
	if got := p.open("", link).text(".lead"); got != plainly(want) {
		p.t.Errorf("the page says %q, want %q", got, want)
	}
}

// plainly folds the no-break spaces that a page is typeset with, as text does.
func plainly(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestALinkThatLeadsNowhereIsKind(t *testing.T) {
	p := newPlatform(t)
	page := p.open("", "/v/unknown").want(http.StatusNotFound)
	if page.page().Find("title").Text() != "Vos rencontres" || page.page().Find(`a[href="tel:3646"]`).Length() == 0 {
		t.Error(page.Body)
	}
	cohort := p.recruiting()
	link := p.inviteByPage(cohort, p.enter("Léger", nil))
	id := regexp.MustCompile(`/invitations/([^/]+)/reponse`).FindStringSubmatch(p.open("lucie.garnier", "/sessions/"+cohort+"/invitations").Body)[1]
	p.post("lucie.garnier", "/invitations/"+id+"/retirer", nil).want(http.StatusSeeOther)
	p.open("", link).want(http.StatusGone)
	p.post("", link, url.Values{"reply": {"accepts"}}).want(http.StatusGone)
}

func TestACodeFromALetterLeadsToHerPage(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	id := p.enter("Léger", map[string]any{"mail_consent": false, "letter_consent": true, "street": "2 rue Basse", "postcode": "95000", "city": "Cergy"})
	p.call("lucie.garnier", http.MethodPost, "/api/v1/cohorts/"+cohort+"/invitations",
		map[string]any{"people": []string{id}, "reply_by": "2027-01-18"}).want(http.StatusCreated)
	letters := p.open("lucie.garnier", "/sessions/"+cohort+"/lettres").want(http.StatusOK)
	if to := letters.text("tbody"); !strings.Contains(to, "Zoé Léger") || !strings.Contains(to, "2 rue Basse, 95000 Cergy") {
		t.Errorf("addressed to %q", to)
	}
	printed := p.post("lucie.garnier", "/sessions/"+cohort+"/lettres/pdf", fill(letters.page(), "/lettres/pdf", nil)).want(http.StatusOK)
	big := regexp.MustCompile(`[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}`).FindAllString(pdfText(t, printed), -1)
	if len(big) != 1 {
		t.Fatalf("the letter shows %q", big)
	}
	letters = p.open("lucie.garnier", "/sessions/"+cohort+"/lettres").want(http.StatusOK)
	p.post("", "/code", url.Values{"code": {"AAAA-AAAA"}}).want(http.StatusUnprocessableEntity)
	at := p.post("", "/code", url.Values{"code": {" " + strings.ToLower(strings.ReplaceAll(big[0], "-", " "))}}).want(http.StatusSeeOther)
	p.says(at.Header.Get("Location"), "Vous êtes invitée à rejoindre un petit groupe.")
	form := fill(letters.page(), "/lettres/postees", nil) // a printed one is ticked
	p.post("lucie.garnier", "/sessions/"+cohort+"/lettres/postees", form).want(http.StatusSeeOther)
	if got := texts(p.open("lucie.garnier", "/sessions/"+cohort+"/invitations").page(), "tbody .badge"); got[0] != "postée" {
		t.Errorf("the list says %q", got)
	}
}

func TestAnAnswerByPhoneAndAPlaceGivenBackOnScreen(t *testing.T) {
	p := newPlatform(t)
	cohort := p.recruiting()
	link := p.inviteByPage(cohort, p.enter("Léger", map[string]any{"phone": "0612345678"}))
	p.post("", link, url.Values{"reply": {"call_me"}}).want(http.StatusSeeOther)
	calls := p.open("lucie.garnier", "/personnes/a-rappeler").want(http.StatusOK)
	if !strings.Contains(calls.text("main"), "Zoé Léger") {
		t.Fatal(calls.text("main"))
	}
	form := regexp.MustCompile(`/invitations/[^/]+/reponse`).FindString(calls.Body)
	p.submit("lucie.garnier", form, form, url.Values{"reply": {"accepts"}})
	p.says(link, "Votre place est réservée. À bientôt !")
	roll := "/sessions/" + cohort + "/inscriptions"
	end := regexp.MustCompile(`/inscriptions/[^/]+/fin`).FindString(p.open("lucie.garnier", roll).want(http.StatusOK).Body)
	refused := p.post("lucie.garnier", end, fill(p.open("lucie.garnier", end).page(), end, nil)).want(http.StatusUnprocessableEntity)
	if refused.page().Find("#f-reason-error").Length() != 1 {
		t.Error("a place is given back without a reason")
	}
	if to := p.submit("lucie.garnier", end, end, url.Values{"reason": {"transport"}}); to != roll {
		t.Errorf("led to %s", to)
	}
	p.open("helene.dubois", roll).want(http.StatusForbidden)
}

func TestPeopleByRequest(t *testing.T) {
	p := newPlatform(t)
	cohort, id := p.recruiting(), p.enter("Léger", map[string]any{"notes": "MARQUEUR"})
	person, ask := "/api/v1/insured/"+id, "/api/v1/cohorts/"+cohort
	invite := map[string]any{"people": []string{id}, "reply_by": "2027-01-18"}
	for _, c := range []struct {
		who, method, path string
		body              any
		header            string
		status            int
		key               string
	}{
		{"", http.MethodGet, "/api/v1/insured", nil, "", http.StatusUnauthorized, "signin.required"},
		{"lucie.garnier", http.MethodGet, "/api/v1/insured?q=leger", nil, "", http.StatusOK, ""},
		{"helene.dubois", http.MethodGet, "/api/v1/insured", nil, "", http.StatusForbidden, "actor.may_not.see_people"},
		{"helene.dubois", http.MethodGet, person, nil, "", http.StatusForbidden, "actor.may_not.see_people"},
		{"lucie.garnier", http.MethodGet, "/api/v1/insured/nobody", nil, "", http.StatusNotFound, "not_found"},
		{"lucie.garnier", http.MethodPost, "/api/v1/insured", map[string]any{"unit": "unit-95", "first_name": "", "last_name": "X"}, "", http.StatusUnprocessableEntity, "invalid"},
		{"lucie.garnier", http.MethodPut, person, map[string]any{"unit": "unit-95", "first_name": "Zoé", "last_name": "Léger"}, "", http.StatusPreconditionRequired, "if_match.required"},
		{"lucie.garnier", http.MethodPut, person, map[string]any{"unit": "unit-95", "first_name": "Zoé", "last_name": "Léger"}, `"9"`, http.StatusPreconditionFailed, "stale"},
		{"lucie.garnier", http.MethodPut, person, map[string]any{"unit": "unit-95", "first_name": "Zoé", "last_name": "Léger", "email": "zoe@example.org", "mail_consent": true}, `"1"`, http.StatusNoContent, ""},
		{"lucie.garnier", http.MethodPost, "/api/v1/insured/export", map[string]any{}, "", http.StatusOK, ""},
		{"lucie.garnier", http.MethodPost, ask + "/invitations/preview", invite, "", http.StatusOK, ""},
		{"helene.dubois", http.MethodPost, ask + "/invitations", invite, "", http.StatusForbidden, "actor.may_not.invite"},
		{"lucie.garnier", http.MethodPost, ask + "/invitations", map[string]any{"people": []string{id}, "reply_by": "hier"}, "", http.StatusUnprocessableEntity, "date.unreadable"},
		{"lucie.garnier", http.MethodPost, ask + "/invitations", map[string]any{"people": []string{id}, "reply_by": "2027-01-01"}, "", http.StatusUnprocessableEntity, "invalid"},
		{"lucie.garnier", http.MethodPost, ask + "/invitations", invite, "", http.StatusCreated, ""},
		{"lucie.garnier", http.MethodGet, ask + "/invitations", nil, "", http.StatusOK, ""},
		{"lucie.garnier", http.MethodGet, ask + "/enrolments", nil, "", http.StatusOK, ""},
		{"lucie.garnier", http.MethodPost, ask + "/enrolments/offers", nil, "", http.StatusNoContent, ""},
		{"lucie.garnier", http.MethodGet, "/api/v1/call-backs", nil, "", http.StatusOK, ""},
		{"helene.dubois", http.MethodGet, "/api/v1/call-backs", nil, "", http.StatusForbidden, "actor.may_not.see_people"},
		{"lucie.garnier", http.MethodPost, "/api/v1/invitations/none/reply", map[string]any{"reply": "accepts"}, "", http.StatusNotFound, "not_found"},
		{"lucie.garnier", http.MethodPost, "/api/v1/invitations/none/withdrawal", nil, "", http.StatusNotFound, "not_found"},
		{"lucie.garnier", http.MethodPost, "/api/v1/invitations/none/called", nil, "", http.StatusNotFound, "not_found"},
		{"claire.moreau", http.MethodPost, "/api/v1/enrolments/none/overbooking", map[string]any{"reason": "x"}, "", http.StatusNotFound, "not_found"},
		{"lucie.garnier", http.MethodPut, "/api/v1/enrolments/none/priority", map[string]any{"priority": 1, "reason": "x"}, `"1"`, http.StatusNotFound, "not_found"},
		{"lucie.garnier", http.MethodPost, "/api/v1/enrolments/none/end", map[string]any{"state": "withdrawn", "reason": "health"}, "", http.StatusNotFound, "not_found"},
		{"", http.MethodGet, "/api/v1/welcome/none", nil, "", http.StatusNotFound, "link.unknown"},
		{"", http.MethodPost, "/api/v1/welcome/none/reply", map[string]any{"reply": "accepts"}, "", http.StatusNotFound, "link.unknown"},
		{"", http.MethodPost, "/api/v1/codes", map[string]any{"code": "AAAAAAAA"}, "", http.StatusUnprocessableEntity, "code.unknown"},
		{"lucie.garnier", http.MethodPost, person + "/death", map[string]any{"on": "2027-01-10"}, "", http.StatusNoContent, ""},
	} {
		var headers []string
		if c.header != "" {
			headers = []string{"If-Match", c.header}
		}
		a := p.call(c.who, c.method, c.path, c.body, headers...)
		var problem struct{ Key string }
		if a.Status >= http.StatusBadRequest {
			a.into(&problem)
		}
		if a.Status != c.status || problem.Key != c.key {
			t.Errorf("%s %s %s: %d %q, want %d %q: %s", c.who, c.method, c.path, a.Status, problem.Key, c.status, c.key, a.Body)
		}
		if strings.Contains(a.Body, "MARQUEUR") {
			t.Errorf("%s %s tells an adviser what only social workers read", c.method, c.path)
		}
	}
}

func TestAnAnswerOverTheAPISeatsHer(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		cohort := p.recruiting()
		link := p.inviteByPage(cohort, p.enter("Léger", nil))
		path := "/api/v1/welcome/" + strings.TrimPrefix(link, "/v/")
		p.call("", http.MethodPost, path+"/reply", map[string]any{"reply": "accepts"}).want(http.StatusNoContent)
		var page struct {
			Standing string
			Visits   []struct{ Place string }
		}
		p.call("", http.MethodGet, path, nil).want(http.StatusOK).into(&page)
		if page.Standing != "has_seat" || len(page.Visits) < 10 {
			t.Errorf("%+v", page)
		}
		var roll struct {
			Seated []struct{ Name, State string }
		}
		p.call("claire.moreau", http.MethodGet, "/api/v1/cohorts/"+cohort+"/enrolments", nil).want(http.StatusOK).into(&roll)
		if len(roll.Seated) != 1 || roll.Seated[0].State != "enrolled" {
			t.Errorf("%+v", roll)
		}
	})
}
