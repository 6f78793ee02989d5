package api_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"trame/scheduling/fetch"
)

// web is what stands at any address of the tests: production alone dials.
type web struct {
	body string
	err  error
}

func (w *web) get(context.Context, string, fetch.Known) (fetch.Answer, error) {
	return fetch.Answer{Body: []byte(w.body)}, w.err
}

const (
	psyPath    = "/intervenants/facilitator-psy/disponibilites"
	secretPath = "private-8d2f0c"
	hersIsBusy = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Patiente X\r\nDTSTART;TZID=Romance Standard Time:20270119T140000\r\n" +
		"DTEND;TZID=Romance Standard Time:20270119T150000\r\nRRULE:FREQ=NEVER\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

// theOne is the last path that a page's forms post to under a prefix.
func (a answer) theOne(prefix string) string {
	a.t.Helper()
	action, ok := a.page().Find("form[action^='" + prefix + "']").Last().Attr("action")
	if !ok {
		a.t.Fatalf("no form posts to %s…\n%s", prefix, a.Body)
	}
	return action
}

func TestAnOrganiserKeepsAFacilitatorsAvailability(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const claire = "claire.moreau"
		p.post(claire, psyPath+"/horaires", url.Values{"opening_2_0_from": {"09:00"}, "opening_2_0_until": {"12:00"}}).want(http.StatusSeeOther)
		p.post(claire, psyPath+"/absences", url.Values{"from": {"2027-02-01"}, "until": {"2027-02-05"}, "label": {"congés"}}).want(http.StatusSeeOther)
		p.post(claire, psyPath+"/absences", url.Values{"from": {"2027-02-09"}, "start": {"09:30"}, "end": {"11:00"}}).want(http.StatusSeeOther)
		p.web.body = hersIsBusy
		p.post(claire, psyPath+"/agenda", url.Values{"address": {"webcal://calendar.example.com/" + secretPath + "/basic.ics"}}).want(http.StatusSeeOther)

		page := p.open(claire, psyPath).want(http.StatusOK)
		text := strings.Join(strings.Fields(page.page().Find("main").Text()), " ")
		for _, want := range []string{
			"du lundi 1er février 2027 au vendredi 5 février 2027", "congés", "mardi 9 février 2027, 9 h 30 – 11 h",
			"calendar.example.com/… à jour", "1 ligne illisible laissée de côté, la première est la ligne 7",
		} {
			if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), want) {
				t.Errorf("the page does not say %q:\n%s", want, text)
			}
		}
		if from, _ := page.page().Find("[name=opening_2_0_from]").Attr("value"); from != "09:00" {
			t.Errorf("Tuesday begins at %q", from)
		}
		short := p.open(claire, "/intervenants/facilitator-psy").want(http.StatusOK)
		for _, want := range []string{"Disponibilités", "congés", "calendar.example.com"} {
			if !strings.Contains(short.Body, want) {
				t.Errorf("her own page does not say %q", want)
			}
		}
		for name, body := range map[string]string{"page": page.Body, "short page": short.Body, "log": page.Log} {
			if strings.Contains(body, secretPath) || strings.Contains(body, "Patiente") {
				t.Errorf("the %s tells what stands in the calendar, or its address", name)
			}
		}
		if seen := p.open("lucie.garnier", psyPath).want(http.StatusOK); seen.page().Find("main form").Length() != 0 {
			t.Error("an adviser is offered to change it")
		}

		p.post(claire, page.theOne("/absences/"), nil).want(http.StatusSeeOther)
		p.post(claire, page.theOne("/agendas-personnels/"), nil).want(http.StatusSeeOther)
		if left := p.open(claire, psyPath).page().Find("form[action^='/absences/'], form[action^='/agendas-personnels/']").Length(); left != 1 {
			t.Errorf("%d are left to take out, want the first absence", left)
		}
	})
}

