package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise"
)

// afterOsny is a platform on the day after the last module in Osny, the
// questionnaire in everybody's hands; links are those of the mails.
func afterOsny(t *testing.T, p *platform) (links []string) {
	t.Helper()
	if err := valdoise.AddPresent(t.Context(), p.db, nil); err != nil {
		t.Fatal(err)
	}
	err := p.db.Read(t.Context(), func(tx *store.Tx) error {
		meetings, err := tx.Meetings("cohort-osny")
		if err == nil {
			live := scheduling.LiveModules(meetings)
			p.clock.Set(live[len(live)-1].EndsAt.Add(20 * time.Hour))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.call("claire.moreau", http.MethodPost, "/api/v1/cohorts/cohort-osny/assignments", nil).want(http.StatusOK)
	for _, m := range p.deliver() {
		if _, rest, ok := strings.Cut(m.Text, "http://trame.example"); ok && strings.HasPrefix(rest, "/q/") {
			links = append(links, strings.Fields(rest)[0])
		}
	}
	if len(links) < 5 {
		t.Fatalf("%d links were mailed", len(links))
	}
	return links
}

// form reads the form of a page as a browser would send it with a button.
func form(page *goquery.Document, goal string, pairs ...string) url.Values {
	values := url.Values{}
	page.Find("form").First().Find("input[type=hidden]").Each(func(_ int, input *goquery.Selection) {
		values.Add(input.AttrOr("name", ""), input.AttrOr("value", ""))
	})
	values.Set("aller", goal)
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

func heading(page *goquery.Document) string { return strings.TrimSpace(page.Find("h1").Text()) }

func TestAParticipantAnswersOneQuestionAPage(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		link := afterOsny(t, p)[0]
		for range 20 { // a scanner of mails follows links: nothing happens
			p.open("", link).want(http.StatusOK)
		}
		page := p.open("", link).want(http.StatusOK).page()
		if title := page.Find("title").Text(); title != "Vos rencontres" {
			t.Errorf("the tab says %q", title)
		}
		next := func(goal string, pairs ...string) {
			t.Helper()
			page = p.post("", link, form(page, goal, pairs...)).page()
		}
		next("suivant")
		if got := heading(page); got != "Question 1 sur 15" {
			t.Fatalf("the first page: %q", got)
		}
		next("suivant")
		if page.Find(".field.wrong").Length() != 1 || heading(page) != "Question 1 sur 15" {
			t.Error("an answer is asked for, and its absence is not said at the field")
		}
		next("suivant", "r.satisfaction_overall", "5")
		next("precedent")
		if chosen := page.Find("input[checked]").AttrOr("value", ""); chosen != "5" {
			t.Errorf("going back shows %q", chosen)
		}
		next("suivant", "r.satisfaction_overall", "4")
		for range 11 { // up to the recommendation, each passed
			next("suivant")
		}
		if got := heading(page); got != "Question 13 sur 15" {
			t.Fatalf("the recommendation: %q", got)
		}
		next("suivant", "r.recommend", "no")
		if got := heading(page); got != "Question 14 sur 16" {
			t.Errorf("its condition is met: %q", got)
		}
		next("pause")
		if !strings.Contains(page.Text(), "même adresse") {
			t.Error("stopping does not say that the link still works")
		}
		again := p.open("", link).want(http.StatusOK)
		if !strings.Contains(again.page().Find("button").Text(), "Reprendre") {
			t.Error("what was answered before is not taken up")
		}
		if size := len(again.Body); size > 40<<10 {
			t.Errorf("a page to answer has %d bytes", size)
		}
		page = p.post("", link, form(again.page(), "suivant")).page()
		if got := heading(page); got != "Question 14 sur 16" {
			t.Errorf("taken up at %q", got)
		}
		if size := len(p.post("", link, form(page, "precedent")).Body); size > 40<<10 {
			t.Errorf("a question has %d bytes", size)
		}
		last := url.Values{"question": {"missing"}, "aller": {"suivant"}, "r.satisfaction_overall": {"4"}, "r.takeaway": {"L’écoute"}}
		page = p.post("", link, last).want(http.StatusOK).page()
		if heading(page) != "Vos réponses sont prêtes" || !strings.Contains(page.Text(), "L’écoute") {
			t.Errorf("the end: %q", heading(page))
		}
		send := form(page, "envoyer")
		p.post("", link, send).want(http.StatusSeeOther)
		p.post("", link, send).want(http.StatusSeeOther)
		if got := heading(p.open("", link).want(http.StatusOK).page()); got != "Merci" {
			t.Errorf("after sending: %q", got)
		}
		var now struct{ Answered int }
		p.call("claire.moreau", http.MethodGet, "/api/v1/cohorts/cohort-osny/evaluation", nil).want(http.StatusOK).into(&now)
		if now.Answered != 1 {
			t.Errorf("%d submissions", now.Answered)
		}
		if strings.Contains(p.logs.String(), strings.TrimPrefix(link, "/q/")) {
			t.Error("the log holds the link")
		}
	})
}

func TestTheOrganiserFollowsTheEvaluation(t *testing.T) {
	p := newPlatform(t)
	links := afterOsny(t, p)
	const path = "/sessions/cohort-osny/evaluation"
	codes := typedOnPaper(t, p, path)
	answer := func(token string, status int) {
		t.Helper()
		p.call("", http.MethodPost, "/api/v1/submissions", map[string]any{
			"token": strings.TrimPrefix(token, "/q/"), "answers": map[string][]string{"satisfaction_overall": {"5"}},
		}).want(status)
	}
	for _, link := range links[:4] {
		answer(link, http.StatusNoContent)
	}
	answer(links[0], http.StatusConflict)
	answer("unknown", http.StatusNotFound)
	for _, state := range []string{"sealed", "submitted"} {
		got := p.call("lucie.garnier", http.MethodPost, "/api/v1/paper-sheets/typings",
			map[string]any{"code": codes[1], "answers": map[string][]string{"satisfaction_overall": {"5"}}}).want(http.StatusOK)
		if !strings.Contains(got.Body, `"`+state+`"`) {
			t.Errorf("want %s: %s", state, got.Body)
		}
	}
	if body := p.open("claire.moreau", path).want(http.StatusOK).Body; strings.Contains(body, "Le groupe") || !strings.Contains(body, "6 sur 12") {
		t.Error("answers show while others may answer, or their number does not")
	}
	p.call("claire.moreau", http.MethodPut, "/api/v1/cohorts/cohort-osny/assignments/reminder", map[string]any{"held": true}).want(http.StatusNoContent)
	if body := p.open("claire.moreau", path).want(http.StatusOK).Body; !strings.Contains(body, "suspendu") {
		t.Error("the page does not say that the reminder is put off")
	}
	p.post("claire.moreau", path+"/reprendre-rappel", nil).want(http.StatusSeeOther)
	p.post("lucie.garnier", path+"/suspendre-rappel", nil).want(http.StatusForbidden)
	p.post("claire.moreau", path+"/suspendre-rappel", nil).want(http.StatusSeeOther)
	p.clock.Add(24 * time.Hour)
	clear(p.tokens)
	p.post("claire.moreau", path+"/relancer", nil).want(http.StatusSeeOther)
	if again := p.call("claire.moreau", http.MethodPost, "/api/v1/cohorts/cohort-osny/assignments/reminder", nil).want(http.StatusOK).Body; !strings.Contains(again, `"reminded":0`) {
		t.Errorf("a second reminder: %s", again)
	}
	if body := p.open("claire.moreau", path).want(http.StatusOK).Body; !strings.Contains(body, "reçu un rappel") {
		t.Error("the page does not say who was reminded")
	}
	p.post("lucie.garnier", path+"/clore", nil).want(http.StatusForbidden)
	p.post("claire.moreau", path+"/clore", nil).want(http.StatusSeeOther)
	if body := p.open("claire.moreau", path).want(http.StatusOK).Body; strings.Contains(body, "Le groupe") || !strings.Contains(body, "1 texte attend") {
		t.Error("a text shows that nobody has read, or the results do not once answering is over")
	}
	reviewTheText(t, p, path)
	if body := p.open("claire.moreau", path).want(http.StatusOK).Body; !strings.Contains(body, "Le groupe") {
		t.Error("a text that was reviewed does not show")
	}
	if body := p.open("lucie.garnier", path).want(http.StatusOK).Body; strings.Contains(body, "Le groupe") {
		t.Error("an adviser reads the results")
	}
	p.open("", links[5]).want(http.StatusGone)
	p.post("claire.moreau", path+"/remettre", nil).want(http.StatusConflict)
	p.call("claire.moreau", http.MethodPost, "/api/v1/cohorts/cohort-osny/end-answering", nil).want(http.StatusNoContent)
	p.open("claire.moreau", path+"/lettres").want(http.StatusOK)
	p.open("helene.dubois", path+"/lettres").want(http.StatusForbidden)
}

// typedOnPaper prints sheets for the room, types the first as two agents do, and
// gives the codes of all.
func typedOnPaper(t *testing.T, p *platform, path string) (codes []string) {
	t.Helper()
	p.post("lucie.garnier", path+"/feuilles", url.Values{"count": {"0"}}).want(http.StatusUnprocessableEntity)
	p.post("lucie.garnier", path+"/feuilles", url.Values{"count": {"2"}}).want(http.StatusSeeOther)
	var made struct{ Items []struct{ Code string } }
	p.call("lucie.garnier", http.MethodPost, "/api/v1/cohorts/cohort-osny/paper-sheets", map[string]any{"count": 1}).want(http.StatusCreated).into(&made)
	for _, s := range made.Items {
		codes = append(codes, s.Code)
	}
	if text := pdfText(t, p.open("lucie.garnier", path+"/feuilles.pdf").want(http.StatusOK)); len(codes) != 3 || !strings.Contains(text, "page 1 sur") {
		t.Errorf("%d sheets: %s", len(codes), text)
	}
	p.open("claire.moreau", path+"/lettres/feuilles.pdf").want(http.StatusOK)
	p.open("helene.dubois", "/papier").want(http.StatusForbidden)
	p.open("lucie.garnier", "/papier").want(http.StatusOK)
	p.post("lucie.garnier", "/papier", url.Values{"code": {"K7RWM2XD"}}).want(http.StatusUnprocessableEntity)
	page := p.post("lucie.garnier", "/papier", url.Values{"code": {codes[0]}}).want(http.StatusOK).page()
	if page.Find("tbody tr").Length() < 10 || heading(page) != "Première saisie" {
		t.Errorf("%s, %d questions", heading(page), page.Find("tbody tr").Length())
	}
	typed := func(who string, pairs ...string) answer {
		values := url.Values{"code": {codes[0]}}
		for i := 0; i+1 < len(pairs); i += 2 {
			values.Add(pairs[i], pairs[i+1])
		}
		return p.post(who, "/papier/saisie", values)
	}
	typed("lucie.garnier", "r.satisfaction_overall", "9").want(http.StatusUnprocessableEntity)
	typed("lucie.garnier", "r.satisfaction_overall", "1").want(http.StatusSeeOther)
	p.post("lucie.garnier", "/papier/recommencer", url.Values{"code": {codes[0]}}).want(http.StatusSeeOther)
	typed("lucie.garnier", "r.satisfaction_overall", "5", "r.recommend", "o", "r.takeaway", "Le groupe").want(http.StatusSeeOther)
	page = typed("claire.moreau", "r.satisfaction_overall", "4", "r.recommend", "o", "r.takeaway", "le groupe.").want(http.StatusOK).page()
	if heading(page) != "Les deux saisies diffèrent" || page.Find("tbody tr").Length() != 1 {
		t.Errorf("%s, %d differences", heading(page), page.Find("tbody tr").Length())
	}
	typed("claire.moreau", "r.satisfaction_overall", "5", "r.recommend", "o", "r.takeaway", "Le groupe", "settled", "satisfaction_overall").want(http.StatusSeeOther)
	p.post("lucie.garnier", "/papier", url.Values{"code": {codes[0]}}).want(http.StatusConflict)
	p.post("", "/code", url.Values{"code": {codes[2]}}).want(http.StatusSeeOther)
	return codes
}

// reviewTheText publishes the one text of the session, which its social workers
// are led to.
func reviewTheText(t *testing.T, p *platform, path string) {
	t.Helper()
	if p.open("claire.moreau", "/").want(http.StatusOK).page().Find(`a[href="`+path+`/textes"]`).Length() == 0 {
		t.Error("no task leads to the texts to read")
	}
	var waiting struct{ Items []struct{ Cohort string } }
	p.call("claire.moreau", http.MethodGet, "/api/v1/texts", nil).want(http.StatusOK).into(&waiting)
	var list struct{ Items []struct{ ID, Words string } }
	p.call("claire.moreau", http.MethodGet, "/api/v1/cohorts/cohort-osny/texts", nil).want(http.StatusOK).into(&list)
	if len(waiting.Items) != 1 || len(list.Items) != 1 || list.Items[0].Words != "Le groupe" {
		t.Fatalf("to read: %+v, %+v", waiting, list)
	}
	one := "/textes/" + list.Items[0].ID
	p.open("helene.dubois", path+"/textes").want(http.StatusForbidden)
	p.post("claire.moreau", path+one, url.Values{"verdict": {"masked"}, "masked-" + list.Items[0].ID: {"Cergy"}}).want(http.StatusUnprocessableEntity)
	p.call("lucie.garnier", http.MethodPut, "/api/v1/texts/"+list.Items[0].ID, map[string]any{"verdict": "published"}).want(http.StatusForbidden)
	p.call("claire.moreau", http.MethodPut, "/api/v1/texts/"+list.Items[0].ID, map[string]any{"verdict": "published"}).want(http.StatusNoContent)
	p.open("claire.moreau", "/textes").want(http.StatusOK)
}

func TestQuestionnairesByRequest(t *testing.T) {
	p := newPlatform(t)
	good := map[string]any{"code": "satisfaction", "title": "Votre avis", "questions": []map[string]any{{"key": "overall", "kind": "scale", "text": "En somme ?", "min": 1, "max": 5}}}
	for name, c := range map[string]struct {
		who, method, path string
		body              any
		status            int
		holds             string
	}{
		"the list":                {"claire.moreau", http.MethodGet, "/api/v1/questionnaires", nil, 200, `"code":"satisfaction"`},
		"one":                     {"claire.moreau", http.MethodGet, "/api/v1/questionnaires/questionnaire-satisfaction", nil, 200, `"key":"recommend_why_not"`},
		"nobody":                  {"", http.MethodGet, "/api/v1/questionnaires", nil, 401, ""},
		"the next number":         {"claire.moreau", http.MethodPost, "/api/v1/questionnaires", good, 201, `"number":2`},
		"without a question":      {"claire.moreau", http.MethodPost, "/api/v1/questionnaires", map[string]any{"code": "x", "title": "x"}, 422, "questionnaire.questions.count"},
		"an adviser writes none":  {"lucie.garnier", http.MethodPost, "/api/v1/questionnaires", good, 403, ""},
		"no single anonymous one": {"claire.moreau", http.MethodGet, "/api/v1/questionnaires/questionnaire-satisfaction/responses", nil, 409, "responses.anonymous"},
		"a scan of nothing":       {"lucie.garnier", http.MethodPost, "/api/v1/paper-sheets/scans", map[string]any{"bundle": map[string]any{"resourceType": "Bundle"}}, 422, "exchange.not_bundle"},
		"no such session":         {"claire.moreau", http.MethodGet, "/api/v1/cohorts/nothing/evaluation", nil, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.call(c.who, c.method, c.path, c.body).want(c.status)
			if !strings.Contains(got.Body, c.holds) {
				t.Errorf("%q is not in %s", c.holds, got.Body)
			}
		})
	}
	for _, path := range []string{"/questionnaires", "/questionnaires/questionnaire-satisfaction", "/questionnaires/questionnaire-satisfaction/papier.pdf"} {
		p.open("claire.moreau", path).want(http.StatusOK)
	}
}
