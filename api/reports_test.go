package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"trame/scheduling/valdoise"
)

func withPast(t *testing.T, p *platform) {
	t.Helper()
	if err := valdoise.AddPast(t.Context(), p.db); err != nil {
		t.Fatal(err)
	}
}

func TestRule23_TheReportOfTheReferenceProgrammeOverHTTP(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		withPast(t, p)
		page := p.open("helene.dubois", "/rapports/bilan?programme=programme-vo").want(http.StatusOK).page()
		for section, want := range map[string]map[string]string{
			"outcomes": {
				"invalidité 2": "33", "reprise du travail": "19", "invalidité 1": "17", "arrêt de travail": "15", "recherche d’emploi": "6",
				"retraite pour inaptitude": "4", "autre": "5", "décès": "7", "non connu": "8", "Total": "114", "base": "106",
			},
			"ages": {
				"moins de 25 ans": "0", "25 à 39 ans": "18", "40 à 49 ans": "39", "50 à 59 ans": "55", "60 à 67 ans": "2", "âge non connu": "0", "Total": "114", "base": "114",
			},
			"pathologies": {
				"sein": "79", "hématologie": "8", "ovaire": "6", "tube digestif et estomac": "5", "intestin et rectum": "3", "prostate": "3",
				"sphère ORL": "3", "cerveau": "2", "rein": "1", "poumon": "1", "os": "1", "non connue": "2", "Total": "114", "base": "112",
			},
		} {
			got := printed(page.Find("section.study[aria-labelledby=" + section + "-heading]"))
			for label, n := range want {
				if got[label] != n {
					t.Errorf("%s: %q for %q, want %s", section, got[label], label, n)
				}
			}
		}
		var report struct {
			Started, Cohorts int
			Outcomes         struct{ Base, Known int }
			Pathologies      struct{ Base, Known int }
		}
		p.call("helene.dubois", http.MethodGet, "/api/v1/report?programme=programme-vo", nil).want(http.StatusOK).into(&report)
		if report.Started != 114 || report.Cohorts != 11 || report.Outcomes.Known != 106 || report.Pathologies.Known != 112 {
			t.Errorf("%+v", report)
		}
	})
}

// printed is a section's table: count by label, and the known base.
func printed(section *goquery.Selection) map[string]string {
	got := map[string]string{"base": strings.Fields(section.Find(".study-figure").Text() + " -")[0]}
	section.Find("tbody tr, tfoot tr").Each(func(_ int, row *goquery.Selection) {
		got[strings.TrimSpace(row.Find("th").Text())] = strings.TrimSpace(row.Find("td").First().Text())
	})
	return got
}

func TestReportsByRequest(t *testing.T) {
	p := newPlatform(t)
	withPast(t, p)
	for name, c := range map[string]struct {
		who, path string
		status    int
		holds     string
	}{
		"the list":                         {"paul.nguyen", "/rapports", 200, "Cancer et retour"},
		"the list, none":                   {"lucie.garnier", "/rapports", 200, "Aucun bilan"},
		"an adviser has no report":         {"lucie.garnier", "/rapports/bilan?programme=programme-vo", 403, "Votre rôle"},
		"no such programme":                {"helene.dubois", "/rapports/bilan?programme=nothing", 404, ""},
		"a statistician sees masked cells": {"paul.nguyen", "/rapports/bilan?programme=programme-vo", 200, "masqué"},
		"a period without session":         {"helene.dubois", "/rapports/bilan?programme=programme-vo&du=2019-01-01", 200, "Aucune session dans cette période"},
		"a period upside down":             {"helene.dubois", "/rapports/bilan?programme=programme-vo&du=2019-01-01&au=2018-01-01", 422, "vient après"},
		"a date that is none":              {"helene.dubois", "/rapports/bilan?programme=programme-vo&du=demain", 422, "date qui existe"},
		"on paper":                         {"helene.dubois", "/rapports/bilan.pdf?programme=programme-vo", 200, "%PDF-1.7"},
		"as a workbook":                    {"helene.dubois", "/rapports/bilan.xlsx?programme=programme-vo", 200, "PK"},
		"of one session":                   {"helene.dubois", "/rapports/bilan?session=cohort-2014-automne", 200, "Session d’automne 2014"},
		"of a unit":                        {"helene.dubois", "/rapports/bilan?unite=unit-95&annee=2014", 200, "Première séance du"},
		"of everything":                    {"helene.dubois", "/rapports/bilan", 200, "sein"},
		"as a file":                        {"helene.dubois", "/rapports/bilan.csv?programme=programme-vo", 200, "Pathologie;rein;1;"},
		"as a file for publication":        {"helene.dubois", "/rapports/bilan.csv?programme=programme-vo&publication=1", 200, "Pathologie;rein;masqué;"},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.open(c.who, c.path).want(c.status)
			if !strings.Contains(got.Body, c.holds) {
				t.Errorf("%q is not in %s", c.holds, got.Body)
			}
		})
	}
	for name, c := range map[string]struct {
		who, path string
		status    int
		holds     string
	}{
		"the list":          {"paul.nguyen", "/api/v1/reports", 200, `"code":"VO-CANCER-EMPLOI"`},
		"nobody":            {"", "/api/v1/reports", 401, ""},
		"an adviser":        {"lucie.garnier", "/api/v1/report?programme=programme-vo", 403, ""},
		"for publication":   {"helene.dubois", "/api/v1/report?programme=programme-vo&publication=true", 200, `"known":null`},
		"a period of it":    {"helene.dubois", "/api/v1/report?programme=programme-vo&from=2014-01-01&until=2014-12-31", 200, `"started":22`},
		"a date that is no": {"helene.dubois", "/api/v1/report?programme=programme-vo&from=x", 422, ""},
	} {
		t.Run("JSON: "+name, func(t *testing.T) {
			got := p.call(c.who, http.MethodGet, c.path, nil).want(c.status)
			if !strings.Contains(got.Body, c.holds) {
				t.Errorf("%q is not in %s", c.holds, got.Body)
			}
		})
	}
}

func TestResultsOfAllSessionsComeAsAPageAndAsFiles(t *testing.T) {
	p := newPlatform(t)
	if err := valdoise.AddPast(t.Context(), p.db); err != nil {
		t.Fatal(err)
	}
	const path = "/questionnaires/questionnaire-satisfaction/resultats"
	if a := p.open("helene.dubois", path).want(http.StatusOK); !strings.Contains(a.Body, "sessions comptent ici") {
		t.Error("the page does not say how many sessions count")
	}
	for kind, start := range map[string]string{"pdf": "%PDF", "xlsx": "PK", "csv": "Chapitre"} {
		a := p.open("helene.dubois", path+"."+kind).want(http.StatusOK)
		if !strings.HasPrefix(strings.TrimPrefix(a.Body, "\ufeff"), start) {
			t.Errorf("%s begins with %.20q", kind, a.Body)
		}
		if again := p.open("helene.dubois", path+"."+kind); again.Body != a.Body {
			t.Errorf("the same data makes another %s", kind)
		}
		p.open("lucie.garnier", path+"."+kind).want(http.StatusNotFound)
	}
}
