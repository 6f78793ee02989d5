package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// eligible are facts that no criterion of the reference programme objects to.
var eligible = map[string]any{
	"leave_start": "2026-09-01", "leave_kind": "illness", "leave_time": "full",
	"low_allowance": "no", "low_per_head": "no", "solidarity_cover": "no", "fragility": []string{"", "yes"},
}

// signal enters a person with a cancer and a contract; more changes her facts.
func (p *platform) signal(last string, more map[string]any) string {
	p.t.Helper()
	facts := map[string]any{}
	for _, m := range []map[string]any{eligible, more} {
		for k, v := range m {
			facts[k] = v
		}
	}
	var created struct{ ID string }
	p.call("claire.moreau", http.MethodPost, "/api/v1/referrals", map[string]any{
		"insured": map[string]any{
			"unit": "unit-95", "first_name": "Zoé", "last_name": last, "pathology": "breast", "contract": "employed", "postcode": "95520", "city": "Osny",
			"email": "zoe@example.org", "mail_consent": true,
		},
		"referral": map[string]any{"source": "cpam_90", "facts": facts},
	}).want(http.StatusCreated).into(&created)
	return created.ID
}

type referralRead struct {
	Insured string
	Social  bool
	Source  string
	Facts   struct {
		LeaveStart string `json:"leave_start"`
		Fragility  []string
	}
	Checks []checkRead
}

type checkRead struct {
	ID, Outcome, Redirect, Reason string
	BecomesOn                     string `json:"becomes_on"`
	Results                       []struct{ Criterion, Answer, Reason, Source string }
}

func TestAReferralGoesItsWayOverTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		id := p.signal("Aubry", nil)
		path := "/api/v1/referrals/" + id
		var r referralRead
		read := p.call("claire.moreau", "GET", path, nil).want(200)
		read.into(&r)
		if !r.Social || r.Facts.LeaveStart != "2026-09-01" || len(r.Facts.Fragility) != 2 || r.Facts.Fragility[1] != "yes" {
			t.Errorf("read %+v", r)
		}
		var check checkRead
		p.call("claire.moreau", "POST", "/api/v1/insured/"+r.Insured+"/checks", map[string]any{"version": "version-vo-1"}).want(201).into(&check)
		if check.Outcome != "collective" || len(check.Results) != 6 || check.Results[3].Criterion != "En arrêt depuis au moins 90\u00a0jours" && check.Results[3].Criterion != "En arrêt depuis au moins 90 jours" {
			t.Errorf("check %+v", check)
		}
		facts := map[string]any{"leave_start": "2026-12-01", "leave_kind": "illness", "leave_time": "full", "low_allowance": "yes", "low_per_head": "no", "solidarity_cover": "no"}
		body := map[string]any{"source": "cpam_45", "received_on": "2027-01-11", "facts": facts}
		p.call("claire.moreau", "PUT", path, body, "If-Match", `"9"`).want(412)
		p.call("claire.moreau", "PUT", path, body, "If-Match", read.Header.Get("ETag")).want(200).into(&r)
		if len(r.Checks) != 1 || r.Checks[0].Outcome != "not_yet" || r.Checks[0].BecomesOn != "2027-03-01" {
			t.Errorf("examined again: %+v", r.Checks)
		}
		var second struct{ ID string }
		p.call("claire.moreau", "POST", "/api/v1/insured/"+r.Insured+"/referrals", map[string]any{
			"source": "self", "facts": map[string]any{"leave_start": "2026-09-01", "leave_kind": "illness", "leave_time": "full"},
		}).want(201).into(&second)
		var list struct{ Items []referralRead }
		p.call("lucie.garnier", "GET", "/api/v1/insured/"+r.Insured+"/referrals", nil).want(200).into(&list)
		if len(list.Items) != 2 || list.Items[0].Source != "self" || list.Items[0].Facts.LeaveStart != "" {
			t.Errorf("her referrals: %+v", list.Items)
		}
		seen := p.call("claire.moreau", "GET", "/api/v1/referrals/"+second.ID, nil).want(200)
		seen.into(&r)
		if r.Checks[0].Outcome != "individual_first" {
			t.Fatalf("by the new leave she is %+v", r.Checks)
		}
		override := "/api/v1/checks/" + r.Checks[0].ID + "/override"
		p.call("lucie.garnier", "POST", override, map[string]any{"outcome": "collective", "reason": "vue"}).want(403)
		p.call("claire.moreau", "POST", override, map[string]any{"outcome": "collective", "reason": ""}).want(422)
		p.call("claire.moreau", "POST", override, map[string]any{"outcome": "collective", "reason": "vue en entretien"}).want(200).into(&check)
		if check.Outcome != "collective" {
			t.Errorf("lifted: %+v", check)
		}
		hidden := checkRead{}
		p.call("lucie.garnier", "GET", "/api/v1/checks/"+r.Checks[0].ID, nil).want(200).into(&hidden)
		if hidden.Outcome != "collective" || hidden.Reason != "" || len(hidden.Results) != 0 {
			t.Errorf("the adviser reads %+v", hidden)
		}
		p.call("claire.moreau", "POST", "/api/v1/referrals/"+second.ID+"/closure", nil, "If-Match", seen.Header.Get("ETag")).want(200)
		p.call("claire.moreau", "POST", "/api/v1/referrals/"+second.ID+"/closure", nil).want(428)
	})
}

