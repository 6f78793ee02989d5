package api_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

const versionInUse, versionToRead = "/api/v1/versions/version-vo-1", "/api/v1/versions/version-vo-2"

// versionJSON is what the tests read of a version.
type versionJSON struct {
	ID, State   string
	Number      int
	Title       string
	ContentHash string `json:"content_hash"`
	GroupMax    int    `json:"group_max"`
	Modules     []struct {
		Title     string
		Position  int
		Guide     struct{ Steps []struct{ Title string } }
		Resources []struct{ ID, FileType, Link string }
	}
	Rules []struct {
		Parameters struct {
			AtLeast int `json:"at_least"`
		}
	}
	Approvals []struct{ Level, Verdict, By string }
	Missing   []struct{ Field, Key string }
}

var soufflerIdentity = map[string]any{
	"title": "Souffler sans s’oublier", "public_title": "Rencontres du service social", "axis": "ageing_well",
	"group_min": 6, "group_max": 10, "cadence_weeks": 2, "follow_up_months": 6,
}

// with is a JSON body with more in it.
func with(base map[string]any, pairs ...any) map[string]any {
	out := map[string]any{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1] //nolint:errcheck,forcetypeassert // names are strings
	}
	return out
}

func TestWhatAnAgentMayAskOfProgrammes(t *testing.T) {
	module := map[string]any{"title": "Un module", "kind": "content", "minutes": 90}
	verdict := map[string]any{"verdict": "approved", "content_hash": "another"}
	for name, c := range map[string]struct {
		who, method, path string
		body              any
		match             string
		status            int
		key               string
	}{
		"nobody is told to sign in":             {"", "GET", "/api/v1/programmes", nil, "", 401, "signin.required"},
		"an agent lists them":                   {"claire.moreau", "GET", "/api/v1/programmes", nil, "", 200, ""},
		"a statistician finds none":             {"paul.nguyen", "GET", "/api/v1/programmes/programme-vo", nil, "", 404, "not_found"},
		"one programme":                         {"claire.moreau", "GET", "/api/v1/programmes/programme-vo", nil, "", 200, ""},
		"one version":                           {"marc.lefevre", "GET", versionInUse, nil, "", 200, ""},
		"an unknown version":                    {"claire.moreau", "GET", "/api/v1/versions/nope", nil, "", 404, "not_found"},
		"an adviser opens none":                 {"lucie.garnier", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", "A-1"), "", 403, "actor.may_not.organise"},
		"another unit's agent does not see it":  {"claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-92", "code", "A-1"), "", 404, "not_found"},
		"a public title holds no health word":   {"claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", "A-1", "public_title", "Vivre avec un cancer"), "", 422, "invalid"},
		"an unknown field is refused":           {"claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", "A-1", "price", 3), "", 422, "malformed"},
		"a draft opens":                         {"claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", "A-1"), "", 201, ""},
		"a frozen version does not change":      {"claire.moreau", "PUT", versionInUse, soufflerIdentity, `"2"`, 409, "version.frozen"},
		"a change says what it was made from":   {"claire.moreau", "PUT", versionInUse, soufflerIdentity, "", 428, "if_match.required"},
		"a frozen version takes no module":      {"claire.moreau", "POST", versionInUse + "/modules", module, `"2"`, 409, "version.frozen"},
		"nor loses one":                         {"claire.moreau", "DELETE", versionInUse + "/modules/1", nil, `"2"`, 409, "version.frozen"},
		"an author does not approve":            {"claire.moreau", "POST", versionToRead + "/approvals", verdict, "", 403, "actor.may_not.approve_local"},
		"the region waits for the unit":         {"marc.lefevre", "POST", versionToRead + "/approvals", verdict, "", 409, "approval.local_first"},
		"what is approved is what was read":     {"helene.dubois", "POST", versionToRead + "/approvals", verdict, "", 409, "approval.content_changed"},
		"a refusal says why":                    {"helene.dubois", "POST", versionToRead + "/approvals", map[string]any{"verdict": "rejected", "content_hash": "x"}, "", 422, "invalid"},
		"what waits is listed":                  {"helene.dubois", "GET", "/api/v1/awaiting-approval", nil, "", 200, ""},
		"what differs":                          {"helene.dubois", "GET", versionToRead + "/differences", nil, "", 200, ""},
		"one version at a time is under way":    {"claire.moreau", "POST", versionInUse + "/revision", nil, "", 409, "version.one_under_way"},
		"a copy goes elsewhere":                 {"ines.faure", "POST", versionInUse + "/copies", map[string]any{"unit": "unit-95", "code": "B-1"}, "", 422, "programme.copy.same_unit"},
		"a copy opens":                          {"ines.faure", "POST", versionInUse + "/copies", map[string]any{"unit": "unit-92", "code": "B-1"}, "", 201, ""},
		"a version that waits is not retired":   {"claire.moreau", "POST", versionToRead + "/retirement", nil, `"2"`, 409, "version.not_approved"},
		"what was submitted is not deleted":     {"claire.moreau", "DELETE", versionToRead, nil, `"2"`, 409, "version.frozen"},
		"a stale retirement is refused":         {"claire.moreau", "POST", versionInUse + "/retirement", nil, `"1"`, 412, "stale"},
		"an approved version is retired":        {"claire.moreau", "POST", versionInUse + "/retirement", nil, `"2"`, 200, ""},
		"the file of a support":                 {"claire.moreau", "GET", "/api/v1/resources/resource-module-vo-1-01-3/file", nil, "", 200, ""},
		"a link has no file":                    {"claire.moreau", "GET", "/api/v1/resources/resource-module-vo-1-01-1/file", nil, "", 404, "not_found"},
		"a submission of what is frozen":        {"claire.moreau", "POST", versionInUse + "/submission", nil, `"2"`, 409, "version.frozen"},
		"rules of what is frozen":               {"claire.moreau", "PUT", versionInUse + "/rules", map[string]any{"rules": []any{}}, `"2"`, 409, "version.frozen"},
		"a guide of what is frozen":             {"claire.moreau", "PUT", versionInUse + "/modules/1/guide", map[string]any{"steps": []any{}}, `"2"`, 409, "version.frozen"},
		"a move of what is frozen":              {"claire.moreau", "POST", versionInUse + "/modules/1/move", map[string]any{"direction": "up"}, `"2"`, 409, "version.frozen"},
		"an edit of a module of what is frozen": {"claire.moreau", "PUT", versionInUse + "/modules/1", module, `"2"`, 409, "version.frozen"},
		"a support of what is frozen":           {"claire.moreau", "POST", versionInUse + "/modules/1/resources", map[string]any{"kind": "film", "title": "F", "link": "https://a.fr"}, `"2"`, 409, "version.frozen"},
		"a support taken from what is frozen":   {"claire.moreau", "DELETE", versionInUse + "/resources/resource-module-vo-1-01-1", nil, `"2"`, 409, "version.frozen"},
		"a support's link is https":             {"claire.moreau", "POST", versionInUse + "/modules/1/resources", map[string]any{"kind": "film", "title": "F", "link": "http://a.fr"}, `"2"`, 422, "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform(t)
			var headers []string
			if c.match != "" {
				headers = []string{"If-Match", c.match}
			}
			a := p.call(c.who, c.method, c.path, c.body, headers...).want(c.status)
			var problem struct{ Key string }
			if c.status >= 400 {
				a.into(&problem)
			}
			if problem.Key != c.key {
				t.Errorf("key %q, want %q: %s", problem.Key, c.key, a.Body)
			}
		})
	}
}

