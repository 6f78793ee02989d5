package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTodayAndSearchAnswerByWhatTheAgentMayDo(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		for name, c := range map[string]struct {
			who, path string
			status    int
			holds     string
		}{
			"today opens for a social worker":          {"claire.moreau", "/api/v1/today", http.StatusOK, `"date":"2027-01-12"`},
			"today opens for a statistician":           {"paul.nguyen", "/api/v1/today", http.StatusOK, `"meetings":[]`},
			"nobody is told to sign in":                {"", "/api/v1/today", http.StatusUnauthorized, "signin.required"},
			"a search knows no accents":                {"claire.moreau", "/api/v1/search?q=emilie%20car", http.StatusOK, "Émilie Caron"},
			"a search finds a partner":                 {"claire.moreau", "/api/v1/search?q=mdph", http.StatusOK, "MDPH"},
			"a statistician finds no one":              {"paul.nguyen", "/api/v1/search?q=caron", http.StatusOK, `"items":[]`},
			"one letter is too few":                    {"claire.moreau", "/api/v1/search?q=c", http.StatusUnprocessableEntity, "malformed"},
			"messages open":                            {"claire.moreau", "/api/v1/messages", http.StatusOK, `"items":[`},
			"percent signs are letters like any other": {"claire.moreau", "/api/v1/search?q=%25%25", http.StatusOK, `"items":[`},
		} {
			t.Run(name, func(t *testing.T) {
				if a := p.in(t).call(c.who, http.MethodGet, c.path, nil).want(c.status); !strings.Contains(a.Body, c.holds) {
					t.Errorf("no %s in %s", c.holds, a.Body)
				}
			})
		}
	})
}

func TestThePagesOfEveryDayOpen(t *testing.T) {
	p := newPlatform(t)
	for path, h1 := range map[string]string{
		"/":                    "Aujourd’hui, mardi 12 janvier 2027",
		"/recherche?q=mdph":    "Chercher",
		"/recherche":           "Chercher",
		"/messages":            "Messages",
		"/compte":              "Mon compte",
		"/compte?x=%3Cscript>": "Mon compte",
	} {
		if got := p.open("claire.moreau", path).want(http.StatusOK).page().Find("h1").Text(); got != h1 {
			t.Errorf("%s: h1 %q, want %q", path, got, h1)
		}
	}
	p.open("claire.moreau", "/messages/unknown").want(http.StatusNotFound)
	p.open("claire.moreau", "/nowhere").want(http.StatusNotFound)
}