func TestRule12_NotEligibleClosesWithARedirectionOverTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		id := p.signal("Baudry", map[string]any{"leave_end": "2026-09-20", "purpose": "pension"})
		var tally map[string]int
		p.call("claire.moreau", "POST", "/api/v1/checks", map[string]any{"version": "version-vo-1", "unit": "unit-95"}).want(200).into(&tally)
		if tally["not_eligible"] != 1 {
			t.Errorf("tally %v", tally)
		}
		p.call("helene.dubois", "POST", "/api/v1/checks", map[string]any{"version": "version-vo-1", "unit": "unit-95"}).want(403)
		p.call("claire.moreau", "POST", "/api/v1/checks", map[string]any{"version": "version-vo-2", "unit": "unit-95"}).want(409)
		tag := p.call("claire.moreau", "GET", "/api/v1/referrals/"+id, nil).want(200).Header.Get("ETag")
		p.call("claire.moreau", "POST", "/api/v1/referrals/"+id+"/closure", nil, "If-Match", tag).want(409)
		p.call("claire.moreau", "POST", "/api/v1/referrals/"+id+"/redirection", map[string]any{"reason": "pension"}, "If-Match", tag).want(201)
		var list struct {
			Items  []struct{ LastName, State string }
			Counts map[string]int
		}
		p.call("helene.dubois", "GET", "/api/v1/referrals", nil).want(200).into(&list)
		if len(list.Items) != 0 || list.Counts["redirected"] != 1 {
			t.Errorf("the manager reads %+v", list)
		}
		p.call("lucie.garnier", "GET", "/api/v1/referrals?state=redirected", nil).want(200).into(&list)
		if len(list.Items) != 1 || list.Items[0].State != "redirected" {
			t.Errorf("the adviser reads %+v", list)
		}
		p.call("paul.nguyen", "GET", "/api/v1/referrals", nil).want(403)
	})
}

func TestOtherRulesAreTriedOverTheAPIAndNothingIsWritten(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.signal("Colas", nil)
		var effect struct {
			People, Moved int
			Moves         []struct {
				From, To string
				People   int
			}
		}
		rules := []any{map[string]any{"key": "age", "parameters": map[string]any{"at_least": 18}, "source": "essai", "blocks": true}}
		p.call("helene.dubois", "POST", "/api/v1/versions/version-vo-1/rules/preview", map[string]any{"rules": rules}).want(200).into(&effect)
		if effect.People != 1 || effect.Moved != 1 || effect.Moves[0].From != "collective" || effect.Moves[0].To != "incomplete" {
			t.Errorf("effect %+v", effect)
		}
		wrong := []any{map[string]any{"key": "age", "parameters": map[string]any{"at_least": "dix"}, "source": "essai", "blocks": true}}
		p.call("helene.dubois", "POST", "/api/v1/versions/version-vo-1/rules/preview", map[string]any{"rules": wrong}).want(422)
	})
}

