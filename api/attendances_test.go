package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// The session of the reference world that is half way: its fifth sheet is
// still open, its sixth meeting is to come.
const (
	openSheet = "/api/v1/meetings/meeting-osny-05"
	toCome    = "/api/v1/meetings/meeting-osny-07"
	sheetPage = "/seances/meeting-osny-05/presences"
)

type sheet struct {
	Open                        bool
	Present, Enrolled, Unmarked int
	HeldAt                      string `json:"held_at"`
	Items                       []struct {
		Enrolment, Status, Reason string
		FirstName                 string `json:"first_name"`
		Version                   int
	}
}

func (p *platform) sheet(path string) (s sheet, etag string) {
	p.t.Helper()
	a := p.call("claire.moreau", http.MethodGet, path+"/attendances", nil).want(http.StatusOK)
	a.into(&s)
	return s, a.Header.Get("ETag")
}

// expected is the first person nobody marked yet.
func (s sheet) expected() string {
	for _, i := range s.Items {
		if i.Status == "expected" {
			return i.Enrolment
		}
	}
	return ""
}

func TestAttendancesByRequest(t *testing.T) {
	p := newLivePlatform(t)
	s, etag := p.sheet(openSheet)
	who := openSheet + "/attendances/" + s.expected()
	later, _ := p.sheet(toCome)
	ahead := toCome + "/attendances/" + later.expected()
	type mark map[string]any
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		match                   string
		status                  int
		key                     string
	}{
		{"nobody", "", http.MethodGet, openSheet + "/attendances", nil, "", http.StatusUnauthorized, "signin.required"},
		{"a manager reads no names", "helene.dubois", http.MethodGet, openSheet + "/attendances", nil, "", http.StatusForbidden, "actor.may_not.see_people"},
		{"no such meeting", "claire.moreau", http.MethodGet, "/api/v1/meetings/x/attendances", nil, "", http.StatusNotFound, "not_found"},
		{"without If-Match", "claire.moreau", http.MethodPut, who, mark{"status": "present"}, "", http.StatusPreconditionRequired, "if_match.required"},
		{"a status of nobody's", "claire.moreau", http.MethodPut, who, mark{"status": "maybe"}, `"0"`, http.StatusUnprocessableEntity, "malformed"},
		{"minutes of a whole absence", "claire.moreau", http.MethodPut, who, mark{"status": "absent_excused", "minutes_missed": 5}, `"0"`, http.StatusUnprocessableEntity, "invalid"},
		{"not enrolled", "claire.moreau", http.MethodPut, openSheet + "/attendances/x", mark{"status": "present"}, `"0"`, http.StatusUnprocessableEntity, "attendance.not_enrolled"},
		{"present ahead of the day", "claire.moreau", http.MethodPut, ahead, mark{"status": "present"}, `"0"`, http.StatusConflict, "attendance.too_early"},
		{"an absence announced", "claire.moreau", http.MethodPut, ahead, mark{"status": "absent_excused", "reason": "care"}, `"0"`, http.StatusOK, ""},
		{"and taken back", "claire.moreau", http.MethodPut, ahead, mark{"status": "expected"}, `"1"`, http.StatusOK, ""},
		{"marked by the adviser", "lucie.garnier", http.MethodPut, who, mark{"status": "partial", "minutes_missed": 20}, `"0"`, http.StatusOK, ""},
		{"on what was read before", "claire.moreau", http.MethodPut, who, mark{"status": "present"}, `"0"`, http.StatusPreconditionFailed, "stale"},
		{"closed with people unmarked", "claire.moreau", http.MethodPut, openSheet + "/closing", map[string]any{}, etag, http.StatusConflict, "attendance.close.unmarked"},
		{"all present", "claire.moreau", http.MethodPost, openSheet + "/attendances/all-present", nil, "", http.StatusOK, ""},
		{"closed by an adviser", "lucie.garnier", http.MethodPut, openSheet + "/closing", map[string]any{}, etag, http.StatusForbidden, "actor.may_not.organise"},
		{"nobody came, of those present", "claire.moreau", http.MethodPut, openSheet + "/closing", map[string]any{"nobody_came": true}, etag, http.StatusConflict, "attendance.close.somebody"},
		{"closed", "claire.moreau", http.MethodPut, openSheet + "/closing", map[string]any{}, etag, http.StatusOK, ""},
		{"marked after it", "claire.moreau", http.MethodPut, who, mark{"status": "present"}, `"1"`, http.StatusConflict, "attendance.sheet_closed"},
		{"reopened without a reason", "claire.moreau", http.MethodPost, openSheet + "/reopening", map[string]any{"reason": ""}, `"2"`, http.StatusUnprocessableEntity, "malformed"},
		{"reopened", "claire.moreau", http.MethodPost, openSheet + "/reopening", map[string]any{"reason": "une erreur"}, `"2"`, http.StatusOK, ""},
		{"its history", "claire.moreau", http.MethodGet, openSheet + "/attendance-changes", nil, "", http.StatusOK, ""},
		{"rates for a manager", "helene.dubois", http.MethodGet, "/api/v1/cohorts/cohort-osny/attendance", nil, "", http.StatusOK, ""},
		{"rates elsewhere", "paul.nguyen", http.MethodGet, "/api/v1/cohorts/cohort-osny/attendance", nil, "", http.StatusForbidden, "actor.may_not.see_plan"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			a := p.call(c.who, c.method, c.path, c.body, "If-Match", c.match).want(c.status)
			var got struct{ Key string }
			if a.into(&got); got.Key != c.key {
				t.Errorf("key %q, want %q: %s", got.Key, c.key, a.Body)
			}
		})
	}
	p.t = t
	if s, _ := p.sheet(openSheet); s.Unmarked != 0 || s.Present < s.Enrolled-1 || s.HeldAt != "" {
		t.Errorf("the sheet at the end: %+v", s)
	}
}

