package main

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// offline is a tablet in a room where the network comes and goes: a social
// worker marks three people without it, opens the page again without it, and
// finds her marks on the sheet, each once, when it is back.
func offline(t *testing.T, b *browser) {
	const sheet = "/seances/meeting-osny-05/presences"
	claire := b.tab(t)
	claire.signIn("claire.moreau")
	claire.open(sheet)
	claire.waits(`caches.open('trame-seances').then(c => c.keys()).then(k => k.length >= 4)`)
	claire.sees("Tout est enregistré")
	before := ask[int](claire, `document.querySelectorAll('.history li').length`)

	claire.connected(false)
	who := ask[[]string](claire, `[...document.querySelectorAll('.sheet-row')].slice(0, 3).map(row => row.id)`)
	for n, row := range who {
		mark := []string{"present", "absent_unexcused", "absent_excused"}[n]
		ask[*string](claire, `document.querySelector('#`+row+` input[value="`+mark+`"]').click()`)
	}
	claire.waits(`document.querySelector('#etat').innerText.includes('3 présences à envoyer')`)
	claire.waits(`document.querySelector('#etat').innerText.includes('pas de réseau')`)
	if queue := ask[string](claire, `localStorage.getItem('trame.queue')`); strings.Contains(queue, "Moreau") || strings.Count(queue, `"enrolment"`) != 3 {
		t.Errorf("the queue holds %s", queue)
	}
	if said := claire.inspect(); len(said) > 0 && !onlyUnreachable(said) {
		t.Errorf("the sheet without network: %q", said)
	}

	claire.do(chromedp.Navigate(b.demo.base + sheet)) // nobody answers but the page that was kept
	claire.waits(`document.querySelector('#etat')?.innerText.includes('3 présences à envoyer')`)
	for n, row := range who {
		mark := []string{"present", "absent_unexcused", "absent_excused"}[n]
		if got := ask[string](claire, `document.querySelector('#`+row+` input:checked').value`); got != mark {
			t.Errorf("opened again without network, %s shows %s, want %s", row, got, mark)
		}
	}
	if err := claire.try(chromedp.Navigate(b.demo.base + "/personnes")); err == nil {
		if said := ask[string](claire, `document.body.innerText`); strings.Contains(said, "Personnes") {
			t.Error("a page that is no sheet is shown without network")
		}
	}

	claire.connected(true)
	claire.open(sheet)
	claire.waits(`document.querySelector('#etat')?.innerText.includes('Tout est enregistré')`)
	claire.open(sheet)
	if after := ask[int](claire, `document.querySelectorAll('.history li').length`); after != before+3 {
		t.Errorf("%d lines of history more, want 3", after-before)
	}
	claire.heard() // that nobody could be reached was the point
	b.inConflict(t, claire, sheet, strings.TrimPrefix(who[0], "p-"))

	ask[*string](claire, `document.querySelector('form[action="/deconnexion"]').requestSubmit()`)
	claire.waits(`location.pathname === '/connexion' && Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then(([c, w]) => c.length + w.length + localStorage.length === 0)`)
}

// inConflict has two tablets mark one person: what the second one meant is
// shown beside what the first one noted, and overwrites nothing until somebody
// decides.
func (b *browser) inConflict(t *testing.T, claire *tab, sheet, who string) {
	t.Helper()
	lucie := b.tab(t)
	lucie.signIn("lucie.garnier")
	lucie.open(sheet)
	choose := func(v *tab, mark string) {
		ask[*string](v, `document.querySelector('#p-`+who+` input[value="`+mark+`"]').click()`)
	}
	choose(lucie, "absent_excused")
	lucie.waits(`document.querySelector('#p-` + who + ` .sheet-state').innerText === 'enregistré'`)
	choose(claire, "absent_unexcused")
	claire.waits(`document.querySelector('#p-` + who + ` .sheet-state').innerText.includes('Vous aviez noté')`)
	claire.sees("Lucie Garnier a noté")
	if got := ask[string](claire, `document.querySelector('#p-`+who+` input:checked').value`); got != "absent_excused" {
		t.Errorf("what a colleague noted is overwritten by %s", got)
	}
	claire.inspected(b, "a conflict on the sheet")
	ask[*string](claire, `document.querySelectorAll('#p-`+who+` .sheet-state button')[1].click()`)
	claire.waits(`document.querySelector('#p-` + who + ` .sheet-state').innerText === 'enregistré'`)
	claire.open(sheet)
	if got := ask[string](claire, `document.querySelector('#p-`+who+` input:checked').value`); got != "absent_unexcused" {
		t.Errorf("decided, and yet %s stands", got)
	}
}

// onlyUnreachable reports whether the complaints are about the network alone.
func onlyUnreachable(said []string) bool {
	for _, s := range said {
		if !strings.Contains(s, "ERR_") && !strings.Contains(s, "fetch") {
			return false
		}
	}
	return true
}

// connected takes the network away, from this browser and from the server's
// side, or gives it back.
func (v *tab) connected(yes bool) {
	v.t.Helper()
	v.demo.gate.open(yes)
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1,
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// waits asks again and again until a script's answer is true.
func (v *tab) waits(script string) {
	v.t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for late := time.After(patience); ; {
		if yes, err := answered[bool](v, `Promise.resolve(`+script+`).then(Boolean)`); err == nil && yes {
			return
		}
		select {
		case <-look.C:
		case <-late:
			v.t.Fatalf("never so: %s; the page says %.600q", script, ask[string](v, `document.querySelector('main')?.innerText ?? document.body.innerText`))
		}
	}
}

// gate is the network in front of the demonstration: shut, it cuts who is
// connected and answers nobody.
type gate struct {
	net.Listener

	mu   sync.Mutex
	shut bool
	in   map[net.Conn]bool
}

func newGate(l net.Listener) *gate { return &gate{Listener: l, in: map[net.Conn]bool{}} }

func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		g.mu.Lock()
		if shut := g.shut; !shut {
			g.in[c] = true
			g.mu.Unlock()
			return c, nil
		}
		g.mu.Unlock()
		_ = c.Close()
	}
}

func (g *gate) open(yes bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = !yes
	if yes {
		return
	}
	for c := range g.in {
		_ = c.Close()
	}
	g.in = map[net.Conn]bool{}
}

// roomsTablet is the morning of a meeting: the social worker leaves the tablet
// in the room, where it knows nobody and takes codes.
func roomsTablet(t *testing.T, b *browser) {
	claire := b.tab(t)
	claire.signIn("claire.moreau")
	claire.open("/sessions/cohort-osny")
	next := ask[[]string](claire, `(li => [li.querySelector('a').getAttribute('href'), li.querySelector('time').dateTime])(document.querySelector('.thread li.planned'))`)
	day, err := time.ParseInLocation(time.DateOnly, next[1][:10], time.Local)
	if err != nil {
		t.Fatal(err)
	}
	b.demo.later(time.Until(day.Add(12 * time.Hour)))
	claire.signIn("claire.moreau")
	claire.open(next[0] + "/presences")
	ask[*string](claire, `document.querySelector('form[data-signs-out]').requestSubmit()`)
	claire.waits(`document.querySelector('h1')?.innerText === 'Bienvenue'`)
	claire.inspected(b, "/accueil/:token")
	claire.fill("#f-code", "K7RW-M2XD")
	ask[*string](claire, `document.querySelector('main form').requestSubmit()`)
	claire.waits(`document.body.innerText.includes('Ce code n’est pas celui')`)
	claire.inspected(b, "/accueil/:token, a wrong code")
	claire.open("/sessions")
	claire.sees("Entrer")
}