func TestWhatIsWronglyGivenComesBackAtItsField(t *testing.T) {
	p := newPlatform(t)
	for name, test := range map[string]struct {
		path  string
		form  url.Values
		web   web
		field string
		want  string
	}{
		"an absence of illness":  {"/absences", url.Values{"from": {"2027-02-01"}, "label": {"opération"}}, web{}, "label", "touche à la santé"},
		"a day that is none":     {"/absences", url.Values{"from": {"demain"}}, web{}, "from", "date"},
		"hours back to front":    {"/absences", url.Values{"from": {"2027-02-01"}, "start": {"11:00"}, "end": {"10:00"}}, web{}, "end", "plus tardive"},
		"a sign-in page":         {"/agenda", url.Values{"address": {"https://example.com/x"}}, web{body: "<html>"}, "address", "format iCal"},
		"an address inside":      {"/agenda", url.Values{"address": {"https://example.com/x"}}, web{err: fetch.ErrPrivate}, "address", "réseau"},
		"no address":             {"/agenda", url.Values{"address": {"x"}}, web{}, "address", "webcal"},
		"no file":                {"/fichier", url.Values{}, web{}, "file", "Choisissez un fichier"},
		"half a span of Tuesday": {"/horaires", url.Values{"opening_2_0_from": {"09:00"}}, web{}, "", "Écrivez une heure"},
	} {
		t.Run(name, func(t *testing.T) {
			p := p.in(t)
			*p.web = test.web
			again := p.post("claire.moreau", psyPath+test.path, test.form).want(http.StatusUnprocessableEntity)
			found := again.page().Find(".error")
			if test.field != "" {
				found = again.page().Find("#" + test.field + "-error, .field:has([name=" + test.field + "]) .error")
			}
			if !strings.Contains(found.Text(), test.want) {
				t.Errorf("said %q, want %q", found.Text(), test.want)
			}
		})
	}
}

func TestAnAgentKeepsHerOwnAvailabilityByAFile(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const lucie, own = "lucie.garnier", "/compte/disponibilites"
		if !strings.Contains(p.open(lucie, "/compte").want(http.StatusOK).Body, own) {
			t.Error("her account does not lead there")
		}
		var form bytes.Buffer
		parts := multipart.NewWriter(&form)
		file, err := parts.CreateFormFile("file", "Lucie chez le psy.ics")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = file.Write([]byte(hersIsBusy))
		_ = parts.Close()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, own+"/fichier", &form)
		request.Header.Set("Content-Type", parts.FormDataContentType())
		p.browse(lucie, request).want(http.StatusSeeOther)
		page := p.open(lucie, own).want(http.StatusOK)
		if !strings.Contains(page.Body, "Fichier déposé") || strings.Contains(page.Body, "chez le psy") {
			t.Error("the file is not there, or its name is")
		}
		p.open("claire.moreau", "/intervenants/agent-lucie/disponibilites").want(http.StatusNotFound)
		p.post("claire.moreau", page.theOne("/agendas-personnels/"), nil).want(http.StatusNotFound)
		p.post(lucie, page.theOne("/agendas-personnels/"), nil).want(http.StatusSeeOther)
	})
}

type availabilityJSON struct {
	Hours     []struct{ Weekday int }
	Absences  []struct{ ID, Start, Label string }
	Calendars []struct{ ID, Host, State string }
}

func TestTheAPIKeepsAvailability(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const claire, path = "claire.moreau", "/api/v1/availability/facilitator-psy"
		var got availabilityJSON
		p.call(claire, http.MethodPut, path+"/hours", map[string]any{"hours": []map[string]any{{"weekday": 1, "from": "09:00", "until": "12:00"}}}).want(http.StatusOK)
		p.call(claire, http.MethodPost, path+"/absences", map[string]any{"from": "2027-02-01", "start": "09:00", "end": "12:00", "label": "formation"}).want(http.StatusCreated)
		p.web.body = hersIsBusy
		p.call(claire, http.MethodPost, path+"/calendars", map[string]any{"address": "https://calendar.example.com/" + secretPath}).want(http.StatusCreated)
		answer := p.call(claire, http.MethodGet, path, nil).want(http.StatusOK)
		if answer.into(&got); len(got.Hours) != 1 || len(got.Absences) != 1 || got.Absences[0].Start != "09:00" || len(got.Calendars) != 1 || got.Calendars[0].State != "fresh" {
			t.Errorf("%+v", got)
		}
		if strings.Contains(answer.Body, secretPath) || strings.Contains(answer.Log, secretPath) {
			t.Error("the address is shown again")
		}
		p.call("lucie.garnier", http.MethodDelete, "/api/v1/absences/"+got.Absences[0].ID, nil).want(http.StatusForbidden)
		p.call(claire, http.MethodDelete, "/api/v1/absences/"+got.Absences[0].ID, nil).want(http.StatusNoContent)
		p.call(claire, http.MethodDelete, "/api/v1/busy-calendars/"+got.Calendars[0].ID, nil).want(http.StatusNoContent)
		p.call("lucie.garnier", http.MethodPost, "/api/v1/availability/me/calendars", map[string]any{"content": hersIsBusy}).want(http.StatusCreated)
		p.call("lucie.garnier", http.MethodPost, path+"/absences", map[string]any{"from": "2027-02-01"}).want(http.StatusForbidden)
		p.call(claire, http.MethodGet, "/api/v1/availability/nobody", nil).want(http.StatusNotFound)
		p.call(claire, http.MethodPost, path+"/calendars", map[string]any{"address": "file:///etc/passwd"}).want(http.StatusUnprocessableEntity)
	})
}