func TestRule25_ReasonsAndPeopleStayWithWhoMaySeeThem(t *testing.T) {
	p := newLivePlatform(t)
	s, _ := p.sheet(openSheet)
	p.call("claire.moreau", http.MethodPut, openSheet+"/attendances/"+s.expected(), map[string]any{"status": "absent_excused", "reason": "care"}, "If-Match", `"0"`).want(http.StatusOK)
	if a := p.call("lucie.garnier", http.MethodGet, openSheet+"/attendances", nil).want(http.StatusOK); strings.Contains(a.Body, `"care"`) {
		t.Errorf("an adviser reads a reason: %s", a.Body)
	}
	if a := p.call("helene.dubois", http.MethodGet, "/api/v1/cohorts/cohort-osny/attendance", nil).want(http.StatusOK); strings.Contains(a.Body, "first_name") {
		t.Errorf("a manager reads names: %s", a.Body)
	}
}

func TestASheetIsFilledOnItsPageWithoutScript(t *testing.T) {
	p := newLivePlatform(t)
	s, _ := p.sheet(openSheet)
	page := p.open("claire.moreau", sheetPage).want(http.StatusOK).page()
	rows := page.Find(".sheet-row")
	if rows.Length() != len(s.Items) || rows.First().Find(".marks input[type=radio]").Length() != 4 || rows.First().Find("button[name=only]").Length() != 1 {
		t.Fatalf("%d rows for %d people", rows.Length(), len(s.Items))
	}
	form := url.Values{}
	page.Find("form.sheet input").Each(func(_ int, in *goquery.Selection) {
		_, checked := in.Attr("checked")
		if in.AttrOr("type", "") != "radio" || checked {
			form.Add(in.AttrOr("name", ""), in.AttrOr("value", ""))
		}
	})
	page.Find("form.sheet select").Each(func(_ int, in *goquery.Selection) {
		form.Set(in.AttrOr("name", ""), in.Find("option[selected]").AttrOr("value", ""))
	})
	if untouched := p.post("claire.moreau", sheetPage, form).want(http.StatusSeeOther); untouched.Header.Get("Location") != sheetPage {
		t.Errorf("led to %s", untouched.Header.Get("Location"))
	}
	if after, _ := p.sheet(openSheet); after.Unmarked != s.Unmarked {
		t.Fatalf("a form sent untouched marked somebody: %+v", after)
	}
	who := s.expected()
	form.Set("status."+who, "partial")
	form.Set("minutes_missed."+who, "abc")
	again := p.post("claire.moreau", sheetPage, form).want(http.StatusUnprocessableEntity).page()
	if again.Find("#f-minutes_missed-"+who+"[aria-invalid]").AttrOr("value", "") != "abc" || again.Find(`.errors a[href="#f-minutes_missed-`+who+`"]`).Length() != 1 {
		t.Error("the fault is not at its field, or what was typed is lost")
	}
	form.Set("minutes_missed."+who, "20")
	p.post("claire.moreau", sheetPage+"/tous", form).want(http.StatusSeeOther) // saves what was typed, then fills the rest
	after, _ := p.sheet(openSheet)
	if after.Unmarked != 0 {
		t.Errorf("after « Tous présents »: %+v", after)
	}
	for _, i := range after.Items {
		if i.Enrolment == who && i.Status != "partial" {
			t.Errorf("« Tous présents » made %s of a mark just typed", i.Status)
		}
	}
	stale := p.post("claire.moreau", sheetPage, url.Values{"enrolment": {who}, "status." + who: {"present"}, "version." + who: {"0"}, "was." + who: {"||"}})
	if doc := stale.want(http.StatusConflict).page(); doc.Find(".errors").Length() != 1 || doc.Find("#p-"+who+" input[checked]").AttrOr("value", "") != "partial" {
		t.Error("a stale mark is refused, and the sheet shown as it stands")
	}
	p.post("claire.moreau", sheetPage+"/clore", url.Values{"version": {"1"}}).want(http.StatusSeeOther)
	closed := p.open("claire.moreau", sheetPage).want(http.StatusOK).page()
	if closed.Find("form.sheet").Length() != 0 || closed.Find(`form[action$="/rouvrir"]`).Length() != 1 || closed.Find(".history li").Length() == 0 {
		t.Error("a closed sheet is read, reopened with a reason, and has its history")
	}
	p.post("claire.moreau", sheetPage+"/rouvrir", url.Values{"version": {"2"}, "reason": {""}}).want(http.StatusUnprocessableEntity)
	p.post("claire.moreau", sheetPage+"/rouvrir", url.Values{"version": {"2"}, "reason": {"une erreur"}}).want(http.StatusSeeOther)
	p.post("claire.moreau", sheetPage+"/personne", url.Values{"version": {"3"}}).want(http.StatusConflict)
}

