package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestAnOrganisersOwnPlanningIsReadCorrectedAndAdopted goes the whole way: a
// file, one line to correct, what it does, done, and the same through JSON.
func TestAnOrganisersOwnPlanningIsReadCorrectedAndAdopted(t *testing.T) {
	p := newPlatform(t)
	m := p.meetingNeeding("occupational_physician")
	path := "/sessions/" + string(m.Cohort) + "/planning"
	send := func(who, text string) answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "planning.csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(text))
		_ = form.Close()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, &body)
		request.Header.Set("Content-Type", form.FormDataContentType())
		return p.browse(who, request)
	}
	send("claire.moreau", "Nom;Prénom\nA;B\n").want(http.StatusUnprocessableEntity)
	send("lucie.garnier", "Date;Heure;Titre\n").want(http.StatusForbidden)
	day := m.Date.AddDays(1).String()
	review := send("claire.moreau", "Date;Heure;Titre;Lieu\n"+day+";10h;Module 6;\n"+day+";10h;Repas d’équipe;\n").want(http.StatusOK)
	form := fill(review.page(), path, url.Values{"reason": {"Planning du service"}})
	if form.Get("meeting.0") != string(m.ID) || form.Get("meeting.1") != "" {
		t.Fatalf("%v", form)
	}
	form.Set("start.0", "23:30")
	p.post("claire.moreau", path, form).want(http.StatusUnprocessableEntity)
	form.Set("start.0", "10:30")
	shown := p.post("claire.moreau", path, form).want(http.StatusOK).page()
	confirm := url.Values{}
	shown.Find("form.confirm input").Each(func(_ int, s *goquery.Selection) { confirm.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	p.post("claire.moreau", path, confirm).want(http.StatusSeeOther)
	if body := p.call("claire.moreau", http.MethodGet, "/api/v1/meetings/"+string(m.ID), nil).Body; !strings.Contains(body, "10:30") || !strings.Contains(body, day) {
		t.Error(body)
	}
	dates := "/api/v1/cohorts/" + string(m.Cohort)
	tag := p.call("claire.moreau", http.MethodGet, dates, nil).want(http.StatusOK).Header.Get("ETag")
	again := map[string]any{"reason": "Encore", "dates": []any{map[string]any{"meeting": m.ID, "date": day, "start": "10:30", "room": m.Room}}}
	p.call("claire.moreau", http.MethodPost, dates+"/dates", again, "If-Match", tag).want(http.StatusUnprocessableEntity)
}
