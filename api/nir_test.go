package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

const (
	number = "2 84 05 75 123 456 72"
	bare   = "284057512345672"
	masked = "2\u00a084\u00a0••\u00a0••\u00a0•••\u00a0•••\u00a072"
)

// keepNIRs ticks the organisation's box.
func (p *platform) keepNIRs() {
	p.t.Helper()
	form := fill(p.open("anne.roussel", "/reglages/organisme").want(http.StatusOK).page(), "/organisme", url.Values{"nir_allowed": {"1"}})
	p.post("anne.roussel", "/reglages/organisme", form).want(http.StatusSeeOther)
}

func TestANIRIsKeptSealedShownMaskedAndRevealedWithATrace(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		const who = "lucie.garnier"
		id := p.enter("Léger", nil)
		path := "/personnes/" + id + "/nir"
		p.open(who, path).want(http.StatusForbidden) // off unless it was switched on
		p.call(who, http.MethodPut, "/api/v1/insured/"+id+"/nir", object{"nir": bare}).want(http.StatusUnprocessableEntity)
		p.keepNIRs()
		wrong := p.post(who, path, url.Values{"nir": {"2 84 05 75 123 456 73"}}).want(http.StatusUnprocessableEntity)
		if !strings.Contains(wrong.text(".error"), "La clé ne correspond pas") {
			t.Error(wrong.text("main"))
		}
		p.post(who, path, url.Values{"nir": {number}}).want(http.StatusSeeOther)
		for _, page := range []string{path, "/personnes/" + id + "/modifier"} {
			shown := p.open(who, page).want(http.StatusOK)
			if !strings.Contains(shown.Body, masked) || strings.Contains(shown.Body, "123") {
				t.Errorf("%s shows %s", page, shown.text("main"))
			}
		}
		before := p.reads(id)
		if shown := p.post(who, path+"/afficher", nil).want(http.StatusOK); !strings.Contains(shown.Body, strings.ReplaceAll(number, " ", "\u00a0")) {
			t.Error(shown.text("main"))
		}
		if p.reads(id) != before+1 {
			t.Error("a reveal leaves no trace")
		}
		found := p.post(who, "/personnes/par-nir", url.Values{"nir": {number}}).want(http.StatusSeeOther)
		if found.Header.Get("Location") != "/personnes/"+id {
			t.Error(found.Header.Get("Location"))
		}
		p.post(who, "/personnes/par-nir", url.Values{"nir": {"1 55 08 14 168 025 " + "38"}}).want(http.StatusUnprocessableEntity)
		p.nowhereElse(t, id)
		p.post(who, path, url.Values{"do": {"remove"}}).want(http.StatusSeeOther)
		p.post(who, path+"/afficher", nil).want(http.StatusConflict)
	})
}

// nowhereElse looks for the number where it must not be.
func (p *platform) nowhereElse(t *testing.T, id string) {
	t.Helper()
	const who = "claire.moreau"
	for name, a := range map[string]answer{
		"the list":     p.open(who, "/personnes"),
		"the file":     p.open(who, "/personnes/"+id),
		"the export":   p.post(who, "/personnes/exporter", nil),
		"the API":      p.call(who, http.MethodGet, "/api/v1/insured/"+id, nil),
		"the list API": p.call(who, http.MethodGet, "/api/v1/insured", nil),
		"the traces":   p.open("anne.roussel", "/reglages/traces"),
	} {
		for _, said := range []string{a.want(http.StatusOK).Body, a.Log} {
			if strings.Contains(said, bare) || strings.Contains(said, number) || strings.Contains(said, "84 ••") {
				t.Errorf("%s tells the NIR", name)
			}
		}
	}
	err := p.db.Read(t.Context(), func(tx *store.Tx) error {
		kept, err := tx.NIRs([]scheduling.InsuredID{scheduling.InsuredID(id)})
		if n := kept[scheduling.InsuredID(id)]; strings.Contains(string(n.Sealed), "28405") || strings.Contains(n.Key, "28405") || n.Key == "" {
			t.Error("the number is stored readable")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestANIROverTheAPI(t *testing.T) {
	p := newPlatform(t)
	p.keepNIRs()
	id, other := p.enter("Léger", nil), p.enter("Petit", nil)
	path := "/api/v1/insured/" + id + "/nir"
	for _, c := range []struct {
		who, method, path string
		body              any
		status            int
		told              string
	}{
		{"lucie.garnier", http.MethodPost, path + "/reveal", nil, http.StatusConflict, "nir.none"},
		{"lucie.garnier", http.MethodPut, path, object{"nir": "12"}, http.StatusUnprocessableEntity, "nir.form"},
		{"lucie.garnier", http.MethodPut, path, object{"nir": bare}, http.StatusNoContent, ""},
		{"lucie.garnier", http.MethodPut, "/api/v1/insured/" + other + "/nir", object{"nir": bare}, http.StatusUnprocessableEntity, "nir.taken"},
		{"lucie.garnier", http.MethodGet, path, nil, http.StatusOK, masked},
		{"helene.dubois", http.MethodGet, path, nil, http.StatusForbidden, "actor.may_not.invite"},
		{"lucie.garnier", http.MethodPost, path + "/reveal", nil, http.StatusOK, strings.ReplaceAll(number, " ", "\u00a0")},
		{"lucie.garnier", http.MethodPost, "/api/v1/insured/by-nir", object{"nir": number}, http.StatusOK, id},
		{"helene.dubois", http.MethodPost, "/api/v1/insured/by-nir", object{"nir": number}, http.StatusForbidden, "actor.may_not.invite"},
	} {
		if a := p.call(c.who, c.method, c.path, c.body).want(c.status); !strings.Contains(a.Body, c.told) {
			t.Errorf("%s %s: %s", c.method, c.path, a.Body)
		}
	}
}
