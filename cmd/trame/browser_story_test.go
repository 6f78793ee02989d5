package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"trame/scheduling/valdoise"
)

// story is a session's beginning, as three people live it, each in a browser
// that runs no script: the organiser opens it and invites, a person comes in
// by the link of her mail, a partner by his.
func story(t *testing.T, b *browser) {
	claire := b.tab(t).withoutScript()
	claire.signIn("claire.moreau")
	session := claire.opensSession("Session du navigateur")

	claire.entersPerson("Vauquelin", "Odile", "odile.vauquelin@courriel.example")
	claire.invites(session, "Vauquelin")
	odile := b.tab(t).withoutScript()
	odile.open(b.demo.mailTo(t, "odile.vauquelin", "/v/"))
	odile.sees("Bonjour Odile", "mardi")
	odile.press(`button[value="accepts"]`)
	odile.sees("Votre place est réservée")
	claire.open(session)
	claire.sees("1/12", "1 oui")

	meeting := ask[string](claire, `document.querySelectorAll('.thread li a')[5].getAttribute('href')`)
	claire.proposesSomebody(meeting)
	karim := b.tab(t).withoutScript()
	karim.open(b.demo.mailTo(t, "@partenaire.example", "/i/"))
	karim.fill("textarea[name=comment]", "Je viendrai avec des exemples.")
	karim.press(`button[value="accepted"]`)
	claire.open(meeting + "/intervenants")
	claire.sees("Je viendrai avec des exemples.")
	for name, v := range map[string]*tab{"organiser": claire, "participant": odile, "partner": karim} {
		if said := v.heard(); len(said) > 0 {
			t.Errorf("the %s's browser complains: %q", name, said)
		}
	}
}

// afterTheLastMeeting hands out the questionnaire, answers it as a participant
// would, and looks at each page of that.
func afterTheLastMeeting(t *testing.T, b *browser) {
	const weeks = 10
	b.demo.later(weeks * 7 * 24 * time.Hour)
	claire := b.tab(t)
	claire.signIn("claire.moreau")
	claire.open("/sessions/cohort-osny/evaluation")
	claire.press(`form[action$="/remettre"] button`)
	claire.inspected(b, "/sessions/:id/evaluation")
	claire.press(`main a[href$="/evaluation/lettres"]`)
	claire.inspected(b, "/sessions/:id/evaluation/lettres")
	code := ask[string](claire, `document.querySelector('.letter-page > .soft').textContent.replace('Feuille ', '')`)
	for _, step := range []string{"4", "5"} { // typed twice, and not alike
		claire.open("/papier")
		claire.inspected(b, "/papier")
		claire.fill("#f-code", code)
		claire.press(`form[action="/papier"] button`)
		claire.inspected(b, "a sheet to type")
		claire.fill("#f-r-satisfaction_overall", step)
		claire.press(`form[action="/papier/saisie"] button`)
	}
	claire.sees("Les deux saisies diffèrent")
	claire.inspected(b, "two typings that differ")

	reader := b.tab(t)
	reader.open(b.demo.mailTo(t, "", "/q/"))
	reader.inspected(b, "/q/:token")
	reader.press(`button[value="suivant"]`)
	const most = 40
	for n := 1; n < most && strings.HasPrefix(reader.heading(), "Question"); n++ {
		reader.inspected(b, fmt.Sprintf("question %d", n))
		reader.answers()
		reader.press(`button[value="suivant"]`)
	}
	reader.inspected(b, "before it is sent")
	reader.press(`button[value="envoyer"]`)
	reader.sees("Merci")
	reader.inspected(b, "thanks")
}

// answers gives one answer to the question that is open, where one is offered.
func (v *tab) answers() {
	v.t.Helper()
	ask[*string](v, `(e => { if (e) e.click(); return null })(document.querySelector('main input[type=radio], main input[type=checkbox]'))`)
}

func (v *tab) heading() string {
	v.t.Helper()
	return ask[string](v, `document.querySelector('h1').innerText`)
}

func (v *tab) inspected(b *browser, where string) {
	v.t.Helper()
	b.routes.reach(ask[string](v, `location.pathname`))
	if faults := v.inspect(); len(faults) > 0 {
		v.t.Errorf("%s\n\t%s", where, strings.Join(faults, "\n\t"))
	}
}

