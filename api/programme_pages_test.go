package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// fill is what a browser would send for the first POST form of a page whose
// action ends so: what the page offered, and what was typed over it.
func fill(doc *goquery.Document, action string, typed url.Values) url.Values {
	form := url.Values{}
	doc.Find("form").FilterFunction(func(_ int, f *goquery.Selection) bool {
		return strings.HasSuffix(f.AttrOr("action", ""), action)
	}).First().Find("input, textarea, select").Each(func(_ int, in *goquery.Selection) {
		name, _ := in.Attr("name")
		_, checked := in.Attr("checked")
		switch kind := in.AttrOr("type", ""); {
		case goquery.NodeName(in) == "textarea":
			form.Set(name, in.Text())
		case goquery.NodeName(in) == "select":
			form.Set(name, in.Find("option[selected]").AttrOr("value", in.Find("option").First().AttrOr("value", "")))
		case kind == "file", (kind == "checkbox" || kind == "radio") && !checked:
		default:
			form.Add(name, in.AttrOr("value", ""))
		}
	})
	for name, values := range typed {
		form[name] = values
	}
	return form
}

// submit posts the form of a page as who, and returns where it leads.
func (p *platform) submit(who, page, action string, typed url.Values) string {
	p.t.Helper()
	doc := p.open(who, page).want(http.StatusOK).page()
	return p.post(who, action, fill(doc, action, typed)).want(http.StatusSeeOther).Header.Get("Location")
}

func texts(doc *goquery.Document, selector string) []string {
	var list []string
	doc.Find(selector).Each(func(_ int, s *goquery.Selection) { list = append(list, strings.Join(strings.Fields(s.Text()), " ")) })
	return list
}

func TestAProgrammeIsWrittenSubmittedAndApprovedOnItsPages(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		version := p.submit("claire.moreau", "/programmes/nouveau", "/programmes", url.Values{
			"unit": {"unit-95"}, "code": {"aidants-95"}, "title": {"Souffler sans s’oublier"}, "public_title": {"Rencontres du service social"},
			"problem": {"Aider un proche épuise."}, "public": {"Les aidants."}, "objectives": {"Trouver du répit."},
		})
		for i := 1; i <= 3; i++ {
			to := p.submit("claire.moreau", version+"/modules/nouveau", version+"/modules", url.Values{"title": {fmt.Sprintf("Séance %d", i)}})
			if to != fmt.Sprintf("%s/modules/%d", version, i) {
				t.Errorf("module %d led to %s", i, to)
			}
		}
		p.submit("claire.moreau", version+"/modules/1/trame/modifier", version+"/modules/1/trame/modifier", url.Values{
			"message": {"Vous n’êtes pas seule."}, "steps.1.title": {"Accueil"}, "steps.1.minutes": {"30"},
			"steps.3.title": {"Échanges"}, "steps.3.minutes": {"100"}, "steps.3.detail": {"En cercle"},
		})
		module := p.open("claire.moreau", version+"/modules/1").want(http.StatusOK).page()
		if steps := texts(module, "tbody th"); strings.Join(steps, ", ") != "Accueil, Échanges" {
			t.Errorf("the guide's steps: %q", steps)
		}
		if over := module.Find(".notice.todo").Text(); !strings.Contains(over, "dépasse la séance de 10") {
			t.Errorf("130 minutes in 120 are said so: %q", over)
		}

		asked := p.open("claire.moreau", version+"/soumettre").want(http.StatusOK).page()
		if who := texts(asked, ".confirm tbody th"); strings.Join(who, ", ") != "Hélène Dubois" {
			t.Errorf("before submission, the page says %q is told", who)
		}
		p.submit("claire.moreau", version+"/soumettre", version+"/soumettre", nil)
		p.open("claire.moreau", version+"/modifier").want(http.StatusConflict)

		for _, approver := range []string{"helene.dubois", "marc.lefevre"} {
			list := p.open(approver, "/validations").want(http.StatusOK).page()
			if list.Find(fmt.Sprintf("a[href='%s/valider']", version)).Length() != 1 {
				t.Errorf("%s does not find what to approve", approver)
			}
			p.submit(approver, version+"/valider", version+"/valider", url.Values{"verdict": {"approved"}, "comment": {"Bien."}})
		}
		page := p.open("claire.moreau", version).want(http.StatusOK).page()
		if page.Find("a[href^='/sessions/nouvelle?version=']").Length() != 1 {
			t.Error("an approved version opens no session")
		}
		if who := texts(page, ".timeline blockquote"); len(who) != 2 {
			t.Errorf("two comments are kept, found %q", who)
		}
		var subjects []string
		for _, m := range p.deliver() {
			subjects = append(subjects, m.To.Address+" "+m.Subject)
		}
		if len(subjects) != 4 || !strings.HasPrefix(subjects[0], "helene.dubois@trame.example Un programme à valider") {
			t.Errorf("mail:\n%s", strings.Join(subjects, "\n"))
		}
	})
}

