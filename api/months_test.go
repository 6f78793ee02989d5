package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTheSixMonthsAndTheBookletAreFollowedByRequest(t *testing.T) {
	p := newLivePlatform(t)
	const months, deliveries = "/api/v1/cohorts/cohort-osny/six-months", bookletAPI + "/deliveries"
	var study struct {
		Base   int
		Counts map[string]int
		People []struct{ Insured, State string }
	}
	p.call("lucie.garnier", http.MethodGet, months, nil).want(http.StatusOK).into(&study)
	sum := 0
	for _, n := range study.Counts {
		sum += n
	}
	if study.Base == 0 || sum != study.Base || len(study.People) != study.Base {
		t.Errorf("the study: %+v", study)
	}
	if a := p.call("helene.dubois", http.MethodGet, months, nil).want(http.StatusOK); strings.Contains(a.Body, "first_name") {
		t.Error("a manager reads names")
	}
	p.call("helene.dubois", http.MethodPost, months+"/proposals", nil).want(http.StatusForbidden)
	if a := p.call("lucie.garnier", http.MethodPost, months+"/proposals", nil).want(http.StatusConflict); !strings.Contains(a.Body, "follow_up.proposal.early") {
		t.Errorf("proposed while the session goes on: %s", a.Body)
	}
	p.call("claire.moreau", http.MethodGet, "/api/v1/cohorts/nothing/six-months", nil).want(http.StatusNotFound)

	var book struct{ Chapters []struct{ Module string } }
	p.call("claire.moreau", http.MethodGet, bookletAPI, nil).want(http.StatusOK).into(&book)
	var made struct{ ID string }
	p.call("claire.moreau", http.MethodPost, bookletAPI, map[string]any{"module": book.Chapters[2].Module, "question": "Et après ?", "answer": "Rappelez-nous."}).want(http.StatusCreated).into(&made)
	p.call("samir.benali", http.MethodPut, "/api/v1/booklet-entries/"+made.ID+"/review", nil, "If-Match", `"1"`).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodPost, bookletAPI+"/publication", nil).want(http.StatusForbidden)
	p.call("claire.moreau", http.MethodPost, bookletAPI+"/publication", nil).want(http.StatusOK)
	var list struct {
		Given int
		Items []struct{ ID, State, Channel string }
	}
	p.call("lucie.garnier", http.MethodGet, deliveries, nil).want(http.StatusOK).into(&list)
	if len(list.Items) != study.Base || list.Given != 0 {
		t.Fatalf("%d deliveries of %d, %d given", len(list.Items), study.Base, list.Given)
	}
	note := "/api/v1/booklet-deliveries/" + list.Items[0].ID
	p.call("helene.dubois", http.MethodPut, note, map[string]any{"what": "handed"}).want(http.StatusForbidden)
	p.call("lucie.garnier", http.MethodPut, note, map[string]any{"what": "eaten"}).want(http.StatusUnprocessableEntity)
	p.call("lucie.garnier", http.MethodPut, note, map[string]any{"what": "handed"}).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodGet, deliveries, nil).want(http.StatusOK).into(&list)
	if list.Given != 1 {
		t.Errorf("%d given", list.Given)
	}
}

func TestADeathNotedByMistakeIsUndoneByAManagerWhoIsNotToldHerName(t *testing.T) {
	p := newLivePlatform(t)
	id := p.enter("Aubry", map[string]any{"birth_date": "1971-05-04"})
	file := "/personnes/" + id
	p.call("claire.moreau", http.MethodPost, "/api/v1/insured/"+id+"/death", map[string]any{}).want(http.StatusNoContent)
	p.post("lucie.garnier", file+"/deces/erreur", url.Values{"reason": {"Aubry a appelé"}}).want(http.StatusUnprocessableEntity)
	var asked struct{ ID string }
	p.call("lucie.garnier", http.MethodPost, "/api/v1/insured/"+id+"/death-corrections", map[string]any{"reason": "Confusion avec une homonyme."}).want(http.StatusCreated).into(&asked)
	p.post("claire.moreau", file+"/deces/erreur", url.Values{"reason": {"Confusion"}}).want(http.StatusConflict)
	today := p.open("helene.dubois", "/").want(http.StatusOK).page()
	page, found := today.Find(`a[href^="/deces/"]`).Attr("href")
	if !found || page != "/deces/"+asked.ID {
		t.Fatalf("no task leads to it: %q", page)
	}
	if body := p.open("helene.dubois", page).want(http.StatusOK).Body; strings.Contains(body, "Aubry") || !strings.Contains(body, "homonyme") {
		t.Error("the manager reads her name, or not the reason")
	}
	p.call("claire.moreau", http.MethodPut, "/api/v1/death-corrections/"+asked.ID, map[string]any{"undone": true}).want(http.StatusForbidden)
	p.post("helene.dubois", page, url.Values{"decision": {"undo"}}).want(http.StatusSeeOther)
	p.post("helene.dubois", page, url.Values{"decision": {"undo"}}).want(http.StatusConflict)
	p.call("helene.dubois", http.MethodPut, "/api/v1/death-corrections/"+asked.ID, map[string]any{"undone": false}).want(http.StatusConflict)
	if a := p.call("helene.dubois", http.MethodGet, "/api/v1/death-corrections/"+asked.ID, nil).want(http.StatusOK); !strings.Contains(a.Body, `"undone":true`) {
		t.Error(a.Body)
	}
	if text := p.open("lucie.garnier", file).want(http.StatusOK).page().Text(); !strings.Contains(text, "Un décès noté par erreur") || strings.Contains(text, "Plus aucun message ne part.") {
		t.Error("her file does not say that the death was undone")
	}
}