func TestACalendarInFailureIsShownOnTheDaysPage(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const claire = "claire.moreau"
		p.web.body = hersIsBusy
		p.post(claire, psyPath+"/agenda", url.Values{"address": {"https://calendar.example.com/" + secretPath}}).want(http.StatusSeeOther)
		p.web.err = fetch.ErrGone
		for range 30 {
			p.clock.Add(time.Hour)
			if _, err := p.desks.Availability.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		p.tokens = map[string]string{} // signed out meanwhile
		line := p.open(claire, "/").want(http.StatusOK).page().Find("a[href='" + psyPath + "']")
		if !strings.Contains(line.Text(), "Émilie Caron ne se lit plus") {
			t.Errorf("said %q", line.Text())
		}
		page := p.open(claire, psyPath).want(http.StatusOK)
		if !strings.Contains(page.Body, "en panne") || !strings.Contains(page.Body, "plus rien à cette adresse") {
			t.Error("her page does not say why")
		}
	})
}

func TestARoomThatClosesLeavesItsMeetingsToRepair(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const claire = "claire.moreau"
		m := p.meetingNeeding("occupational_physician")
		room, repair := "/salles/"+string(m.Room), "/sessions/"+string(m.Cohort)+"/reparer"
		p.post("lucie.garnier", room+"/fermer", url.Values{"from": {m.Date.String()}}).want(http.StatusForbidden)
		refused := p.post(claire, room+"/fermer", url.Values{"from": {"2027-03-05"}, "until": {"2027-03-01"}}).want(http.StatusUnprocessableEntity).page()
		if text := refused.Find(".field:has([name=until]) .error").Text(); !strings.Contains(text, "précéder") {
			t.Errorf("said at the last day: %q", text)
		}
		p.post(claire, room+"/fermer", url.Values{"from": {m.Date.String()}, "label": {"travaux"}}).want(http.StatusSeeOther)
		page := p.open(claire, room).want(http.StatusOK).page()
		if !strings.Contains(page.Find("#fermee").Parent().Text(), "travaux") || page.Find(`a[href="`+repair+`"]`).Length() == 0 {
			t.Errorf("the room: %s", page.Find("main").Text())
		}
		if why := p.open(claire, repair).want(http.StatusOK).page().Find("#casse").Parent().Text(); !strings.Contains(why, "salle") {
			t.Errorf("why the session is to be repaired: %s", why)
		}
		p.post(claire, page.Find(`form[action^="/absences/"]`).AttrOr("action", ""), nil).want(http.StatusSeeOther)
		if left := p.open(claire, room).page().Find(`a[href="` + repair + `"]`).Length(); left != 0 {
			t.Error("open again, it is still to be repaired")
		}
	})
}

func TestTheAPIClosesARoom(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const claire, path = "claire.moreau", "/api/v1/rooms/room-osny/absences"
		var got struct {
			Items []struct{ ID, From, Label string }
		}
		p.call(claire, http.MethodPost, path, map[string]any{"from": "2027-02-01", "until": "2027-02-03", "label": "travaux"}).want(http.StatusCreated)
		if p.call(claire, http.MethodGet, path, nil).want(http.StatusOK).into(&got); len(got.Items) != 1 || got.Items[0].From != "2027-02-01" || got.Items[0].Label != "travaux" {
			t.Errorf("%+v", got)
		}
		p.call("lucie.garnier", http.MethodPost, path, map[string]any{"from": "2027-02-01"}).want(http.StatusForbidden)
		p.call(claire, http.MethodDelete, "/api/v1/absences/"+got.Items[0].ID, nil).want(http.StatusNoContent)
		p.call(claire, http.MethodPost, "/api/v1/rooms/nowhere/absences", map[string]any{"from": "2027-02-01"}).want(http.StatusNotFound)
	})
}
