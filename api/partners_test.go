package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

// meetingNeeding opens a session and finds its meeting that wants a kind.
func (p *platform) meetingNeeding(kind scheduling.PartnerKind) scheduling.Meeting {
	p.t.Helper()
	actor := p.actor("agent-claire")
	cohort, err := p.desks.Planning.Open(p.t.Context(), actor, scheduling.Cohort{
		VersionID: "version-vo-1", Label: "Session de printemps", Site: "site-osny", Room: "room-osny", Lead: "agent-claire",
		FirstDate: scheduling.MustDate("2027-01-19"), Start: 14 * 60, CadenceWeeks: 1, Capacity: 12, LastEntry: 2, Threshold: 3,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	var found scheduling.Meeting
	err = p.db.Read(p.t.Context(), func(tx *store.Tx) error {
		meetings, err := tx.Meetings(cohort)
		if err != nil {
			return err
		}
		for _, m := range meetings {
			animations, err := tx.Animations(m.ID)
			if err != nil {
				return err
			}
			for _, a := range animations {
				if a.PartnerKind == kind && found.ID == "" {
					found = m
				}
			}
		}
		return nil
	})
	if err != nil || found.ID == "" {
		p.t.Fatal("no meeting needs ", kind, err)
	}
	return found
}

func (p *platform) actor(id scheduling.UserID) (actor scheduling.Actor) {
	p.t.Helper()
	err := p.db.Read(p.t.Context(), func(tx *store.Tx) error {
		u, err := tx.User(id)
		if err == nil {
			actor, err = tx.Actor(u, scheduling.DateOf(tx.Now))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return actor
}

// text is what a selector holds, blanks folded.
func (a answer) text(selector string) string {
	return strings.Join(strings.Fields(a.page().Find(selector).Text()), " ")
}

func TestACoAnimatorIsPlacedInvitedAndAnswersWithoutAnAccount(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		m := p.meetingNeeding("occupational_physician")
		path := "/seances/" + string(m.ID) + "/intervenants"
		if page := p.open("claire.moreau", path).want(http.StatusOK); !strings.Contains(page.text("main"), "à trouver") {
			t.Error(page.text("main"))
		}
		p.post("claire.moreau", path, url.Values{"asked_by": {"social_worker"}}).want(http.StatusUnprocessableEntity)
		p.post("claire.moreau", path, url.Values{"who": {"facilitator:facilitator-travail"}, "kind": {"occupational_physician"}, "asked_by": {"social_worker"}}).
			want(http.StatusSeeOther)
		if len(p.deliver()) != 0 {
			t.Fatal("placing sent something")
		}
		preview := p.open("claire.moreau", path+"/inviter").want(http.StatusOK)
		if text := preview.text("pre"); !strings.Contains(text, "Catherine Vasseur") {
			t.Errorf("preview %q", text)
		}
		value, _ := preview.page().Find("input[name=animation]").Attr("value")
		for range 2 {
			p.post("claire.moreau", path+"/inviter", url.Values{"animation": {value}}).want(http.StatusSeeOther)
		}
		sent := p.deliver()
		if len(sent) != 1 || sent[0].CalendarMethod != "REQUEST" || sent[0].To.Address != "travail@partenaire.example" {
			t.Fatalf("%d mails, %+v", len(sent), sent)
		}
		_, rest, _ := strings.Cut(sent[0].Text, "http://trame.example/i/")
		link := "/i/" + strings.Fields(rest)[0]

		for range 20 { // a mail scanner follows every link
			p.open("", link).want(http.StatusOK)
			p.browse("", httptest.NewRequestWithContext(t.Context(), http.MethodHead, link, nil)).want(http.StatusOK)
		}
		if page := p.open("claire.moreau", path); !strings.Contains(page.text(".rows .badge"), "invité, sans réponse") {
			t.Error("a GET answered")
		}
		page := p.open("", link)
		for _, want := range []string{"Bonjour Catherine Vasseur", "Maison des Tulipes", "Claire Moreau", "Déroulé de la séance", "0 personne inscrite"} {
			if !strings.Contains(page.text("body"), want) {
				t.Errorf("%q is missing in %s", want, page.text("body"))
			}
		}
		if page.text("title") != "Vos rencontres" {
			t.Errorf("title %q", page.text("title"))
		}
		p.post("", link, url.Values{"reply": {"peut-être"}}).want(http.StatusUnprocessableEntity)
		p.post("", link, url.Values{"reply": {"accepted"}, "comment": {"J’apporte les fiches."}}).want(http.StatusSeeOther)
		staffing := p.open("claire.moreau", path)
		if text := staffing.text("main"); !strings.Contains(text, "J’apporte les fiches.") || strings.Contains(text, "à trouver") {
			t.Error(text)
		}
		p.post("", link, url.Values{"reply": {"declined"}}).want(http.StatusSeeOther)
		sent = p.deliver()
		if last := sent[len(sent)-1]; last.To.Address != "claire.moreau@trame.example" {
			t.Errorf("the organiser is not told: %+v", last)
		}
		if text := p.open("claire.moreau", path).text("main"); !strings.Contains(text, "à trouver") {
			t.Error("the need is not open again")
		}
		p.open("", link+"/seance.ics").want(http.StatusOK)
		p.open("", "/i/unknown").want(http.StatusNotFound)
	})
}

func TestAFeedAnswersCalendarPrograms(t *testing.T) {
	p := newPlatform(t)
	p.meetingNeeding("occupational_physician")
	shown := p.post("claire.moreau", "/compte/agendas", url.Values{"name": {"Bureau"}}).want(http.StatusOK)
	link, _ := shown.page().Find("#adresse").Attr("value")
	path := strings.TrimPrefix(link, "http://trame.example")
	if subscribe, _ := shown.page().Find("a[href^='webcal:']").Attr("href"); subscribe != "webcal://trame.example"+path {
		t.Errorf("subscribe %q", subscribe)
	}
	first := p.open("", path).want(http.StatusOK)
	etag := first.Header.Get("ETag")
	if first.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || first.Header.Get("Cache-Control") != "private, no-cache" ||
		first.Header.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(etag, `"`) || first.Header.Get("Content-Disposition") != "" {
		t.Errorf("headers %v", first.Header)
	}
	ask := func(method string, headers ...string) answer {
		return p.send(httptest.NewRequestWithContext(t.Context(), method, path, nil), headers...)
	}
	if again := ask(http.MethodGet, "If-None-Match", `"other", W/`+etag).want(http.StatusNotModified); again.Body != "" || again.Header.Get("ETag") != etag {
		t.Error("304 with a body, or without its ETag")
	}
	if head := ask(http.MethodHead).want(http.StatusOK); head.Header.Get("ETag") != etag {
		t.Error("HEAD says otherwise")
	}
	if again := ask(http.MethodGet); again.Body != first.Body {
		t.Error("the same meetings are other bytes")
	}
	if strings.Contains(p.logs.String(), strings.TrimPrefix(path, "/feeds/")) {
		t.Error("the address is in the log")
	}
	home := p.open("claire.moreau", "/compte/agendas").want(http.StatusOK)
	if strings.Contains(home.Body, path) {
		t.Error("the address is shown again")
	}
	action, _ := home.page().Find("form[action$='/fermer']").Attr("action")
	p.post("claire.moreau", action, nil).want(http.StatusSeeOther)
	ask(http.MethodGet).want(http.StatusGone)
	p.open("", "/feeds/unknown.ics").want(http.StatusNotFound)
	p.open("", "/feeds/unknown").want(http.StatusNotFound)
}

func TestPartnersAreKeptByPage(t *testing.T) {
	p := newPlatform(t)
	list := p.open("claire.moreau", "/partenaires").want(http.StatusOK)
	if n := list.page().Find("tbody tr").Length(); n != 8 {
		t.Errorf("%d partners, want 8", n)
	}
	if text := p.open("claire.moreau", "/partenaires?q=vasseur").text("tbody"); !strings.Contains(text, "santé au travail") {
		t.Errorf("found %q", text)
	}
	refused := p.post("claire.moreau", "/partenaires", url.Values{"name": {""}, "kind": {"ccas"}, "unit": {"unit-95"}}).want(http.StatusUnprocessableEntity)
	if selected, _ := refused.page().Find("#f-kind option[selected]").Attr("value"); selected != "ccas" || refused.page().Find("#f-name-error").Length() != 1 {
		t.Error("the form forgot what was typed, or where it is wrong")
	}
	added := p.post("claire.moreau", "/partenaires", url.Values{"name": {"CCAS de Cergy"}, "kind": {"ccas"}, "unit": {"unit-95"}, "since": {"2019"}}).want(http.StatusSeeOther)
	partner := added.Header.Get("Location")
	if text := p.open("claire.moreau", partner).want(http.StatusOK).text("main"); !strings.Contains(text, "Aucune convention") {
		t.Error(text)
	}
	p.post("claire.moreau", partner+"/conventions", url.Values{"scope": {"Co-animation"}, "valid_from": {"2026-01-01"}, "valid_until": {"2027-02-28"}}).want(http.StatusSeeOther)
	if text := p.open("claire.moreau", partner).text("main"); !strings.Contains(text, "moins de trois mois") {
		t.Error(text)
	}
	person := p.post("claire.moreau", partner+"/intervenants", url.Values{"first_name": {"Aïcha"}, "last_name": {"Belkacem"}, "email": {"aicha@ccas.example"}}).want(http.StatusSeeOther)
	facilitator := person.Header.Get("Location")
	form := p.open("claire.moreau", facilitator+"/modifier").want(http.StatusOK)
	version, _ := form.page().Find("input[name=version]").Attr("value")
	edit := url.Values{"first_name": {"Aïcha"}, "last_name": {"Belkacem"}, "version": {version}}
	p.post("claire.moreau", facilitator, edit).want(http.StatusSeeOther)
	p.post("claire.moreau", facilitator, edit).want(http.StatusConflict)
	if text := p.open("claire.moreau", facilitator).text("main"); !strings.Contains(text, "n’intervient plus") {
		t.Error(text)
	}
	p.post("lucie.garnier", "/partenaires", url.Values{"name": {"x"}, "kind": {"ccas"}, "unit": {"unit-95"}}).want(http.StatusForbidden)
	p.post("paul.nguyen", "/partenaires", url.Values{"name": {"x"}, "kind": {"ccas"}, "unit": {"unit-95"}}).want(http.StatusForbidden)
}
