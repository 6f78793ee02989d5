package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling/mail"
)

// TestTheWholeStory follows one programme through its life, over HTTP alone:
// written, validated twice, opened as a session, co-animated, accepted by a
// person, attended, evaluated, followed up, reported.
func TestTheWholeStory(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		s := &story{platform: p}
		s.writeAndApprove()
		s.openSession()
		s.coAnimate()
		s.invite()
		s.attend()
		s.evaluate()
		s.followUp()
		s.report()
		s.leaveNoTraceOfPeople()
	})
}

const organiser, manager, director = "claire.moreau", "helene.dubois", "marc.lefevre"

type story struct {
	*platform
	version, cohort string
	meetings        []string
}

// writeAndApprove: rules 1 to 3, two people, local first.
func (s *story) writeAndApprove() {
	s.t.Helper()
	identity := map[string]any{
		"title": "Reprendre pied", "public_title": "Rencontres du service social", "axis": "job_retention",
		"problem": "La reprise inquiète.", "public": "Personnes en arrêt de plus de trois mois.", "objectives": "Préparer la reprise.",
		"group_min": 2, "group_max": 4, "cadence_weeks": 1, "follow_up_months": 6,
	}
	var v versionJSON
	tag := ""
	step := func(who, method, path string, body any, status int) {
		s.t.Helper()
		a := s.call(who, method, path, body, "If-Match", tag).want(status)
		v = versionJSON{}
		a.into(&v)
		tag = a.Header.Get("ETag")
	}
	step(organiser, "POST", "/api/v1/programmes", with(identity, "unit", "unit-95", "code", "REPRISE-95"), 201)
	path := "/api/v1/versions/" + v.ID
	step(organiser, "PUT", path, with(identity, "questionnaire", s.questionnaire()), 200)
	for _, title := range []string{"Faire connaissance", "Mes droits", "La suite"} {
		module := map[string]any{"title": title, "kind": "content", "minutes": 90}
		if title == "Mes droits" {
			module["partners"] = []string{"mdph"}
		}
		step(organiser, "POST", path+"/modules", module, 201)
	}
	step(organiser, "POST", path+"/submission", nil, 200)
	decision := map[string]any{"verdict": "approved", "content_hash": v.ContentHash}
	s.call(director, "POST", path+"/approvals", decision).want(http.StatusConflict) // local first
	step(manager, "POST", path+"/approvals", decision, 201)
	step(director, "POST", path+"/approvals", decision, 201)
	if v.State != "approved" {
		s.t.Fatalf("the version is %s", v.State)
	}
	s.version = v.ID
}

// questionnaire is the one that the reference version uses.
func (s *story) questionnaire() string {
	s.t.Helper()
	var v struct{ Questionnaire string }
	s.call(organiser, "GET", versionInUse, nil).want(200).into(&v)
	return v.Questionnaire
}

func (s *story) openSession() {
	s.t.Helper()
	opened := s.call(organiser, "POST", "/api/v1/cohorts", map[string]any{
		"version": s.version, "label": "Session de mars", "site": "site-osny", "room": "room-osny-2", "lead": "agent-claire",
		"first_date": "2027-03-02", "start": "10:00", "cadence_weeks": 1, "capacity": 4, "last_entry": 2, "threshold": 3,
	}).want(201)
	var cohort cohortJSON
	opened.into(&cohort)
	s.cohort = cohort.ID
	for _, m := range cohort.Meetings {
		s.meetings = append(s.meetings, m.ID)
	}
	if len(s.meetings) != 4 { // three modules and the point à six mois
		s.t.Fatalf("%d meetings", len(s.meetings))
	}
	s.call(organiser, "POST", "/api/v1/cohorts/"+s.cohort+"/recruiting", nil, "If-Match", opened.Header.Get("ETag")).want(200)
}