func TestAProgrammeGoesFromDraftToApprovedByTheAPI(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		var v versionJSON
		tag := ""
		change := func(who, method, path string, body any, status int) {
			t.Helper()
			a := p.call(who, method, path, body, "If-Match", tag).want(status)
			v = versionJSON{}
			a.into(&v)
			tag = a.Header.Get("ETag")
		}
		change("claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", "aidants-95"), 201)
		if v.State != "draft" || v.Number != 1 || len(v.Missing) != 4 {
			t.Fatalf("the draft: %+v", v)
		}
		path := "/api/v1/versions/" + v.ID
		change("claire.moreau", "PUT", path, with(soufflerIdentity, "problem", "p", "public", "p", "objectives", "o", "group_max", 12), 200)
		for _, title := range []string{"Deux", "Un", "Trois"} {
			change("claire.moreau", "POST", path+"/modules", map[string]any{"title": title, "kind": "content", "minutes": 90, "partners": []string{"caf"}}, 201)
		}
		change("claire.moreau", "POST", path+"/modules/2/move", map[string]any{"direction": "up"}, 200)
		change("claire.moreau", "PUT", path+"/modules/1", map[string]any{"title": "Premier", "kind": "presentation", "minutes": 60}, 200)
		change("claire.moreau", "PUT", path+"/modules/1/guide", map[string]any{"steps": []any{map[string]any{"title": "Accueil", "minutes": 60}}}, 200)
		change("claire.moreau", "POST", path+"/modules", map[string]any{"title": "De trop", "kind": "content", "minutes": 90}, 201)
		change("claire.moreau", "DELETE", path+"/modules/4", nil, 200)
		pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), 2<<20)...)
		file := map[string]any{"kind": "slides", "title": "Diapos", "file_name": "d.pdf", "file": base64.StdEncoding.EncodeToString(pdf)}
		change("claire.moreau", "POST", path+"/modules/1/resources", file, 201)
		change("claire.moreau", "POST", path+"/modules/1/resources", map[string]any{"kind": "film", "title": "Film", "link": "https://a.fr/f"}, 201)
		kept := v.Modules[0].Resources
		change("claire.moreau", "DELETE", path+"/resources/"+kept[1].ID, nil, 200)
		change("claire.moreau", "PUT", path+"/rules", map[string]any{"rules": []any{map[string]any{
			"key": "leave_days", "parameters": map[string]any{"at_least": 90}, "source": "circulaire CNAM 28/2007", "blocks": true,
		}}}, 200)
		if v.Modules[0].Title != "Premier" || len(v.Modules) != 3 || v.Modules[0].Guide.Steps[0].Title != "Accueil" ||
			len(v.Modules[0].Resources) != 1 || v.Rules[0].Parameters.AtLeast != 90 || v.GroupMax != 12 || len(v.Missing) != 0 {
			t.Fatalf("the finished draft: %+v", v)
		}
		stale := p.call("claire.moreau", "PUT", path, soufflerIdentity, "If-Match", `"1"`).want(http.StatusPreconditionFailed)
		if !strings.Contains(stale.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("a stale change answers %s", stale.Header.Get("Content-Type"))
		}
		if got := p.call("helene.dubois", "GET", "/api/v1/resources/"+kept[0].ID+"/file", nil).want(200); got.Body != string(pdf) ||
			!strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("the file: %d bytes, %v", len(got.Body), got.Header)
		}
		change("claire.moreau", "POST", path+"/submission", nil, 200)
		decision := map[string]any{"verdict": "approved", "content_hash": v.ContentHash}
		change("helene.dubois", "POST", path+"/approvals", decision, 201)
		change("marc.lefevre", "POST", path+"/approvals", decision, 201)
		if v.State != "approved" || len(v.Approvals) != 2 || v.Approvals[1].By != "Marc Lefèvre" || v.Approvals[0].Level != "local" {
			t.Errorf("after both approvals: %+v", v)
		}
		if n := len(p.deliver()); n != 4 {
			t.Errorf("%d mails left, want 4", n)
		}
	})
}