func TestAPersonAndHerSignalAreEnteredInOneFormAndExaminedAtOnce(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		check := p.submit("claire.moreau", "/signalements/nouveau", "/signalements", url.Values{
			"last_name": {"Delmas"}, "first_name": {"Muriel"}, "contract": {"employed"}, "pathology": {"lung"}, "city": {"Osny"}, "postcode": {"95520"},
			"leave_start": {"2026-09-01"}, "leave_time": {"full"}, "low_allowance": {"yes"}, "low_per_head": {"no"}, "solidarity_cover": {"no"},
		})
		page := p.open("claire.moreau", check).want(200)
		if doc := page.page(); doc.Find("#avis .badge").Text() != "entretien d’abord" || doc.Find("#criteres").Length() != 1 ||
			!strings.Contains(page.Body, "Risque de précarité\u00a0: indemnité journalière basse.") || !strings.Contains(page.Body, "Circulaire CNAM 28/2007") {
			t.Errorf("the examination reads %s", doc.Find("main").Text())
		}
		hidden := p.open("lucie.garnier", check).want(200)
		if strings.Contains(hidden.Body, "précarité") || hidden.page().Find("#avis .badge").Text() != "entretien d’abord" {
			t.Error("the adviser reads why, or not the word")
		}
		p.open("helene.dubois", check).want(403)
		refused := p.post("claire.moreau", check+"/decision", url.Values{"outcome": {"collective"}}).want(422).page()
		if refused.Find("#f-reason-error").Length() != 1 {
			t.Error("a decision without a reason says nothing at its field")
		}
		p.submit("claire.moreau", check, check+"/decision", url.Values{"outcome": {"collective"}, "reason": {"vue en entretien"}})
		if got := p.open("claire.moreau", check).page().Find("#avis .badge").Text(); got != "collectif possible" {
			t.Errorf("it stands as %s", got)
		}
		list := p.open("claire.moreau", "/signalements?avis=collective").want(200).page()
		if got := texts(list, "tbody th"); len(got) != 1 || got[0] != "Delmas Muriel" {
			t.Errorf("listed %q", got)
		}
		again := p.post("claire.moreau", "/signalements", url.Values{"last_name": {"Delmas"}}).want(422).page()
		if again.Find("#f-first_name-error").Length() != 1 || again.Find("#f-last_name").AttrOr("value", "") != "Delmas" {
			t.Error("the form lost what was typed, or its errors")
		}
	})
}

func TestAnAdviserEntersTheSignalWithoutItsFacts(t *testing.T) {
	p := newPlatform(t)
	form := p.open("lucie.garnier", "/signalements/nouveau").want(200).page()
	if form.Find("#f-leave_start, #f-pathology").Length() != 0 || form.Find("#f-source").Length() != 1 {
		t.Error("the adviser is asked for social content")
	}
	p.open("helene.dubois", "/signalements/nouveau").want(403)
	p.open("paul.nguyen", "/signalements").want(403)
	counts := p.open("helene.dubois", "/signalements").want(200)
	if counts.page().Find("tbody a").Length() != 0 {
		t.Error("the manager is led to people")
	}
}

func TestARedirectionIsSuggestedPrintedAndClosesTheSignal(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		id := p.signal("Étienne", map[string]any{"leave_end": "2026-09-20"})
		path := "/signalements/" + id
		check := p.submit("claire.moreau", path, path+"/examiner", url.Values{})
		suggested := p.open("claire.moreau", check).page().Find("#avis").Parent().Find("a.button").AttrOr("href", "")
		if suggested != path+"/reorienter?raison=other" {
			t.Fatalf("suggests %q", suggested)
		}
		closing := p.post("claire.moreau", path+"/clore", fill(p.open("claire.moreau", path).page(), "/clore", nil)).want(303)
		if !strings.Contains(p.open("claire.moreau", path).Body, "Clore le signalement") || closing.Header.Get("Location") != path {
			t.Error("it closed without a redirection")
		}
		form := fill(p.open("claire.moreau", suggested).want(200).page(), "/reorienter", url.Values{"reason": {"pension"}, "target": {""}, "note": {"cancer du sein"}})
		slip := p.post("claire.moreau", path+"/reorienter", form).want(303).Header.Get("Location")
		paper := p.open("claire.moreau", slip).want(200)
		if !strings.Contains(paper.Body, "39\u00a060") && !strings.Contains(paper.Body, "39 60") || !strings.Contains(paper.Body, "36\u00a046") {
			t.Error("the slip does not say whom to call")
		}
		for _, word := range []string{"cancer", "sein", "arrêt", "pathologie", "maladie,"} {
			if strings.Contains(strings.ToLower(paper.page().Find("article").Text()), word) {
				t.Errorf("the slip says %q", word)
			}
		}
		p.open("lucie.garnier", slip).want(403)
		p.open("lucie.garnier", path+"/reorienter").want(403)
		if closed := p.open("claire.moreau", path).want(200).page(); closed.Find("#fin").Length() != 0 || closed.Find("#vers").Length() != 1 {
			t.Error("the signal is still open")
		}
	})
}

