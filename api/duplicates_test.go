package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTwoFilesAreComparedToldApartOrMadeOneOnScreen(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		born := map[string]any{"birth_date": "1980-02-29"}
		keep, gone, third := p.enter("Letellier", born), p.enter("Le-Tellier", born), p.enter("LETELLIER", born)
		file := "/personnes/" + keep
		page := p.open("lucie.garnier", file).want(http.StatusOK).page()
		if page.Find("#doublon").Length() != 1 || page.Find(`a[href*="/reunir/"]`).Length() != 0 {
			t.Error("an adviser is not told of a double, or may merge")
		}
		list := p.open("claire.moreau", "/personnes/doublons").want(http.StatusOK).page()
		if list.Find(`a[href="/personnes/`+keep+`/reunir/`+third+`"]`).Length() != 1 {
			t.Error("the list of doubles does not lead to the two")
		}
		p.open("helene.dubois", "/personnes/doublons").want(http.StatusForbidden)
		p.post("lucie.garnier", file+"/distinguer", url.Values{"other": {gone}}).want(http.StatusSeeOther)
		if again := p.open("lucie.garnier", file).page(); strings.Contains(again.Find("main").Text(), "Le-Tellier") {
			t.Error("two who were told apart are proposed again")
		}
		merge := file + "/reunir/" + third
		p.open("lucie.garnier", merge).want(http.StatusForbidden)
		form := fill(p.open("claire.moreau", merge).want(http.StatusOK).page(), merge, nil)
		form.Set("gone_version", "7")
		p.post("claire.moreau", merge, form).want(http.StatusConflict)
		if to := p.submit("claire.moreau", merge, merge, url.Values{"last_name": {"gone"}}); to != file {
			t.Errorf("led to %s", to)
		}
		if name := p.open("claire.moreau", file).want(http.StatusOK).text("h1"); name != "Zoé LETELLIER" {
			t.Errorf("the one is called %s", name)
		}
		moved := p.open("claire.moreau", "/personnes/"+third).want(http.StatusMovedPermanently)
		if moved.Header.Get("Location") != file {
			t.Errorf("the old file leads to %s", moved.Header.Get("Location"))
		}
		p.open("samir.benali", "/personnes/nulle").want(http.StatusNotFound)
	})
}

func TestDuplicatesOverTheAPI(t *testing.T) {
	p := newPlatform(t)
	born := map[string]any{"birth_date": "1980-02-29"}
	a, b, c := p.enter("Letellier", born), p.enter("Letellier", born), p.enter("Letellier", born)
	path := "/api/v1/insured/" + a
	var list struct{ Items []struct{ Why []string } }
	p.call("lucie.garnier", http.MethodGet, "/api/v1/duplicates?unit=unit-95", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 3 || list.Items[0].Why[0] != "name" {
		t.Errorf("%+v", list)
	}
	p.call("lucie.garnier", http.MethodPost, path+"/distinct", map[string]any{"other": c}).want(http.StatusNoContent)
	p.call("lucie.garnier", http.MethodGet, path+"/duplicates", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
	var both struct {
		KeepVersion int `json:"keep_version"`
		GoneVersion int `json:"gone_version"`
		Fields      []struct{ Name, Pick string }
	}
	p.call("claire.moreau", http.MethodGet, path+"/merge/"+b, nil).want(http.StatusOK).into(&both)
	ask := map[string]any{"other": b, "keep_version": both.KeepVersion, "gone_version": both.GoneVersion, "from": map[string]string{"phone": "elsewhere"}}
	p.call("claire.moreau", http.MethodPost, path+"/merge", ask).want(http.StatusUnprocessableEntity)
	delete(ask, "from")
	p.call("claire.moreau", http.MethodPost, path+"/merge", ask).want(http.StatusNoContent)
	var moved struct{ Key, Into string }
	p.call("claire.moreau", http.MethodGet, "/api/v1/insured/"+b, nil).want(http.StatusGone).into(&moved)
	if moved.Key != "insured.moved" || moved.Into != a {
		t.Errorf("%+v", moved)
	}
}
