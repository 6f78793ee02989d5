package api_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// upload sends a file in a form, after its fields.
func (p *platform) upload(who, path, content string, pairs ...string) answer {
	p.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	fields := append([]string{"unit", "unit-95"}, pairs...)
	var err error
	for at := 0; at+1 < len(fields) && err == nil; at += 2 {
		err = w.WriteField(fields[at], fields[at+1])
	}
	if err == nil {
		var part io.Writer
		if part, err = w.CreateFormFile("file", "liste.csv"); err == nil {
			_, err = io.WriteString(part, content)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, path, &form)
	request.Header.Set("Content-Type", w.FormDataContentType())
	return p.browse(who, request)
}

// work does what is due for the imports.
func (p *platform) work() {
	p.t.Helper()
	if err := p.desks.Importing.Work(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

const signals = "N° de signalement;Nom;Prénom;Né(e) le;Début d’arrêt;ALD;Inutile\n" +
	"S1;Petit;Zoé;14/03/1990;01/10/2026;oui;x\n" +
	"S2;Grand;Luc;hier;01/10/2026;;\n"

func TestAFileIsBroughtInReviewedCorrectedWrittenAndUndone(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const who = "claire.moreau"
		start := p.open(who, "/personnes/importer").want(http.StatusOK)
		if start.page().Find("input[type=file]").Length() != 1 {
			t.Fatal("no file is asked for")
		}
		path := p.upload(who, "/personnes/importer", signals, "source", "cpam_90", "received_on", "2027-01-11").want(http.StatusSeeOther).Header.Get("Location")
		reading := p.open(who, path).want(http.StatusOK)
		if reading.Header.Get("Refresh") == "" || !strings.Contains(reading.text("main"), "Lecture du fichier") {
			t.Error("nothing says that the file is being read")
		}
		p.work()
		review := p.open(who, path).want(http.StatusOK)
		if got := texts(review.page(), "tbody .badge"); len(got) != 2 || got[0] != "à créer" || got[1] != "en erreur" {
			t.Errorf("verdicts %q", got)
		}
		if review.page().Find("tbody tr").Eq(1).Find("td[data-label='Né(e) le'] .error").Length() != 1 {
			t.Error("the error does not stand at its cell")
		}
		for _, told := range []string{"UTF-8", "points-virgules", "Inutile", "1 personne à créer"} {
			if !strings.Contains(review.text("main"), told) {
				t.Errorf("the page does not say %q: %s", told, review.text("main"))
			}
		}
		csv := p.post(who, path+"/erreurs", nil).want(http.StatusOK)
		if !strings.HasPrefix(csv.Header.Get("Content-Type"), "text/csv") || !strings.Contains(csv.Body, "Né(e) le\u00a0: Écrivez la date") {
			t.Errorf("errors as a file: %s", csv.Body)
		}
		row := p.open(who, path+"/lignes/3").want(http.StatusOK)
		if row.page().Find(".field.wrong").Length() != 1 {
			t.Error("the row does not show its error")
		}
		again := p.post(who, path+"/lignes/3", fill(row.page(), "/lignes/3", url.Values{"cell.3": {"demain"}})).want(http.StatusUnprocessableEntity)
		if value, _ := again.page().Find("input[name='cell.3']").Attr("value"); value != "demain" {
			t.Errorf("what was typed is lost: %q", value)
		}
		p.post(who, path+"/lignes/3", fill(row.page(), "/lignes/3", url.Values{"cell.3": {"03/03/1983"}})).want(http.StatusSeeOther)
		review = p.open(who, path).want(http.StatusOK)
		p.post(who, path+"/confirmer", fill(review.page(), "/confirmer", nil)).want(http.StatusSeeOther)
		p.open(who, path).want(http.StatusOK)
		p.work()
		if done := p.open(who, path).want(http.StatusOK); !strings.Contains(done.text("main"), "2 lignes écrites") {
			t.Error(done.text("main"))
		}
		if n := p.open(who, "/personnes?q=Petit").page().Find("tbody tr").Length(); n != 1 {
			t.Errorf("%d people found", n)
		}
		p.post(who, path+"/annuler", nil).want(http.StatusSeeOther)
		p.open(who, path).want(http.StatusOK)
		p.work()
		if undone := p.open(who, path).want(http.StatusOK); !strings.Contains(undone.text("main"), "2 lignes reprises") {
			t.Error(undone.text("main"))
		}
		if n := p.open(who, "/personnes?q=Petit").page().Find("tbody tr").Length(); n != 0 {
			t.Errorf("%d people stay", n)
		}
		if strings.Contains(p.open(who, path).Log, "Petit") || strings.Contains(p.open(who, path).Log, "hier") {
			t.Error("a cell reached the log")
		}
	})
}

func TestColumnsAreSaidOnceForEachSource(t *testing.T) {
	p := newPlatform(t)
	const who, file = "claire.moreau", "Qui;Son prénom\nPetit;Zoé\n"
	path := p.upload(who, "/personnes/importer", file, "source", "partner").want(http.StatusSeeOther).Header.Get("Location")
	p.work()
	if failed := p.open(who, path).want(http.StatusOK); !strings.Contains(failed.text("main"), "colonne « Nom »") {
		t.Error(failed.text("main"))
	}
	form := p.open(who, path+"/colonnes").want(http.StatusOK)
	wrong := fill(form.page(), "/colonnes", url.Values{"columns.0": {"last_name"}, "columns.1": {"last_name"}})
	p.post(who, path+"/colonnes", wrong).want(http.StatusUnprocessableEntity)
	right := fill(form.page(), "/colonnes", url.Values{"columns.0": {"last_name"}, "columns.1": {"first_name"}})
	p.post(who, path+"/colonnes", right).want(http.StatusSeeOther)
	p.work()
	if got := texts(p.open(who, path).page(), "tbody .badge"); len(got) != 1 || got[0] != "à créer" {
		t.Errorf("verdicts %q", got)
	}
	p.post(who, path+"/abandonner", nil).want(http.StatusSeeOther)
	next := p.upload(who, "/personnes/importer", file, "source", "partner").want(http.StatusSeeOther).Header.Get("Location")
	p.work()
	if got := texts(p.open(who, next).page(), "tbody .badge"); len(got) != 1 || got[0] != "à créer" {
		t.Errorf("the columns were forgotten: %q", got)
	}
}

func TestAFormWithoutFileComesBack(t *testing.T) {
	p := newPlatform(t)
	refused := p.post("claire.moreau", "/personnes/importer", url.Values{"source": {"partner"}}).want(http.StatusUnprocessableEntity)
	if !strings.Contains(refused.text(".error"), "Choisissez un fichier") {
		t.Error(refused.text("main"))
	}
	p.upload("claire.moreau", "/personnes/importer", "", "source", "nobody").want(http.StatusUnprocessableEntity)
	p.upload("helene.dubois", "/personnes/importer", signals).want(http.StatusForbidden)
}

func TestAnImportOverTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const who = "claire.moreau"
		type row struct {
			Line    int
			Verdict string
			Faults  []struct {
				Column int
				Key    string
			}
		}
		var im struct {
			ID, State, Encoding, Failure string
			Count                        map[string]int
			Outcomes                     map[string]int
		}
		p.call(who, http.MethodPost, "/api/v1/imports", object{"unit": "unit-95", "source": "somebody"}).want(http.StatusUnprocessableEntity)
		p.call(who, http.MethodPost, "/api/v1/imports", object{"unit": "unit-95", "source": "cpam_90"}).want(http.StatusCreated).into(&im)
		path := "/api/v1/imports/" + im.ID
		p.call(who, http.MethodPost, path+"/reading", nil).want(http.StatusUnprocessableEntity)
		half := len(signals) / 2
		p.call(who, http.MethodPut, path+"/parts/2", object{"content": []byte(signals[half:])}).want(http.StatusConflict)
		for range 2 {
			p.call(who, http.MethodPut, path+"/parts/1", object{"content": []byte(signals[:half])}).want(http.StatusNoContent)
		}
		p.call(who, http.MethodPut, path+"/parts/2", object{"content": []byte(signals[half:])}).want(http.StatusNoContent)
		p.call(who, http.MethodPost, path+"/reading", nil).want(http.StatusOK)
		p.work()
		p.call(who, http.MethodGet, path, nil).want(http.StatusOK).into(&im)
		if im.State != "review" || im.Encoding != "UTF-8" || im.Count["to_create"] != 1 || im.Count["in_error"] != 1 {
			t.Errorf("%+v", im)
		}
		var rows struct{ Items []row }
		p.call(who, http.MethodGet, path+"/rows?verdict=in_error", nil).want(http.StatusOK).into(&rows)
		if len(rows.Items) != 1 || len(rows.Items[0].Faults) != 1 || rows.Items[0].Faults[0].Column != 3 || rows.Items[0].Faults[0].Key != "import.cell.date" {
			t.Errorf("%+v", rows)
		}
		if csv := p.call(who, http.MethodPost, path+"/errors", nil).want(http.StatusOK); !strings.Contains(csv.Body, "Grand") {
			t.Error(csv.Body)
		}
		p.call(who, http.MethodPut, path+"/rows/3", object{"cells": object{"3": "03/03/1983"}}).want(http.StatusNoContent)
		p.call(who, http.MethodPut, path+"/format", object{"encoding": "UTF-8", "separator": ";"}).want(http.StatusOK)
		p.work()
		p.call(who, http.MethodPost, path+"/application", nil).want(http.StatusPreconditionRequired)
		p.call(who, http.MethodPost, path+"/application", nil, "If-Match", `"1"`).want(http.StatusPreconditionFailed)
		tag := p.call(who, http.MethodGet, path, nil).want(http.StatusOK).Header.Get("ETag")
		p.call(who, http.MethodPost, path+"/application", nil, "If-Match", tag).want(http.StatusOK)
		p.work()
		p.call(who, http.MethodPost, path+"/abandonment", nil).want(http.StatusConflict)
		p.call(who, http.MethodPost, path+"/undoing", nil).want(http.StatusOK)
		p.work()
		p.call(who, http.MethodGet, path, nil).want(http.StatusOK).into(&im)
		if im.State != "undone" || im.Outcomes["undone"] != 1 {
			t.Errorf("%+v", im)
		}
		var list struct{ Items []struct{ ID string } }
		p.call(who, http.MethodGet, "/api/v1/imports", nil).want(http.StatusOK).into(&list)
		if len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
		p.call("helene.dubois", http.MethodGet, path, nil).want(http.StatusForbidden)
		p.call("lucie.garnier", http.MethodGet, path, nil).want(http.StatusOK)
	})
}