func TestAbsencesAreAnnouncedOnThePageOfAMeetingToCome(t *testing.T) {
	p := newLivePlatform(t)
	const path = "/seances/meeting-osny-07/presences"
	page := p.open("lucie.garnier", path).want(http.StatusOK).page()
	if page.Find("form.sheet").Length() != 0 || page.Find("select[name=reason]").Length() != 0 {
		t.Error("an adviser is asked for reasons, or a sheet is open ahead of its day")
	}
	who := page.Find("input[name=enrolment]").First().AttrOr("value", "")
	p.post("claire.moreau", path+"/annoncer", url.Values{"enrolment": {who}, "version": {"0"}, "reason": {"care"}}).want(http.StatusSeeOther)
	if p.open("claire.moreau", path).page().Find("#p-"+who+` form[action$="/finalement"]`).Length() != 1 {
		t.Error("an announced absence cannot be taken back")
	}
	p.post("claire.moreau", path+"/finalement", url.Values{"enrolment": {who}, "version": {"1"}}).want(http.StatusSeeOther)
	p.post("claire.moreau", path, url.Values{"enrolment": {who}, "status." + who: {"present"}, "version." + who: {"2"}, "was." + who: {"||"}}).want(http.StatusConflict)
}

func TestRule13_ThePaperSheetBearsThePublicTitleAlone(t *testing.T) {
	p := newLivePlatform(t)
	a := p.open("claire.moreau", "/seances/meeting-osny-05/feuille").want(http.StatusOK)
	page := a.page()
	if title := page.Find("title").Text(); title != page.Find("h1").Text() || strings.Contains(strings.ToLower(a.Body), "cancer") || strings.Contains(a.Body, "psych") {
		t.Errorf("title %q; a health word is on paper", title)
	}
	if page.Find("tbody tr").Length() < 12 {
		t.Error("no line to sign on")
	}
	p.open("helene.dubois", "/seances/meeting-osny-05/feuille").want(http.StatusForbidden)
}

func TestTheSheetToSignIsPaperForWhoMaySeePeople(t *testing.T) {
	p := newLivePlatform(t)
	a := p.open("claire.moreau", "/seances/meeting-osny-05/feuille.pdf").want(http.StatusOK)
	name := a.Header.Get("Content-Disposition")
	if !strings.HasPrefix(a.Body, "%PDF-1.") || a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(name, `"emargement-2027-`) {
		t.Errorf("served with %v", a.Header)
	}
	p.open("helene.dubois", "/seances/meeting-osny-05/feuille.pdf").want(http.StatusForbidden)
}

func TestAssiduityShowsRatesWithTheirBaseAndNamesToWhoMaySeeThem(t *testing.T) {
	p := newLivePlatform(t)
	page := p.open("claire.moreau", "/sessions/cohort-osny/presences").want(http.StatusOK).page()
	if !strings.Contains(page.Find(".figure-card").First().Text(), "présences sur") || page.Find(".attendance-grid tbody tr").Length() < 10 {
		t.Error("no rate with its base, or nobody in the table")
	}
	if p.open("helene.dubois", "/sessions/cohort-osny/presences").want(http.StatusOK).page().Find(".attendance-grid").Length() != 0 {
		t.Error("a manager reads names")
	}
}