func TestAReferralIsCorrectedOnScreenAndAnotherIsAdded(t *testing.T) {
	p := newPlatform(t)
	id := p.signal("Ferrand", map[string]any{"leave_time": ""})
	path := "/signalements/" + id
	p.submit("claire.moreau", path, path+"/examiner", url.Values{})
	if got := p.submit("claire.moreau", path+"/modifier", path, url.Values{"leave_time": {"full"}, "fragility.3": {"yes"}}); got != path {
		t.Errorf("led to %s", got)
	}
	page := p.open("claire.moreau", path).want(200)
	if got := page.page().Find("#avis").Parent().Find(".badge").Text(); got != "collectif possible" {
		t.Errorf("once corrected she is %q", got)
	}
	if !strings.Contains(page.Body, "craint de perdre son emploi") {
		t.Error("the sheet lost its item")
	}
	var r referralRead
	p.call("claire.moreau", "GET", "/api/v1/referrals/"+id, nil).want(200).into(&r)
	person := "/personnes/" + r.Insured
	added := p.submit("claire.moreau", person+"/signalements/nouveau", person+"/signalements", url.Values{"source": {"self"}, "examine": {""}})
	p.open("claire.moreau", added).want(200)
	if n := p.open("claire.moreau", person).want(200).page().Find("#signalements").Parent().Find("li a").Length(); n != 2 {
		t.Errorf("her file lists %d", n)
	}
	refused := p.post("claire.moreau", person+"/signalements", url.Values{"source": {"rumour"}, "received_on": {"2027-01-12"}}).want(422).page()
	if refused.Find("#f-source-error").Length() != 1 {
		t.Error("an unknown source is taken")
	}
	p.submit("claire.moreau", "/signalements", "/signalements/examiner", url.Values{})
	p.submit("claire.moreau", path, path+"/clore", url.Values{})
}

func TestCriteriaAreChosenInAFormAndTriedBeforeTheyAreSaved(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		p.signal("Gaillard", nil)
		page := p.draftOfTheReference() + "/criteres"
		form := fill(p.open("claire.moreau", page).want(200).page(), "/criteres", nil)
		form.Set("add", "1")
		form.Set("kind", "age")
		added := p.post("claire.moreau", page, form).want(200).page()
		if added.Find("#f-rules-7-at_least").Length() != 1 || added.Find("#f-rules-7-at_most").Length() != 1 {
			t.Fatal("the criterion has no fields")
		}
		typed := url.Values{"rules.7.at_least": {"61"}, "rules.7.at_most": {"60"}, "rules.7.source": {"Décision locale"}, "rules.6.drop": {"1"}}
		wrong := p.post("claire.moreau", page, fill(added, "/criteres", typed)).want(422).page()
		if wrong.Find("#f-rules-6-at_most-error").Length() != 1 || wrong.Find("#f-rules-7-at_most").Length() != 0 {
			t.Error("the fault is not at its field, or the dropped criterion is still there")
		}
		try := fill(wrong, "/criteres", url.Values{"rules.6.at_most": {"70"}, "try": {"1"}})
		tried := p.post("claire.moreau", page, try).want(200).page()
		if got := tried.Find("#effet").Parent().Text(); !strings.Contains(got, "1\u00a0personne changerait") {
			t.Errorf("the effect reads %q", got)
		}
		saved := p.post("claire.moreau", page, fill(tried, "/criteres", nil)).want(303).Header.Get("Location")
		shown := p.open("claire.moreau", strings.TrimSuffix(saved, "#criteres")).want(200)
		if !strings.Contains(shown.Body, "De 61 à 70\u00a0ans") && !strings.Contains(shown.Body, "De 61 à 70 ans") || !strings.Contains(shown.Body, "Pathologie\u00a0: cancer, tout organe") {
			t.Error("the programme does not say its criteria in words")
		}
		frozen := "/versions/version-vo-1/et-si"
		manager := p.open("helene.dubois", frozen).want(200).page()
		if manager.Find("button[name=try]").Length() != 1 || strings.Contains(manager.Text(), "Enregistrer les critères") {
			t.Error("a frozen version offers to save")
		}
		effect := p.post("helene.dubois", frozen, fill(manager, "/et-si", url.Values{"rules.1.drop": {"1"}, "try": {"1"}})).want(200).page()
		if effect.Find("#effet").Length() != 1 || strings.Contains(effect.Text(), "Gaillard") {
			t.Error("the manager sees no effect, or a name")
		}
		p.open("anne.roussel", frozen).want(403)
	})
}
