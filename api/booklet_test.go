package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	bookletAPI  = "/api/v1/cohorts/cohort-osny/booklet"
	bookletPage = "/sessions/cohort-osny/livret"
)

func TestBookletByRequest(t *testing.T) {
	p := newLivePlatform(t)
	s, _ := p.sheet(openSheet)
	var b struct{ Chapters []struct{ Module string } }
	p.call("claire.moreau", http.MethodGet, bookletAPI, nil).want(http.StatusOK).into(&b)
	text := func(question, answer string) map[string]any {
		return map[string]any{"question": question, "answer": answer}
	}
	entry := text("Et après ?", "Vous pouvez nous rappeler.")
	entry["module"] = b.Chapters[2].Module
	naming := text("Et après ?", "Comme "+s.Items[0].FirstName+", vous pouvez nous rappeler.")
	naming["module"] = b.Chapters[2].Module
	var made struct{ ID string }
	p.call("claire.moreau", http.MethodPost, bookletAPI, entry).want(http.StatusCreated).into(&made)
	one := "/api/v1/booklet-entries/" + made.ID
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		match                   string
		status                  int
		key                     string
	}{
		{"nobody", "", http.MethodGet, bookletAPI, nil, "", http.StatusUnauthorized, "signin.required"},
		{"written by a manager", "helene.dubois", http.MethodPost, bookletAPI, entry, "", http.StatusForbidden, "actor.may_not.see_social"},
		{"naming somebody", "claire.moreau", http.MethodPost, bookletAPI, naming, "", http.StatusUnprocessableEntity, "invalid"},
		{"without a question", "claire.moreau", http.MethodPost, bookletAPI, map[string]any{"module": "x", "question": ""}, "", http.StatusUnprocessableEntity, "malformed"},
		{"a module of nobody's", "claire.moreau", http.MethodPost, bookletAPI, map[string]any{"module": "x", "question": "Quoi ?"}, "", http.StatusUnprocessableEntity, "booklet.module.unknown"},
		{"reviewed by its writer", "claire.moreau", http.MethodPut, one + "/review", nil, `"1"`, http.StatusConflict, "booklet.review.own"},
		{"without If-Match", "samir.benali", http.MethodPut, one + "/review", nil, "", http.StatusPreconditionRequired, "if_match.required"},
		{"reviewed", "samir.benali", http.MethodPut, one + "/review", nil, `"1"`, http.StatusNoContent, ""},
		{"edited on what was read before", "claire.moreau", http.MethodPut, one, text("Et après ?", "Rappelez-nous."), `"1"`, http.StatusPreconditionFailed, "stale"},
		{"edited", "samir.benali", http.MethodPut, one, text("Et après ?", "Rappelez-nous."), `"2"`, http.StatusNoContent, ""},
		{"reviewed by who edited it", "samir.benali", http.MethodPut, one + "/review", nil, `"3"`, http.StatusConflict, "booklet.review.own"},
		{"no such entry", "claire.moreau", http.MethodDelete, "/api/v1/booklet-entries/x", nil, `"1"`, http.StatusNotFound, "not_found"},
		{"removed", "claire.moreau", http.MethodDelete, one, nil, `"3"`, http.StatusNoContent, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			a := p.call(c.who, c.method, c.path, c.body, "If-Match", c.match).want(c.status)
			var got struct{ Key string }
			if a.Body != "" {
				a.into(&got)
			}
			if got.Key != c.key {
				t.Errorf("key %q, want %q: %s", got.Key, c.key, a.Body)
			}
		})
	}
}

func TestRule24_TheBookletIsWrittenReviewedAndPrintedOnItsPages(t *testing.T) {
	p := newLivePlatform(t)
	s, _ := p.sheet(openSheet)
	page := p.open("claire.moreau", bookletPage).want(http.StatusOK).page()
	module := page.Find("select[name=module] option").Eq(1).AttrOr("value", "")
	naming := url.Values{"module": {module}, "question": {"Qui peut aider ?"}, "answer": {s.Items[0].FirstName + " l’a expliqué."}}
	refused := p.post("claire.moreau", bookletPage, naming).want(http.StatusUnprocessableEntity).page()
	if refused.Find("#f-answer[aria-invalid]").Text() != naming.Get("answer") || !strings.Contains(refused.Find("#f-answer-error").Text(), s.Items[0].FirstName) {
		t.Errorf("the sentence does not say which word: %s", refused.Find("#f-answer-error").Text())
	}
	naming.Set("answer", "Une participante l’a expliqué.")
	at := p.post("claire.moreau", bookletPage, naming).want(http.StatusSeeOther).Header.Get("Location")
	id := at[strings.Index(at, "#q-")+3:]
	mine := p.open("claire.moreau", bookletPage).page().Find("#q-" + id)
	if mine.Find(`form[action$="/relire"]`).Length() != 0 || mine.Find("h3").Text() != "Qui peut aider ?" {
		t.Error("a writer is offered to review her own words")
	}
	if strings.Contains(p.open("claire.moreau", bookletPage+"/imprimer").want(http.StatusOK).Body, "Qui peut aider") {
		t.Error("an entry is printed before its review")
	}
	p.post("claire.moreau", bookletPage+"/"+id+"/relire", url.Values{"version": {"1"}}).want(http.StatusConflict)
	p.post("samir.benali", bookletPage+"/"+id+"/relire", url.Values{"version": {"1"}}).want(http.StatusSeeOther)
	printed := p.open("claire.moreau", bookletPage+"/imprimer").page()
	if printed.Find(`.contents a[href="#q-`+id+`"]`).Length() != 1 || printed.Find("#q-"+id).Length() != 1 || printed.Find("title").Text() != printed.Find("h1").Text() {
		t.Error("the reviewed entry is not printed, or not in the contents")
	}
	form := p.open("claire.moreau", bookletPage+"/"+id).want(http.StatusOK).page()
	version := form.Find("input[name=version]").AttrOr("value", "")
	edit := url.Values{"version": {version}, "question": {""}, "answer": {"Oui."}}
	p.post("claire.moreau", bookletPage+"/"+id, edit).want(http.StatusUnprocessableEntity)
	edit.Set("question", "Qui peut nous aider ?")
	p.post("claire.moreau", bookletPage+"/"+id, edit).want(http.StatusSeeOther)
	p.post("claire.moreau", bookletPage+"/"+id+"/retirer", url.Values{"version": {"9"}}).want(http.StatusConflict)
	p.post("claire.moreau", bookletPage+"/"+id+"/retirer", url.Values{"version": {"3"}}).want(http.StatusSeeOther)
	p.open("claire.moreau", bookletPage+"/"+id).want(http.StatusNotFound)
}