func TestARefusedProgrammeFormComesBackWithItsErrorsAndWhatWasTyped(t *testing.T) {
	p := newPlatform(t)
	doc := p.open("claire.moreau", "/programmes/nouveau").want(http.StatusOK).page()
	form := fill(doc, "/programmes", url.Values{"code": {"vo-cancer-emploi"}, "title": {""}, "public_title": {"Vivre avec un cancer"}, "group_max": {"douze"}})
	again := p.post("claire.moreau", "/programmes", form).want(http.StatusUnprocessableEntity).page()
	for field, sentence := range map[string]string{
		"title": "Ce champ est à remplir", "public_title": "enlevez « cancer »", "group_max": "au moins égal au minimum",
	} {
		if got := again.Find("#f-" + field + "-error").Text(); !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), sentence) {
			t.Errorf("%s: %q, want %q", field, got, sentence)
		}
	}
	if typed := again.Find("[name=public_title]").AttrOr("value", ""); typed != "Vivre avec un cancer" {
		t.Errorf("what was typed became %q", typed)
	}
	form.Set("title", "x")
	form.Set("public_title", "Rencontres")
	form.Set("group_max", "12")
	again = p.post("claire.moreau", "/programmes", form).want(http.StatusUnprocessableEntity).page()
	if got := again.Find("#f-code-error").Text(); !strings.Contains(got, "porte déjà ce code") {
		t.Errorf("a code taken: %q", got)
	}
}

func TestAFaultInAGuideIsAtTheRowThatShowsIt(t *testing.T) {
	p := newPlatform(t)
	version := p.draftOfTheReference()
	form := url.Values{"version": {"1"}, "steps.1.title": {""}, "steps.4.minutes": {"10"}}
	again := p.post("claire.moreau", version+"/modules/1/trame/modifier", form).want(http.StatusUnprocessableEntity).page()
	if again.Find("#f-steps-1-title-error").Length() != 1 || again.Find("[name='steps.1.minutes']").AttrOr("value", "") != "10" {
		t.Error("the only filled row does not come back first, with its fault")
	}
	form = url.Values{"version": {"1"}, "steps.1.title": {"Accueil"}, "more": {"1"}}
	more := p.post("claire.moreau", version+"/modules/1/trame/modifier", form).want(http.StatusOK).page()
	if more.Find("[name='steps.1.title']").AttrOr("value", "") != "Accueil" || more.Find("legend").Length() < 5 {
		t.Error("more rows lost what was typed")
	}
}

// draftOfTheReference opens a draft from the version in use, once the one that
// waits was sent back.
func (p *platform) draftOfTheReference() string {
	p.t.Helper()
	p.submit("helene.dubois", "/versions/version-vo-2/valider", "/versions/version-vo-2/valider",
		url.Values{"verdict": {"changes_requested"}, "comment": {"Précisez."}})
	return p.submit("claire.moreau", "/versions/version-vo-2", "/versions/version-vo-2/reprendre", nil)
}

func TestADraftIsDeletedFromItsPageOrByTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		draft := p.draftOfTheReference()
		asked := p.open("claire.moreau", draft+"/supprimer").want(http.StatusOK).page()
		if said := asked.Find("main").Text(); !strings.Contains(said, "Les autres versions du programme restent.") {
			t.Errorf("before it is deleted, the page says %q", said)
		}
		if to := p.submit("claire.moreau", draft+"/supprimer", draft+"/supprimer", nil); to != "/programmes/programme-vo" {
			t.Errorf("leads to %s", to)
		}
		p.open("claire.moreau", draft).want(http.StatusNotFound)

		copied := p.submit("ines.faure", "/versions/version-vo-1/copier", "/versions/version-vo-1/copier", url.Values{"unit": {"unit-92"}, "code": {"ESSAI"}})
		route := "/api/v1" + copied
		p.call("ines.faure", "DELETE", route, nil, "If-Match", `"1"`).want(http.StatusNoContent)
		p.call("ines.faure", "GET", route, nil).want(http.StatusNotFound)
		p.open("claire.moreau", "/versions/version-vo-1/supprimer").want(http.StatusConflict)
	})
}

