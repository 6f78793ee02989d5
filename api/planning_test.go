package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"trame/scheduling/store/storetest"
)

// newSession is the form of a session that can be opened.
func newSession(change ...string) url.Values {
	form := url.Values{
		"version": {"version-vo-1"}, "label": {"Session d’essai"}, "site": {"site-osny/room-osny"}, "lead": {"agent-claire"},
		"second": {""}, "first_date": {"2027-06-01"}, "start": {"09:30"}, "cadence_weeks": {"1"}, "capacity": {"12"},
		"last_entry": {"2"}, "threshold": {"3"}, "notes": {""}, "step": {"preview"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

// openSession opens one through the two steps of the form and gives its path.
func (p *platform) openSession(form url.Values) string {
	p.t.Helper()
	preview := p.post("claire.moreau", "/sessions/nouvelle", form).want(http.StatusOK).page()
	seal, ok := preview.Find(`input[name="seal"]`).Attr("value")
	if !ok {
		p.t.Fatalf("no preview: %s", preview.Find("main").Text())
	}
	form.Set("seal", seal)
	form.Set("step", "open")
	return p.post("claire.moreau", "/sessions/nouvelle", form).want(http.StatusSeeOther).Header.Get("Location")
}

func TestASessionIsShownBeforeItIsOpenedThenLivesOnOnePage(t *testing.T) {
	p := newPlatform(t)
	form := newSession("first_date", "2027-04-29")
	preview := p.post("claire.moreau", "/sessions/nouvelle", form).want(http.StatusOK).page()
	if n := preview.Find("#dates tbody tr").Length(); n != 11 {
		t.Errorf("%d dates are shown", n)
	}
	if text := preview.Find("#dates").Text(); !strings.Contains(text, "jour férié\u00a0: Ascension") {
		t.Errorf("the preview does not say what it skips: %s", text)
	}
	path := p.openSession(form)
	page := p.open("claire.moreau", path).want(http.StatusOK).page()
	if page.Find("h1").Text() != "Session d’essai" || page.Find(".thread li").Length() != 11 || page.Find(".panels section").Length() != 8 {
		t.Errorf("the page of a session: %s", page.Find("main").Text())
	}
	if list := p.open("claire.moreau", "/sessions?q=essai&etat=planned").page(); list.Find(".cohorts > li").Length() != 1 || list.Find("svg.thread-small").Length() != 1 {
		t.Errorf("the list: %s", list.Find("main").Text())
	}
	// A manager plans but sees no one; an adviser plans nothing.
	if p.open("lucie.garnier", path).want(http.StatusOK).page().Find(`a[href$="/annuler"]`).Length() != 0 {
		t.Error("an adviser is offered to cancel")
	}
	p.open("paul.nguyen", path).want(http.StatusForbidden)
	p.open("", path).want(http.StatusSeeOther)
}

func TestAFormThatIsRefusedComesBackWithItsErrorsAndWhatWasTyped(t *testing.T) {
	p := newPlatform(t)
	page := p.post("claire.moreau", "/sessions/nouvelle", newSession("capacity", "40", "start", "17:30", "label", "")).want(http.StatusUnprocessableEntity).page()
	if got := page.Find(`#f-capacity`).AttrOr("value", ""); got != "40" {
		t.Errorf("capacity came back as %q", got)
	}
	for _, field := range []string{"capacity", "label"} {
		if page.Find("#f-"+field+"-error").Text() == "" {
			t.Errorf("no error at %s", field)
		}
	}
	other := newSession("seal", "of something else", "step", "open")
	if p.post("claire.moreau", "/sessions/nouvelle", other).want(http.StatusOK).page().Find("#dates").Length() != 1 {
		t.Error("dates that nobody saw were saved")
	}
}

var versionPattern = regexp.MustCompile(`name="version" value="(\d+)"`)

func (p *platform) versionOn(path string) string {
	p.t.Helper()
	found := versionPattern.FindStringSubmatch(p.open("claire.moreau", path).want(http.StatusOK).Body)
	if found == nil {
		p.t.Fatalf("%s has no version", path)
	}
	return found[1]
}

func firstMeeting(t *testing.T, page *goquery.Document) string {
	t.Helper()
	path, ok := page.Find(".thread li a").First().Attr("href")
	if !ok {
		t.Fatal("no bead leads to a meeting")
	}
	return path
}

func TestRule17_AChangeShowsWhomItTellsBeforeItIsDone(t *testing.T) {
	p := newPlatform(t)
	path := p.openSession(newSession())
	meeting := firstMeeting(t, p.open("claire.moreau", path).page())
	form := url.Values{"version": {p.versionOn(meeting + "/deplacer")}, "date": {"2027-06-02"}, "start": {"10:00"}, "room": {"room-osny"}, "reason": {"Salle prise"}, "word": {""}}

	shown := p.post("claire.moreau", meeting+"/deplacer", form).want(http.StatusOK).page()
	if shown.Find("form.confirm button").Text() != "Déplacer" || !strings.Contains(shown.Find("#effet").Parent().Text(), "mercredi 2 juin 2027") {
		t.Errorf("shown: %s", shown.Find("main").Text())
	}
	if p.open("claire.moreau", meeting).page().Find(".date-big").Text() != "mardi 1er juin 2027, 9\u00a0h\u00a030\u00a0– 11\u00a0h\u00a030" {
		t.Error("showing a change made it")
	}
	form.Set("step", "confirm")
	p.post("claire.moreau", meeting+"/deplacer", form).want(http.StatusSeeOther)
	if text := p.open("claire.moreau", meeting).page().Find(".date-big").Text(); !strings.Contains(text, "mercredi 2 juin 2027") {
		t.Errorf("moved to %s", text)
	}
	p.post("claire.moreau", meeting+"/deplacer", form).want(http.StatusConflict) // stale
	p.post("lucie.garnier", meeting+"/deplacer", form).want(http.StatusForbidden)
}

func TestASessionGoesThroughItsLifeByButtons(t *testing.T) {
	p := newPlatform(t)
	path := p.openSession(newSession())
	button := func(action string) {
		t.Helper()
		p.post("claire.moreau", path+action, url.Values{"version": {p.versionOn(path)}}).want(http.StatusSeeOther)
	}
	state := func(want string) {
		t.Helper()
		if got := p.open("claire.moreau", path).page().Find("main .lead .badge").Text(); !strings.Contains(got, want) {
			t.Errorf("state %q, want %q", got, want)
		}
	}
	change := func(action string, pairs ...string) {
		t.Helper()
		form := url.Values{"version": {p.versionOn(path + action)}, "reason": {"Travaux"}, "word": {""}, "step": {"confirm"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		p.post("claire.moreau", path+action, form).want(http.StatusSeeOther)
	}
	state("planifiée")
	button("/recruter")
	state("invitations en cours")
	button("/confirmer")
	state("confirmée")
	edit := url.Values{"version": {p.versionOn(path + "/modifier")}, "label": {"Autre nom"}, "capacity": {"11"}, "last_entry": {"3"}, "threshold": {"3"}, "notes": {""}}
	p.post("claire.moreau", path+"/modifier", edit).want(http.StatusSeeOther)
	change("/reporter")
	state("reportée")
	change("/reprendre", "date", "2027-09-06", "start", "10:00")
	state("confirmée")
	change("/annuler")
	state("annulée")
	page := p.open("claire.moreau", path).page()
	if page.Find("h1").Text() != "Autre nom" || page.Find(".thread li.cancelled").Length() != 11 {
		t.Errorf("at the end: %s", page.Find("main").Text())
	}
	p.post("claire.moreau", path+"/clore", url.Values{"version": {"1"}}).want(http.StatusConflict)
}

func TestAMeetingIsCancelledThenPlannedAgainAndTheRestIsShifted(t *testing.T) {
	p := newPlatform(t)
	path := p.openSession(newSession())
	meeting := firstMeeting(t, p.open("claire.moreau", path).page())
	form := url.Values{"version": {p.versionOn(meeting + "/annuler")}, "reason": {"Absence"}, "word": {""}, "step": {"confirm"}}
	p.post("claire.moreau", meeting+"/annuler", form).want(http.StatusSeeOther)
	again, ok := p.open("claire.moreau", meeting).page().Find(`.actions a.button`).First().Attr("href")
	if !ok || again != meeting+"/deplacer?date=2027-08-10" {
		t.Errorf("planned again by %q", again)
	}
	if day := p.open("claire.moreau", again).page().Find("#f-date").AttrOr("value", ""); day != "2027-08-10" {
		t.Errorf("the form offers %s", day)
	}
	second, _ := p.open("claire.moreau", path).page().Find(".thread li a").Eq(1).Attr("href")
	form = url.Values{"version": {p.versionOn(second + "/decaler")}, "date": {"2027-06-15"}, "start": {"09:30"}, "reason": {"Grève"}, "step": {"confirm"}}
	p.post("claire.moreau", second+"/decaler", form).want(http.StatusSeeOther)
	if text := p.open("claire.moreau", second).page().Find(".date-big").Text(); !strings.Contains(text, "15 juin") {
		t.Errorf("shifted to %s", text)
	}
}

func TestOnASundayTheAgendaOpensOnTheComingWeek(t *testing.T) {
	p := newPlatform(t)
	for at, want := range map[string]string{"2027-01-16T09:00:00+01:00": "11", "2027-01-17T09:00:00+01:00": "18", "2027-01-18T09:00:00+01:00": "18"} {
		p.clock.Set(storetest.NewClock(at).Now())
		delete(p.tokens, "claire.moreau")
		page := p.open("claire.moreau", "/agenda").want(http.StatusOK).page()
		if week := page.Find("main caption, main h2").Text(); !strings.Contains(week, want+" ") {
			t.Errorf("on %s it shows %q, want the week of the %s", at, week, want)
		}
		if past := p.open("claire.moreau", "/agenda?date=2027-01-17").page().Find("main caption, main h2").Text(); !strings.Contains(past, "11 ") {
			t.Errorf("the week that the URL names is %q", past)
		}
	}
}

func TestTheAgendaIsATableByMonthWeekAndList(t *testing.T) {
	p := newPlatform(t)
	p.openSession(newSession())
	cases := map[string]struct {
		query, selector string
		want            int
	}{
		"a month is weeks of seven days": {"vue=mois&date=2027-06-01&site=site-osny", "table.month tbody tr:first-child td", 7},
		"five Tuesdays in June":          {"vue=mois&date=2027-06-15&site=site-osny", "table.month td:not(.outside) .entry", 5},
		"a week by person":               {"vue=semaine&date=2027-06-01&par=personne&site=site-osny", "table.week tbody tr", 1},
		"a list":                         {"vue=liste&date=2027-06-01&site=site-osny", ".agenda-list-day", 5},
		"another site is empty":          {"vue=semaine&date=2027-06-01&site=site-argenteuil", ".entry", 0},
		"another person too":             {"vue=semaine&date=2027-06-01&personne=agent-samir", ".entry", 0},
		"a day that is no day is today":  {"vue=semaine&date=tomorrow", "th.today", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := p.open("claire.moreau", "/agenda?"+c.query).want(http.StatusOK).page().Find(c.selector).Length(); got != c.want {
				t.Errorf("%d of %s, want %d", got, c.selector, c.want)
			}
		})
	}
	p.open("paul.nguyen", "/agenda").want(http.StatusForbidden)
}
