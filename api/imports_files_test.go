package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbook is the content of an .xlsx with one sheet.
func workbook(t *testing.T, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	for n, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return content.String()
}

// unfolding is a workbook whose sheet says that it unfolds to two gigabytes.
func unfolding(t *testing.T) string {
	t.Helper()
	sound := workbook(t, []any{"Nom", "Prénom"}, []any{"Petit", "Zoé"})
	from, err := zip.NewReader(strings.NewReader(sound), int64(len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	bomb := zip.NewWriter(&out)
	for _, file := range from.File {
		if file.Name == "xl/worksheets/sheet1.xml" {
			header := file.FileHeader
			header.UncompressedSize64 = 2 << 30
			raw := must(file.OpenRaw())
			must(io.Copy(must(bomb.CreateRaw(&header)), raw))
			continue
		}
		must(0, bomb.Copy(file))
	}
	must(0, bomb.Close())
	return out.String()
}

func TestAWorkbookIsBroughtInThroughThePage(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const who = "claire.moreau"
		book := workbook(t,
			[]any{"N° de signalement", "Nom", "Prénom", "Né(e) le", "Début d’arrêt", "ALD"},
			[]any{"S1", "Petit", "Zoé", 32946, 46296, "oui"}, // days as a workbook keeps them
			[]any{"S2", "Grand", "Luc", "hier", 46296, "non"})
		path := p.upload(who, "/personnes/importer", book, "source", "cpam_90", "received_on", "2027-01-11").want(http.StatusSeeOther).Header.Get("Location")
		p.work()
		review := p.open(who, path).want(http.StatusOK)
		if got := texts(review.page(), "tbody .badge"); len(got) != 2 || got[0] != "à créer" || got[1] != "en erreur" {
			t.Fatalf("verdicts %q: %s", got, review.text("main"))
		}
		for _, told := range []string{"14/03/1990", "01/10/2026", "Lu dans le classeur", "à corriger : Né(e) le"} {
			if !strings.Contains(review.text("main"), told) {
				t.Errorf("the page does not say %q: %s", told, review.text("main"))
			}
		}
		if columns := p.open(who, path+"/colonnes").want(http.StatusOK); !strings.Contains(columns.text("main"), "Par exemple : Petit") {
			t.Error("no column shows what it holds")
		}
		p.post(who, path+"/confirmer", fill(review.page(), "/confirmer", nil)).want(http.StatusSeeOther)
		p.work()
		examining := p.open(who, path).want(http.StatusOK)
		if !strings.Contains(examining.text("main"), "0 personne examinée sur 1") || examining.Header.Get("Refresh") == "" {
			t.Error(examining.text("main"))
		}
		must(0, p.desks.Screening.Follow(t.Context()))
		if done := p.open(who, path).want(http.StatusOK); !strings.Contains(done.text("main"), "Voir l’avis") || done.Header.Get("Refresh") != "" {
			t.Error(done.text("main"))
		}
	})
}

func TestAWorkbookIsBroughtInOverTheAPI(t *testing.T) {
	p := newPlatform(t)
	const who = "claire.moreau"
	var begun struct{ ID string }
	p.call(who, http.MethodPost, "/api/v1/imports", map[string]any{"source": "cpam_90"}).want(http.StatusCreated).into(&begun)
	id := begun.ID
	content := base64.StdEncoding.EncodeToString([]byte(workbook(t, []any{"Nom", "Prénom", "Né(e) le"}, []any{"Petit", "Zoé", 32946})))
	p.call(who, http.MethodPut, "/api/v1/imports/"+id+"/parts/1", map[string]any{"content": content}).want(http.StatusNoContent)
	p.call(who, http.MethodPost, "/api/v1/imports/"+id+"/reading", nil).want(http.StatusOK)
	p.work()
	read := p.call(who, http.MethodGet, "/api/v1/imports/"+id, nil).want(http.StatusOK)
	if !strings.Contains(read.Body, `"kind":"xlsx"`) || !strings.Contains(read.Body, `"to_create":1`) {
		t.Fatal(read.Body)
	}
	p.call(who, http.MethodPost, "/api/v1/imports/"+id+"/application", nil, "If-Match", read.Header.Get("ETag")).want(http.StatusOK)
	p.work()
	if body := p.call(who, http.MethodGet, "/api/v1/imports/"+id, nil).Body; !strings.Contains(body, `"state":"examining"`) || !strings.Contains(body, `"to_examine":1`) {
		t.Error(body)
	}
	must(0, p.desks.Screening.Follow(t.Context()))
	if body := p.call(who, http.MethodGet, "/api/v1/imports/"+id, nil).Body; !strings.Contains(body, `"state":"applied"`) || !strings.Contains(body, `"examined":1`) {
		t.Error(body)
	}
}

// Whatever arrives, one clear line says what is wrong with it.
func TestAFileThatNobodyExpectedIsAnsweredInOneLine(t *testing.T) {
	p := newPlatform(t)
	const who = "claire.moreau"
	for name, c := range map[string]struct{ file, said string }{
		"a name of 10,000 letters":    {"Nom;Prénom\n" + strings.Repeat("a", 10_000) + ";Zoé\n", "trop long"},
		"a cell of 10,000 accents":    {"Nom;Prénom\nPetit;" + strings.Repeat("é", 10_000) + "\n", "Ligne 2 : une case est beaucoup trop longue."},
		"2,000 columns":               {strings.Repeat("Nom;", 1999) + "Nom\n", "Ce fichier a trop de colonnes : 100 au plus."},
		"a zero byte":                 {"Nom;Prénom\nPe\x00tit;Zoé\n", "Ce fichier n’est ni un CSV, ni un classeur."},
		"two encodings":               {"Nom;Pr\xe9nom\nPetit;Zoé\nGrand;Zo\xe9\n", "Des lettres ne se lisent pas : l’encodage choisi n’est sans doute pas le bon."},
		"a workbook that unfolds far": {unfolding(t), "Ce classeur se déplie en un fichier démesuré : il n’a pas été lu."},
	} {
		t.Run(name, func(t *testing.T) {
			path := p.upload(who, "/personnes/importer", c.file, "source", "cpam_90").want(http.StatusSeeOther).Header.Get("Location")
			p.work()
			page := p.open(who, path).want(http.StatusOK)
			text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(page.text("main"))
			if !strings.Contains(text, c.said) {
				t.Errorf("%.400s", text)
			}
		})
	}
}
