package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"trame/scheduling/valdoise"
)

// keyboard signs in, fills the sheet that today asks for and closes it, with
// Tab, arrows, space and Enter alone.
func keyboard(t *testing.T, b *browser) {
	v := b.tab(t)
	v.open("/connexion")
	v.reach("#f-email")
	v.keys(address("claire.moreau"))
	v.reach("#f-password")
	v.keys(valdoise.Password)
	v.leads(chromedp.KeyEvent(kb.Enter), "Enter in the password")

	v.reach(".skip")
	v.keys(kb.Enter)
	if at := ask[string](v, `document.activeElement.id`); at != "contenu" {
		t.Errorf("« Aller au contenu » leads to %q", at)
	}
	v.reach(`main a[href$="/presences"]`)
	v.leads(chromedp.KeyEvent(kb.Enter), "the sheet to fill in")
	sheet := ask[string](v, `location.pathname`)
	blanks := ask[int](v, `document.querySelectorAll('.sheet-row').length - document.querySelectorAll('.marks input:checked').length`)
	if blanks == 0 {
		t.Fatal("the sheet to fill in has no blank row")
	}
	v.reach(`.marks input[value="present"]:not(:checked)`)
	v.keys(" ")
	v.waits(`document.querySelector('#etat').innerText.includes('Tout est enregistré')`) // at each touch
	v.open(sheet)
	if left := ask[int](v, `document.querySelectorAll('.sheet-row').length - document.querySelectorAll('.marks input:checked').length`); left != blanks-1 {
		t.Errorf("%d rows were to note, one was noted, %d are left", blanks, left)
	}
	v.reach(`.sheet-bar button[formaction]`)
	v.keys(" ")
	v.waits(`document.querySelector('.sheet-count').innerText.includes('tout est noté') && document.querySelector('#etat').innerText.includes('Tout est enregistré')`)
	v.open(sheet)
	v.reach(`button[formaction$="/clore"]`)
	v.leads(chromedp.KeyEvent(kb.Enter), "closing the sheet")
	v.open("/sessions/cohort-osny")
	if state := ask[string](v, `document.querySelectorAll('.thread li')[4].className`); state != "held" {
		t.Errorf("on the session's page the meeting is %q", state)
	}
}

func (v *tab) keys(keys string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(keys))
}

// focused tells whether the focus is on selector, and whether it shows.
const focused = `(e => ({
  there: e.matches(%q),
  shown: getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none' ||
    (e.nextElementSibling !== null && getComputedStyle(e.nextElementSibling).outlineStyle !== 'none'),
  where: e.tagName + '.' + e.className + '#' + e.id,
}))(document.activeElement)`

// reach goes on with Tab to the element, and expects to see where it is.
func (v *tab) reach(selector string) {
	v.t.Helper()
	const most = 250
	for range most {
		v.keys(kb.Tab)
		at := ask[struct {
			There, Shown bool
			Where        string
		}](v, fmt.Sprintf(focused, selector))
		if !at.Shown && at.Where != "BODY.#" {
			v.t.Errorf("the focus does not show on %s", at.Where)
		}
		if at.There {
			return
		}
	}
	v.t.Fatalf("Tab never comes to %s", selector)
}
