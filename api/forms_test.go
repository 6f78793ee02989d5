package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// filled is what a browser would send of a form.
func filled(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name]").Each(func(_ int, s *goquery.Selection) {
		kind := s.AttrOr("type", "text")
		_, checked := s.Attr("checked")
		if kind == "submit" || kind == "file" || (kind == "radio" || kind == "checkbox") && !checked {
			return
		}
		values.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	form.Find("textarea[name]").Each(func(_ int, s *goquery.Selection) { values.Add(s.AttrOr("name", ""), s.Text()) })
	form.Find("select[name]").Each(func(_ int, s *goquery.Selection) {
		chosen := s.Find("option[selected]")
		if chosen.Length() == 0 {
			chosen = s.Find("option").First()
		}
		values.Add(s.AttrOr("name", ""), chosen.AttrOr("value", ""))
	})
	return values
}

// firstLink is the path of the first link of ours in a mail that begins so.
func firstLink(t testing.TB, text, prefix string) string {
	t.Helper()
	link := regexp.MustCompile(`http://trame\.example(` + prefix + `[A-Za-z0-9_-]+)`).FindStringSubmatch(text)
	if link == nil {
		t.Fatalf("no link to %s in the mail", prefix)
	}
	return link[1]
}

func mustHTML(t testing.TB, doc *goquery.Document) string {
	t.Helper()
	text, err := doc.Html()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestARefusalSaysWhyAndKeepsTheMenu(t *testing.T) {
	p := newPlatform(t)
	for path, c := range map[string]struct {
		status int
		says   string
	}{
		"/versions/version-vo-2/criteres": {http.StatusConflict, "Cette version est soumise"},
		"/reglages/organisme":             {http.StatusForbidden, "il revient à l’administrateur"},
		"/sessions/aucune":                {http.StatusNotFound, "Repartez de l’accueil"},
	} {
		a := p.open("claire.moreau", path).want(c.status)
		if a.page().Find("nav a[href='/agenda']").Length() == 0 || a.page().Find("main h1").Length() != 1 || !strings.Contains(a.text("main"), c.says) {
			t.Errorf("%s says %q", path, a.text("body"))
		}
	}
}
