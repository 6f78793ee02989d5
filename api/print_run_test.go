package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestManyLettersBecomeOnePDFInTheBackground follows a PDF from the button to
// the printer, without script.
func TestManyLettersBecomeOnePDFInTheBackground(t *testing.T) {
	p := newPlatform(t)
	cohort, id := p.recruiting(), p.enter("Aubry", map[string]any{"mail_consent": false, "letter_consent": true, "street": "2 rue Basse", "postcode": "95000", "city": "Cergy"})
	p.call("lucie.garnier", http.MethodPost, "/api/v1/cohorts/"+cohort+"/invitations", map[string]any{"people": []string{id}, "reply_by": "2027-01-18"}).want(http.StatusCreated)
	asked := p.post("lucie.garnier", "/lettres/pdf", url.Values{"when": {"later"}}).want(http.StatusSeeOther)
	run := asked.Header.Get("Location")
	drawing := p.open("lucie.garnier", run).want(http.StatusOK)
	if drawing.Header.Get("Refresh") == "" || !strings.Contains(drawing.text("main"), "0 lettre sur 1") {
		t.Errorf("while it is drawn: %q, %s", drawing.Header.Get("Refresh"), drawing.text("main"))
	}
	p.open("claire.moreau", run).want(http.StatusNotFound)
	if err := p.desks.Inviting.DrawPrintRuns(t.Context()); err != nil {
		t.Fatal(err)
	}
	ready := p.open("lucie.garnier", run).want(http.StatusOK)
	link, _ := ready.page().Find("a.button").Attr("href")
	if ready.Header.Get("Refresh") != "" || link != run+"/lettres.pdf" {
		t.Errorf("when it is ready: %q, %q", ready.Header.Get("Refresh"), link)
	}
	if pdf := p.open("lucie.garnier", link).want(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Cache-Control") != "no-store" {
		t.Error("no PDF")
	}
	p.open("claire.moreau", link).want(http.StatusNotFound)
	if list := p.open("lucie.garnier", "/lettres").want(http.StatusOK).page(); list.Find("a[href='"+run+"']").Length() != 1 {
		t.Error("nothing leads there")
	}
	again := p.post("lucie.garnier", run+"/refaire", nil).want(http.StatusSeeOther).Header.Get("Location")
	if gone := p.open("lucie.garnier", run).want(http.StatusOK); !strings.Contains(gone.text("main"), "Ce PDF est supprimé") {
		t.Errorf("the first one: %s", gone.text("main"))
	}
	p.open("lucie.garnier", link).want(http.StatusNotFound)
	p.submit("lucie.garnier", again, again+"/supprimer", nil)
	p.post("lucie.garnier", run+"/refaire", nil).want(http.StatusSeeOther)
}