func TestAnApprovalSentTwiceIsGivenOnce(t *testing.T) {
	p := newPlatform(t)
	var v versionJSON
	p.call("helene.dubois", "GET", versionToRead, nil).want(200).into(&v)
	decision := map[string]any{"verdict": "approved", "content_hash": v.ContentHash}
	first := p.call("helene.dubois", "POST", versionToRead+"/approvals", decision, "Idempotency-Key", "k1").want(201)
	second := p.call("helene.dubois", "POST", versionToRead+"/approvals", decision, "Idempotency-Key", "k1").want(201)
	if first.Body != second.Body {
		t.Error("the second answer is another one")
	}
}

func TestProgrammesComePageByPage(t *testing.T) {
	p := newPlatform(t)
	for _, code := range []string{"A-1", "A-2"} {
		p.call("claire.moreau", "POST", "/api/v1/programmes", with(soufflerIdentity, "unit", "unit-95", "code", code)).want(201)
	}
	var codes []string
	after := ""
	for range 3 {
		var list struct {
			Items []struct{ ID, Code string }
			Next  string
		}
		p.call("claire.moreau", "GET", "/api/v1/programmes?limit=2&after="+after, nil).want(200).into(&list)
		for _, item := range list.Items {
			codes = append(codes, item.Code)
		}
		if after = list.Next; after == "" {
			break
		}
	}
	if got := strings.Join(codes, " "); got != "A-1 A-2 VO-CANCER-EMPLOI" {
		t.Errorf("pages hold %s", got)
	}
}
