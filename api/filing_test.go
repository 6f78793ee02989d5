package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/workflow/reporting"
	"trame/scheduling/workflow/trust"
)

// withPast adds the eleven sessions of the published study to a platform.
func (p *platform) withPast() {
	p.t.Helper()
	if err := valdoise.AddPast(p.t.Context(), p.db); err != nil {
		p.t.Fatal(err)
	}
}

// somebodyPast is a participant of a session that is closed.
func (p *platform) somebodyPast() (found scheduling.Insured) {
	p.t.Helper()
	p.read(func(tx *store.Tx) error {
		people, err := tx.SearchInsured([]scheduling.UnitID{"unit-95"}, "", store.Page{Limit: 1})
		if len(people) == 1 {
			found = people[0]
		}
		return err
	})
	return found
}

func TestRule27_AReportReadsTheSameOnceEverybodyIsErased(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.withPast()
		manager := p.actor("agent-helene")
		report := func() string {
			t.Helper()
			r, err := p.desks.Reporting.Report(t.Context(), manager, reporting.Scope{Programme: "programme-vo", Running: true})
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		before := report()
		gone, err := p.desks.Filing.PurgeAll(t.Context(), "organisation-cramif")
		if err != nil || gone.Files < 110 {
			t.Fatalf("%+v, %v", gone, err)
		}
		if after := report(); after != before {
			t.Errorf("the report changed\n%s\n%s", before, after)
		}
	})
}

func TestRule26_TheTracesOfAnErasedPersonStandAndTheirChainHolds(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.withPast()
		her := p.somebodyPast()
		for _, reason := range []string{"rappelle sa sœur Odile", ""} {
			p.write(func(tx *store.Tx) error {
				return tx.Audit(scheduling.AuditEvent{Actor: "user:agent-claire", Verb: "updated", Subject: "insured:" + string(her.ID), Unit: "unit-95", Reason: reason})
			})
		}
		asked := scheduling.Erasure{Ground: scheduling.Objects, AskedOn: scheduling.MustDate("2027-01-11")}
		if err := p.desks.Filing.Erase(t.Context(), p.actor("agent-claire"), her.ID, asked, her.Version); err != nil {
			t.Fatal(err)
		}
		p.read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("insured:"+string(her.ID), 100)
			if len(events) != 3 || events[0].Verb != "erased" || strings.Contains(events[0].Fields, "Odile") || events[1].Reason+events[2].Reason != "" {
				t.Errorf("%+v", events)
			}
			return err
		})
		if _, _, err := p.desks.Trust.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
		// What nothing vouches for is still found.
		raw := storetest.SQL(t, p.db)
		if _, err := raw.ExecContext(t.Context(), "update audit_events set verb = 'imported' where reason = '' and verb = 'updated'"); err != nil {
			t.Fatal(err)
		}
		_, _, err := p.desks.Trust.VerifyAudit(t.Context())
		if broken, ok := errors.AsType[*trust.BrokenChain](err); !ok || broken.Reason != "altered" {
			t.Errorf("an altered trace goes unseen behind an erasure: %v", err)
		}
	})
}

func (p *platform) write(f func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.db.Write(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}

func TestAPersonGetsHerCopyAndIsErasedOnScreen(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.withPast()
		her := p.somebodyPast()
		file := "/personnes/" + string(her.ID)
		if page := p.open("lucie.garnier", file).want(http.StatusOK).page(); page.Find(`a[href="`+file+`/droits"]`).Length() != 0 {
			t.Error("an adviser is led to the rights")
		}
		page := p.open("claire.moreau", file+"/droits").want(http.StatusOK).page()
		form := fill(page, file+"/droits/copie", url.Values{"asked_on": {"2027-02-01"}})
		if p.post("claire.moreau", file+"/droits/copie", form).want(http.StatusUnprocessableEntity).page().Find("#f-asked_on-error").Length() != 1 {
			t.Error("a day to come is taken for the day she asked")
		}
		form.Set("asked_on", "2027-01-11")
		pdf := p.post("claire.moreau", file+"/droits/copie", form).want(http.StatusOK)
		if !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Disposition") != `attachment; filename="copie.pdf"` {
			t.Errorf("%s %.8q", pdf.Header, pdf.Body)
		}
		form.Set("format", "json")
		if text := p.post("claire.moreau", file+"/droits/copie", form).want(http.StatusOK).Body; !strings.Contains(text, her.LastName) {
			t.Error("the copy does not name her")
		}
		refused := fill(p.open("claire.moreau", file+"/effacer").want(http.StatusOK).page(), file+"/effacer", nil)
		if p.post("claire.moreau", file+"/effacer", refused).want(http.StatusUnprocessableEntity).page().Find(".errors, [role=alert]").Length() == 0 {
			t.Error("no ground, and no word about it")
		}
		if to := p.submit("claire.moreau", file+"/effacer", file+"/effacer", url.Values{"ground": {"objects"}}); to != "/personnes" {
			t.Errorf("led to %s", to)
		}
		p.open("claire.moreau", file).want(http.StatusGone)
		p.open("claire.moreau", file+"/droits").want(http.StatusGone)
		if found := p.open("claire.moreau", "/personnes?q="+url.QueryEscape(her.LastName)); strings.Contains(found.Body, string(her.ID)) {
			t.Error("the search finds her")
		}
		register := p.open("helene.dubois", "/reglages/conservation/registre").want(http.StatusOK)
		if !strings.Contains(register.Body, string(her.ID)) || strings.Contains(register.Body, her.LastName) {
			t.Error("the register does not tell, or tells too much")
		}
		line := p.post("anne.roussel", "/reglages/conservation/registre/exporter", nil).want(http.StatusOK).Body
		if strings.Count(line, "\n") != 1 {
			t.Errorf("exported %q", line)
		}
		p.open("claire.moreau", "/reglages/conservation/registre").want(http.StatusForbidden)
	})
}

