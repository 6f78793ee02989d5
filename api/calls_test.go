package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

type callList struct {
	Items []struct {
		Purpose, Meeting, Enrolment, Phone string
		Tries                              int
	}
}

// absentees closes the open sheet with two people absent without a word.
func (p *platform) absentees() {
	p.t.Helper()
	for range 2 {
		s, _ := p.sheet(openSheet)
		p.call("claire.moreau", http.MethodPut, openSheet+"/attendances/"+s.expected(), map[string]any{"status": "absent_unexcused"}, "If-Match", `"0"`).want(http.StatusOK)
	}
	p.call("claire.moreau", http.MethodPost, openSheet+"/attendances/all-present", nil).want(http.StatusOK)
}

func TestCallsByRequest(t *testing.T) {
	p := newLivePlatform(t)
	p.absentees()
	var before, after callList
	p.call("lucie.garnier", http.MethodGet, "/api/v1/calls", nil).want(http.StatusOK).into(&before)
	var who map[string]any
	for _, c := range before.Items {
		if c.Purpose == "absence" {
			who = map[string]any{"enrolment": c.Enrolment, "meeting": c.Meeting, "purpose": "absence", "outcome": "reached", "next_step": "comes"}
		}
	}
	if who == nil {
		t.Fatalf("nobody to call: %+v", before)
	}
	p.call("helene.dubois", http.MethodGet, "/api/v1/calls", nil).want(http.StatusForbidden)
	p.call("helene.dubois", http.MethodPost, "/api/v1/calls", who).want(http.StatusForbidden)
	p.call("lucie.garnier", http.MethodPost, "/api/v1/calls", who).want(http.StatusCreated)
	p.call("lucie.garnier", http.MethodGet, "/api/v1/calls", nil).want(http.StatusOK).into(&after)
	if len(after.Items) != len(before.Items)-1 {
		t.Errorf("%d to call, then %d", len(before.Items), len(after.Items))
	}
	who["outcome"] = "no_answer"
	if a := p.call("lucie.garnier", http.MethodPost, "/api/v1/calls", who).want(http.StatusUnprocessableEntity); !strings.Contains(a.Body, "call.next_step.unspoken") {
		t.Error(a.Body)
	}
}

func TestCallsAreNotedOnTheirPage(t *testing.T) {
	p := newLivePlatform(t)
	p.absentees()
	today := p.open("claire.moreau", "/").want(http.StatusOK).page()
	if today.Find(`a[href="/appels#p-absence"]`).Length() == 0 {
		t.Error("today does not lead to the calls")
	}
	page := p.open("claire.moreau", "/appels").want(http.StatusOK).page()
	rows := page.Find("#p-absence").Parent().Find("li")
	if rows.Length() < 2 || rows.First().Find(`a[href^="tel:"]`).Length() != 1 {
		t.Fatalf("%d people to call", rows.Length())
	}
	form := url.Values{}
	rows.First().Find("input").Each(func(_ int, in *goquery.Selection) { form.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	p.post("claire.moreau", "/appels", form).want(http.StatusUnprocessableEntity)
	form.Set("outcome", "reached")
	form.Set("next_step", "leaves")
	to := p.post("claire.moreau", "/appels", form).want(http.StatusSeeOther).Header.Get("Location")
	if to != "/inscriptions/"+form.Get("enrolment")+"/fin" {
		t.Errorf("whoever leaves is led to %s", to)
	}
	p.open("helene.dubois", "/appels").want(http.StatusForbidden)
}
