package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestRule30_PagesWithoutAccountShowTheIdentityOfTheDay(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		without := []string{"/connexion", "/code", "/v/nulle-part", "/nulle-part"}
		for _, path := range without {
			if page := p.open("", path); !strings.Contains(page.Body, "tel:3646") {
				t.Errorf("%s shows no phone before the change", path)
			}
		}
		form := p.open("anne.roussel", "/reglages/organisme").want(http.StatusOK).page()
		typed := url.Values{}
		form.Find("main form [name]").Each(func(_ int, field *goquery.Selection) {
			typed.Set(field.AttrOr("name", ""), field.AttrOr("value", field.Text()))
		})
		typed.Set("phone", "01 30 75 00 00")
		typed.Set("time_zone", "Europe/Paris")
		p.post("anne.roussel", "/reglages/organisme", typed).want(http.StatusSeeOther)
		for _, path := range without {
			if page := p.open("", path); !strings.Contains(page.Body, "tel:0130750000") {
				t.Errorf("%s still shows another phone than the organisation's", path)
			}
		}
		if err := p.db.Close(); err != nil {
			t.Fatal(err)
		}
		if page := p.open("", "/nulle-part"); !strings.Contains(page.Body, "tel:0130750000") {
			t.Error("without a database a page forgets whom to call")
		}
	})
}