// coAnimate: the partner answers by the link in his mail; opening it is no answer.
func (s *story) coAnimate() {
	s.t.Helper()
	path := "/api/v1/meetings/" + s.meetings[1] + "/animations"
	var staffing struct {
		Animations []struct{ ID, Role, State, Name string }
	}
	s.call(organiser, "POST", path, map[string]any{"facilitator": "facilitator-mdph"}).want(201).into(&staffing)
	id := staffing.Animations[len(staffing.Animations)-1].ID
	s.call(organiser, "POST", path+"/invitations", map[string]any{"animations": []string{id}}).want(200)
	invitation := s.mailTo("mdph@partenaire.example", "REQUEST")
	link := firstLink(s.t, invitation.Text, "/i/")
	s.open("", link).want(200)
	s.submit("", link, link, url.Values{"reply": {"accepted"}})
	s.call(organiser, "GET", path, nil).want(200).into(&staffing)
	if last := staffing.Animations[len(staffing.Animations)-1]; last.State != "accepted" {
		s.t.Fatalf("the co-animator %+v", last)
	}
}

// invite: five people come in, six are asked, four have a place.
func (s *story) invite() {
	s.t.Helper()
	var people []string
	for i, name := range []string{"Aubry", "Besson", "Carlier", "Delmas", "Evrard"} {
		var in struct{ ID string }
		s.call(organiser, "POST", "/api/v1/insured", map[string]any{
			"first_name": "Prénom", "last_name": name, "birth_date": fmt.Sprintf("197%d-05-04", i),
			"email": strings.ToLower(name) + "@example.org", "mail_consent": true, "pathology": "sein",
		}).want(201).into(&in)
		people = append(people, in.ID)
	}
	s.call(organiser, "POST", "/api/v1/cohorts/"+s.cohort+"/invitations",
		map[string]any{"people": people, "reply_by": "2027-02-20"}).want(201)
	for i, name := range []string{"aubry", "besson", "carlier", "delmas", "evrard"} {
		m := s.mailTo(name+"@example.org", "")
		for _, word := range []string{"cancer", "Reprendre pied", "sein"} {
			if strings.Contains(strings.ToLower(m.Subject), strings.ToLower(word)) {
				s.t.Errorf("the subject %q tells %q", m.Subject, word)
			}
		}
		link := firstLink(s.t, m.Text, "/v/")
		if title := s.open("", link).want(200).page().Find("title").Text(); title != "Vos rencontres" {
			s.t.Errorf("the public page is called %q", title)
		}
		path := "/api/v1/welcome/" + strings.TrimPrefix(link, "/v/")
		s.call("", "POST", path+"/reply", map[string]any{"reply": "accepts"}).want(204)
		var page struct{ Standing string }
		s.call("", "GET", path, nil).want(200).into(&page)
		if want := map[bool]string{true: "has_seat", false: "waits"}[i < 4]; page.Standing != want {
			s.t.Errorf("%s stands %s, want %s", name, page.Standing, want)
		}
	}
}

// attend: every sheet is filled on its day and closed.
func (s *story) attend() {
	s.t.Helper()
	for i, day := range []string{"2027-03-02", "2027-03-09", "2027-03-16"} {
		sheet := "/seances/" + s.meetings[i] + "/presences"
		s.setClock(day + "T12:30:00+01:00")
		for _, button := range []string{"/tous", "/clore"} { // buttons of the sheet's own form
			form := fill(s.open(organiser, sheet).want(200).page(), sheet, nil)
			s.post(organiser, sheet+button, form).want(http.StatusSeeOther)
		}
	}
	var cohort cohortJSON
	s.call(organiser, "GET", "/api/v1/cohorts/"+s.cohort, nil).want(200).into(&cohort)
	if cohort.State != "finished" {
		s.t.Fatalf("after the last sheet the session is %s", cohort.State)
	}
}

// evaluate: each who came answers by her own link, a question a page.
func (s *story) evaluate() {
	s.t.Helper()
	page := "/sessions/" + s.cohort + "/evaluation"
	s.submit(organiser, page, page+"/remettre", nil)
	for _, name := range []string{"aubry", "besson", "carlier", "delmas"} {
		link := firstLink(s.t, s.mailTo(name+"@example.org", "").Text, "/q/")
		s.answerAll(link)
	}
}

