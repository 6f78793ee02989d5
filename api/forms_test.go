package api_test

import (
	"net/url"
	"regexp"
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