func TestASupportIsHandedOverAsAFileThatNoBrowserRuns(t *testing.T) {
	p := newPlatform(t)
	version := p.draftOfTheReference()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"version": "1", "kind": "aide_memoire", "title": "Mes repères"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "repères d’été.pdf")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, "%PDF-1.7\nbonjour")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, version+"/modules/2/supports", &body)
	request.Header.Set("Content-Type", w.FormDataContentType())
	p.browse("claire.moreau", request).want(http.StatusSeeOther)

	module := p.open("claire.moreau", version+"/modules/2").page()
	link := module.Find("a:contains('Mes repères')").AttrOr("href", "")
	file := p.open("helene.dubois", link).want(http.StatusOK)
	if file.Body != "%PDF-1.7\nbonjour" || file.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("handed over %q as %s", file.Body, file.Header.Get("Content-Type"))
	}
	if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename*=utf-8''rep%C3%A8res") {
		t.Errorf("disposition %s", got)
	}
	if file.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(file.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers %v", file.Header)
	}
	film := p.open("claire.moreau", "/supports/resource-module-vo-1-01-1").want(http.StatusSeeOther)
	if to := film.Header.Get("Location"); !strings.HasPrefix(to, "https://") {
		t.Errorf("the film leads to %s", to)
	}
}

func TestRule32_ACopyShowsItsOriginAndWhatDiffers(t *testing.T) {
	p := newPlatform(t)
	copied := p.submit("ines.faure", "/versions/version-vo-1/copier", "/versions/version-vo-1/copier", url.Values{"unit": {"unit-92"}, "code": {"HS-EMPLOI"}})
	p.submit("ines.faure", copied+"/modifier", copied+"/modifier", url.Values{"group_max": {"14"}})
	page := p.open("ines.faure", copied).want(http.StatusOK).page()
	if from := page.Find("a[href='/versions/version-vo-1']").Text(); !strings.Contains(from, "Cancer et retour à l’emploi") {
		t.Errorf("its origin is %q", from)
	}
	diff := p.open("ines.faure", copied+"/differences").want(http.StatusOK).page()
	if got := texts(diff, ".diff tbody tr"); len(got) != 1 || got[0] != "taille du groupe 10–12 10–14" {
		t.Errorf("differs in %q", got)
	}
	p.open("claire.moreau", copied).want(http.StatusNotFound)
}

func TestEveryProgrammePageHasOneTitleAndLabelsItsFields(t *testing.T) {
	p := newPlatform(t)
	version := p.draftOfTheReference()
	for _, path := range []string{
		"/programmes", "/programmes/nouveau", "/programmes/programme-vo", "/validations", version, version + "/modifier", version + "/criteres",
		version + "/soumettre", version + "/valider", version + "/differences", version + "/copier", "/versions/version-vo-1/retirer",
		version + "/modules/nouveau", version + "/modules/1", version + "/modules/1/modifier", version + "/modules/1/supprimer",
		version + "/modules/1/trame", version + "/modules/1/trame/modifier",
	} {
		doc := p.open("ines.faure", path).want(http.StatusOK).page()
		if n := doc.Find("h1").Length(); n != 1 {
			t.Errorf("%s has %d h1", path, n)
		}
		doc.Find("main input:not([type=hidden]), main textarea, main select").Each(func(_ int, in *goquery.Selection) {
			if id, _ := in.Attr("id"); doc.Find(fmt.Sprintf("label[for='%s']", id)).Length() != 1 {
				t.Errorf("%s: %s has no label", path, in.AttrOr("name", "?"))
			}
		})
		if doc.Find("[style], script:not([src])").Length() > 0 {
			t.Errorf("%s holds something inline", path)
		}
	}
}