// answerAll goes through a questionnaire's pages to its end, taking the first
// answer of each.
func (s *story) answerAll(link string) {
	s.t.Helper()
	a := s.open("", link)
	for range 40 {
		form := a.want(200).page().Find("main form").First()
		if form.Length() == 0 {
			return
		}
		values := filled(form)
		seen := map[string]bool{}
		for _, input := range form.Find("input[type=radio]").EachIter() {
			if name := input.AttrOr("name", ""); !seen[name] {
				seen[name] = true
				values.Set(name, input.AttrOr("value", ""))
			}
		}
		if next := form.Find("button[name]").First(); next.Length() > 0 {
			values.Set(next.AttrOr("name", ""), next.AttrOr("value", ""))
		}
		a = s.post("", form.AttrOr("action", link), values)
		if a.Status == http.StatusSeeOther {
			a = s.open("", a.Header.Get("Location"))
		}
	}
	s.t.Fatalf("the questionnaire at %s never ends", "/q/…")
}

// followUp: six months later someone asks how they are.
func (s *story) followUp() {
	s.t.Helper()
	s.setClock("2027-09-20T10:00:00+02:00")
	for range 2 { // again: harmless
		if _, err := s.desks.Attending.OpenFollowUps(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	list := s.open(organiser, "/suivi?session="+s.cohort).want(200).page()
	links := regexp.MustCompile(`/suivi/[0-9a-f-]{36}`).FindAllString(mustHTML(s.t, list), -1)
	slices.Sort(links)
	links = slices.Compact(links)
	if len(links) != 4 {
		s.t.Fatalf("%d people to follow up, want 4", len(links))
	}
	for i, link := range links {
		outcome := []string{"work_resumed", "work_resumed", "invalidity_2", "sick_leave"}[i]
		s.submit(organiser, link, link+"/situation", url.Values{"outcome": {outcome}, "as_of": {"2027-09-18"}, "source": {"phone"}})
	}
}

// report: what the manager reads has its bases.
func (s *story) report() {
	s.t.Helper()
	tag := s.call(organiser, "GET", "/api/v1/cohorts/"+s.cohort, nil).want(200).Header.Get("ETag")
	s.call(organiser, "POST", "/api/v1/cohorts/"+s.cohort+"/closing", nil, "If-Match", tag).want(200)
	var list struct {
		Items []struct{ Programme, Title string }
	}
	s.call(manager, "GET", "/api/v1/reports", nil).want(200).into(&list)
	for _, r := range list.Items {
		if r.Title == "Reprendre pied" {
			text := s.open(manager, "/rapports/bilan?programme="+r.Programme).want(200).page().Find("main").Text()
			for _, holds := range []string{"Reprendre pied", "4 personnes", "reprise du travail"} {
				if !strings.Contains(text, holds) {
					s.t.Errorf("the report does not say %q: %s", holds, strings.Join(strings.Fields(text), " "))
				}
			}
			return
		}
	}
	s.t.Fatalf("no report of the programme in %+v", list.Items)
}

// leaveNoTraceOfPeople: the log of the whole story names nobody and holds no
// link that opens anything; the chain of traces is whole.
func (s *story) leaveNoTraceOfPeople() {
	s.t.Helper()
	log := s.logs.String()
	for _, name := range []string{"Aubry", "aubry@", "Prénom", "Moreau", "mdph@"} {
		if strings.Contains(log, name) {
			s.t.Errorf("the log holds %q", name)
		}
	}
	if m := regexp.MustCompile(`[A-Za-z0-9_-]{43}`).FindString(log); m != "" {
		s.t.Errorf("the log holds what may be a token: %s…", m[:6])
	}
	if _, _, err := s.desks.Trust.VerifyAudit(s.t.Context()); err != nil {
		s.t.Error(err)
	}
}

func (s *story) setClock(at string) {
	s.t.Helper()
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock.Set(t)
	clear(s.tokens) // sign-ins last a working day
}

// mailTo delivers what is due and returns the last mail to an address.
func (s *story) mailTo(address, method string) mail.Mail {
	s.t.Helper()
	var last mail.Mail
	for _, m := range s.deliver() {
		if m.To.Address == address && (method == "" || m.CalendarMethod == method) {
			last = m
		}
	}
	if last.MessageID == "" {
		s.t.Fatalf("no mail to %s", address)
	}
	return last
}