func TestRetentionIsLookedAtBegunAndStopped(t *testing.T) {
	p := newPlatform(t)
	p.withPast()
	if page := p.open("helene.dubois", "/reglages/conservation").want(http.StatusOK).page(); page.Find("tbody tr").Length() != 50 || page.Find("form.danger").Length() != 0 {
		t.Error("a manager does not see what is due, or may have it done")
	}
	if to := p.submit("anne.roussel", "/reglages/conservation", "/reglages/conservation", nil); to != "/reglages/conservation" {
		t.Errorf("led to %s", to)
	}
	var outlook struct {
		Since string `json:"purging_since"`
		Due   struct{ Files int }
		Items []struct{ Name, Why string }
	}
	p.call("anne.roussel", http.MethodGet, "/api/v1/retention?limit=5", nil).want(http.StatusOK).into(&outlook)
	if outlook.Since == "" || outlook.Due.Files == 0 || len(outlook.Items) != 5 || outlook.Items[0].Name != "" {
		t.Errorf("%+v", outlook)
	}
	p.submit("anne.roussel", "/reglages/conservation", "/reglages/conservation/arreter", nil)
	p.call("helene.dubois", http.MethodPut, "/api/v1/retention/purge", map[string]any{"on": true}).want(http.StatusForbidden)
	var done struct{ Files int }
	p.call("anne.roussel", http.MethodPut, "/api/v1/retention/purge", map[string]any{"on": true}).want(http.StatusOK).into(&done)
	p.call("anne.roussel", http.MethodPut, "/api/v1/retention/purge", map[string]any{"on": false}).want(http.StatusOK)
	var register struct {
		Items []struct {
			Subject string
			Counts  map[string]int
		}
	}
	p.call("helene.dubois", http.MethodGet, "/api/v1/erasures?limit=3", nil).want(http.StatusOK).into(&register)
	if done.Files == 0 || len(register.Items) != 3 || register.Items[1].Counts["insured"] == 0 && register.Items[2].Counts["insured"] == 0 {
		t.Errorf("%d files, %+v", done.Files, register)
	}
}

func TestACopyAndAnErasureOverTheAPI(t *testing.T) {
	p := newPlatform(t)
	id := p.enter("Vidal", nil)
	path := "/api/v1/insured/" + id
	var held struct {
		Person struct {
			LastName string `json:"last_name"`
		}
	}
	p.call("claire.moreau", http.MethodPost, path+"/copy", map[string]any{"asked_on": "2027-01-11"}).want(http.StatusOK).into(&held)
	if held.Person.LastName != "Vidal" {
		t.Errorf("%+v", held)
	}
	p.call("claire.moreau", http.MethodPost, path+"/copy", map[string]any{"asked_on": "2027-01-11", "format": "pdf"}).want(http.StatusOK)
	p.call("lucie.garnier", http.MethodPost, path+"/copy", map[string]any{"asked_on": "2027-01-11"}).want(http.StatusForbidden)
	asked := map[string]any{"ground": "objects", "asked_on": "2027-01-11"}
	p.call("claire.moreau", http.MethodPost, path+"/erasure", asked).want(http.StatusPreconditionRequired)
	p.call("claire.moreau", http.MethodPost, path+"/erasure", asked, "If-Match", `"9"`).want(http.StatusPreconditionFailed)
	p.call("claire.moreau", http.MethodPost, path+"/erasure", asked, "If-Match", `"1"`).want(http.StatusNoContent)
	p.call("claire.moreau", http.MethodGet, path, nil).want(http.StatusGone)
}
