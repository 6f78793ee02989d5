package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAnOrganiserBuildsAQuestionnaireWithoutAScript(t *testing.T) {
	p := newPlatform(t)
	const who = "claire.moreau"
	p.post("lucie.garnier", "/questionnaires", url.Values{"model": {"blank"}}).want(http.StatusForbidden)
	base := p.post(who, "/questionnaires", url.Values{"model": {"blank"}, "title": {"Mi-parcours"}}).want(http.StatusSeeOther).Header.Get("Location")
	seen := func() string {
		t.Helper()
		return p.open(who, base).want(http.StatusOK).page().Find("input[name=version]").First().AttrOr("value", "")
	}
	for _, kind := range []string{"scale", "single", "multiple", "yes_no", "number", "text", "date", "matrix", "section"} {
		p.open(who, base+"/questions/nouvelle?kind="+kind).want(http.StatusOK)
		form := url.Values{
			"kind": {kind}, "version": {seen()}, "text": {"Une question (" + kind + ")"}, "about": {"whole"},
			"choices": {"Oui\nPeut-être"}, "rows": {"Le lieu\nLa salle"}, "open": {"Autre"},
		}
		if kind == "scale" || kind == "matrix" {
			form.Set("min", "1")
			form.Set("max", "4")
		}
		if kind == "text" {
			form.Set("show_if", "une_question_yes_no|at_least|yes")
			page := p.post(who, base+"/questions/nouvelle", form).want(http.StatusUnprocessableEntity).page()
			if page.Find("#f-show_if").AttrOr("aria-invalid", "") != "true" || page.Find("textarea[name=text]").Text() == "" {
				t.Error("a condition that cannot be is not said at its field, or what was typed is lost")
			}
			form.Set("show_if", "une_question_single|is_not|oui")
		}
		p.post(who, base+"/questions/nouvelle", form).want(http.StatusSeeOther)
	}
	p.post(who, base+"/questions/2/descendre", url.Values{"version": {seen()}}).want(http.StatusSeeOther)
	p.post(who, base+"/questions/3/monter", url.Values{"version": {seen()}}).want(http.StatusSeeOther)
	p.post(who, base+"/questions/9/dupliquer", url.Values{"version": {seen()}}).want(http.StatusSeeOther)
	p.post(who, base+"/questions/10/supprimer", url.Values{"version": {seen()}}).want(http.StatusSeeOther)
	p.post(who, base+"/modifier", url.Values{"version": {seen()}, "code": {"mi_parcours"}, "title": {"Votre cancer"}}).want(http.StatusUnprocessableEntity)
	p.post(who, base+"/modifier", url.Values{"version": {seen()}, "code": {"mi_parcours"}, "title": {"À mi-chemin"}, "opening": {"Bonjour."}, "anonymous": {"named"}}).want(http.StatusSeeOther)
	page := p.open(who, base).want(http.StatusOK).page()
	if n := page.Find(".builder > li").Length(); n != 10 || !strings.Contains(page.Find(".builder").Text(), "Peut-être") {
		t.Errorf("%d questions", n)
	}
	p.open(who, base+"/questions/7/modifier").want(http.StatusOK)
	preview := p.open(who, base+"/apercu").want(http.StatusOK).page()
	if said := preview.Find(".speech").Text(); !strings.Contains(said, "Bouton radio, 1 sur 4") || !strings.Contains(said, "Case à cocher") {
		t.Errorf("read aloud: %.200s", said)
	}
	if paper := p.open(who, base+"/papier.pdf").want(http.StatusOK); !strings.HasPrefix(paper.Body, "%PDF-") {
		t.Error("no paper")
	}
	p.open(who, base+"/exporter").want(http.StatusOK)
	for format, start := range map[string]string{"fhir": "{", "xlsform": "PK", "csv": "\ufeffkey;kind;text"} {
		if file := p.open(who, base+"/exporter/"+format).want(http.StatusOK); !strings.HasPrefix(file.Body, start) {
			t.Errorf("%s begins %.20q", format, file.Body)
		}
	}
	p.open(who, base+"/exporter/odf").want(http.StatusNotFound)
	p.post(who, base+"/figer", url.Values{"version": {seen()}}).want(http.StatusSeeOther)
	if page := p.open(who, base).want(http.StatusOK).page(); page.Find(".moves").Length() != 0 {
		t.Error("a frozen questionnaire shows moves")
	}
	p.post(who, base+"/questions/nouvelle", url.Values{"kind": {"text"}, "version": {"1"}, "text": {"Trop tard"}}).want(http.StatusSeeOther)
	p.post(who, base+"/reprendre", nil).want(http.StatusSeeOther)
}