// opensSession fills the form, looks at the dates, opens, and lets invite.
func (v *tab) opensSession(label string) (path string) {
	v.t.Helper()
	v.open("/sessions")
	v.press(`a[href="/sessions/nouvelle"]`)
	first := time.Now().AddDate(0, 0, 90)
	for first.Weekday() != time.Tuesday {
		first = first.AddDate(0, 0, 1)
	}
	v.fill("#f-label", label)
	v.fill("#f-site", "site-osny/room-osny")
	v.fill("#f-lead", "agent-claire")
	v.fill("#f-first_date", first.Format(time.DateOnly))
	v.fill("#f-start", "09:30")
	v.fill("#f-capacity", "12")
	v.press(`button[value="preview"]`)
	if rows := ask[int](v, `document.querySelectorAll('#dates tbody tr').length`); rows != 11 {
		v.t.Fatalf("%d dates are shown before the session is opened", rows)
	}
	v.press(`button[value="open"]`)
	v.sees(label)
	v.press(`form[action$="/recruter"] button`)
	return ask[string](v, `location.pathname`)
}

func (v *tab) entersPerson(last, first, email string) {
	v.t.Helper()
	v.open("/personnes/nouvelle")
	v.fill("#f-last_name", last)
	v.fill("#f-first_name", first)
	v.fill("#f-email", email)
	v.press("#f-mail_consent")
	v.press(`main form button[type=submit]`)
	v.sees(last)
}

func (v *tab) invites(session, name string) {
	v.t.Helper()
	v.open(session + "/inviter")
	v.fill("#f-q", name)
	v.press(`button[value="search"]`)
	v.press(`input[name="people"]:not(:disabled)`)
	v.press(`button[value="preview"]`)
	v.sees("1 invitation", "Objet")
	v.press(`form.confirm button`)
}

// proposesSomebody puts the first facilitator of the list on a meeting and invites her.
func (v *tab) proposesSomebody(meeting string) {
	v.t.Helper()
	v.open(meeting + "/intervenants")
	v.fill("#f-who", ask[string](v, `[...document.querySelectorAll('#f-who option')].map(o => o.value).find(o => o)`))
	v.press(`form[action$="/intervenants"] button`)
	v.press(`a[href$="/intervenants/inviter"]`)
	v.press("main form button")
}

// withoutScript has the tab run none; what a test asks still gets its answer.
func (v *tab) withoutScript() *tab {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		v.t.Fatal(err)
	}
	return v
}

func (v *tab) signIn(who string) {
	v.t.Helper()
	v.open("/connexion")
	v.fill("#f-email", address(who))
	v.fill("#f-password", valdoise.Password)
	v.press("main form button")
	v.sees("Aujourd")
}

// open goes to a path of the site, or to a whole address of it.
func (v *tab) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.demo.base + strings.TrimPrefix(path, v.demo.base)))
}

// fill gives a field its value.
func (v *tab) fill(selector, value string) {
	v.t.Helper()
	if got := ask[string](v, fmt.Sprintf(`(e => { if (!e) return 'no such field'; e.value = %q; return e.value })(document.querySelector(%q))`, value, selector)); got != value {
		v.t.Fatalf("%s takes %q as %q", selector, value, got)
	}
}

// press clicks; a link or a button that sends leads to the next page.
func (v *tab) press(selector string) {
	v.t.Helper()
	leads := ask[bool](v, fmt.Sprintf(`(e => !!e && (e.tagName === 'A' || e.tagName === 'BUTTON'))(document.querySelector(%q))`, selector))
	if !leads {
		v.do(chromedp.Click(chromedp.CSS(selector)))
		return
	}
	v.leads(chromedp.Click(chromedp.CSS(selector)), selector)
}

// leads waits for the page that a step opens.
func (v *tab) leads(step chromedp.Action[chromedp.Void], what string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
	if answer.Status >= 400 {
		v.t.Fatalf("%s leads to %d: %s", what, answer.Status, ask[string](v, `document.body.innerText`))
	}
}

// sees expects words on the page; which kind of space is between them is no matter.
func (v *tab) sees(words ...string) {
	v.t.Helper()
	text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(ask[string](v, `document.body.innerText`))
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.t.Fatalf("%s does not say %q:\n%s", ask[string](v, `location.pathname`), w, text)
		}
	}
}
